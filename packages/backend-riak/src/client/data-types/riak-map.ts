import type { Link } from '../../link/link.js';
import type { Bytes } from '../../wire/codec.js';
import type { WriteOptions } from '../write-options.js';
import { DataType, type DataTypeLocation, type DataTypeReadOptions } from './data-type.js';
import { MapChanges } from './map-changes.js';
import { MapValue } from './map-value.js';

/** A map of counters, sets, registers, flags and maps, that any number of clients may change at once. */
export class RiakMap {
  readonly #data: DataType;

  constructor(link: Link, location: DataTypeLocation) {
    this.#data = new DataType(link, location, 'MAP');
  }

  /** Its key: the one that was given, or that the server has made; `undefined` before. */
  get key(): Bytes | undefined {
    return this.#data.key;
  }

  /** What it holds; `undefined` when there is no map. */
  async value(options: DataTypeReadOptions = {}): Promise<MapValue | undefined> {
    const { value } = await this.#data.read(options);
    return value && new MapValue(value.mapValue);
  }

  /**
   * Changes fields, all in one step, and gives the new value. What is removed is removed as far as it was there when the map
   * was read last, here or for this. Safe to repeat as long as it increments nothing.
   */
  async update(change: (map: MapChanges) => void, options: WriteOptions = {}): Promise<MapValue> {
    const changes = new MapChanges();
    change(changes);
    return this.apply(changes, options);
  }

  /** The same with changes that were gathered before. */
  async apply(changes: MapChanges, options: WriteOptions = {}): Promise<MapValue> {
    if (changes.isEmpty) throw new TypeError('update: nothing is changed');
    const reply = await this.#data.update({ mapOp: changes.operation }, { ...options, returnBody: true }, changes.needsContext);
    return new MapValue(reply.mapValue);
  }
}
