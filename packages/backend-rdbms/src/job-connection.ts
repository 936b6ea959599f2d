import { insertRows } from './insert-rows.js';
import type { QueryOptions, RdbmsConnection, Row, StreamOptions, Transaction, TransactionOptions } from './queryable.js';
import type { DriverOptions, Prepared, QueryResult, RowReader, Session, Statement } from './rdbms-driver.js';
import type { RdbmsSettings } from './rdbms-options.js';
import { withPlaceholders } from './sql/placeholders.js';
import { Tuples } from './sql/tuples.js';
import { StatementGuard } from './statement-guard.js';
import { type Line, Transactions } from './transactions.js';

/** Refuses a statement whose time is over, when its turn has come. */
type Check = () => void;

const always: Check = () => undefined;
const BATCH_ROWS = 500;

/** A session as jobs see it: it takes turns, knows both placeholders, ends what takes too long, and tidies up. */
export class JobConnection implements RdbmsConnection, Line {
  /** The driver's side. */
  readonly session: Session;
  readonly #settings: RdbmsSettings;
  /** Names for statements, shared by the connections of a pool. */
  readonly #names: Map<string, string>;
  readonly #guard: StatementGuard;
  #unsettled = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #transactions = new Transactions(this);
  /** The stream that is open. */
  #stream: AsyncGenerator<unknown> | undefined;
  #used = false;

  constructor(session: Session, settings: RdbmsSettings, names: Map<string, string>) {
    this.session = session;
    this.#settings = settings;
    this.#names = names;
    this.#guard = new StatementGuard(session, settings.queryTimeoutMs);
  }

  close(): Promise<void> {
    this.#guard.close();
    return this.session.close();
  }

  get client(): unknown {
    return this.session.client;
  }

  get transactionStatus(): 'none' | 'open' | 'failed' {
    return this.session.transaction;
  }

  /** True when the pool is for servers that take writes. */
  get wantsWrites(): boolean {
    return this.#settings.driver !== 'odbc' && this.#settings.targetSessionAttrs === 'read-write';
  }

  /** True while a statement is under way or waits. */
  get busy(): boolean {
    return this.#unsettled > 0;
  }

  query<Result extends object = Row>(
    sql: string,
    params: readonly unknown[] = [],
    options: QueryOptions = {},
  ): Promise<QueryResult<Result>> {
    return this.send(sql, params, false, options);
  }

  execute<Result extends object = Row>(
    statement: string,
    params: readonly unknown[] = [],
    options: QueryOptions = {},
  ): Promise<QueryResult<Result>> {
    return this.send(statement, params, true, options);
  }

  prepare(name: string, sql: string): void {
    const known = this.#names.get(name) ?? sql;
    if (known !== sql) throw new Error(`the name "${name}" stands for another statement: ${known}`);
    this.#names.set(name, sql);
  }

  stream<Result extends object = Row>(sql: string, params: readonly unknown[] = [], options: StreamOptions = {}): AsyncIterable<Result> {
    return this.read(sql, params, options);
  }

  insert(table: string, rows: readonly Readonly<Row>[], { signal }: QueryOptions = {}): Promise<QueryResult<never>> {
    const send = (sql: string, params: readonly unknown[]): Promise<QueryResult<never>> =>
      this.send(sql, params, 'if frequent', { signal });
    return insertRows(this, table, rows, signal, this.session.dialect, send);
  }

  transaction<Result>(work: (transaction: Transaction) => Result | PromiseLike<Result>, options: TransactionOptions = {}): Promise<Result> {
    return this.#transactions.run(work, options);
  }

  /** Waits for its turn and runs a statement, unless `check` throws. */
  async send<Result>(
    text: string,
    params: readonly unknown[],
    prepared: Prepared,
    { signal, driverOptions }: QueryOptions = {},
    check: Check = always,
  ): Promise<QueryResult<Result>> {
    const statement = this.#statement(text, params, prepared, driverOptions);
    const turn = this.#turn();
    if (turn !== undefined) await turn;
    try {
      check();
      this.#guard.begin(signal);
      return await this.session.run<Result>(statement);
    } catch (error) {
      throw this.#guard.explain(error);
    } finally {
      const ending = this.#guard.end();
      if (ending !== undefined) await ending;
      this.#next();
    }
  }

