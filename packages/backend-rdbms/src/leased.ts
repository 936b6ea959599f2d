import type { QueryOptions, RdbmsConnection } from './queryable.js';
import type { QueryResult } from './rdbms-driver.js';
import { RdbmsError } from './rdbms-error.js';

/** A pool of `rdbms`, as far as the tools that run on it need it. */
export interface RdbmsPool {
  lease(options?: {
    readonly signal?: AbortSignal | undefined;
    readonly label?: string;
    readonly timeoutMs?: number | undefined;
  }): Promise<Lease>;
}

export interface Lease {
  readonly connection: RdbmsConnection;
  /** Aborts when the connection is lost or the pool stops. */
  readonly signal: AbortSignal;
  release(): void;
}

/**
 * Runs a statement of a tool that sends its BEGIN and COMMIT by itself.
 * @throws RdbmsError of kind `transaction_failed` for the COMMIT of a transaction that the database has rolled back: it calls that
 *   a success
 */
export async function sendFrom<Row extends object>(
  connection: RdbmsConnection,
  sql: string,
  params: readonly unknown[] = [],
  options: QueryOptions = {},
): Promise<QueryResult<Row>> {
  const lost = connection.transactionStatus === 'failed' && /^\s*commit\b/i.test(sql);
  const result = await connection.query<Row>(sql, params, options);
  if (lost) throw new RdbmsError('a statement had failed, so that the transaction was rolled back', { kind: 'transaction_failed' });
  return result;
}
