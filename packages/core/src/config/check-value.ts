import type { Schema, SchemaResult } from '../contract/schema.js';
import type { Problem } from '../errors/pool-error.js';
import { type Explanation, explainIssue } from './explain-issue.js';
import { joinPath } from './join-path.js';
import { isPlainObject, respell } from './respell.js';
import { shapeOf } from './schema-shape.js';
import type { Home } from './unknown-key.js';

/** Where a part of a config stands, and what is around it. */
export interface Place {
  readonly path: string;
  /** Gets everything that is wrong. */
  readonly problems: Problem[];
  /** Stand where nothing is written. */
  readonly defaults?: object;
  readonly homes?: readonly Home[];
}

export interface Checked<Output> {
  /** What the schema made of it; nothing when there are problems. */
  readonly output: Output | undefined;
  /** What was written, under the schema's names; without defaults. */
  readonly given: Readonly<Record<string, unknown>>;
  /** Where something stands that the schema calls by these keys. */
  pathOf(keys: readonly PropertyKey[]): string;
}

/** Reads a part of a config by its schema. */
export function checkValue<Output>(schema: Schema<Output>, input: unknown, place: Place): Checked<Output> {
  const shape = shapeOf(schema);
  const { value, written } = respell(input, shape, place.path, place.problems);
  const pathOf = (keys: readonly PropertyKey[]): string => {
    let known = place.path;
    return keys.reduce<string>((shown, key) => {
      known = joinPath(known, [key]);
      return joinPath(shown, [written.get(known) ?? key]);
    }, place.path);
  };
  // A key whose value is undefined counts as not written.
  const given = isPlainObject(value) ? Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) : undefined;
  const result = isInstance(value) ? notPlain : validate(schema, given ? { ...place.defaults, ...given } : value);
  const explanations = (result.issues ?? []).flatMap((issue) => explainIssue(issue, given ?? value, shape, place.homes ?? []));
  for (const { path, message } of withoutEchoes(explanations)) place.problems.push({ path: pathOf(path), message });
  return { output: result.issues ? undefined : result.value, given: given ?? {}, pathOf };
}

const notPlain = { issues: [{ message: 'expected a plain object' }] };

function isInstance(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isPlainObject(value);
}

function validate<Output>(schema: Schema<Output>, value: unknown): SchemaResult<Output> {
  const result = schema['~standard'].validate(value);
  if (!(result instanceof Promise)) return result;
  const ignore = (): void => undefined; // whatever it says comes too late
  result.then(ignore, ignore);
  return { issues: [{ message: "cannot be checked: the backend's options schema validates asynchronously, it must be synchronous" }] };
}

/** A misspelt key is one mistake: that the right one is missing goes without saying. */
function withoutEchoes(explanations: readonly Explanation[]): Explanation[] {
  const meant = explanations.map((one) => one.meant && joinPath('', [...one.path.slice(0, -1), one.meant]));
  return explanations.filter(({ missing, path }) => !missing || !meant.includes(joinPath('', path)));
}
