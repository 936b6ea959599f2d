import type { ArrayOrObject, types } from 'cassandra-driver';
import { isCassandraError } from './cassandra-error.js';
import type { ExecuteOptions } from './execute-options.js';

/** A statement of a batch; as text alone, without parameters. */
export type BatchStatement = string | { readonly query: string; readonly params?: ArrayOrObject };

export interface BatchOptions extends ExecuteOptions {
  /**
   * `true`: all of it will be done or nothing, and it is refused whole when it is too large. `false`: it saves round trips,
   * no more; it is sent in slices, which are halved where they are too large. Default true.
   */
  readonly logged?: boolean;
  /** Every statement changes a counter. Such a batch is never idempotent. Default false. */
  readonly counter?: boolean;
  /** Most statements of a slice of an unlogged batch. Default 50. */
  readonly sliceSize?: number;
}

export interface BatchResult {
  /** Requests that it took. */
  readonly slices: number;
  /** False when a condition did not hold, and nothing was done. */
  readonly applied: boolean;
  /** With conditions: their rows, as they are, when one did not hold. */
  readonly rows: readonly types.Row[];
}

/**
 * Sends slices one after the other, halving what the server calls too large: a statement alone is no batch any more.
 * @param sliceSize most statements of one; `undefined` for a batch that must stay whole
 */
export async function sendSlices(
  statements: readonly BatchStatement[],
  sliceSize: number | undefined,
  send: (slice: readonly BatchStatement[]) => Promise<types.ResultSet>,
): Promise<BatchResult> {
  const rows: types.Row[] = [];
  let slices = 0;
  let applied = true;
  const sendOrHalve = async (slice: readonly BatchStatement[]): Promise<void> => {
    try {
      const answer = await send(slice);
      slices++;
      applied &&= answer.wasApplied();
      rows.push(...(answer.rows ?? []));
    } catch (error) {
      if (sliceSize === undefined || slice.length === 1 || !isCassandraError(error, 'batch_too_large')) throw error;
      const half = Math.ceil(slice.length / 2);
      await sendOrHalve(slice.slice(0, half));
      await sendOrHalve(slice.slice(half));
    }
  };
  const size = sliceSize ?? Math.max(1, statements.length);
  for (let at = 0; at < statements.length; at += size) await sendOrHalve(statements.slice(at, at + size));
  return { slices, applied, rows };
}
