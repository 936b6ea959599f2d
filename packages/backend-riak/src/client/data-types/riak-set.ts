import type { Link } from '../../link/link.js';
import { RiakError } from '../../link/riak-error.js';
import type { Bytes } from '../../wire/codec.js';
import type { WriteOptions } from '../write-options.js';
import { DataType, type DataTypeLocation, type DataTypeReadOptions } from './data-type.js';
import { Members } from './members.js';

/** A set. Who adds and who removes the same member at once: the add wins. */
export class RiakSet {
  readonly #data: DataType;

  constructor(link: Link, location: DataTypeLocation) {
    this.#data = new DataType(link, location, 'SET');
  }

  /** Its members; `undefined` when there is no set. */
  async members(options: DataTypeReadOptions = {}): Promise<Members | undefined> {
    const { value } = await this.#data.read(options);
    return value && new Members(value.setValue);
  }

  /** Adds members; those that are there already do no harm. */
  add(members: Bytes | readonly Bytes[], options: WriteOptions = {}): Promise<void> {
    return this.change({ add: members }, options);
  }

  /** Removes members as far as they were there when the set was read last, here or for this. */
  remove(members: Bytes | readonly Bytes[], options: WriteOptions = {}): Promise<void> {
    return this.change({ remove: members }, options);
  }

  /** Adds and removes in one step. */
  async change(change: { add?: Bytes | readonly Bytes[]; remove?: Bytes | readonly Bytes[] }, options: WriteOptions = {}): Promise<void> {
    const [adds, removes] = [list(change.add), list(change.remove)];
    if (adds.length + removes.length === 0) return;
    try {
      await this.#data.update({ setOp: { adds, removes } }, options, removes.length > 0);
    } catch (error) {
      // There is no set yet, so there was no context, and nothing that could be removed.
      if (!(error instanceof RiakError && error.code === 'NOT_PRESENT')) throw error;
      if (adds.length > 0) await this.#data.update({ setOp: { adds } }, options);
    }
  }
}

export function list(members: Bytes | readonly Bytes[] | undefined): readonly Bytes[] {
  if (members === undefined) return [];
  return typeof members === 'string' || members instanceof Uint8Array ? [members] : members;
}
