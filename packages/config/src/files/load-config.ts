import { readFile, stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { messageOf, type Problem } from '@outpool/contract/internal';
import { readErlangConfig } from '../ancestor/erlang-config.js';
import { isPoolTables, readPoolTables } from '../ancestor/pool-tables.js';
import type { OutgoingPoolsConfig } from '../define-config.js';
import { isPlainObject } from '../names.js';
import { refuseProblems } from '../refuse-problems.js';
import { Source, SyntaxProblem } from '../source.js';
import { parseJson } from './json.js';
import { parseToml } from './toml.js';
import { parseYaml } from './yaml.js';

/** What a config may be written in. `module` is TypeScript or JavaScript; `erlang` are the terms of `mongooseim.cfg`. */
export type ConfigFormat = 'module' | 'json' | 'jsonc' | 'toml' | 'yaml' | 'erlang';

export interface LoadConfigOptions {
  /** What the file is written in. Default: what its name ends in says it. */
  readonly format?: ConfigFormat;
}

const formats: Readonly<Record<string, ConfigFormat>> = {
  '.ts': 'module',
  '.mts': 'module',
  '.cts': 'module',
  '.js': 'module',
  '.mjs': 'module',
  '.cjs': 'module',
  '.json': 'json',
  '.jsonc': 'jsonc',
  '.toml': 'toml',
  '.yaml': 'yaml',
  '.yml': 'yaml',
  '.cfg': 'erlang',
  '.config': 'erlang',
  '.terms': 'erlang',
};

/** No config is that long; whatever is, was not meant. In bytes. */
const LONGEST = 1_048_576;

/**
 * Reads a config from a file: TypeScript or JavaScript, JSON, TOML or YAML, with keys in camelCase or snake_case; the TOML of
 * MongooseIM, and its Erlang terms. Nothing is checked yet but the syntax: `createOutgoingPools` does the rest, and
 * names file, line and column of each problem that it finds. TOML needs the package `toml-eslint-parser`, YAML needs `yaml`.
 * @param path from the working directory, or a URL
 * @throws PoolError `CONFIG_INVALID` when there is no such file, or with the place in it that cannot be read
 */
export async function loadConfig(path: string | URL, options: LoadConfigOptions = {}): Promise<OutgoingPoolsConfig> {
  const file = typeof path === 'string' ? path : fileURLToPath(path);
  const format = options.format ?? formats[extname(file).toLowerCase()];
  if (options.format !== undefined && !Object.values(formats).includes(options.format)) {
    throw new TypeError(
      `unknown format ${JSON.stringify(options.format)}, expected one of ${[...new Set(Object.values(formats))].join(', ')}`,
    );
  }
  if (format === undefined) {
    const known = Object.keys(formats).join(', ');
    return refuse(file, `its name does not say what it is written in: expected one of ${known}, or the option \`format\``);
  }
  const { size } = await stat(file).catch((error: unknown) => refuse(file, unreadable(error), error));
  if (format === 'module') return importConfig(file);
  if (size > LONGEST) refuse(file, `expected a config of at most ${LONGEST} bytes, found ${size}`);
  return parseConfig(await readText(file), format);
}

/**
 * Reads the text of a config.
 * @throws PoolError `CONFIG_INVALID` with the place that cannot be read
 */
export async function parseConfig(source: Source, format: Exclude<ConfigFormat, 'module'>): Promise<OutgoingPoolsConfig> {
  try {
    if (format === 'erlang') return readErlangConfig(source) as unknown as OutgoingPoolsConfig;
    const config = await parsers[format](source);
    if (!isPlainObject(config)) throw new SyntaxProblem(source.problem(0, 'expected an object with `outgoing_pools`'));
    delete config.$schema; // it is for the editor
    return (isPoolTables(config) ? readPoolTables(config) : config) as unknown as OutgoingPoolsConfig;
  } catch (error) {
    if (error instanceof SyntaxProblem) refuseProblems([error.problem]);
    if (error instanceof RangeError) refuse(source.file, 'values stand in each other too deep', error);
    throw error;
  }
}

const parsers: Record<'json' | 'jsonc' | 'toml' | 'yaml', (source: Source) => unknown> = {
  json: (source) => parseJson(source, false),
  jsonc: (source) => parseJson(source, true),
  toml: parseToml,
  yaml: parseYaml,
};

async function readText(file: string): Promise<Source> {
  const bytes = await readFile(file).catch((error: unknown) => refuse(file, unreadable(error), error));
  const text = new TextDecoder().decode(bytes); // takes a byte order mark off
  const damaged = text.indexOf('\ufffd');
  const source = new Source(file, text);
  if (damaged >= 0 && !bytes.includes('\ufffd')) refuseProblems([source.problem(damaged, 'expected UTF-8, found other bytes')]);
  return source;
}

/** The default export of a module, or what it promises. */
async function importConfig(file: string): Promise<OutgoingPoolsConfig> {
  const { href } = pathToFileURL(resolve(file));
  try {
    const module = (await import(/* @vite-ignore */ /* webpackIgnore: true */ href)) as { default?: unknown };
    const config = await module.default;
    if (isPlainObject(config)) return config as unknown as OutgoingPoolsConfig;
  } catch (error) {
    refuse(file, `could not be loaded: ${messageOf(error)}`, error);
  }
  return refuse(file, 'expected a config as default export: `export default defineConfig({ … })`');
}

function unreadable(error: unknown): string {
  return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : `could not be read: ${messageOf(error)}`;
}

function refuse(file: string, message: string, cause?: unknown): never {
  const problem: Problem = { path: '', message, file };
  refuseProblems([problem], cause);
  throw cause; // never comes here: there is a problem
}
