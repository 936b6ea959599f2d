import type { Connection, Cursor, Statement as Prepared, Result } from 'odbc';
import type { Attempt, QueryResult, RowReader, Session, Statement } from '../rdbms-driver.js';
import type { OdbcSettings } from '../rdbms-options.js';
import type { Dialect } from '../sql/dialect.js';
import { inFailedTransaction } from '../sql/failed-transaction.js';
import { StatementCache } from '../statement-cache.js';
import { OdbcCursor } from './odbc-cursor.js';
import { bindable, rowsOf } from './odbc-values.js';

/** How long the server may take to say goodbye, or to let another connection in that cancels. */
const CLOSE_MS = 1_000;
const begins = /^\s*(?:begin|start\s+transaction)\b/i;
const ends = /^\s*(?:commit|rollback(?!\s+to)|end|abort)\b/i;
/** States of a connection that is gone. */
const gone = /^(?:08|57P0)/;
/** Errors with which MySQL rolls a whole transaction back: a deadlock, a record that has changed. */
const rollsBack = [1213, 1020];

interface Origin {
  readonly settings: OdbcSettings;
  readonly attempt: Attempt;
  /** Makes another connection like this one. */
  connect(signal: AbortSignal): Promise<Connection>;
}

/**
 * A session over ODBC. Its statements run on threads of Node.js, from which nothing can be taken back: one that is given up
 * may hold its thread until the operating system gives the connection up.
 */
export class OdbcSession implements Session {
  readonly client: Connection;
  readonly dialect: Dialect;
  readonly #session: number;
  readonly #origin: Origin;
  readonly #prepared: StatementCache<Prepared>;
  /** ODBC does not say whether a transaction is open: what was sent does. */
  #transaction: 'none' | 'open' | 'failed' = 'none';
  /** Ends what runs when the session dies. */
  #abandon: ((reason: Error) => void) | undefined;
  /** Settles when nothing runs on a thread any more. */
  #idle: Promise<unknown> = Promise.resolve();
  #fault: Error | undefined;
  #closed: Promise<void> | undefined;

  constructor(client: Connection, dialect: Dialect, session: number, origin: Origin) {
    this.client = client;
    this.dialect = dialect;
    this.#session = session;
    this.#origin = origin;
    this.#prepared = new StatementCache(origin.settings.preparedStatements);
  }

  get transaction(): 'none' | 'open' | 'failed' {
    return this.#transaction;
  }

  get fault(): Error | undefined {
    return this.#fault;
  }

  async run<Row>({ sql: text, params, prepared, driverOptions }: Statement): Promise<QueryResult<Row>> {
    if (driverOptions !== undefined) throw noOptions();
    const sql = this.#allowed(text);
    const values = params.map(bindable);
    const result = await this.watch(prepared === true ? this.#execute<Row>(sql, values) : this.client.query<Row>(sql, values));
    if (begins.test(sql)) this.#transaction = 'open';
    else if (ends.test(sql)) this.#transaction = 'none';
    else if (this.#transaction === 'failed' && /^\s*rollback\s+to\b/i.test(sql)) this.#transaction = 'open';
    const rows = rowsOf(result);
    return { rows, rowCount: result.columns.length > 0 ? rows.length : Math.max(0, result.count), fields: result.columns };
  }

  open<Row>({ sql, params, driverOptions }: Statement, batchRows: number): RowReader<Row> {
    if (driverOptions !== undefined) throw noOptions();
    this.#allowed(sql);
    // The driver of MariaDB gives the first block of several rows, and then says that this was all.
    const fetchSize = this.#isPostgres ? batchRows : 1;
    const begin = (): Promise<Cursor> =>
      this.client.query<Row, { cursor: boolean; fetchSize: number }>(sql, params.map(bindable), { cursor: true, fetchSize });
    return new OdbcCursor<Row>(this, begin, batchRows);
  }

  get #isPostgres(): boolean {
    return this.dialect.reset !== undefined;
  }

  #allowed(sql: string): string {
    return this.#transaction === 'failed' ? inFailedTransaction(sql, this.#isPostgres) : sql;
  }

  /** Settles as the answer does, or when the session dies; notes what an error says about the session. */
  async watch<Answer>(answer: Promise<Answer>): Promise<Answer> {
    this.#idle = answer.catch(() => undefined);
    try {
      return await new Promise<Answer>((resolve, reject) => {
        if (this.#fault) reject(this.#fault);
        this.#abandon = reject;
        answer.then(resolve, reject);
      });
    } catch (error) {
      this.#failed(error);
      throw error;
    } finally {
      this.#abandon = undefined;
    }
  }

  /** By another connection: SQLCancel makes one as well, and holds up the whole process while it does. */
  async cancel(): Promise<void> {
    const connection = await this.#origin.connect(AbortSignal.timeout(CLOSE_MS));
    try {
      await connection.query(this.dialect.cancel(this.#session));
    } finally {
      connection.close().catch(() => undefined);
    }
  }

  async reset(): Promise<void> {
    const { reset, settle } = this.dialect;
    // Where only a new session is a clean one, the pool makes it.
    if (reset === undefined) throw new Error('this session cannot be reset over ODBC');
    await this.#dropPrepared();
    for (const sql of [reset, settle]) await this.run({ sql, params: [], prepared: false });
  }

  fail(reason: Error): void {
    if (this.#fault) return;
    this.#fault = reason;
    this.#abandon?.(reason);
    if (this.#closed === undefined) this.#origin.attempt.lost(reason);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #execute<Row>(sql: string, values: (string | number)[]): Promise<Result<Row>> {
    const statement = this.#prepared.get(sql) ?? (await this.#prepare(sql));
    await statement.bind(values);
    return await statement.execute<Row>();
  }

  async #prepare(sql: string): Promise<Prepared> {
    const statement = await this.client.createStatement();
    try {
      await statement.prepare(sql);
    } catch (error) {
      await statement.close();
      throw error;
    }
    await this.#prepared.add(sql, statement)?.close();
    return statement;
  }

  /** One that is left to the garbage collector is freed when its handle may long be that of another. */
  async #dropPrepared(): Promise<void> {
    for (const statement of this.#prepared.clear()) await statement.close().catch(() => undefined);
  }

  #failed(error: unknown): void {
    const [first] = (error as { odbcErrors?: { state: string; code: number }[] }).odbcErrors ?? [];
    if (first === undefined) return;
    if (gone.test(first.state)) this.fail(error as Error);
    if (this.#transaction === 'none') return;
    if (this.#isPostgres || rollsBack.includes(first.code)) this.#transaction = 'failed';
  }

  async #close(): Promise<void> {
    // What still runs would go on at the server after its client has gone.
    if (this.#abandon !== undefined && this.#fault === undefined) await this.cancel().catch(() => undefined);
    this.#fault ??= new Error('the connection is closed');
    const closed = this.#idle.then(() => this.#free()).catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      closed,
      new Promise((resolve) => {
        timer = setTimeout(resolve, CLOSE_MS);
      }),
    ]);
    clearTimeout(timer);
  }

  /** Not before its statements have been left: freed under one of them, a connection takes the process with it. */
  async #free(): Promise<void> {
    await this.#dropPrepared();
    await this.client.close();
  }
}

function noOptions(): TypeError {
  return new TypeError('driverOptions are for pgsql and mysql: ODBC has no options for a statement');
}
