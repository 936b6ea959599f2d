import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { schemaOf } from './reference-codec.js';

/** A small fast generator, so that every failure can be repeated. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  /** Uniform in [0, bound). */
  below(bound: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % bound;
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    for (let at = 0; at < length; at++) bytes[at] = this.below(256);
    return bytes;
  }
}

/** Any message of that name: fields there or not, numbers at their ends, bytes of sizes around the steps of a length. */
export function randomMessage(name: string, chance: Chance, depth = 0): Record<string, unknown> {
  return fieldsOf(schemaOf(name), chance, depth);
}

function fieldsOf(schema: DescMessage, chance: Chance, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    schema.fields.flatMap((field) => {
      if (!isRequired(field) && chance.below(3) === 0) return [];
      if (field.message && depth > 3 && !isRequired(field)) return [];
      if (field.fieldKind !== 'list') return [[field.localName, anyValue(field, chance, depth)]];
      return [[field.localName, Array.from({ length: chance.below(4) }, () => anyValue(field, chance, depth))]];
    }),
  );
}

function isRequired(field: DescField): boolean {
  return field.presence === 3;
}

const SIZES = [0, 1, 3, 20, 126, 127, 128, 129, 300, 4_095, 4_096, 20_000];

function anyValue(field: DescField, chance: Chance, depth: number): unknown {
  if (field.message) return fieldsOf(field.message, chance, depth + 1);
  if (field.enum) return field.enum.values[chance.below(field.enum.values.length)]?.number;
  const pick = <Value>(values: readonly Value[]): Value => values[chance.below(values.length)] as Value;
  switch (field.scalar) {
    case ScalarType.BOOL:
      return chance.below(2) === 1;
    case ScalarType.UINT32:
      return pick([0, 1, 127, 128, 16_383, 16_384, 0xffff_fffb, 0xffff_ffff, chance.below(0xffff_ffff)]);
    case ScalarType.UINT64:
      return pick([0n, 1n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 64n - 1n]);
    case ScalarType.INT64:
    case ScalarType.SINT64:
      return pick([0n, 1n, -1n, 63n, -64n, 2n ** 31n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n)]);
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return pick([0, -1.5, 1024, Number.POSITIVE_INFINITY]);
    default:
      return chance.bytes(pick(depth > 1 ? SIZES.slice(0, 9) : SIZES));
  }
}
