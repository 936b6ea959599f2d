import type { ConnectAttempt } from '@outpool/contract';
import type { Client } from 'pg';
import type { RdbmsSettings } from './rdbms-options.js';

/** A column of a result. */
export interface Field {
  readonly name: string;
  /** The type's number in the database's own catalogue: `pg_type.oid`. */
  readonly dataTypeID: number;
}

export interface QueryResult<Row> {
  readonly rows: Row[];
  /** Rows selected or changed; 0 for statements that do neither. */
  readonly rowCount: number;
  readonly fields: readonly Field[];
}

export interface QueryOptions {
  /** Cancels the statement on the server when it aborts; the query then rejects with the server's own error. */
  readonly signal?: AbortSignal | undefined;
}

/** What one kind of database provides: a session with its server. */
export type Driver = (attempt: ConnectAttempt<RdbmsSettings>) => Promise<Session>;

/** One session with a server. Never asked for two statements at once. */
export interface Session {
  /** The client library's own object. */
  readonly client: Client;
  /** Whether a transaction is open, and whether it can still be committed. */
  readonly transaction: 'none' | 'open' | 'failed';
  /** Why the session is over, if it is. */
  readonly fault: Error | undefined;
  /**
   * Runs one statement. Settles when the server is ready for the next one, also after a failure. When `signal` aborts,
   * the statement is cancelled on the server.
   */
  run<Row>(sql: string, params: readonly unknown[], signal: AbortSignal | undefined): Promise<QueryResult<Row>>;
  /** Ends the session, politely where the server answers. Settles in bounded time; a second call does nothing. */
  close(): Promise<void>;
}
