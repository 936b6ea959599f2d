import type { Link } from '../../link/link.js';
import { RiakError } from '../../link/riak-error.js';
import type { DtUpdateResp } from '../../messages/riak-dt.js';
import type { Bytes } from '../../wire/codec.js';
import { type ChangeOptions, DataType, type DataTypeLocation, type DataTypeReadOptions } from './data-type.js';
import { Members } from './members.js';

/** A set. Who adds and who removes the same member at once: the add wins. */
export class RiakSet {
  readonly #data: DataType;

  constructor(link: Link, location: DataTypeLocation) {
    this.#data = new DataType(link, location, 'SET');
  }

  /** Its key: the one that was given, or that the server has made; `undefined` before. */
  get key(): Bytes | undefined {
    return this.#data.key;
  }

  /** Its members; `undefined` when there is no set. */
  async members(options: DataTypeReadOptions = {}): Promise<Members | undefined> {
    const { value } = await this.#data.read(options);
    return value && new Members(value.setValue);
  }

  /** Adds members; those that are there already do no harm. Gives all members if `returnBody` asks for them. */
  add(members: Bytes | readonly Bytes[], options: ChangeOptions = {}): Promise<Members | undefined> {
    return this.change({ add: members }, options);
  }

  /**
   * Removes members as far as they were there when the set was read last. It is read for this if it was not yet, or if
   * something was added here since: what one has added oneself is removed, too.
   */
  remove(members: Bytes | readonly Bytes[], options: ChangeOptions = {}): Promise<Members | undefined> {
    return this.change({ remove: members }, options);
  }

  /** Adds and removes in one step. */
  async change(
    change: { add?: Bytes | readonly Bytes[]; remove?: Bytes | readonly Bytes[] },
    options: ChangeOptions = {},
  ): Promise<Members | undefined> {
    const [adds, removes] = [list(change.add), list(change.remove)];
    if (adds.length + removes.length === 0)
      return options.returnBody ? this.members({ signal: options.signal, timeoutMs: options.timeoutMs }) : undefined;
    try {
      return membersOf(await this.#data.update({ setOp: { adds, removes } }, options, removes.length > 0), options);
    } catch (error) {
      // There is no set yet, so there was no context, and nothing that could be removed.
      if (!(error instanceof RiakError && error.code === 'NOT_PRESENT')) throw error;
      return this.change({ add: adds }, options);
    }
  }
}

function membersOf({ setValue }: DtUpdateResp, { returnBody }: ChangeOptions): Members | undefined {
  return returnBody ? new Members(setValue) : undefined;
}

export function list(members: Bytes | readonly Bytes[] | undefined): readonly Bytes[] {
  if (members === undefined) return [];
  return typeof members === 'string' || members instanceof Uint8Array ? [members] : members;
}
