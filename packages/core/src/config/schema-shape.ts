import type { Schema } from '../contract/schema.js';

interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly allOf?: readonly Node[];
}

/** What a schema says about names, as JSON Schema: the alternatives that may stand at one place. */
export type Shape = readonly Node[];

const shapes = new WeakMap<Schema<unknown>, Shape>();

/** The shape of what a schema reads. Empty for a library whose schemas cannot describe themselves. */
export function shapeOf(schema: Schema<unknown>): Shape {
  const shape = shapes.get(schema) ?? describe(schema);
  shapes.set(schema, shape);
  return shape;
}

function describe(schema: Schema<unknown>): Shape {
  try {
    // `any`: a function, say, has no JSON Schema, but it has no names inside, either.
    const options = { target: 'draft-2020-12', libraryOptions: { unrepresentable: 'any' } };
    return alternatives(schema['~standard'].jsonSchema?.input(options));
  } catch {
    return []; // the shape only serves spelling and hints
  }
}

/** The shape of what stands under a key or index. */
export function shapeAt(shape: Shape, key: string | number): Shape {
  return shape.flatMap(({ items, properties, additionalProperties }) =>
    alternatives(typeof key === 'number' ? items : (properties?.[key] ?? additionalProperties)),
  );
}

/** The keys that are known at a place. */
export function namesIn(shape: Shape): string[] {
  return [...new Set(shape.flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

/** True where no other keys than the known ones are taken. */
export function isClosed(shape: Shape): boolean {
  const objects = shape.filter(({ type = 'object' }) => type === 'object');
  return objects.length > 0 && objects.every(({ additionalProperties }) => additionalProperties === false);
}

function alternatives(node: Node | boolean | undefined): Shape {
  if (typeof node !== 'object') return [];
  const inner = [node.anyOf, node.oneOf, node.allOf].flatMap((nodes) => nodes ?? []);
  return inner.length > 0 ? inner.flatMap(alternatives) : [node];
}
