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
  const types = lookup.types();
  const definitions: Record<string, Node> = { entry: entrySchemaOf(types), pool: describe(poolOptionsSchema) };
  for (const type of types) {
    definitions[`${type}.pool`] = { properties: poolOptionsOf(type, lookup) };
    definitions[`${type}.connection`] = describe(lookup.backend(type)?.backend.options ?? z.unknown());
  }
  const config = describe(configSchema.extend({ $schema: z.string().optional(), outgoingPools: z.array(z.literal('an entry')) }));
  const whole = replaced(config, (node) => (node.const === 'an entry' ? { $ref: '#/definitions/entry' } : node)) as Node;
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Outgoing connections', ...whole, definitions };
}

/**
 * An entry, object or tuple. What depends on its type stands behind conditions: with one alternative for each type, editors would say
 * of a misspelt key that none of the alternatives fits.
 */
function entrySchemaOf(types: readonly string[]): Node {
  const { properties, ...object } = describe(entrySchema) as { properties: Record<string, Node> };
  const places: Record<string, Node> = { ...properties, type: { enum: types }, pool: { $ref: '#/definitions/pool' } };
  const refer = (type: string, part: string): Node => ({ $ref: `#/definitions/${encodeURIComponent(type)}.${part}` });
  const list = (items: readonly Node[]): Node => ({ items });
  const typed = types.map((type) => ({ type, options: [refer(type, 'pool'), refer(type, 'connection')] as const }));
  const tuple = {
    ...list(Object.values(places)),
    minItems: 5,
    maxItems: 5,
    allOf: typed.map(({ type, options }) => when(list([{ const: type }]), list([{}, {}, {}, ...options]))),
  };
  const named = {
    ...object,
    properties: places,
    required: ['type'],
    allOf: typed.map(({ type, options: [pool, connection] }) =>
      when({ properties: { type: { const: type } }, required: ['type'] }, { properties: { pool, connection } }),
    ),
  };
  return { ...when({ type: 'array' }, tuple), else: named };
}

// biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema; nobody waits for one
const when = (condition: Node, result: Node): Node => ({ if: condition, then: result });

/** What a backend says of the pool options. */
function poolOptionsOf(type: string, lookup: BackendLookup): Record<string, Node> {
  const { unsupportedStrategies = [], defaults = {}, concurrency } = lookup.backend(type)?.manifest ?? {};
  const strategies = lookup.strategies().filter((name) => !unsupportedStrategies.includes(name));
  const standards = Object.entries(defaults).map(([name, value]) => [name, finite({ default: value })]);
  const told: Record<string, Node> = { ...Object.fromEntries(standards), strategy: { enum: strategies } };
  told.concurrency = { ...told.concurrency, maximum: concurrency };
  return Object.fromEntries(Object.entries(told).flatMap(([name, node]) => spellingsOf(name).map((spelling) => [spelling, node])));
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

/**
 * JSON has no Infinity, but TOML (`inf`) and YAML (`.inf`) have: a number above all others, or null, as editors of TOML take it.
 * zod writes null for it, too.
 */
function finite({ unit: _, ...node }: Node): Node {
  const told = Object.entries(node).filter(([key, value]) => value !== undefined && !(key === 'default' && isEndless(value)));
  const { const: only, ...others } = Object.fromEntries(told);
  if (!('const' in node)) return others;
  return node.type === 'number' && isEndless(only)
    ? { ...others, type: ['number', 'null'], minimum: Number.MAX_VALUE }
    : { ...others, const: only };
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
