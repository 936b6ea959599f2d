import { z } from 'zod';
import type { Backend } from '../contract/backend.js';
import type { BackendManifest } from '../contract/manifest.js';
import { type PoolSettings, poolOptionsSchema } from '../contract/pool-options.js';
import type { Problem } from '../errors/pool-error.js';
import { configInvalid, duplicateEntries } from '../plan/config-invalid.js';
import type { PoolEntry } from '../plan/pool-entry.js';
import { checkAgainstBackend, checkEffect, unknownType } from './entry-rules.js';
import { type Part, readPart } from './read-part.js';
import { namesIn, shapeOf } from './schema-shape.js';
import { isPlainObject, joinPath } from './spelling.js';

/** What a config is read against: the plugins at hand. */
export interface BackendLookup {
  backend(type: string): { readonly backend: Backend; readonly manifest: BackendManifest } | undefined;
  types(): readonly string[];
  /** Names of all strategies, the built-in ones among them. */
  strategies(): readonly string[];
}

const reserved = '`global` and `host` have a meaning of their own in entries; no host can be called so';
const configSchema = z.strictObject({
  hosts: z
    .array(
      z
        .string()
        .min(1)
        .regex(/^(?!(global|host)$)/, reserved),
    )
    .default([]),
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
  const hosts = listOf(config.given.hosts);
  for (const [index, host] of hosts.entries()) {
    const first = hosts.indexOf(host);
    if (first < index) config.refuse(['hosts', index], `${JSON.stringify(host)} stands at hosts[${first}] already`);
  }
  const entries = listOf(config.given.outgoingPools).flatMap((entry, index) =>
    readEntry(entry, config.pathOf(['outgoingPools', index]), lookup, problems),
  );
  problems.push(...duplicateEntries(entries));
  if (config.output === undefined || problems.length > 0) throw configInvalid(problems);
  return { hosts: config.output.hosts, entries };
}

/**
 * Reads one entry, object or tuple; what is wrong goes to `problems`. In paths, the places of a tuple go by their names.
 * @returns the entry if its type, host and tag are sound; the rest of it is sound if there are no problems
 */
function readEntry(input: unknown, path: string, lookup: BackendLookup, problems: Problem[]): PoolEntry | [] {
  if (Array.isArray(input) && input.length !== 5) {
    problems.push({ path, message: `expected [type, host, tag, poolOptions, connectionOptions], found a list of ${input.length}` });
    return [];
  }
  const written = Array.isArray(input) ? named(input) : input;
  const writtenType = isPlainObject(written) ? written.type : undefined;
  const { backend, manifest } = (typeof writtenType === 'string' ? lookup.backend(writtenType) : undefined) ?? {};
  const homes = {
    'under `pool`': namesIn(shapeOf(poolOptionsSchema)),
    'under `connection`': backend ? namesIn(shapeOf(backend.options)) : [],
    'beside `pool`': namesIn(shapeOf(entrySchema)),
  };
  const head = readPart(entrySchema, written, { path, problems, homes });
  if (typeof writtenType === 'string' && writtenType !== '' && !backend) head.refuse(['type'], unknownType(writtenType, lookup.types()));

  const { pool: writtenPool = {}, connection: writtenConnection = {} } = head.given;
  const place = (part: string, defaults?: object) => ({ path: joinPath(path, part), problems, homes, defaults });
  const defaults = manifest && { concurrency: manifest.concurrency, endpointPolicy: manifest.endpointPolicy, ...manifest.defaults };
  const pool = readPart(poolOptionsSchema, writtenPool, place('pool', defaults));
  checkAgainstBackend(pool, manifest, lookup.strategies());
  const settings = pool.output as PoolSettings | undefined; // the backend's defaults have filled in the rest
  const connection = backend && readPart(backend.options, writtenConnection, place('connection'));
  if (backend && settings && connection?.output !== undefined) checkTogether(backend, pool, settings, connection);

  if (head.output === undefined) return [];
  const { type, host, tag } = head.output;
  return { type, host, tag, path, settings, options: connection?.output, backend, manifest } as PoolEntry;
}

/** The rules that need more than one option. */
function checkTogether(backend: Backend, pool: Part<unknown>, settings: PoolSettings, connection: Part<unknown>): void {
  checkEffect(pool, settings, backend, backend.endpoints?.(connection.output).length ?? 0);
  for (const { path, message } of backend.check?.(connection.output, settings) ?? []) {
    (path[0] === 'pool' ? pool : connection).refuse(path.slice(1), message);
  }
}

function named([type, host, tag, pool, connection]: readonly unknown[]): Record<string, unknown> {
  return { type, host, tag, pool, connection };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
