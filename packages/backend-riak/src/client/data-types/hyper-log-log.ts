import type { Link } from '../../link/link.js';
import type { Bytes } from '../../wire/codec.js';
import type { ReadOptions } from '../read-options.js';
import { type ChangeOptions, DataType, type DataTypeLocation } from './data-type.js';
import { list } from './riak-set.js';

/** Counts different members without keeping them, to about a percent. Riak 2.2 and later. */
export class HyperLogLog {
  readonly #data: DataType;

  constructor(link: Link, location: DataTypeLocation) {
    this.#data = new DataType(link, location, 'HLL');
  }

  /** Its key: the one that was given, or that the server has made; `undefined` before. */
  get key(): Bytes | undefined {
    return this.#data.key;
  }

  /** How many different members there are, about; `undefined` when nothing was ever added. */
  async cardinality(options: ReadOptions = {}): Promise<bigint | undefined> {
    return (await this.#data.read(options)).value?.hllValue;
  }

  /** Adds members, and gives the new cardinality if `returnBody` asks for it. */
  async add(members: Bytes | readonly Bytes[], options: ChangeOptions = {}): Promise<bigint | undefined> {
    return (await this.#data.update({ hllOp: { adds: list(members) } }, options)).hllValue;
  }
}
