import { z } from 'zod';
import { type Backend, type BackendManifest, poolOptionsSchema, type PoolSettings } from '@outpool/contract/internal';
import { duplicateEntries } from './expand-hosts.js';
import { hint, isPlainObject } from './names.js';
import { nameOf } from './places.js';
import type { PoolEntry } from './pool-entry.js';
import { type Given, type Keys, namesOf, Reader } from './reader.js';
import { refuseProblems } from './refuse-problems.js';

/** What a config is read against: the plugins at hand. */
export interface BackendLookup {
  backend(type: string): { readonly backend: Backend; readonly manifest: BackendManifest } | undefined;
  types(): readonly string[];
  /** Names of all strategies, the built-in ones among them. */
  strategies(): readonly string[];
}

const name = z.string().min(1);
const servedHost = name.regex(/^(?!(global|host)$)/, '`global` and `host` have another meaning in entries; no host can be called so');
export const configSchema = z.strictObject({ hosts: z.array(servedHost).default([]), outgoingPools: z.array(z.unknown()) });
export const entrySchema = z.strictObject({
  type: name,
  host: name.default('global'),
  tag: name.default('default'),
  pool: z.unknown().optional(), // read by `poolOptionsSchema`
  connection: z.unknown().optional(), // read by the backend's schema
});

const places = Object.keys(entrySchema.shape); // of a tuple, too
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * Reads what people wrote. Nothing is repaired: what comes out has been checked and has every default in place.
 * @throws PoolError `CONFIG_INVALID` with everything that is wrong, in `problems` and in the message; with file, line and
 * column if the config is from `loadConfig`
 */
export function readConfig(input: unknown, lookup: BackendLookup): { hosts: readonly string[]; entries: readonly PoolEntry[] } {
  const reader = new Reader(input, places);
  const { given, output } = reader.read(configSchema, input, []);
  const hosts = listOf(given.hosts);
  for (const [index, host] of hosts.entries()) {
    const first = hosts.indexOf(host);
    if (first === index) continue;
    reader.refuse(['hosts', index], `${JSON.stringify(host)} stands at ${nameOf(reader.locate(['hosts', first]))} already`);
  }
  const entries = listOf(given.outgoingPools).flatMap((entry, index) => readEntry(entry, ['outgoingPools', index], reader, lookup));
  reader.problems.push(...duplicateEntries(entries));
  refuseProblems(reader.problems);
  return { hosts: output?.hosts ?? [], entries };
}

/**
 * Reads one entry, object or tuple. In paths, the places of a tuple go by their names.
 * @returns the entry if its type, host and tag are sound; the rest of it is sound if there are no problems
 */
function readEntry(input: unknown, at: Keys, reader: Reader, lookup: BackendLookup): PoolEntry | [] {
  if (Array.isArray(input) && input.length !== 5) {
    reader.refuse(at, `expected [type, host, tag, poolOptions, connectionOptions], found a list of ${input.length}`);
    return [];
  }
  const entry = Array.isArray(input) ? Object.fromEntries(places.map((place, index) => [place, input[index]])) : input;
  const type = isPlainObject(entry) && typeof entry.type === 'string' ? entry.type : '';
  const { backend, manifest } = lookup.backend(type) ?? {};
  const homes = {
    'under `pool`': namesOf(poolOptionsSchema),
    'under `connection`': backend ? namesOf(backend.options) : [],
    'beside `pool`': namesOf(entrySchema),
  };
  const { given, output: head } = reader.read(entrySchema, entry, at, homes);
  if (type !== '' && !backend) reader.refuse([...at, 'type'], unknownType(type, lookup.types()));

  const { pool: writtenPool = {}, connection: writtenConnection = {} } = given;
  const defaults = { concurrency: manifest?.concurrency, endpointPolicy: manifest?.endpointPolicy, ...manifest?.defaults };
  const pool = reader.read(poolOptionsSchema, writtenPool, [...at, 'pool'], homes, defaults);
  const refuse: Refuse = (option, message) => reader.refuse([...at, 'pool', option], message);
  checkWithBackend({ ...defaults, ...pool.given }, manifest ?? {}, lookup.strategies(), refuse);

  const settings = pool.output as PoolSettings | undefined; // what is optional has come from the backend
  const options = backend && reader.read(backend.options, writtenConnection, [...at, 'connection'], homes).output;
  if (backend && settings && options !== undefined) {
    const among = Object.entries(backend.poolOptions?.(options) ?? {}).filter(([option]) => !(option in pool.given));
    Object.assign(settings, Object.fromEntries(among));
    checkEffect(pool.given, settings, backend, backend.endpoints?.(options).length ?? 0, refuse);
    for (const { path, message } of backend.check?.(options, settings) ?? []) reader.refuse([...at, ...path], message);
  }
  if (head === undefined) return [];
  return { type, host: head.host, tag: head.tag, location: reader.locate(at), settings, options, backend, manifest } as PoolEntry;
}

