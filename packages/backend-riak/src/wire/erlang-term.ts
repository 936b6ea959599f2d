import { Malformed } from './malformed.js';

/** A name of Erlang's. `true` and `false` are booleans here. */
export class Atom {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A fixed number of terms. */
export class Tuple {
  readonly items: readonly Term[];

  constructor(...items: readonly Term[]) {
    this.items = items;
  }
}

/** A term of Erlang's. Whole numbers are bigints, numbers are floats, and text stands for a binary in UTF-8. */
export type Term = boolean | bigint | number | string | Uint8Array | Atom | Tuple | readonly Term[];

const VERSION = 131;
const MAX_DEPTH = 100;
const NEW_FLOAT = 70;
const SMALL_INTEGER = 97;
const INTEGER = 98;
const FLOAT = 99;
const ATOM = 100;
const SMALL_TUPLE = 104;
const LARGE_TUPLE = 105;
const NIL = 106;
const STRING = 107;
const LIST = 108;
const BINARY = 109;
const SMALL_BIG = 110;
const LARGE_BIG = 111;
const SMALL_ATOM = 115;
const ATOM_UTF8 = 118;
const SMALL_ATOM_UTF8 = 119;

/** In the external format, as `term_to_binary` writes it. */
export function writeTerm(term: Term): Buffer {
  const parts: Uint8Array[] = [Buffer.of(VERSION)];
  write(parts, term);
  return Buffer.concat(parts);
}

function write(parts: Uint8Array[], term: Term): void {
  if (typeof term === 'boolean') write(parts, new Atom(String(term)));
  else if (typeof term === 'bigint') writeInteger(parts, term);
  else if (typeof term === 'number') {
    const float = Buffer.alloc(9, NEW_FLOAT);
    float.writeDoubleBE(term, 1);
    parts.push(float);
  } else if (typeof term === 'string' || term instanceof Uint8Array) {
    const bytes = Buffer.from(term as Uint8Array);
    parts.push(headed(BINARY, bytes.length), bytes);
  } else if (term instanceof Atom) {
    const name = Buffer.from(term.name);
    parts.push(Buffer.of(ATOM, name.length >>> 8, name.length), name);
  } else if (term instanceof Tuple) {
    const { items } = term;
    parts.push(items.length < 256 ? Buffer.of(SMALL_TUPLE, items.length) : headed(LARGE_TUPLE, items.length));
    for (const item of items) write(parts, item);
  } else {
    if (term.length > 0) parts.push(headed(LIST, term.length));
    for (const item of term) write(parts, item);
    parts.push(Buffer.of(NIL));
  }
}

function writeInteger(parts: Uint8Array[], value: bigint): void {
  if (value >= 0n && value < 256n) parts.push(Buffer.of(SMALL_INTEGER, Number(value)));
  else if (value === BigInt.asIntN(32, value)) parts.push(headed(INTEGER, Number(BigInt.asUintN(32, value))));
  else {
    const bytes: number[] = [];
    for (let rest = value < 0n ? -value : value; rest > 0n; rest >>= 8n) bytes.push(Number(rest & 0xffn));
    parts.push(bytes.length < 256 ? Buffer.of(SMALL_BIG, bytes.length) : headed(LARGE_BIG, bytes.length));
    parts.push(Buffer.of(value < 0n ? 1 : 0, ...bytes));
  }
}

/** A tag, and a number of 32 bits. */
function headed(tag: number, number: number): Buffer {
  const bytes = Buffer.alloc(5, tag);
  bytes.writeUInt32BE(number, 1);
  return bytes;
}

/**
 * Reads one term that fills all of the bytes. Binaries share memory with them.
 * @throws Malformed when they are none, or of a kind that no server sends
 */
export function readTerm(bytes: Buffer): Term {
  const reader = new TermReader(bytes);
  if (reader.byte() !== VERSION) throw new Malformed('this is no term of Erlang');
  const term = reader.term(0);
  if (reader.position !== bytes.length) throw new Malformed('something stands behind a term');
  return term;
}

class TermReader {
  readonly #bytes: Buffer;
  position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  byte(): number {
    return this.#take(1)[0] as number;
  }

  term(depth: number): Term {
    if (depth > MAX_DEPTH) throw new Malformed(`terms are nested more than ${MAX_DEPTH} deep`);
    const tag = this.byte();
    switch (tag) {
      case NEW_FLOAT:
        return this.#take(8).readDoubleBE();
      case FLOAT:
        return Number.parseFloat(this.#take(31).toString('latin1'));
      case SMALL_INTEGER:
        return BigInt(this.byte());
      case INTEGER:
        return BigInt(this.#take(4).readInt32BE());
      case SMALL_BIG:
        return this.#big(this.byte());
      case LARGE_BIG:
        return this.#big(this.#number());
      case ATOM:
        return atom(this.#take(this.#take(2).readUInt16BE()).toString('latin1'));
      case ATOM_UTF8:
        return atom(this.#take(this.#take(2).readUInt16BE()).toString());
      case SMALL_ATOM:
        return atom(this.#take(this.byte()).toString('latin1'));
      case SMALL_ATOM_UTF8:
        return atom(this.#take(this.byte()).toString());
      case SMALL_TUPLE:
        return new Tuple(...this.#terms(this.byte(), depth));
      case LARGE_TUPLE:
        return new Tuple(...this.#terms(this.#number(), depth));
      case NIL:
        return [];
      case STRING:
        return [...this.#take(this.#take(2).readUInt16BE())].map(BigInt);
      case LIST: {
        const items = this.#terms(this.#number(), depth);
        if (this.byte() !== NIL) throw new Malformed('a list has no end');
        return items;
      }
      case BINARY:
        return this.#take(this.#number());
      default:
        throw new Malformed(`there is no term with the tag ${tag} here`);
    }
  }

  /** Each takes a byte at least: a number that promises more is not believed. */
  #terms(count: number, depth: number): Term[] {
    if (count > this.#bytes.length - this.position) throw new Malformed(`${count} terms run beyond the end`);
    return Array.from({ length: count }, () => this.term(depth + 1));
  }

  #big(length: number): bigint {
    const isNegative = this.byte() === 1;
    const hex = Buffer.from(this.#take(length)).reverse().toString('hex');
    const value = hex === '' ? 0n : BigInt(`0x${hex}`);
    return isNegative ? -value : value;
  }

  #number(): number {
    return this.#take(4).readUInt32BE();
  }

  #take(length: number): Buffer {
    const end = this.position + length;
    if (end > this.#bytes.length) throw new Malformed('a term runs beyond the end of the message');
    const bytes = this.#bytes.subarray(this.position, end);
    this.position = end;
    return bytes;
  }
}

function atom(name: string): Term {
  return name === 'true' || name === 'false' ? name === 'true' : new Atom(name);
}
