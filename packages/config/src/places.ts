import type { Problem } from '@outpool/contract/internal';
import { joinPath } from './names.js';
import type { Source } from './source.js';

/** Where one member of an object or list was written. */
export interface Mark {
  readonly source: Source;
  /** Offset of its key; of a list's item, that of the item. */
  readonly key: number;
  /** Offset of its value. */
  readonly value: number;
  /** Its path as it was written, where that is not the path in the object: in a config that was translated. */
  readonly path?: string;
}

/** The mark of an object itself. Only the outermost has one: the others have that of their key. */
const itself = Symbol('itself');

/**
 * Objects and lists that came from files, with the marks of their members. Held beside them, so that they are plain
 * objects for everybody else, and parts of them keep their marks in a config that an application puts together.
 */
const marks = new WeakMap<object, Map<PropertyKey, Mark>>();

/** Notes where a member was written; without a key, where the object itself was. What is no object has no members. */
export function setMark(container: unknown, key: PropertyKey | undefined, mark: Mark): void {
  if (typeof container !== 'object' || container === null) return;
  const known = marks.get(container) ?? new Map<PropertyKey, Mark>();
  marks.set(container, known.set(idOf(key ?? itself), mark));
}

export function markOf(container: unknown, key?: PropertyKey): Mark | undefined {
  return typeof container === 'object' && container !== null ? marks.get(container)?.get(idOf(key ?? itself)) : undefined;
}

/** Indexes and keys are the same names, as in the object itself. */
const idOf = (key: PropertyKey): PropertyKey => (typeof key === 'number' ? String(key) : key);

/** A path of a config, as it was written, and the place in its file, if it came from one. */
export type Location = Pick<Problem, 'path' | 'file' | 'line' | 'column'>;

/**
 * Where a path of a config was written. What is not there, like a key that is missing, is where that would stand: in
 * the nearest object around it.
 * @param places the names of the places of a tuple, for paths that use them
 * @param aim which of a member is meant: its key, for one that should not be there, or its value
 */
export function locate(root: unknown, keys: readonly PropertyKey[], places: readonly string[], aim: 'key' | 'value' = 'value'): Location {
  let [container, mark, path, exact] = [root, markOf(root), '', true];
  for (const key of keys) {
    const name = Array.isArray(container) && typeof key === 'string' && places.includes(key) ? places.indexOf(key) : key;
    const here = exact ? markOf(container, name) : undefined;
    path = here?.path ?? joinPath(path, key);
    mark = here ?? mark;
    container = typeof container === 'object' && container !== null ? Reflect.get(container, name) : undefined;
    exact = container !== undefined;
  }
  if (mark === undefined) return { path };
  const offset = aim === 'key' && markOf(root) !== mark ? mark.key : mark.value;
  return { path, file: mark.source.file, ...mark.source.position(offset) };
}

/** A place as messages about another one call it. */
export const nameOf = ({ path, line }: Location): string => (line === undefined ? path : `${path} (line ${line})`);
