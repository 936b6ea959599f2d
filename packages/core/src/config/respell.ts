import type { Problem } from '../errors/pool-error.js';
import { joinPath } from './join-path.js';
import { namesIn, type Shape, shapeAt } from './schema-shape.js';

/** Names of the document whose unit is the same but unwritten. */
const inMilliseconds = new Set(['call_timeout', 'overrun_warning', 'request_timeout', 'connect_interval']);

/** What people wrote, under the names that a schema knows. */
export interface Respelled {
  readonly value: unknown;
  /** Paths by the schema's names -> the key that was written there. */
  readonly written: ReadonlyMap<string, string>;
}

/**
 * Gives snake_case keys their camelCase names, at any depth, wherever the schema knows the camelCase one. Nothing
 * else is touched: neither values, nor keys that the schema leaves open.
 * @param path where `input` stands
 */
export function respell(input: unknown, shape: Shape, path: string, problems: Problem[]): Respelled {
  const written = new Map<string, string>();
  return { value: respellAt(input, shape, path, written, problems), written };
}

/** The name that a schema knows for a key, if it knows one. */
export function knownName(key: string, names: readonly string[]): string | undefined {
  const camelCase = key.replaceAll(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const candidates = [key, camelCase, ...(inMilliseconds.has(key) ? [`${camelCase}Ms`] : [])];
  return candidates.find((candidate) => names.includes(candidate));
}

/** True for `{}` and the like: something written in a config, not an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Not compared with Object.prototype: in a vm context, as of some test runners, that is another one.
  return prototype === null || (!Array.isArray(value) && Object.getPrototypeOf(prototype) === null);
}

function respellAt(input: unknown, shape: Shape, path: string, written: Map<string, string>, problems: Problem[]): unknown {
  const inside = (value: unknown, key: string | number) =>
    respellAt(value, shapeAt(shape, [key]), joinPath(path, [key]), written, problems);
  if (shape.length === 0) return input;
  if (Array.isArray(input)) return input.map(inside);
  if (!isPlainObject(input)) return input;
  const names = namesIn(shape);
  const result = new Map<string, unknown>();
  for (const [key, value] of Object.entries(input)) {
    const name = knownName(key, names) ?? key;
    if (result.has(name)) {
      const other = written.get(joinPath(path, [name])) ?? name;
      problems.push({ path: joinPath(path, [key]), message: `given twice, as \`${other}\` and \`${key}\`: take one out` });
      continue;
    }
    if (name !== key) written.set(joinPath(path, [name]), key);
    result.set(name, inside(value, name));
  }
  return Object.fromEntries(result);
}
