import { setTimeout as delay } from 'node:timers/promises';
import { insertRows } from './insert-rows.js';
import type { QueryOptions, StreamOptions, Transaction, TransactionOptions } from './queryable.js';
import type { Prepared, QueryResult, Session } from './rdbms-driver.js';
import { RdbmsError } from './rdbms-error.js';

/** What a transaction needs of the connection that it is on. */
export interface Line {
  readonly session: Session;
  /** Waits for its turn and runs a statement, unless `check` throws. */
  send<Row>(
    sql: string,
    params: readonly unknown[],
    prepared: Prepared,
    options?: QueryOptions,
    check?: () => void,
  ): Promise<QueryResult<Row>>;
  read<Row>(sql: string, params: readonly unknown[], options: StreamOptions, check?: () => void): AsyncIterable<Row>;
  /** Waits until what was asked for before has settled. */
  settled(): Promise<void>;
}

type Work<Result> = (transaction: Transaction) => Result | PromiseLike<Result>;

/** Upper bound of the random delay before the first repeat; doubled for each that follows. */
const FIRST_DELAY_MS = 5;
const LONGEST_DELAY_MS = 500;

/** The transactions of one connection: one at a time, with others nested in it as savepoints. */
export class Transactions {
  readonly #line: Line;
  #open = false;

  constructor(line: Line) {
    this.#line = line;
  }

  async run<Result>(work: Work<Result>, { retries = 0, ...mode }: TransactionOptions): Promise<Result> {
    const { session } = this.#line;
    if (this.#open || session.transaction !== 'none') throw alreadyOpen();
    this.#open = true;
    try {
      const bracket = { begin: session.dialect.begin(mode), commit: 'COMMIT', rollback: 'ROLLBACK' };
      for (let repeats = 0; ; repeats++) {
        try {
          return await this.#bracket(bracket, 0, work, () => false);
        } catch (error) {
          const again = error instanceof RdbmsError && error.retryable && repeats < retries && session.transaction === 'none';
          if (!again) throw error;
        }
        await delay(Math.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** repeats));
      }
    } finally {
      this.#open = false;
    }
  }

  /** @param outerIsOver whether the transaction around this one is over, which ends this one too */
  async #bracket<Result>(
    { begin, commit, rollback }: { begin: readonly string[]; commit: string; rollback: string },
    depth: number,
    work: Work<Result>,
    outerIsOver: () => boolean,
  ): Promise<Result> {
    const line = this.#line;
    const { session } = line;
    let settled = false;
    let nested = false;
    const isOver = (): boolean => settled || outerIsOver();
    const check = (): void => {
      if (isOver()) throw tooLate();
    };
    // What waits in line behind a statement that ended the transaction must not run on its own.
    const inTurn = (): void => {
      if (session.transaction === 'none' && session.fault === undefined) throw rolledBack('the server has rolled the transaction back');
    };
    const transaction: Transaction = {
      query: async (sql, params = [], options = {}) => {
        check();
        return await line.send(sql, params, false, options, inTurn);
      },
      execute: async (statement, params = [], options = {}) => {
        check();
        return await line.send(statement, params, true, options, inTurn);
      },
      stream: (sql, params = [], options = {}) => {
        check();
        return line.read(sql, params, options, inTurn);
      },
      insert: async (table, rows, { signal } = {}) => {
        check();
        return await insertRows(transaction, table, rows, signal, session.dialect, (sql, params) =>
          line.send(sql, params, 'if frequent', { signal }, inTurn),
        );
      },
      transaction: async (inner, mode = {}) => {
        check();
        if (Object.values(mode).some((value) => value !== undefined))
          throw new TypeError('a transaction within another has no options of its own: they are those of the outermost');
        if (nested) throw alreadyOpen();
        nested = true;
        try {
          return await this.#bracket(savepoint(depth + 1), depth + 1, inner, isOver);
        } finally {
          nested = false;
        }
      },
    };

    for (const statement of begin) await line.send(statement, [], false);
    try {
      const result = await work(transaction);
      settled = true;
      await line.settled();
      // PostgreSQL answers the COMMIT of a failed transaction with a rollback, and calls it a success.
      if (session.transaction !== 'open' && session.fault === undefined) {
        throw rolledBack('a statement had failed, so that the transaction was rolled back instead of committed');
      }
      if (outerIsOver()) throw tooLate();
      await line.send(commit, [], false);
      return result;
    } catch (error) {
      settled = true;
      // One that cannot be rolled back stays open, and the connection is replaced: see `release` of the backend.
      if (!outerIsOver() && session.transaction !== 'none') await line.send(rollback, [], false).catch(() => undefined);
      throw error;
    }
  }
}

function savepoint(depth: number): { begin: readonly string[]; commit: string; rollback: string } {
  const name = `outpool_${depth}`;
  return { begin: [`SAVEPOINT ${name}`], commit: `RELEASE SAVEPOINT ${name}`, rollback: `ROLLBACK TO SAVEPOINT ${name}` };
}

function rolledBack(message: string): Error {
  return new RdbmsError(message, { kind: 'transaction_failed' });
}

function tooLate(): Error {
  return new Error('the transaction is over: a statement came after its function had settled');
}

function alreadyOpen(): Error {
  return new Error('a transaction is already open here: nest with the `transaction` of the one that your function was given');
}
