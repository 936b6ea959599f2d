import type { CallOptions, Job } from '@outpool/contract';
import type { ArrayOrObject, types } from 'cassandra-driver';
import type { CassandraConnection, CassandraResult } from './cassandra-connection.js';
import type { ExecuteOptions } from './execute-options.js';

/** What of a pool is needed. */
export interface CassandraPool {
  call<Result>(job: Job<CassandraConnection, Result>, options?: CallOptions): Promise<Result>;
}

export interface RowsOptions extends Omit<ExecuteOptions, 'signal' | 'timeoutMs' | 'idempotent' | 'pageState'> {
  /** Of the calls, one for each page. */
  readonly call?: CallOptions;
}

/**
 * Every row of a query. Each page is a call of its own, so that no call waits while rows are worked on, and the loop may
 * take as long as it likes; a page that was lost on its way is asked for again.
 */
export async function* rowsOver<Row = types.Row>(
  pool: CassandraPool,
  query: string,
  params?: ArrayOrObject,
  { call, ...options }: RowsOptions = {},
): AsyncGenerator<Row, void, undefined> {
  let page: CassandraResult<Row> | undefined;
  do {
    const from = page === undefined ? {} : { pageState: page.pageState };
    page = await pool.call(
      (cassandra, { signal }) => cassandra.execute<Row>(query, params, { ...options, ...from, idempotent: true, signal }),
      { ...call, idempotent: true },
    );
    yield* page.rows;
  } while (page.pageState);
}
