/** A distinguished name, written. Made by the template tag `dn`. */
export class Dn {
  // Private: TypeScript would take a filter for a DN otherwise.
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/**
 * Builds a DN and escapes what is put into it: each `${value}` is the whole value of one attribute, whatever it holds.
 * A DN that was built so goes in as it is.
 *
 * ```ts
 * const people = dn`ou=people,dc=example,dc=com`;
 * const ada = dn`cn=${'Lovelace, Ada'},${people}`; // cn=Lovelace\, Ada,ou=people,dc=example,dc=com
 * ```
 */
export function dn(parts: TemplateStringsArray, ...values: readonly (string | number | Dn)[]): Dn {
  const escaped = values.map((value) => {
    if (value instanceof Dn) return String(value);
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new TypeError(`a DN cannot hold ${value === null ? 'null' : `this ${typeof value}`}`);
    return escapeDnValue(String(value));
  });
  return new Dn(String.raw({ raw: parts.raw }, ...escaped));
}

/** The value of one attribute in a DN, escaped as RFC 4514 wants it. */
export function escapeDnValue(value: string): string {
  return value
    .replace(/["+,;<=>\\]/g, '\\$&')
    .replaceAll('\0', '\\00')
    .replace(/^[ #]| $/g, '\\$&');
}
