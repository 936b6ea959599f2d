import type { Bytes } from '../../wire/codec.js';

/** What a set holds. */
export class Members implements Iterable<Buffer> {
  readonly #members: readonly Buffer[];

  constructor(members: readonly Buffer[]) {
    this.#members = members;
  }

  get size(): number {
    return this.#members.length;
  }

  has(member: Bytes): boolean {
    const bytes = Buffer.from(member as Uint8Array);
    return this.#members.some((one) => one.equals(bytes));
  }

  /** As text, in UTF-8. */
  texts(): string[] {
    return this.#members.map(String);
  }

  [Symbol.iterator](): Iterator<Buffer> {
    return this.#members[Symbol.iterator]();
  }
}
