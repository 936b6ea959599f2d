import type { Link } from '../link/link.js';
import type { Terms } from '../link/terms.js';
import { RpbCounterGetReq, RpbCounterGetResp, RpbCounterUpdateReq, RpbCounterUpdateResp } from '../messages/riak-kv.js';
import { int64 } from './data-types/int64.js';
import { type Location, locationFields } from './location.js';
import { type ReadOptions, readFields } from './read-options.js';
import { type WriteOptions, writeFields } from './write-options.js';

/** A counter of Riak 1.4: in an untyped bucket that has `allowMult`. Newer ones are in typed buckets. */
export class LegacyCounter {
  readonly #link: Link;
  readonly #location: Location;

  constructor(link: Link, location: Location) {
    const { bucket, key } = locationFields(location);
    this.#link = link;
    this.#location = { bucket, key };
  }

  /** Its value; `undefined` when there is none. */
  async value(
    options: Pick<ReadOptions, 'r' | 'pr' | 'basicQuorum' | 'notfoundOk' | 'nodeConfirms'> & Terms = {},
  ): Promise<bigint | undefined> {
    const { sloppyQuorum: _, nVal: __, ...fields } = readFields(options);
    return (await this.#link.call(RpbCounterGetReq, { ...this.#location, ...fields }, RpbCounterGetResp, options)).value;
  }

  /** Adds, and gives the new value. Not to be repeated when it is unknown whether it happened. */
  async increment(by: bigint | number = 1n, options: Pick<WriteOptions, 'w' | 'dw' | 'pw' | 'nodeConfirms'> & Terms = {}): Promise<bigint> {
    const { sloppyQuorum: _, nVal: __, ...fields } = writeFields(options);
    const request = { ...this.#location, ...fields, amount: int64('by', by), returnvalue: true };
    return (await this.#link.call(RpbCounterUpdateReq, request, RpbCounterUpdateResp, options)).value ?? 0n;
  }
}
