import { z } from 'zod';
import { poolOptionsSchema, type Schema } from '@outpool/contract/internal';
import { spellingsOf } from './names.js';
import { type BackendLookup, configSchema, entrySchema } from './read-config.js';

type Node = Record<string, unknown>;

/**
 * The JSON Schema (draft 7) of a config file, for editors: from the same schemas that read the config, for the backends and strategies
 * at hand. Keys in camelCase and in snake_case are both in it; what no file can hold, like a function, is not.
 */
export function configJsonSchema(lookup: BackendLookup): object {
  const definitions: Record<string, Node> = {};
  const entries = lookup.types().map((type) => {
    definitions[`${type}.pool`] = poolOptions(type, lookup);
    definitions[`${type}.connection`] = describe(lookup.backend(type)?.backend.options ?? z.unknown());
    const refer = (part: string): Node => ({ $ref: `#/definitions/${encodeURIComponent(type)}.${part}` });
    const { properties, ...object } = describe(entrySchema) as { properties: Record<string, Node> };
    const places = { ...properties, type: { const: type }, pool: refer('pool'), connection: refer('connection') };
    const tuple = { type: 'array', items: Object.values(places), minItems: 5, maxItems: 5 };
    return [{ ...object, properties: places, required: ['type'] }, tuple];
  });
  const config = describe(configSchema.extend({ $schema: z.string().optional(), outgoingPools: z.array(z.literal('an entry')) }));
  const whole = replaced(config, (node) => (node.const === 'an entry' ? { $ref: '#/definitions/entry' } : node)) as Node;
  const draft = 'http://json-schema.org/draft-07/schema#';
  return { $schema: draft, title: 'Outgoing connections', ...whole, definitions: { entry: { anyOf: entries.flat() }, ...definitions } };
}

/** The pool options with what this backend says of them. */
function poolOptions(type: string, lookup: BackendLookup): Node {
  const { unsupportedStrategies = [], defaults = {}, concurrency } = lookup.backend(type)?.manifest ?? {};
  const strategies = lookup.strategies().filter((name) => !unsupportedStrategies.includes(name));
  const known: Record<string, Node> = { strategy: { enum: strategies, anyOf: undefined }, concurrency: { maximum: concurrency } };
  const names = Object.keys(poolOptionsSchema.shape);
  const { properties, ...rest } = describe(poolOptionsSchema) as { properties: Record<string, Node> };
  const told = Object.entries(properties).map(([spelling, node]) => {
    const name = names.find((one) => spellingsOf(one).includes(spelling)) ?? spelling;
    const standard = name in defaults ? { default: Reflect.get(defaults, name) } : {};
    return [spelling, finite({ ...node, ...standard, ...known[name] })];
  });
  return { ...rest, properties: Object.fromEntries(told) };
}

/** A schema as JSON Schema, for files. */
function describe(schema: Schema<unknown>): Node {
  const libraryOptions = { unrepresentable: 'any', override: markUnwritable };
  const node = schema['~standard'].jsonSchema?.input({ target: 'draft-07', libraryOptions }) ?? {};
  const { $schema: _, ...rest } = (replaced(node, (inner) => respelled(finite(writable(inner)))) ?? {}) as Node;
  return rest;
}

/** What no file can hold. */
const unwritable = 'outpool:unwritable';
const samples: readonly unknown[] = ['', 'text', 0, 1, -1, true, false, null, {}, []];

/** Marks a schema of our own making, as of functions, that takes nothing that a file can hold. */
function markUnwritable({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodType; jsonSchema: Node }): void {
  if (zodSchema._zod.def.type !== 'custom') return;
  const takes = (sample: unknown): boolean => {
    const result = (zodSchema as z.ZodType)['~standard'].validate(sample);
    return result instanceof Promise || result.issues === undefined;
  };
  if (!samples.some(takes)) jsonSchema[unwritable] = true;
}

/** Takes out what cannot be written. */
function writable(node: Node): Node {
  const cannot = (one: unknown): boolean =>
    isNode(one) && (one[unwritable] === true || (isNode(one.items) && one.items[unwritable] === true));
  const result = { ...node };
  if (isNode(node.properties)) {
    const left = Object.entries(node.properties).filter(([, inner]) => !cannot(inner));
    result.properties = Object.fromEntries(left);
    if (left.length === 0 && Object.keys(node.properties).length > 0) result[unwritable] = true;
  }
  for (const key of ['anyOf', 'oneOf'] as const) {
    const choices = node[key];
    if (!Array.isArray(choices)) continue;
    result[key] = choices.filter((choice) => !cannot(choice));
    if ((result[key] as unknown[]).length === 0) result[unwritable] = true;
  }
  return result;
}

/** JSON has no Infinity, but TOML (`inf`) and YAML (`.inf`) have: a number above all others. zod writes null for it. */
function finite({ unit: _, ...node }: Node): Node {
  const told = Object.entries(node).filter(([key, value]) => value !== undefined && !(key === 'default' && isEndless(value)));
  const { const: only, ...others } = Object.fromEntries(told);
  if (!('const' in node)) return others;
  return node.type === 'number' && isEndless(only) ? { ...others, minimum: Number.MAX_VALUE } : { ...others, const: only };
}

const isEndless = (value: unknown): boolean => value === null || value === Number.POSITIVE_INFINITY;

/** The same object with its keys in every spelling that is read. */
function respelled(node: Node): Node {
  if (!isNode(node.properties)) return node;
  const properties = Object.entries(node.properties).flatMap(([name, inner]) => spellingsOf(name).map((spelling) => [spelling, inner]));
  const required = (node.required as string[] | undefined) ?? [];
  const choices = required.filter((name) => spellingsOf(name).length > 1);
  return {
    ...node,
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required: required.filter((name) => !choices.includes(name)) } : {}),
    ...(choices.length > 0
      ? { allOf: choices.map((name) => ({ anyOf: spellingsOf(name).map((spelling) => ({ required: [spelling] })) })) }
      : {}),
  };
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A schema with each of its nodes replaced, the innermost first. */
function replaced(value: unknown, replace: (node: Node) => Node): unknown {
  if (Array.isArray(value)) return value.map((inner) => replaced(inner, replace));
  if (!isNode(value)) return value;
  return replace(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner, replace)])));
}
