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
import { type Location, locationFields, named } from '../location.js';
import { whole } from '../quorum.js';
import { type ReadOptions, readFields } from '../read-options.js';
import { type WriteOptions, writeFields } from '../write-options.js';

/** Where a data type lies: its bucket type says which one it is. */
export interface DataTypeLocation extends Location {
  readonly type: Bytes;
}

export interface DataTypeReadOptions extends ReadOptions {
  /** `false`: read the value alone, which is less to send; whatever is removed next reads again. Default true. */
  readonly includeContext?: boolean | undefined;
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
  readonly #location: { type: Bytes; bucket: Bytes; key: Bytes };
  readonly #kind: keyof typeof DtFetchRespDataType;
  #context: Buffer | undefined;

  constructor(link: Link, location: DataTypeLocation, kind: keyof typeof DtFetchRespDataType) {
    this.#link = link;
    this.#location = { ...locationFields(location), type: named('type', location.type) };
    this.#kind = kind;
  }

  /** @throws RiakError `INVALID` when the bucket type is of another data type */
  async read(options: DataTypeReadOptions): Promise<Read> {
    const { includeContext, timeoutMs } = options;
    const request = { ...this.#location, ...readFields(options), includeContext, timeout: whole('timeoutMs', timeoutMs) };
    const { type, value, context } = await this.#link.call(DtFetchReq, request, DtFetchResp, options);
    if (type !== DtFetchRespDataType[this.#kind]) {
      const found = Object.entries(DtFetchRespDataType).find(([, number]) => number === type)?.[0] ?? type;
      throw new RiakError('INVALID', `the bucket type ${this.#location.type} holds ${found}, not ${this.#kind}`);
    }
    this.#context = context;
    return { value, context };
  }

  /**
   * Sends one operation.
   * @param needsContext something is removed: what was read says which adds that covers. It is read first if it was not yet
   */
  async update(op: Written<DtOp>, options: WriteOptions & { readonly returnBody?: boolean }, needsContext = false): Promise<DtUpdateResp> {
    if (needsContext && this.#context === undefined) await this.read({ signal: options.signal, timeoutMs: options.timeoutMs });
    const { returnBody, timeoutMs } = options;
    const request = {
      ...this.#location,
      ...writeFields(options),
      ...(needsContext && { context: this.#context }),
      op,
      returnBody,
      timeout: whole('timeoutMs', timeoutMs),
    };
    const reply = await this.#link.call(DtUpdateReq, request, DtUpdateResp, options);
    if (reply.context !== undefined) this.#context = reply.context;
    return reply;
  }
}
