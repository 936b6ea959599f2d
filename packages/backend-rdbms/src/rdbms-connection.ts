import type { Client } from 'pg';
import type { QueryOptions, QueryResult, Session } from './rdbms-driver.js';

/** What statements can be sent to: a connection, or a transaction on it. */
export interface Queryable {
  /**
   * Runs one statement; waits for those asked for before. Several statements in one text, which must then have no
   * parameters, give the result of the last.
   * @param params values for `$1`, `$2`, ...; `undefined` and `null` are SQL's NULL
   * @throws the driver's own error: pg's `DatabaseError`, whose `code` is the SQLSTATE
   */
  query<Row extends object = Record<string, unknown>>(
    sql: string,
    params?: readonly unknown[],
    options?: QueryOptions,
  ): Promise<QueryResult<Row>>;

  /**
   * Runs `work` between BEGIN and COMMIT, or ROLLBACK if it throws; within a transaction, between a savepoint and its
   * release. Waits for the statements that `work` has asked for, awaited or not.
   * @throws what `work` throws; an Error when a statement had failed and `work` returned nevertheless, or when another
   *   transaction is already open at the same place
   */
  transaction<Result>(work: (transaction: Transaction) => Result | PromiseLike<Result>): Promise<Result>;
}

/** A transaction or savepoint, from its first statement to its last. */
export type Transaction = Queryable;

/**
 * One database connection, lent to a job. Its statements run one after the other, in the order in which they were
 * asked for; those sent while a transaction is open are part of it.
 */
export class RdbmsConnection implements Queryable {
  /** The driver's side. For the backend; jobs have no use for it. */
  readonly session: Session;
  #unsettled = 0;
  readonly #waiting: (() => void)[] = [];
  #transacting = false;

  constructor(session: Session) {
    this.session = session;
  }

  /** pg's own client, for what this class does not offer. Whoever cancels or ends it breaks the connection. */
  get client(): Client {
    return this.session.client;
  }

  /** True while a statement is under way or waits. */
  get busy(): boolean {
    return this.#unsettled > 0;
  }

  query<Row extends object = Record<string, unknown>>(
    sql: string,
    params: readonly unknown[] = [],
    options: QueryOptions = {},
  ): Promise<QueryResult<Row>> {
    return this.#inTurn(() => this.session.run<Row>(sql, params, options.signal));
  }

  async transaction<Result>(work: (transaction: Transaction) => Result | PromiseLike<Result>): Promise<Result> {
    if (this.#transacting || this.session.transaction !== 'none') throw alreadyOpen();
    this.#transacting = true;
    try {
      return await this.#bracket(0, work, () => false);
    } finally {
      this.#transacting = false;
    }
  }

  async #inTurn<Result>(act: () => Result | PromiseLike<Result>): Promise<Result> {
    if (this.#unsettled++ > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await act();
    } finally {
      this.#unsettled--;
      this.#waiting.shift()?.();
    }
  }

  /** @param outerIsOver whether the transaction around this one is over, which ends this one too */
  async #bracket<Result>(
    depth: number,
    work: (transaction: Transaction) => Result | PromiseLike<Result>,
    outerIsOver: () => boolean,
  ): Promise<Result> {
    const { begin, commit, rollback } = bracketOf(depth);
    let settled = false;
    let nested = false;
    const isOver = (): boolean => settled || outerIsOver();
    const check = (): void => {
      if (isOver()) throw tooLate();
    };
    const transaction: Transaction = {
      query: async (sql, params, options) => {
        check();
        return await this.query(sql, params, options);
      },
      transaction: async (inner) => {
        check();
        if (nested) throw alreadyOpen();
        nested = true;
        try {
          return await this.#bracket(depth + 1, inner, isOver);
        } finally {
          nested = false;
        }
      },
    };

    await this.query(begin);
    try {
      const result = await work(transaction);
      settled = true;
      await this.#inTurn(() => {
        // PostgreSQL answers the COMMIT of a failed transaction with a rollback, and calls it a success.
        if (this.session.transaction === 'failed') {
          throw new Error('a statement had failed, so that the transaction was rolled back instead of committed');
        }
      });
      if (outerIsOver()) throw tooLate();
      await this.query(commit);
      return result;
    } catch (error) {
      settled = true;
      // One that cannot be rolled back stays open, and the connection is replaced: see `fate` of the backend.
      if (!outerIsOver() && this.session.transaction !== 'none') await this.query(rollback).catch(() => undefined);
      throw error;
    }
  }
}

function bracketOf(depth: number): { begin: string; commit: string; rollback: string } {
  if (depth === 0) return { begin: 'BEGIN', commit: 'COMMIT', rollback: 'ROLLBACK' };
  const name = `outpool_${depth}`;
  return { begin: `SAVEPOINT ${name}`, commit: `RELEASE SAVEPOINT ${name}`, rollback: `ROLLBACK TO SAVEPOINT ${name}` };
}

function tooLate(): Error {
  return new Error('the transaction is over: a statement came after its function had settled');
}

function alreadyOpen(): Error {
  return new Error('a transaction is already open here: nest with the `transaction` of the one that your function was given');
}
