import type { Schema } from '../contract/schema.js';

/** What a schema says about names, as JSON Schema: the alternatives that may stand at one place. */
export type Shape = readonly Node[];

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly allOf?: readonly Node[];
}

interface Describable {
  readonly jsonSchema?: { input(options: object): unknown };
}

const shapes = new WeakMap<Schema<unknown>, Shape>();

/** The shape of what a schema reads. Empty for a library whose schemas cannot describe themselves. */
export function shapeOf(schema: Schema<unknown>): Shape {
  const shape = shapes.get(schema) ?? describe(schema);
  shapes.set(schema, shape);
  return shape;
}

function describe(schema: Schema<unknown>): Shape {
  const { jsonSchema } = schema['~standard'] as Schema<unknown>['~standard'] & Describable;
  try {
    // `any`: a function, say, has no JSON Schema, but it has no names inside, either.
    const described = jsonSchema?.input({ target: 'draft-2020-12', libraryOptions: { unrepresentable: 'any' } });
    return described === undefined ? [] : alternatives(described as Node);
  } catch {
    return []; // the shape only serves spelling and hints
  }
}

/** The shape of what stands under a key or index. */
export function shapeAt(shape: Shape, path: readonly PropertyKey[]): Shape {
  return path.reduce<Shape>((outer, key) => outer.flatMap((node) => step(node, key)), shape);
}

/** The keys that are known at a place. */
export function namesIn(shape: Shape): string[] {
  return [...new Set(shape.flatMap((node) => Object.keys(node.properties ?? {})))];
}

function step(node: Node, key: PropertyKey): Shape {
  const named = typeof key === 'string' && Object.hasOwn(node.properties ?? {}, key) ? node.properties?.[key] : undefined;
  const inner = typeof key === 'number' ? node.items : (named ?? node.additionalProperties);
  return typeof inner === 'object' ? alternatives(inner) : [];
}

function alternatives(node: Node): Shape {
  return [node, ...[...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])].flatMap(alternatives)];
}
