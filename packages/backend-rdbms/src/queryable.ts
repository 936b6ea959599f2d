import type { DriverOptions, QueryResult } from './rdbms-driver.js';
import type { TransactionMode } from './sql/dialect.js';

export interface QueryOptions {
  /** Cancels the statement on the server when it aborts. Pass the job's own, and a call that times out leaves nothing running. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Options of the client library for this statement: `rowMode` and `types` of pg, `rowsAsArray`, `nestTables` and `typeCast` of
   * mysql2. ODBC has none.
   */
  readonly driverOptions?: DriverOptions | undefined;
}

export interface StreamOptions extends QueryOptions {
  /** Rows that are asked for at once, and the most that lie in memory. Default 500. */
  readonly batchRows?: number | undefined;
}

export interface TransactionOptions extends TransactionMode {
  /**
   * How often the whole transaction, `work` included, is run again after a serialization failure or a deadlock, and after
   * nothing else. Default 0.
   */
  readonly retries?: number | undefined;
}

/** One row, as its names and values. */
export type Row = Record<string, unknown>;

/** What statements can be sent to: a connection, or a transaction on it. */
export interface Queryable {
  /**
   * Runs one statement; waits for those asked for before.
   * @param sql with `?` or `$1`, `$2`, ... for the parameters, whichever the database; `??` is a question mark that is meant as one
   * @param params `undefined` and `null` are SQL's NULL
   * @throws RdbmsError when the database refuses it
   */
  query<Result extends object = Row>(sql: string, params?: readonly unknown[], options?: QueryOptions): Promise<QueryResult<Result>>;

  /**
   * The same with a statement that is prepared on the server and kept there for the next time.
   * @param statement its text, or the name that `prepare` has given it
   */
  execute<Result extends object = Row>(
    statement: string,
    params?: readonly unknown[],
    options?: QueryOptions,
  ): Promise<QueryResult<Result>>;

  /**
   * The rows of a large result, one by one: the server makes no more than are read. Nothing else can run on the connection
   * until the loop has ended; leaving it early gives the rest up.
   */
  stream<Result extends object = Row>(sql: string, params?: readonly unknown[], options?: StreamOptions): AsyncIterable<Result>;

  /**
   * Puts rows into a table with as few statements as the database allows; where that is more than one, all or none. On
   * pgsql an insert that comes often is prepared on the server.
   * @param table a name, or `schema.name`
   * @param rows all with the same columns
   */
  insert(table: string, rows: readonly Readonly<Row>[], options?: QueryOptions): Promise<QueryResult<never>>;

  /**
   * Runs `work` between BEGIN and COMMIT, or ROLLBACK if it throws; within a transaction, between a savepoint and its
   * release. Waits for the statements that `work` has asked for, awaited or not.
   * @throws what `work` throws; an RdbmsError of kind `transaction_failed` when a statement had failed and `work` returned
   *   nevertheless, or when another transaction is already open at the same place
   */
  transaction<Result>(work: (transaction: Transaction) => Result | PromiseLike<Result>, options?: TransactionOptions): Promise<Result>;
}

/** A transaction or savepoint, from its first statement to its last. */
export type Transaction = Queryable;

/**
 * One database connection, lent to a job. Its statements run one after the other, in the order in which they were
 * asked for; those sent while a transaction is open are part of it.
 */
export interface RdbmsConnection extends Queryable {
  /**
   * The client library's own object, for what is not offered here: pg's `Client`, mysql2's `Connection`, odbc's
   * `Connection`. Whoever cancels or ends it breaks the connection.
   */
  readonly client: unknown;
  /** Whether a transaction is open, and whether it can still be committed. */
  readonly transactionStatus: 'none' | 'open' | 'failed';
  /**
   * Gives a statement a name for all connections of the pool; each prepares it when it first executes it.
   * @throws Error when the name stands for another statement
   */
  prepare(name: string, sql: string): void;
}
