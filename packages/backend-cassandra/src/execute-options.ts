import type { QueryOptions } from 'cassandra-driver';
import { type Consistency, consistencyNumber } from './consistency.js';

export interface ExecuteOptions {
  /** Default: `consistency` of the connection. */
  readonly consistency?: Consistency;
  /** Of conditional statements. Default: the server's, `SERIAL`. */
  readonly serialConsistency?: 'SERIAL' | 'LOCAL_SERIAL';
  /**
   * It may be done twice: it is asked of the next node when one is gone, silent or short of replicas, and, with
   * `speculativeExecution`, when one is slow. Not for counters, list appends, `now()` and conditions. Default false.
   */
  readonly idempotent?: boolean;
  /** Prepared once for each node, then sent as its hash. `false`: sent as text, where the driver guesses types. Default true. */
  readonly prepare?: boolean;
  /** How long one node may think, in ms. Default: `requestTimeoutMs` of the connection. */
  readonly timeoutMs?: number;
  /** Most rows of the answer. Default: `pageSize` of the connection. */
  readonly pageSize?: number;
  /** Where the answer begins: `pageState` of the one before. */
  readonly pageState?: string;
  /** When the values were written, in µs since 1970. Default: now. */
  readonly timestamp?: number;
  /** Ends the wait for the answer. A request that has been sent is not taken back. */
  readonly signal?: AbortSignal | undefined;
  /** More options of the driver for this statement. */
  readonly driver?: QueryOptions;
}

/** As the driver has them. @throws TypeError for a value that would make it wait for ever, or is none */
export function queryOptions(options: ExecuteOptions): QueryOptions {
  const { consistency, serialConsistency, idempotent, prepare, timeoutMs, pageSize, pageState, timestamp, driver } = options;
  const query: QueryOptions = { ...driver };
  if (consistency !== undefined) query.consistency = consistencyNumber(consistency);
  if (serialConsistency !== undefined) query.serialConsistency = consistencyNumber(serialConsistency);
  if (idempotent !== undefined) query.isIdempotent = idempotent;
  if (prepare !== undefined) query.prepare = prepare;
  if (timeoutMs !== undefined) query.readTimeout = timeoutMs;
  if (pageSize !== undefined) query.fetchSize = pageSize;
  if (pageState !== undefined) query.pageState = pageState;
  if (timestamp !== undefined) query.timestamp = timestamp;
  if (query.readTimeout !== undefined && !(query.readTimeout > 0)) throw new TypeError('timeoutMs must be more than 0 ms');
  return query;
}
