import type { Link } from '../../link/link.js';
import type { Bytes } from '../../wire/codec.js';
import type { ReadOptions } from '../read-options.js';
import type { WriteOptions } from '../write-options.js';
import { DataType, type DataTypeLocation } from './data-type.js';
import { list } from './riak-set.js';

/** Counts different members without keeping them, to about a percent. Riak 2.2 and later. */
export class HyperLogLog {
  readonly #data: DataType;

  constructor(link: Link, location: DataTypeLocation) {
    this.#data = new DataType(link, location, 'HLL');
  }

  /** How many different members there are, about; `undefined` when nothing was ever added. */
  async cardinality(options: ReadOptions = {}): Promise<bigint | undefined> {
    return (await this.#data.read(options)).value?.hllValue;
  }

  async add(members: Bytes | readonly Bytes[], options: WriteOptions = {}): Promise<void> {
    await this.#data.update({ hllOp: { adds: list(members) } }, options);
  }
}
