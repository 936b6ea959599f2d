import type { Bytes, Codec, FieldWriter, Written } from './codec.js';

const SLAB_BYTES = 64 * 1024;
/** Values at least so long are sent from where they lie; shorter ones are copied beside the rest of the frame. */
const SHARED_BYTES = 4 * 1024;
/** What the server's length decoder takes. */
const MAX_FRAME_BYTES = 0x7fff_fffb;
const MAX_UINT32 = 0xffff_ffff;

/** A value that is not copied: it belongs where `at` points to. */
interface Shared {
  at: number;
  readonly bytes: Uint8Array;
}

/**
 * Writes frames one behind the other, forward and in one pass: a nested message is written behind one byte for its
 * length, and moved when that does not do.
 */
export class FrameWriter implements FieldWriter {
  #slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
  /** First byte that was not taken yet. */
  #begin = 0;
  #end = 0;
  #shared: Shared[] = [];
  #sharedBytes = 0;

  get isEmpty(): boolean {
    return this.#begin === this.#end;
  }

  /**
   * Appends one frame. What throws leaves nothing behind.
   * @throws RangeError for a number that its field cannot hold
   */
  frame<Message>(codec: Codec<Message>, message: Written<Message>): void {
    const { start, shared, sharedBytes } = { start: this.#end - this.#begin, shared: this.#shared.length, sharedBytes: this.#sharedBytes };
    try {
      this.#room(5);
      this.#end += 5;
      codec.write(this, message);
      const at = this.#begin + start;
      const length = this.#end - at - 4 + this.#sharedBytes - sharedBytes;
      if (length > MAX_FRAME_BYTES) throw new RangeError(`${codec.name} has ${length} bytes, and a frame holds ${MAX_FRAME_BYTES}`);
      this.#slab.writeUInt32BE(length, at);
      this.#slab[at + 4] = codec.code;
    } catch (error) {
      this.#end = this.#begin + start;
      this.#shared.length = shared;
      this.#sharedBytes = sharedBytes;
      throw error;
    }
  }

  /** What was written since the last time, in order. The writer does not touch it again. */
  take(): Uint8Array[] {
    const chunks: Uint8Array[] = [];
    let from = this.#begin;
    for (const { at, bytes } of this.#shared) {
      if (at > from) chunks.push(this.#slab.subarray(from, at));
      chunks.push(bytes);
      from = at;
    }
    if (this.#end > from) chunks.push(this.#slab.subarray(from, this.#end));
    this.#begin = this.#end;
    this.#shared = [];
    this.#sharedBytes = 0;
    return chunks;
  }

  message<Message>(tag: number, codec: Codec<Message>, message: Written<Message>): void {
    this.#room(11);
    this.#varint(tag);
    const start = ++this.#end - this.#begin;
    const sharedBytes = this.#sharedBytes;
    codec.write(this, message);
    const content = this.#end - this.#begin - start;
    const length = content + this.#sharedBytes - sharedBytes;
    const at = this.#begin + start - 1;
    if (length < 0x80) {
      this.#slab[at] = length;
      return;
    }
    const more = length < 0x4000 ? 1 : length < 0x20_0000 ? 2 : length < 0x1000_0000 ? 3 : 4;
    this.#room(more);
    const moved = this.#begin + start;
    this.#slab.copyWithin(moved + more, moved, moved + content);
    for (let index = this.#shared.length - 1; index >= 0; index--) {
      const shared = this.#shared[index] as Shared;
      if (shared.at < moved) break;
      shared.at += more;
    }
    this.#end = moved - 1;
    this.#varint(length);
    this.#end = moved + more + content;
  }

  bytes(tag: number, value: Bytes): void {
    if (typeof value === 'string') {
      this.#text(tag, value);
      return;
    }
    const { length } = value;
    if (length >= SHARED_BYTES) {
      this.#room(10);
      this.#varint(tag);
      this.#varint(length);
      this.#shared.push({ at: this.#end, bytes: value });
      this.#sharedBytes += length;
      return;
    }
    this.#room(10 + length);
    this.#varint(tag);
    this.#varint(length);
    this.#slab.set(value, this.#end);
    this.#end += length;
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#slab.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  bool(tag: number, value: boolean): void {
    this.#room(6);
    this.#varint(tag);
    this.#slab[this.#end++] = value ? 1 : 0;
  }

  uint32(tag: number, value: number): void {
    if (!Number.isInteger(value) || value < 0 || value > MAX_UINT32)
      throw new RangeError(`expected a whole number from 0 to ${MAX_UINT32}, got ${value}`);
    this.#room(10);
    this.#varint(tag);
    this.#varint(value);
  }

  int64(tag: number, value: bigint | number): void {
    this.#bigVarint(tag, BigInt.asUintN(64, within(value, 64, true)));
  }

  uint64(tag: number, value: bigint | number): void {
    this.#bigVarint(tag, within(value, 64, false));
  }

  /** Any size, as the server's counters. */
  sint64(tag: number, value: bigint | number): void {
    const big = BigInt(value);
    this.#bigVarint(tag, big < 0n ? (-big << 1n) - 1n : big << 1n);
  }

  double(tag: number, value: number): void {
    this.#room(13);
    this.#varint(tag);
    this.#end = this.#slab.writeDoubleLE(value, this.#end);
  }

  float(tag: number, value: number): void {
    this.#room(9);
    this.#varint(tag);
    this.#end = this.#slab.writeFloatLE(value, this.#end);
  }

  #text(tag: number, value: string): void {
    const { length } = value;
    this.#room(10 + length * 3);
    this.#varint(tag);
    if (length < 0x80 && this.#ascii(value)) return;
    const bytes = Buffer.byteLength(value);
    this.#varint(bytes);
    this.#end += this.#slab.write(value, this.#end);
  }

  /** Short text mostly is ASCII; byte by byte that is faster than a call into C++. */
  #ascii(value: string): boolean {
    const { length } = value;
    const slab = this.#slab;
    const start = this.#end + 1;
    for (let index = 0; index < length; index++) {
      const unit = value.charCodeAt(index);
      if (unit >= 0x80) return false;
      slab[start + index] = unit;
    }
    slab[this.#end] = length;
    this.#end = start + length;
    return true;
  }

  /** Below 2^53. */
  #varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#slab[this.#end++] = (rest & 0x7f) | 0x80;
      rest = rest > 0x7fff_ffff ? Math.floor(rest / 128) : rest >>> 7;
    }
    this.#slab[this.#end++] = rest;
  }

  #bigVarint(tag: number, value: bigint): void {
    this.#room(15);
    if (value > 0xffff_ffff_ffff_ffffn) this.#room(15 + value.toString(16).length);
    this.#varint(tag);
    let rest = value;
    while (rest > 0x7fff_ffffn) {
      this.#slab[this.#end++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#varint(Number(rest));
  }

  /** Makes room for so many bytes, and moves what was not taken yet to a new slab if need be. */
  #room(bytes: number): void {
    if (this.#end + bytes <= this.#slab.length) return;
    const kept = this.#end - this.#begin;
    const slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, (kept + bytes) * 2));
    this.#slab.copy(slab, 0, this.#begin, this.#end);
    for (const shared of this.#shared) shared.at -= this.#begin;
    this.#slab = slab;
    this.#begin = 0;
    this.#end = kept;
  }
}

function within(value: bigint | number, bits: number, signed: boolean): bigint {
  const big = BigInt(value);
  if (big !== (signed ? BigInt.asIntN(bits, big) : BigInt.asUintN(bits, big)))
    throw new RangeError(`${value} does not fit into ${bits} bits${signed ? '' : ' without a sign'}`);
  return big;
}
