import type { ConnectAttempt, Endpoint } from '@outpool/contract';
import type { Dialect } from './sql/dialect.js';

/** A column of a result, with whatever else the driver says of it. */
export interface Field {
  readonly name: string;
}

/** What a statement gave, the same for every driver. */
export interface QueryResult<Row> {
  readonly rows: Row[];
  /** Rows selected or changed; 0 for statements that do neither. */
  readonly rowCount: number;
  readonly fields: readonly Field[];
  /** The number that the database gave to the row, or to the first of several rows: MySQL and MariaDB, with AUTO_INCREMENT. */
  readonly insertId?: number | string | undefined;
}

/** What a client library can be told about one statement, in its own words. */
export type DriverOptions = Readonly<Record<string, unknown>>;

/** Whether the server is to keep a statement prepared for the next time: yes, no, or only one that comes often, where that is quicker. */
export type Prepared = boolean | 'if frequent';

/** One statement, with its parameters written as the driver wants them. */
export interface Statement {
  readonly sql: string;
  readonly params: readonly unknown[];
  readonly prepared: Prepared;
  readonly driverOptions?: DriverOptions | undefined;
}

/** The rows of a statement, some at a time: the server makes no more until it is asked. */
export interface RowReader<Row> {
  /** The next rows; none at the end. */
  read(): Promise<Row[]>;
  /** Gives up what has not been read. Settles when the server is ready for the next statement. */
  close(): Promise<void>;
}

/** What a driver needs to know of a connect attempt. */
export type Attempt = Pick<ConnectAttempt<unknown>, 'signal' | 'lost'>;

/** What one kind of database provides: a session with its server. The place is not given to ODBC, which knows it. */
export type Driver<Settings> = (settings: Settings, attempt: Attempt, place: Endpoint) => Promise<Session>;

/** One session with a server. Never asked for two statements at once. */
export interface Session {
  /** The client library's own object. */
  readonly client: unknown;
  readonly dialect: Dialect;
  /** Whether a transaction is open, and whether it can still be committed. */
  readonly transaction: 'none' | 'open' | 'failed';
  /** Why the session is over, if it is. */
  readonly fault: Error | undefined;
  /** Runs one statement. Settles when the server is ready for the next one, also after a failure. */
  run<Row>(statement: Statement): Promise<QueryResult<Row>>;
  /** Begins a statement whose rows are read a batch at a time. */
  open<Row>(statement: Statement, batchRows: number): RowReader<Row>;
  /** Asks the server to end what runs. From when it settles, this cannot hit a later statement. @throws when it cannot be asked */
  cancel(): Promise<void>;
  /** Makes the session as good as new: settings, temporary tables, locks. */
  reset(): Promise<void>;
  /** Tears the session down at once: what runs rejects, and the pool is told. */
  fail(reason: Error): void;
  /** Ends the session, politely where the server answers. Settles in bounded time; a second call does nothing. */
  close(): Promise<void>;
}
