import { z } from 'zod';
import type { Backend } from '../contract/backend.js';
import type { BackendManifest } from '../contract/manifest.js';
import { type PoolSettings, poolOptionsSchema } from '../contract/pool-options.js';
import type { Schema } from '../contract/schema.js';
import type { Problem } from '../errors/pool-error.js';
import { configInvalid, duplicateEntries } from '../plan/duplicate-entries.js';
import type { PoolEntry } from '../plan/pool-entry.js';
import { optionsWithoutEffect, refuseConcurrency, refuseStrategy, refuseType } from './rules.js';
import { readPart } from './read-part.js';
import { namesIn, shapeOf } from './schema-shape.js';
import { type Homes, isPlainObject, joinPath } from './spelling.js';

/** What a config is read against: the plugins at hand. */
export interface BackendLookup {
  backend(type: string): { readonly backend: Backend; readonly manifest: BackendManifest } | undefined;
  types(): readonly string[];
  /** Names of all strategies, the built-in ones among them. */
  strategies(): readonly string[];
}

const reserved = '`global` and `host` have a meaning of their own in entries; no host can be called so';
const configSchema = z.strictObject({
  hosts: z.array(z.string().min(1).regex(/^(?!(global|host)$)/, reserved)).default([]),
  outgoingPools: z.array(z.unknown()),
});
const entrySchema = z.strictObject({
  type: z.string().min(1),
  host: z.string().min(1).default('global'),
  tag: z.string().min(1).default('default'),
  pool: z.unknown().optional(), // read by `poolOptionsSchema`
  connection: z.unknown().optional(), // read by the backend's schema
});

/**
 * Reads what people wrote. Nothing is repaired: what comes out has been checked and has every default in place.
 * @throws PoolError `CONFIG_INVALID` with everything that is wrong, in `problems` and in the message
 */
export function readConfig(input: unknown, lookup: BackendLookup): { hosts: readonly string[]; entries: readonly PoolEntry[] } {
  const problems: Problem[] = [];
  const config = readPart(configSchema, input, { path: '', problems });
  const { hosts, outgoingPools } = config.given;
  for (const [index, host] of listOf(hosts).entries()) {
    const first = listOf(hosts).indexOf(host);
    const path = config.pathOf(['hosts', index]);
    if (first < index) problems.push({ path, message: `${JSON.stringify(host)} stands at hosts[${first}] already` });
  }
  const entries = listOf(outgoingPools).flatMap((entry, index) =>
    readEntry(entry, config.pathOf(['outgoingPools', index]), lookup, problems),
  );
  problems.push(...duplicateEntries(entries));
  if (config.output === undefined || problems.length > 0) throw configInvalid(problems);
  return { hosts: config.output.hosts, entries };
}

/**
 * Reads one entry, object or tuple; what is wrong goes to `problems`. In paths, the places of a tuple go by their names.
 * @returns the entry if type, host and tag are sound; the rest of it is only if there are no problems
 */
function readEntry(input: unknown, path: string, lookup: BackendLookup, problems: Problem[]): PoolEntry | [] {
  if (Array.isArray(input) && input.length !== 5) {
    problems.push({ path, message: `expected [type, host, tag, poolOptions, connectionOptions], found a list of ${input.length}` });
    return [];
  }
  const entry = Array.isArray(input) ? named(input) : input;
  const type = isPlainObject(entry) ? entry.type : undefined;
  const plugin = typeof type === 'string' ? lookup.backend(type) : undefined;
  const { backend, manifest } = plugin ?? {};
  const homes: Homes = {
    'under `pool`': namesIn(shapeOf(poolOptionsSchema)),
    'under `connection`': backend ? namesIn(shapeOf(backend.options)) : [],
    'beside `pool`': namesIn(shapeOf(entrySchema)),
  };
  const head = readPart(entrySchema, entry, { path, problems, homes });
  const refuse = (at: string, message: string | undefined) => message !== undefined && problems.push({ path: at, message });
  if (typeof type === 'string' && type !== '' && !plugin) refuse(joinPath(path, 'type'), unknownType(type, lookup.types()));

  const { concurrency, endpointPolicy, defaults } = manifest ?? {};
  const pool = readPart(poolOptionsSchema as unknown as Schema<PoolSettings>, head.given.pool ?? {}, {...});
}