/** Says what is wrong with a pool option. */
type Refuse = (option: string, message: string) => void;

/** The backends that have a package of their own. */
const published = ['rdbms', 'redis', 'riak', 'cassandra', 'http', 'elastic', 'rabbit', 'ldap', 'generic'];

/** What to say about a type that no backend at hand serves. */
function unknownType(type: string, given: readonly string[]): string {
  if (!published.includes(type)) return `unknown type "${type}", ${hint(type, [...new Set([...given, ...published])])}`;
  const className = `${type.charAt(0).toUpperCase()}${type.slice(1)}Backend`;
  return `no backend for "${type}" is given: install @outpool/backend-${type} and pass ${className}`;
}

/** Refuses a strategy or a concurrency that there is not, or not with this backend. */
function checkWithBackend({ strategy, concurrency }: Given, manifest: Partial<BackendManifest>, known: readonly string[], refuse: Refuse) {
  const { type, unsupportedStrategies = [], concurrency: most = Infinity } = manifest;
  if (typeof strategy === 'string' && unsupportedStrategies.includes(strategy)) {
    const supported = known.filter((name) => !unsupportedStrategies.includes(name)).join(', ');
    refuse('strategy', `${type} does not work with the strategy "${strategy}", expected one of ${supported}`);
  } else if (typeof strategy === 'string' && strategy !== '' && !known.includes(strategy)) {
    refuse('strategy', `unknown strategy "${strategy}", ${hint(strategy, known)}`);
  }
  if (typeof concurrency === 'number' && concurrency > most) {
    const calls = `${most} ${most === 1 ? 'call' : 'calls'} at once`;
    refuse('concurrency', `expected at most ${most}, found ${concurrency}: a connection of ${type} serves ${calls}`);
  }
}

/**
 * Refuses the written options that would do nothing where they stand.
 * @param endpoints how many servers the pool has
 */
function checkEffect(written: object, settings: PoolSettings, backend: Backend, endpoints: number, refuse: Refuse): void {
  const { workers, maxQueue, maxWorkerQueue, keepaliveIntervalMs, validateAfterIdleMs } = settings;
  const { min, max } = typeof workers === 'number' ? { min: workers, max: workers } : workers;
  const idle = (options: readonly (keyof PoolSettings)[], when: boolean, because: string): void => {
    for (const option of options) if (when && option in written) refuse(option, `has no effect: ${because}`);
  };

  idle(['idleTimeoutMs'], min === max, 'the number of workers is fixed; write `workers: { min, max }` to let idle ones close');
  idle(['overrunHandler', 'maxOverrunWarnings'], settings.overrunWarningMs === Infinity, 'it needs `overrunWarningMs`');
  idle(['keepaliveIntervalMs', 'validateAfterIdleMs'], !backend.ping, 'the backend has no way to ping');
  const pings = backend.ping !== undefined && Math.min(keepaliveIntervalMs, validateAfterIdleMs) !== Infinity;
  const unasked = backend.ping
    ? 'nothing is pinged without `keepaliveIntervalMs` or `validateAfterIdleMs`'
    : 'the backend has no way to ping';
  idle(['pingTimeoutMs'], !pings && !backend.release, unasked);
  idle(['startTimeoutMs', 'optional'], settings.start === 'lazy', "starting does not wait for a pool with `start: 'lazy'`");
  const endless = settings.overflow === 'drop_oldest' && maxQueue === Infinity && maxWorkerQueue === Infinity;
  idle(['overflow'], endless, 'with `maxQueue` and `maxWorkerQueue` at Infinity no queue is ever full');
  idle(['maxConnecting'], settings.maxConnecting > max, 'it is above the number of workers');
  idle(['endpointPolicy'], endpoints < 2, 'the pool has one server only');
}
