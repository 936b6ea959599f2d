import type { Link } from '../../link/link.js';
import { RiakError } from '../../link/riak-error.js';
import {
  DtFetchReq,
  DtFetchResp,
  DtFetchRespDataType,
  type DtOp,
  DtUpdateReq,
  DtUpdateResp,
  type DtValue,
} from '../../messages/riak-dt.js';
import type { Bytes, Written } from '../../wire/codec.js';
import { type Bucket, bucketFields, named } from '../location.js';
import { whole } from '../quorum.js';
import { type ReadOptions, readFields } from '../read-options.js';
import { type WriteOptions, writeFields } from '../write-options.js';

/** Where a data type lies: its bucket type says which one it is. Without a key the server makes one at the first change. */
export interface DataTypeLocation extends Bucket {
  readonly type: Bytes;
  readonly key?: Bytes | undefined;
}

export interface DataTypeReadOptions extends ReadOptions {
  /** `false`: read the value alone, which is less to send; whatever is removed next reads again. Default true. */
  readonly includeContext?: boolean | undefined;
}

export interface ChangeOptions extends WriteOptions {
  /** Give the new value, too. */
  readonly returnBody?: boolean | undefined;
}

/** What was read of a data type. */
interface Read {
  /** Absent: there is none. */
  readonly value: DtValue | undefined;
  readonly context: Buffer | undefined;
}

/** One data type of the server: reads it, changes it, and keeps the context of what was read. */
export class DataType {
  readonly #link: Link;
  readonly #place: { type: Bytes; bucket: Bytes };
  readonly #kind: keyof typeof DtFetchRespDataType;
  #context: Buffer | undefined;
  /** The key, once there is one. */
  key: Bytes | undefined;

  constructor(link: Link, location: DataTypeLocation, kind: keyof typeof DtFetchRespDataType) {
    this.#link = link;
    this.#place = { ...bucketFields(location), type: named('type', location.type) };
    this.key = location.key === undefined ? undefined : named('key', location.key);
    this.#kind = kind;
  }

  /** @throws RiakError `INVALID` when the bucket type is of another data type */
  async read(options: DataTypeReadOptions): Promise<Read> {
    const { includeContext, timeoutMs } = options;
    const request = {
      ...this.#place,
      key: named('key', this.key as Bytes),
      ...readFields(options),
      includeContext,
      timeout: whole('timeoutMs', timeoutMs),
    };
    const { type, value, context } = await this.#link.call(DtFetchReq, request, DtFetchResp, options);
    if (type !== DtFetchRespDataType[this.#kind]) {
      const found = Object.entries(DtFetchRespDataType).find(([, number]) => number === type)?.[0] ?? type;
      throw new RiakError('INVALID', `the bucket type ${this.#place.type} holds ${found}, not ${this.#kind}`);
    }
    this.#context = context;
    return { value, context };
  }

  /**
   * Sends one operation.
   * @param needsContext something is removed: what was read says which adds that covers. It is read first if it was not yet
   */
  async update(op: Written<DtOp>, options: ChangeOptions, needsContext = false): Promise<DtUpdateResp> {
    if (needsContext && this.#context === undefined && this.key !== undefined)
      await this.read({ signal: options.signal, timeoutMs: options.timeoutMs });
    const { returnBody, timeoutMs } = options;
    const request = {
      ...this.#place,
      key: this.key,
      ...writeFields(options),
      ...(needsContext && { context: this.#context }),
      op,
      returnBody,
      timeout: whole('timeoutMs', timeoutMs),
    };
    const reply = await this.#link.call(DtUpdateReq, request, DtUpdateResp, options);
    // Who adds and then removes the same member means his own: what was read before does not cover that.
    if (reply.context !== undefined || op.setOp?.adds?.length) this.#context = reply.context;
    this.key ??= reply.key;
    return reply;
  }
}
