import type { z } from 'zod';
import type { Problem, Schema } from '@outpool/contract/internal';
import { explainIssue } from './explain-issue.js';
import { isPlainObject, joinPath, knownName, nearestName } from './names.js';
import { type Location, locate, nameOf } from './places.js';

/** A place in a config, by the names of the schemas. */
export type Keys = readonly PropertyKey[];

/** The parts of an entry, as in "belongs under `pool`", each with the names that it knows. */
type Homes = Readonly<Record<string, readonly string[]>>;

/** What was written, by the names of a schema. */
export type Given = Readonly<Record<string, unknown>>;

const asynchronous = { issues: [{ message: 'cannot be checked: the schema validates asynchronously, it must be synchronous' }] };

/** Reads one config part by part, and keeps everything that is wrong with it. */
export class Reader {
  readonly problems: Problem[] = [];
  readonly #config: unknown;
  readonly #places: readonly string[];
  /** Paths by the names of the schemas -> the same as they were written. */
  readonly #written = new Map<string, Keys>();

  /**
   * @param config what is read, whole
   * @param places the names of the places of a tuple in it
   */
  constructor(config: unknown, places: readonly string[]) {
    this.#config = config;
    this.#places = places;
  }

  /** Where a place is, as it was written, and in which file if it came from one. */
  locate(keys: Keys): Location {
    return locate(this.#config, this.#asWritten(keys), this.#places);
  }

  /** Notes what is wrong at a place. */
  refuse(keys: Keys, message: string): void {
    this.problems.push({ ...this.locate(keys), message });
  }

  #asWritten(keys: Keys): Keys {
    const [key] = keys.slice(-1);
    if (key === undefined) return [];
    return this.#written.get(keys.reduce(joinPath, '')) ?? [...this.#asWritten(keys.slice(0, -1)), key];
  }

  #refuseKey(written: Keys, message: string): void {
    this.problems.push({ ...locate(this.#config, written, this.#places, 'key'), message });
  }

  /**
   * Reads what stands at a place by its schema. Keys in snake_case get their camelCase names, at any depth, wherever the
   * schema knows the camelCase one; neither values nor keys that the schema leaves open are touched.
   * @returns what was written, by the names of the schema, and what the schema made of it and of the defaults, if it did not refuse it
   */
  read<Output>(schema: Schema<Output>, input: unknown, keys: Keys, homes: Homes = {}, defaults: object = {}) {
    const value = this.#respell(input, keys, shapeOf(schema), homes);
    const given: Given = isPlainObject(value) ? value : {};
    // An instance is not what people write: no schema gets to see it.
    const plain = isPlainObject(value) ? { ...defaults, ...value } : typeof value === 'object' && !Array.isArray(value) ? null : value;
    const answer = schema['~standard'].validate(plain);
    if (answer instanceof Promise) answer.catch(() => undefined); // whatever it says comes too late
    const result = answer instanceof Promise ? asynchronous : answer;
    const explained = (result.issues ?? []).flatMap((issue) => explainIssue(issue, value));
    for (const { path, message } of explained) this.refuse([...keys, ...path], message);
    return { given, output: result.issues ? undefined : result.value };
  }

  /** A misspelt key is a problem, and is read as the one that it most likely means: nothing else seems missing for it. */
  #respell(value: unknown, keys: Keys, shape: Shape, homes: Homes): unknown {
    if (shape.length === 0) return value;
    if (Array.isArray(value)) return value.map((inner, index) => this.#respell(inner, [...keys, index], shapeAt(shape, index), homes));
    if (!isPlainObject(value)) return value;
    const names = namesIn(shape);
    const result = new Map<string, unknown>();
    for (const [key, inner] of Object.entries(value)) {
      if (inner === undefined) continue; // counts as not written
      const written = [...this.#asWritten(keys), key];
      const known = knownName(key, names) ?? (isClosed(shape) ? undefined : key);
      if (known === undefined) this.#refuseKey(written, unknownKey(key, inner, names, homes));
      const name = known ?? nearestName(key, names);
      if (name === undefined) continue;
      const here = [...keys, name];
      if (!result.has(name)) {
        this.#written.set(here.reduce(joinPath, ''), written);
        result.set(name, this.#respell(inner, here, shapeAt(shape, name), homes));
      } else if (known !== undefined) {
        this.#refuseKey(written, `stands at ${nameOf(this.locate(here))} already; take one out`);
      }
    }
    return Object.fromEntries(result);
  }
}

function unknownKey(key: string, value: unknown, names: readonly string[], homes: Homes): string {
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

type Node = z.core.JSONSchema.JSONSchema;

/** What a schema says about names, as JSON Schema: the alternatives that may stand at one place. */
type Shape = readonly Node[];

const shapes = new WeakMap<Schema<unknown>, Shape>();
/** A function, say, has no JSON Schema, but it has no names inside, either. */
const anything = { target: 'draft-2020-12', libraryOptions: { unrepresentable: 'any' } };

/** The keys that a schema reads. None for a library whose schemas cannot describe themselves. */
export const namesOf = (schema: Schema<unknown>): string[] => namesIn(shapeOf(schema));

function shapeOf(schema: Schema<unknown>): Shape {
  let shape = shapes.get(schema);
  try {
    shape ??= alternatives(schema['~standard'].jsonSchema?.input(anything));
  } catch {
    shape = []; // it only serves spelling and hints
  }
  shapes.set(schema, shape);
  return shape;
}

/** The shape of what stands under a key or index. */
const shapeAt = (shape: Shape, key: string | number): Shape =>
  shape.flatMap((node) => alternatives(typeof key === 'number' ? node.items : (node.properties?.[key] ?? node.additionalProperties)));

/** The keys that are known at a place. */
const namesIn = (shape: Shape): string[] => [...new Set(shape.flatMap(({ properties }) => Object.keys(properties ?? {})))];

/** True where no other keys than the known ones are taken. */
function isClosed(shape: Shape): boolean {
  const objects = shape.filter(({ type = 'object' }) => type === 'object');
  return objects.length > 0 && objects.every(({ additionalProperties }) => additionalProperties === false);
}

function alternatives(node: unknown): Shape {
  if (typeof node !== 'object' || node === null) return [];
  const { anyOf = [], oneOf = [], allOf = [] } = node as Node;
  const inner = [...anyOf, ...oneOf, ...allOf];
  return inner.length > 0 ? inner.flatMap(alternatives) : [node as Node];
}
