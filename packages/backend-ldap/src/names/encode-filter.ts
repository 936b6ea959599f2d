import { LdapError } from '../ldap-error.js';
import { element } from '../link/ber.js';

/** So many parentheses may stand in each other. Servers allow fewer. */
const MAX_DEPTH = 100;
/** Name or number of an attribute, with its options: `cn`, `2.5.4.3`, `userCertificate;binary`. */
const ATTRIBUTE = /^[A-Za-z0-9][A-Za-z0-9.-]*(;[A-Za-z0-9-]+)*$/;
/** Attribute, sign and value, at a place. */
const ITEM = /([^()=<>~:]*)(:(?:[^()=]*:)?=|[<>~]?=)([^()]*)/y;
const COMPARISONS: Readonly<Record<string, number>> = { '=': 0xa3, '>=': 0xa5, '<=': 0xa6, '~=': 0xa8 };

/**
 * The bytes of a filter (RFC 4515), the same for every client library: their own parsers take `\c3\a9` for two letters, or
 * for six, and do not know attributes with options.
 * @throws LdapError `BAD_FILTER`
 */
export function encodeFilter(text: string): Buffer {
  const reader = new FilterReader(text.startsWith('(') ? text : `(${text})`);
  const encoded = reader.filter(0);
  reader.end();
  return encoded;
}

class FilterReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  filter(depth: number): Buffer {
    if (depth > MAX_DEPTH) this.#fail(`more than ${MAX_DEPTH} parentheses in each other`);
    this.#take('(');
    const sign = this.#text[this.#at];
    let encoded: Buffer;
    if (sign === '&' || sign === '|') {
      this.#at++;
      const parts: Buffer[] = [];
      while (this.#text[this.#at] === '(') parts.push(this.filter(depth + 1));
      encoded = element(sign === '&' ? 0xa0 : 0xa1, ...parts);
    } else if (sign === '!') {
      this.#at++;
      encoded = element(0xa2, this.filter(depth + 1));
    } else {
      encoded = this.#item();
    }
    this.#take(')');
    return encoded;
  }

  end(): void {
    if (this.#at < this.#text.length) this.#fail('something stands behind it');
  }

  /** One comparison: all up to the next parenthesis. A value has none that is not escaped. */
  #item(): Buffer {
    ITEM.lastIndex = this.#at;
    const [whole, left = '', sign = '', right = ''] = ITEM.exec(this.#text) ?? [];
    if (whole === undefined) return this.#fail('expected (attribute=value)');
    this.#at += whole.length;
    if (sign.endsWith(':=')) return this.#extensible(left, sign.slice(0, -2), right);
    this.#check(left);
    if (sign === '=' && right === '*') return element(0x87, left);
    if (sign === '=' && right.includes('*')) return this.#substrings(left, right.split('*'));
    return element(COMPARISONS[sign] as number, element(0x04, left), element(0x04, this.#bytes(right)));
  }

  #substrings(attribute: string, pieces: readonly string[]): Buffer {
    const last = pieces.length - 1;
    const parts = pieces.flatMap((piece, index) => {
      const tag = index === 0 ? 0x80 : index === last ? 0x82 : 0x81;
      return piece === '' ? [] : [element(tag, this.#bytes(piece))];
    });
    if (parts.length === 0) this.#fail('nothing stands between its stars');
    return element(0xa4, element(0x04, attribute), element(0x30, ...parts));
  }

  /** `cn:caseExactMatch:=Ada`, `:dn:2.4.6.8.10:=Ada`. */
  #extensible(attribute: string, middle: string, value: string): Buffer {
    const words = middle.split(':').slice(1);
    const ofDn = words[0]?.toLowerCase() === 'dn';
    const [rule, ...more] = ofDn ? words.slice(1) : words;
    if (attribute !== '') this.#check(attribute);
    if (rule !== undefined) this.#check(rule);
    if (more.length > 0 || (rule === undefined && attribute === '')) this.#fail('expected (attribute:rule:=value)');
    return element(
      0xa9,
      ...(rule === undefined ? [] : [element(0x81, rule)]),
      ...(attribute === '' ? [] : [element(0x82, attribute)]),
      element(0x83, this.#bytes(value)),
      ...(ofDn ? [element(0x84, Buffer.of(0xff))] : []),
    );
  }

  #bytes(value: string): Buffer | string {
    if (/[\0*]/.test(value)) this.#fail('a star or NUL must be escaped here: \\2a, \\00');
    if (!value.includes('\\')) return value;
    const parts = value.split('\\').map((part, index) => {
      if (index === 0) return Buffer.from(part);
      if (!/^[\da-f]{2}/i.test(part)) this.#fail('expected two hexadecimal digits behind a backslash');
      return Buffer.concat([Buffer.from(part.slice(0, 2), 'hex'), Buffer.from(part.slice(2))]);
    });
    return Buffer.concat(parts);
  }

  #check(name: string): void {
    if (!ATTRIBUTE.test(name)) this.#fail(`"${name}" is no name of an attribute`);
  }

  #take(character: string): void {
    if (this.#text[this.#at] !== character) this.#fail(`expected "${character}" at ${this.#at}`);
    this.#at++;
  }

  #fail(what: string): never {
    throw new LdapError('BAD_FILTER', `the filter ${JSON.stringify(this.#text)} is none: ${what}`);
  }
}
