import { z } from 'zod';
import type { Backend } from '../contract/backend.js';
import { type PoolSettings, poolOptionsSchema } from '../contract/pool-options.js';
import type { Problem } from '../errors/pool-error.js';
import type { EntryPlace, PoolEntry } from '../plan/pool-entry.js';
import type { BackendLookup } from './backend-lookup.js';
import { checkPool } from './check-pool.js';
import { type Checked, checkValue, type Place } from './check-value.js';
import { joinPath } from './join-path.js';
import { optionsWithoutEffect } from './options-without-effect.js';
import { isPlainObject } from './respell.js';
import { namesIn, shapeOf } from './schema-shape.js';
import type { Home } from './unknown-key.js';
import { unknownType } from './unknown-type.js';

const entrySchema = z.strictObject({
  type: z.string().min(1),
  host: z.string().min(1).default('global'),
  tag: z.string().min(1).default('default'),
  pool: z.unknown().optional(), // read by `poolOptionsSchema`
  connection: z.unknown().optional(), // read by the backend's schema
});

/** What could be read of an entry. */
export interface EntryReading {
  /** Set when type, host and tag are sound. */
  readonly place?: EntryPlace;
  /** Set when all of it is. */
  readonly entry?: PoolEntry;
}

/** Reads one entry, object or tuple; what is wrong goes to `problems`. In paths, the places of a tuple go by their names. */
export function checkEntry(input: unknown, path: string, lookup: BackendLookup, problems: Problem[]): EntryReading {
  const before = problems.length;
  if (Array.isArray(input) && input.length !== 5) {
    problems.push({ path, message: `expected [type, host, tag, poolOptions, connectionOptions], found a list of ${input.length}` });
    return {};
  }
  const written = Array.isArray(input) ? named(input) : input;
  const type = isPlainObject(written) ? written.type : undefined;
  const plugin = typeof type === 'string' ? lookup.backend(type) : undefined;
  const homes = homesOf(plugin?.backend);
  const placeOf = (part: string): Place => ({ path: joinPath(path, [part]), problems, homes: homes.filter((home) => home.part !== part) });

  const head = checkValue(entrySchema, written, { path, problems, homes });
  if (typeof type === 'string' && type !== '' && !plugin) {
    problems.push({ path: joinPath(path, ['type']), message: unknownType(type, lookup.types()) });
  }
  const { pool: writtenPool = {}, connection: writtenConnection = {} } = head.given;
  const pool = checkPool(writtenPool, placeOf('pool'), plugin?.manifest, lookup);
  const connection = plugin && checkValue(plugin.backend.options, writtenConnection, placeOf('connection'));
  if (plugin && connection) checkTogether(plugin.backend, pool, connection, problems);

  if (head.output === undefined) return {};
  const { type: knownType, host, tag } = head.output;
  const place = { type: knownType, host, tag, path };
  if (!plugin || !connection || pool.output === undefined || problems.length > before) return { place };
  const { backend, manifest } = plugin;
  return { place, entry: { ...place, settings: pool.output, options: connection.output, backend, manifest } };
}

/** The rules that need more than one option. */
function checkTogether(backend: Backend, pool: Checked<PoolSettings>, connection: Checked<unknown>, problems: Problem[]): void {
  if (pool.output === undefined || connection.output === undefined) return;
  const endpoints = backend.endpoints?.(connection.output).length ?? 0;
  const written = new Set(Object.keys(pool.given));
  for (const { option, message } of optionsWithoutEffect(written, pool.output, backend, endpoints)) {
    problems.push({ path: pool.pathOf([option]), message });
  }
  for (const { path, message } of backend.check?.(connection.output, pool.output) ?? []) {
    const [part, ...keys] = path;
    problems.push({ path: (part === 'pool' ? pool : connection).pathOf(keys), message });
  }
}

function named([type, host, tag, pool, connection]: readonly unknown[]): Record<string, unknown> {
  return { type, host, tag, pool, connection };
}

function homesOf(backend: Backend | undefined): (Home & { part: string })[] {
  return [
    { part: 'pool', where: 'under `pool`', keys: namesIn(shapeOf(poolOptionsSchema)) },
    { part: 'connection', where: 'under `connection`', keys: backend ? namesIn(shapeOf(backend.options)) : [] },
    { part: 'entry', where: 'beside `pool`', keys: namesIn(shapeOf(entrySchema)) },
  ];
}
