#!/usr/bin/env node
// The command `outpool-schema`: prints the JSON Schema of config files for editors.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { backendKind, messageOf, strategyKind } from '@outpool/contract/internal';
import { configJsonSchema } from './outgoing-pools.js';

const usage = `usage: outpool-schema [PACKAGE | ./FILE]... > outpool.schema.json

Prints the JSON Schema of the config files of an application, with the options of its backends. Backends and strategies are
those that the named packages and files export; without any, those of every dependency in package.json called
@outpool/backend-*, or outpool-backend-* in any scope.
`;

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { help: { type: 'boolean', short: 'h' } } });
  process.stdout.write(values.help ? usage : `${JSON.stringify(await schemaOf(positionals), null, 2)}\n`);
} catch (error) {
  process.stderr.write(`outpool-schema: ${messageOf(error)}\n`);
  process.exitCode = 1;
}

async function schemaOf(named: readonly string[]): Promise<object> {
  const plugins = await Promise.all((named.length > 0 ? named : backendsOf(resolve('package.json'))).map(load));
  const strategies = plugins.filter((plugin) => Object.values(plugin).some((exported) => strategyKind.read(exported) !== undefined));
  const onlyStrategies = (plugin: object): boolean => Object.values(plugin).every((exported) => backendKind.read(exported) === undefined);
  // What exports neither is refused as a backend.
  return configJsonSchema({ backends: plugins.filter((plugin) => !strategies.includes(plugin) || !onlyStrategies(plugin)), strategies });
}

/** The backend packages among the dependencies of an application. */
function backendsOf(manifest: string): string[] {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, Record<string, string>>;
  const names = Object.keys({ ...dependencies, ...devDependencies }).filter((name) =>
    /^(@outpool\/|(@[^/]+\/)?outpool-)backend-/.test(name),
  );
  if (names.length === 0)
    throw new Error(`${manifest} has no backend among its dependencies: name the packages, as in outpool-schema ./my-backend.js`);
  return names;
}

/** What a package of the application exports, or one of its files. */
async function load(name: string): Promise<Record<string, unknown>> {
  const file = /^\.{0,2}\//.test(name) ? resolve(name) : createRequire(resolve('package.json')).resolve(name);
  return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
}
