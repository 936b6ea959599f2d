import type { Link } from '../../link/link.js';
import type { Bytes } from '../../wire/codec.js';
import type { ReadOptions } from '../read-options.js';
import type { WriteOptions } from '../write-options.js';
import { DataType, type DataTypeLocation } from './data-type.js';
import { int64 } from './int64.js';

/** A counter that any number of clients may change at once. */
export class Counter {
  readonly #data: DataType;

  constructor(link: Link, location: DataTypeLocation) {
    this.#data = new DataType(link, location, 'COUNTER');
  }

  /** Its key: the one that was given, or that the server has made; `undefined` before. */
  get key(): Bytes | undefined {
    return this.#data.key;
  }

  /** Its value; `undefined` when it was never changed. Exact at any size. */
  async value(options: ReadOptions = {}): Promise<bigint | undefined> {
    return (await this.#data.read(options)).value?.counterValue;
  }

  /** Adds, and gives the new value. Not to be repeated when it is unknown whether it happened. */
  async increment(by: bigint | number = 1n, options: WriteOptions = {}): Promise<bigint> {
    const reply = await this.#data.update({ counterOp: { increment: int64('by', by) } }, { ...options, returnBody: true });
    return reply.counterValue ?? 0n;
  }

  /** Takes away, and gives the new value. */
  decrement(by: bigint | number = 1n, options: WriteOptions = {}): Promise<bigint> {
    return this.increment(-int64('by', by), options);
  }
}
