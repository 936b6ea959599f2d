import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { backendKind, messageOf, strategyKind } from '@outpool/contract/internal';
import type { OutgoingPoolsOptions } from '@outpool/core';

type Module = { readonly [exported: string]: unknown };

/**
 * The backends and strategies that packages and files of an application export.
 * @param names those packages and files; if there are none, the backends among the dependencies of the application
 * @throws Error when one cannot be loaded
 */
export async function loadPlugins(names: readonly string[], cwd: string): Promise<OutgoingPoolsOptions> {
  const modules = await Promise.all((names.length > 0 ? names : await backendsOf(cwd)).map((name) => load(name, cwd)));
  const strategies = modules.filter((module) => exportsA(strategyKind, module));
  // What exports neither is refused as a backend.
  return { backends: modules.filter((module) => exportsA(backendKind, module) || !strategies.includes(module)), strategies };
}

const exportsA = ({ read }: { read(exported: unknown): unknown }, module: Module): boolean =>
  Object.values(module).some((exported) => read(exported) !== undefined);

/** The packages of backends among the dependencies of an application. */
async function backendsOf(cwd: string): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
  const { dependencies, devDependencies } = manifest;
  const names = Object.keys({ ...dependencies, ...devDependencies }).filter((name) =>
    /^(@outpool\/|(@[^/]+\/)?outpool-)backend-/.test(name),
  );
  if (names.length > 0) return names;
  throw new Error(`no backend is among the dependencies of ${join(cwd, 'package.json')}: name the packages or files that export some`);
}

async function load(name: string, cwd: string): Promise<Module> {
  try {
    const isFile = /^\.{0,2}\//.test(name);
    const path = isFile ? resolve(cwd, name) : createRequire(join(cwd, 'package.json')).resolve(name);
    return (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Module;
  } catch (cause) {
    throw new Error(`${name} could not be loaded: ${messageOf(cause)}`, { cause });
  }
}
