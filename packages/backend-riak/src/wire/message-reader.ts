import type { Codec, FieldReader } from './codec.js';
import { Malformed } from './malformed.js';

/** As deep as messages may nest; what is deeper is an attack on the stack. */
const MAX_DEPTH = 100;
/** A number longer than that is nobody's counter. */
const MAX_VARINT_BYTES = 1_024;

type View = new (memory: ArrayBufferLike, offset: number, length: number) => Buffer;
/** What `subarray` makes its buffers with: without its checks, which were made here, it takes three quarters of the time. */
const View = (Buffer as unknown as { readonly [Symbol.species]: View })[Symbol.species];

/** Reads messages out of a buffer, in place. */
export class MessageReader implements FieldReader {
  readonly #buffer: Buffer;
  #depth = 0;
  #high = 0;
  position: number;

  constructor(buffer: Buffer, position = 0) {
    this.#buffer = buffer;
    this.position = position;
  }

  /**
   * Reads one message that ends at `end`.
   * @throws Malformed when the bytes are not such a message
   */
  root<Message>(codec: Codec<Message>, end: number): Message {
    const message = codec.read(this, end);
    if (this.position !== end) throw new Malformed(`${codec.name}: a field runs beyond the end of the message`);
    return message;
  }

  message<Message>(codec: Codec<Message>, end: number, into?: Message): Message {
    const last = this.length(end);
    if (++this.#depth > MAX_DEPTH) throw new Malformed(`${codec.name}: messages are nested more than ${MAX_DEPTH} deep`);
    const message = codec.read(this, last, into);
    this.#depth--;
    if (this.position !== last) throw new Malformed(`${codec.name}: a field runs beyond the end of the message`);
    return message;
  }

  length(end: number): number {
    const length = this.#varint();
    if (length > end - this.position || this.#high !== 0)
      throw new Malformed(`a field of ${length} bytes runs beyond the end of its message`);
    return this.position + length;
  }

  tag(): number {
    const tag = this.#varint();
    if (tag < 8 || this.#high !== 0) throw new Malformed(`there is no field with the tag ${tag}`);
    return tag;
  }

  /** Shares memory with the buffer. */
  bytes(end: number): Buffer {
    const last = this.length(end);
    const { buffer, byteOffset } = this.#buffer;
    const bytes = new View(buffer, byteOffset + this.position, last - this.position);
    this.position = last;
    return bytes;
  }

  raw(end: number): Buffer {
    const bytes = this.#buffer.subarray(this.position, end);
    this.position = end;
    return bytes;
  }

  uint32(): number {
    return this.#varint();
  }

  bool(): boolean {
    return this.#varint() !== 0 || this.#high !== 0;
  }

  int64(): bigint {
    return BigInt.asIntN(64, this.#bigVarint());
  }

  uint64(): bigint {
    return BigInt.asUintN(64, this.#bigVarint());
  }

  /** Any size: the server's counters have no bounds, and neither has what it writes. */
  sint64(): bigint {
    const value = this.#bigVarint();
    return (value & 1n) === 0n ? value >> 1n : -((value + 1n) >> 1n);
  }

  double(): number {
    return this.#fixed(8).readDoubleLE(this.position - 8);
  }

  float(): number {
    return this.#fixed(4).readFloatLE(this.position - 4);
  }

  skip(tag: number, end: number): void {
    const wire = tag & 7;
    if (wire === 0) this.#skipVarint();
    else if (wire === 1) this.position += 8;
    else if (wire === 2) this.position = this.length(end);
    else if (wire === 5) this.position += 4;
    else if (wire === 3) this.#skipGroup(tag, end);
    else throw new Malformed(`there is no wire type ${wire}`);
  }

  #skipGroup(opening: number, end: number): void {
    if (++this.#depth > MAX_DEPTH) throw new Malformed(`groups are nested more than ${MAX_DEPTH} deep`);
    while (this.position < end) {
      const tag = this.tag();
      if (tag === opening + 1) {
        this.#depth--;
        return;
      }
      this.skip(tag, end);
    }
    throw new Malformed('a group has no end');
  }

  /** The lowest 32 bits of a number; what is above them is in `#high`, as far as anybody needs to know. */
  #varint(): number {
    const first = this.#buffer[this.position] as number; // beyond the end it is undefined, and not below anything
    this.#high = 0;
    if (first < 0x80) {
      this.position++;
      return first;
    }
    return this.#longVarint();
  }

  #longVarint(): number {
    let value = this.#byte() & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      const byte = this.#byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    let byte = this.#byte();
    value = (value | ((byte & 0x0f) << 28)) >>> 0;
    this.#high = (byte & 0x7f) >>> 4;
    for (let count = 5; byte >= 0x80; count++) {
      if (count >= 10) throw new Malformed('a number has more than ten bytes');
      byte = this.#byte();
      this.#high |= byte & 0x7f;
    }
    return value;
  }

  #bigVarint(): bigint {
    const start = this.position;
    while (this.#byte() >= 0x80) {
      if (this.position - start > MAX_VARINT_BYTES) throw new Malformed(`a number has more than ${MAX_VARINT_BYTES} bytes`);
    }
    let value = 0;
    if (this.position - start <= 7) {
      for (let at = this.position - 1; at >= start; at--) value = value * 128 + ((this.#buffer[at] as number) & 0x7f);
      return BigInt(value);
    }
    let big = 0n;
    for (let at = this.position - 1; at >= start; at--) big = (big << 7n) | BigInt((this.#buffer[at] as number) & 0x7f);
    return big;
  }

  #skipVarint(): void {
    for (let count = 0; this.#byte() >= 0x80; count++) {
      if (count >= MAX_VARINT_BYTES) throw new Malformed(`a number has more than ${MAX_VARINT_BYTES} bytes`);
    }
  }

  #byte(): number {
    const byte = this.#buffer[this.position++];
    if (byte === undefined) throw new Malformed('a number runs beyond the end of the message');
    return byte;
  }

  #fixed(bytes: number): Buffer {
    this.position += bytes;
    if (this.position > this.#buffer.length) throw new Malformed('a number runs beyond the end of the message');
    return this.#buffer;
  }
}
