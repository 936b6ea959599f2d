import type { Link } from '../../link/link.js';
import type { Bytes } from '../../wire/codec.js';
import type { ReadOptions } from '../read-options.js';
import type { WriteOptions } from '../write-options.js';
import { DataType, type DataTypeLocation } from './data-type.js';
import { Members } from './members.js';
import { list } from './riak-set.js';

/** A set that only grows: it needs no context, and takes less room. Riak 2.2.5 and later. */
export class GrowOnlySet {
  readonly #data: DataType;

  constructor(link: Link, location: DataTypeLocation) {
    this.#data = new DataType(link, location, 'GSET');
  }

  /** Its key: the one that was given, or that the server has made; `undefined` before. */
  get key(): Bytes | undefined {
    return this.#data.key;
  }

  /** Its members; `undefined` when there is no set. */
  async members(options: ReadOptions = {}): Promise<Members | undefined> {
    const { value } = await this.#data.read(options);
    return value && new Members(value.gsetValue);
  }

  /** Adds members. (All servers fail over this operation when they are asked for the new value, so it is not.) */
  async add(members: Bytes | readonly Bytes[], options: WriteOptions = {}): Promise<void> {
    await this.#data.update({ gsetOp: { adds: list(members) } }, options);
  }
}
