import type { Schema, SchemaResult } from '../contract/schema.js';
import type { Problem } from '../errors/pool-error.js';
import { explainIssue } from './explain-issue.js';
import { nearestName } from './nearest-name.js';
import { isClosed, namesIn, type Shape, shapeAt, shapeOf } from './schema-shape.js';
import { type Homes, isPlainObject, joinPath, knownName, unknownKey } from './spelling.js';

/** Where a part of a config stands, and what is around it. */
export interface Place {
  readonly path: string;
  /** Gets everything that is wrong. */
  readonly problems: Problem[];
  /** Stand where nothing is written. */
  readonly defaults?: object | undefined;
  readonly homes?: Homes;
}

export interface Part<Output> {
  /** What the schema made of it; nothing when it refused it. */
  readonly output: Output | undefined;
  /** What was written, under the schema's names; without defaults. */
  readonly given: Readonly<Record<string, unknown>>;
  /** Where something stands that the schema calls by these keys. */
  pathOf(keys: readonly PropertyKey[]): string;
  /** Reports something wrong there. */
  refuse(keys: readonly PropertyKey[], message: string): void;
}

/**
 * Reads a part of a config by its schema. Keys in snake_case get their camelCase names, at any depth, wherever the
 * schema knows the camelCase one; neither values nor keys that the schema leaves open are touched. A misspelt key is a
 * problem, and is read as the one that it most likely means: nothing else seems missing for it.
 */
export function readPart<Output>(schema: Schema<Output>, input: unknown, { path, problems, defaults, homes = {} }: Place): Part<Output> {
  const written = new Map<string, string>(); // path by the schema's names -> the key that stands there
  const pathOf = (keys: readonly PropertyKey[]): string => {
    const [key] = keys.slice(-1);
    return key === undefined ? path : joinPath(pathOf(keys.slice(0, -1)), written.get(keys.map(String).join()) ?? key);
  };
  const refuse = (keys: readonly PropertyKey[], message: string): void => {
    problems.push({ path: pathOf(keys), message });
  };
  const respell = (value: unknown, keys: readonly PropertyKey[], shape: Shape): unknown => {
    if (shape.length === 0) return value;
    if (Array.isArray(value)) return value.map((inner, index) => respell(inner, [...keys, index], shapeAt(shape, index)));
    if (!isPlainObject(value)) return value;
    const names = namesIn(shape);
    const result = new Map<string, unknown>();
    for (const [key, inner] of Object.entries(value)) {
      if (inner === undefined) continue; // counts as not written
      const here = joinPath(pathOf(keys), key);
      const known = knownName(key, names) ?? (isClosed(shape) ? undefined : key);
      if (known === undefined) problems.push({ path: here, message: unknownKey(key, inner, names, homes) });
      const name = known ?? nearestName(key, names);
      if (name === undefined) continue;
      const place = [...keys, name];
      if (!result.has(name)) {
        if (name !== key) written.set(place.join(), key);
        result.set(name, respell(inner, place, shapeAt(shape, name)));
      } else if (known !== undefined) {
        const other = written.get(place.join()) ?? name;
        problems.push({ path: here, message: `given twice, as \`${other}\` and \`${key}\`: take one out` });
      }
    }
    return Object.fromEntries(result);
  };

  const value = respell(input, [], shapeOf(schema));
  const given = isPlainObject(value) ? value : undefined;
  // An instance is not what people write: no schema gets to see it.
  const isInstance = typeof value === 'object' && value !== null && !Array.isArray(value);
  const result = inTime(schema['~standard'].validate(given ? { ...defaults, ...given } : isInstance ? undefined : value));
  for (const { path: keys, message } of (result.issues ?? []).flatMap((issue) => explainIssue(issue, value))) refuse(keys, message);
  return { output: result.issues ? undefined : result.value, given: given ?? {}, pathOf, refuse };
}

function inTime<Output>(answer: SchemaResult<Output> | Promise<SchemaResult<Output>>): SchemaResult<Output> {
  if (!(answer instanceof Promise)) return answer;
  answer.catch(() => undefined); // whatever it says comes too late
  return { issues: [{ message: "cannot be checked: the backend's options schema validates asynchronously, it must be synchronous" }] };
}
