/** A search filter, written. Made by the template tag `filter`. */
export class Filter {
  // Private: TypeScript would take a filter for a DN otherwise.
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand in a filter: a value of an attribute, or a part that was built before. */
export type FilterValue = string | number | bigint | boolean | Uint8Array | Filter | readonly Filter[];

/**
 * Builds a search filter and escapes what is put into it, so that no value can change what is asked: `*` is a star there,
 * and no pattern. Filters that were built so go in as they are, lists of them one after the other.
 *
 * ```ts
 * const person = filter`(&(objectClass=person)(uid=${name}))`;
 * const any = filter`(|${names.map((name) => filter`(uid=${name})`)})`;
 * ```
 */
export function filter(parts: TemplateStringsArray, ...values: readonly FilterValue[]): Filter {
  return new Filter(String.raw({ raw: parts.raw }, ...values.map(written)));
}

/** One value in a filter, escaped as RFC 4515 wants it; bytes one by one. */
export function escapeFilterValue(value: string | Uint8Array): string {
  if (typeof value !== 'string') return [...value].map(hex).join('');
  return value.replace(/[\0()*\\]/g, (special) => hex(special.charCodeAt(0)));
}

function written(value: FilterValue): string {
  if (value instanceof Filter) return String(value);
  if (value instanceof Uint8Array) return escapeFilterValue(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  // In a list each is a filter: a string there would go in as it is.
  if (Array.isArray(value) && value.every((one) => one instanceof Filter)) return value.join('');
  if (typeof value === 'object' || value === undefined)
    throw new TypeError(`a filter cannot hold ${value === null ? 'null' : `this ${typeof value}`}`);
  return escapeFilterValue(String(value));
}

function hex(byte: number): string {
  return `\\${byte.toString(16).padStart(2, '0')}`;
}
