import type { DtOp, DtValue } from '../../messages/riak-dt.js';
import type { Written } from '../../wire/codec.js';
import type { DataKind } from '../bucket-types.js';

/** What a change is told. */
export interface Update {
  /** The number of this write. */
  readonly dot: number;
  /** What the client had seen; `undefined` without a context. */
  readonly seen: number | undefined;
}

/** One convergent data type. */
export interface DataValue {
  readonly kind: DataKind;
  /** Changes it all or not at all. @throws ServerError when something to be removed is not there */
  update(op: DtOp, update: Update): void;
  /** As a fetch shows it. */
  readonly value: Written<DtValue>;
}