  /** Waits for its turn and for those before it. */
  async settled(): Promise<void> {
    await this.#turn();
    this.#next();
  }

  /** The rows of a statement, from when its turn has come until the loop over them ends, unless `check` throws. */
  read<Result>(sql: string, params: readonly unknown[], options: StreamOptions, check: Check = always): AsyncIterable<Result> {
    const rows = this.#read<Result>(sql, params, options, () => {
      check();
      this.#stream = rows;
    });
    return rows;
  }

  async *#read<Result>(
    sql: string,
    params: readonly unknown[],
    { batchRows = BATCH_ROWS, signal, driverOptions }: StreamOptions,
    begin: () => void,
  ): AsyncGenerator<Result, void, undefined> {
    const statement = this.#statement(sql, params, false, driverOptions);
    await this.#turn();
    try {
      begin();
      const reader = this.session.open<Result>(statement, batchRows);
      try {
        for (;;) {
          const rows = await this.#batch(reader, signal);
          if (rows.length === 0) return;
          yield* rows;
        }
      } finally {
        await reader.close();
      }
    } finally {
      this.#stream = undefined;
      this.#next();
    }
  }

  async #batch<Result>(reader: RowReader<Result>, signal: AbortSignal | undefined): Promise<Result[]> {
    try {
      this.#guard.begin(signal);
      return await reader.read();
    } catch (error) {
      throw this.#guard.explain(error);
    } finally {
      const ending = this.#guard.end();
      if (ending !== undefined) await ending;
    }
  }

  /** Undoes what a job has left, as the options say. Returns nothing when there is nothing to do. */
  tidy(): Promise<void> | undefined {
    const { reset } = this.#settings;
    const left = this.#unsettled > 0 || this.session.transaction !== 'none';
    if (!left && (reset !== 'session' || !this.#used)) return undefined;
    return this.#tidy(reset);
  }

  async #tidy(reset: RdbmsSettings['reset']): Promise<void> {
    await this.#stream?.return(undefined);
    if (this.#unsettled > 0) throw new Error('a statement of the last job still runs');
    if (reset === 'never') return;
    if (this.session.transaction !== 'none') await this.query('ROLLBACK');
    if (reset === 'session') await this.session.reset();
    this.#used = false;
  }

  #statement(text: string, params: readonly unknown[], prepared: Prepared, driverOptions: DriverOptions | undefined): Statement {
    if (typeof text !== 'string') throw new TypeError(`expected a statement as text, found ${text === null ? 'null' : typeof text}`);
    const named = prepared === true ? this.#names.get(text) : undefined;
    if (prepared === true && named === undefined && /^\w+$/.test(text))
      throw new TypeError(`no statement has the name "${text}": give it one with prepare`);
    const [first] = params;
    const values = first instanceof Tuples ? first.values : params;
    for (const value of values) if (typeof value === 'function' || typeof value === 'symbol') throw unbindable(values);
    this.#used = true;
    const { sql, params: ordered } = withPlaceholders(named ?? text, params, this.session.dialect);
    return { sql, params: ordered, prepared: this.#settings.preparedStatements > 0 && prepared, driverOptions };
  }

  /** Resolves when nothing runs on the connection; `next` must follow. */
  #turn(): Promise<void> | undefined {
    if (this.#stream !== undefined) throw new Error('a stream is open on this connection: read it to its end first');
    if (this.#unsettled++ === 0) return undefined;
    return new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #next(): void {
    this.#unsettled--;
    this.#waiting.shift()?.();
  }
}

function unbindable(params: readonly unknown[]): TypeError {
  const index = params.findIndex((value) => typeof value === 'function' || typeof value === 'symbol');
  return new TypeError(`parameter ${index + 1} is a ${typeof params[index]}: no database takes that`);
}
