import type { Connection, FieldPacket, QueryError, ResultSetHeader } from 'mysql2';
import type { Attempt, QueryResult, RowReader, Session, Statement } from '../rdbms-driver.js';
import { mysql } from '../sql/dialect.js';
import { inFailedTransaction } from '../sql/failed-transaction.js';
import { sendable } from '../sql/sendable.js';
import { Tuples } from '../sql/tuples.js';
import { MysqlCursor } from './mysql-cursor.js';

/** How long the server may take to say goodbye, or to let another connection in that cancels. */
const CLOSE_MS = 1_000;
const IN_TRANSACTION = 1; // of the status that comes with each answer without rows
const DEADLOCK = 1213; // rolls the whole transaction back
const RECORD_CHANGED = 1020; // so does this
const INTERRUPTED = 1317;

/** A session with MySQL or MariaDB, over mysql2. */
export class MysqlSession implements Session {
  readonly client: Connection;
  readonly dialect = mysql;
  readonly #connect: (signal: AbortSignal) => Promise<Connection>;
  readonly #attempt: Attempt;
  readonly #sendable = (value: unknown): unknown =>
    value instanceof Tuples ? { toSqlString: () => value.toText((each) => this.client.escape(each)) } : sendable(value);
  #transaction: 'none' | 'open' | 'failed' = 'none';
  /** Ends what runs when the session dies: mysql2 leaves some of it without an answer. */
  #abandon: ((reason: Error) => void) | undefined;
  /** A cancel that came too late may still hit the next statement. */
  #cancelled = false;
  #fault: Error | undefined;
  #closed: Promise<void> | undefined;

  constructor(client: Connection, connect: (signal: AbortSignal) => Promise<Connection>, attempt: Attempt) {
    this.client = client;
    this.#connect = connect;
    this.#attempt = attempt;
    client.on('error', (error) => this.#died(error));
    client.on('end', () => this.#died(new Error('the server closed the connection')));
  }

  get transaction(): 'none' | 'open' | 'failed' {
    return this.#transaction;
  }

  get fault(): Error | undefined {
    return this.#fault;
  }

  async run<Row>({ sql: text, params, prepared, driverOptions }: Statement): Promise<QueryResult<Row>> {
    if (this.#cancelled) await this.#absorbCancel();
    const sql = this.#transaction === 'failed' ? inFailedTransaction(text, false) : text;
    try {
      return await new Promise<QueryResult<Row>>((resolve, reject) => {
        if (this.#fault) return reject(this.#fault);
        this.#abandon = reject;
        const answer = (error: QueryError | null, rows: unknown, fields: FieldPacket[] | undefined): void => {
          if (error) reject(error);
          else resolve(this.#result<Row>(rows, fields));
        };
        const values = params.map(this.#sendable);
        const query = driverOptions === undefined ? sql : { ...driverOptions, sql };
        if (prepared === true) this.client.execute(query as string, values as never, answer as never);
        else this.client.query(query as string, values, answer as never);
      });
    } catch (error) {
      throw this.failed(error);
    } finally {
      this.#abandon = undefined;
    }
  }

  open<Row>(statement: Statement, batchRows: number): RowReader<Row> {
    if (this.#transaction === 'failed') inFailedTransaction(statement.sql, false);
    const cursor = new MysqlCursor<Row>(this, statement, batchRows);
    this.#abandon = (reason) => cursor.abandon(reason);
    return cursor;
  }

  /** Notes what an error of a statement says about the session. */
  failed(error: unknown): unknown {
    const { errno, fatal } = error as Partial<QueryError>;
    if ((errno === DEADLOCK || errno === RECORD_CHANGED) && this.#transaction === 'open') this.#transaction = 'failed';
    if (fatal && error instanceof Error) this.#died(error);
    return error;
  }

  async cancel(): Promise<void> {
    this.#cancelled = true;
    const connection = await this.#connect(AbortSignal.timeout(CLOSE_MS));
    try {
      await new Promise<void>((resolve, reject) => {
        connection.query(mysql.cancel(this.client.threadId), (error) => (error ? reject(error) : resolve()));
      });
    } finally {
      connection.destroy();
    }
  }

  async reset(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      (this.client as unknown as { reset(done: (error: Error | null) => void): void }).reset((error) =>
        error ? reject(error) : resolve(),
      );
    });
    this.#transaction = 'none';
    await this.run({ sql: mysql.settle, params: [], prepared: false });
  }

  fail(reason: Error): void {
    this.client.destroy();
    this.#died(reason);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  #result<Row>(rows: unknown, fields: FieldPacket[] | undefined): QueryResult<Row> {
    if (fields !== undefined && Array.isArray(rows)) {
      // A procedure gives lists of rows, with lists of fields, and its own end after them.
      if (!Array.isArray(fields[0])) return { rows, rowCount: rows.length, fields };
      return { rows: rows[0] as Row[], rowCount: rows[0].length, fields: (fields as unknown as FieldPacket[][])[0] ?? [] };
    }
    const { affectedRows, insertId, serverStatus } = rows as ResultSetHeader;
    this.#transaction = serverStatus & IN_TRANSACTION ? 'open' : 'none';
    return { rows: [], rowCount: affectedRows, fields: [], insertId: insertId || undefined };
  }

  async #absorbCancel(): Promise<void> {
    this.#cancelled = false;
    await this.run({ sql: 'DO 0', params: [], prepared: false }).catch((error) => {
      if (error.errno !== INTERRUPTED) throw error;
    });
  }

  #died(reason: Error): void {
    if (this.#fault) return;
    this.#fault = reason;
    this.#abandon?.(reason);
    if (this.#closed === undefined) this.#attempt.lost(reason);
  }

  async #close(): Promise<void> {
    // What still runs would go on at the server after its client has gone.
    if (this.#abandon !== undefined && this.#fault === undefined) await this.cancel().catch(() => undefined);
    await new Promise<void>((resolve) => {
      const force = setTimeout(resolve, CLOSE_MS);
      const over = (): void => {
        clearTimeout(force);
        resolve();
      };
      if (this.#fault) over();
      else this.client.end(over);
    });
    this.client.destroy();
  }
}
