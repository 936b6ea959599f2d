import { nearestName } from './nearest-name.js';

/** Names of the document whose unit is the same but unwritten. */
const inMilliseconds = ['call_timeout', 'overrun_warning', 'request_timeout', 'connect_interval'];

/** The parts of an entry, as in "belongs under `pool`", each with the names that it knows. */
export type Homes = Readonly<Record<string, readonly string[]>>;

/** The name that a schema knows for a key, if it knows one: the key itself, or what it is in camelCase. */
export function knownName(key: string, names: readonly string[]): string | undefined {
  const camelCase = key.replaceAll(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return names.find((name) => name === key) ?? names.find((name) => name === (inMilliseconds.includes(key) ? `${camelCase}Ms` : camelCase));
}

/** What to say about a key that its schema does not know. */
export function unknownKey(key: string, value: unknown, names: readonly string[], homes: Homes): string {
  if (key === 'keepalive_interval') {
    const milliseconds = typeof value === 'number' ? value * 1000 : 30_000;
    return `counts seconds, and outpool counts milliseconds: write \`keepaliveIntervalMs: ${milliseconds}\` under \`pool\` instead`;
  }
  const home = Object.keys(homes).find((where) => knownName(key, homes[where] ?? []) !== undefined);
  if (home !== undefined) return `unknown key here, \`${key}\` belongs ${home}`;
  const meant = nearestName(key, names);
  if (meant === undefined) return names.length === 0 ? 'unknown key' : `unknown key, expected one of ${names.join(', ')}`;
  // Who writes snake_case gets that spelling too.
  const snakeCase = meant.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return `unknown key, did you mean ${key.includes('_') && snakeCase !== meant ? `\`${snakeCase}\` / ` : ''}\`${meant}\`?`;
}

/** The path of what stands under a key or index, as people read it: `outgoingPools[1].pool.workers`. */
export function joinPath(path: string, key: PropertyKey): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!/^[\p{ID_Start}_$][\p{ID_Continue}$-]*$/u.test(String(key))) return `${path}[${JSON.stringify(String(key))}]`;
  return path === '' ? String(key) : `${path}.${String(key)}`;
}

/** True for `{}` and the like: something written in a config, not an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Not compared with Object.prototype: in a vm context, as of some test runners, that is another one.
  return prototype === null || (!Array.isArray(value) && Object.getPrototypeOf(prototype) === null);
}
