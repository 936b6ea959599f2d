import { Malformed } from './malformed.js';

const HEADER_BYTES = 4;

/** Takes one frame: its code, and where its message lies. */
export type TakeFrame = (code: number, buffer: Buffer, start: number, end: number) => void;

/**
 * Cuts what arrives into frames, however it is cut itself. A frame that came in one piece is not copied, unless others
 * came with it: whoever keeps one of its values would keep all of them in memory.
 */
export class FrameReader {
  readonly #maxBytes: number;
  readonly #take: TakeFrame;
  #parts: Buffer[] = [];
  #kept = 0;
  /** Bytes without which nothing can be done. */
  #needed = HEADER_BYTES;

  /** @param maxBytes longest frame that is taken, without the four bytes of its length */
  constructor(maxBytes: number, take: TakeFrame) {
    this.#maxBytes = maxBytes;
    this.#take = take;
  }

  /** True when a frame has begun and not ended. */
  get isMidFrame(): boolean {
    return this.#kept > 0;
  }

  /** @throws Malformed for a length that is none, or above the cap; also what `take` throws */
  push(chunk: Buffer): void {
    let buffer = chunk;
    if (this.#kept > 0) {
      this.#parts.push(chunk);
      this.#kept += chunk.length;
      if (this.#kept < this.#needed) return;
      buffer = Buffer.concat(this.#parts, this.#kept);
    }
    let at = 0;
    let needed = HEADER_BYTES;
    while (buffer.length - at >= HEADER_BYTES) {
      const length = buffer.readUInt32BE(at);
      if (length === 0) throw new Malformed('a frame of no bytes');
      if (length > this.#maxBytes)
        throw new Malformed(`a frame of ${length} bytes, and at most ${this.#maxBytes} are taken (maxFrameBytes)`);
      needed = HEADER_BYTES + length;
      if (buffer.length - at < needed) break;
      const start = at + HEADER_BYTES;
      at += needed;
      needed = HEADER_BYTES;
      if (length * 2 >= buffer.length) this.#take(buffer[start] as number, buffer, start + 1, at);
      else {
        const copy = Buffer.allocUnsafe(length);
        buffer.copy(copy, 0, start, at);
        this.#take(copy[0] as number, copy, 1, length);
      }
    }
    this.#kept = buffer.length - at;
    this.#needed = needed;
    this.#parts = this.#kept > 0 ? [buffer.subarray(at)] : [];
  }
}
