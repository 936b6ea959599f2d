import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Endpoint } from '@outpool/contract';
import type { Client, QueryResult as PgResult, Query } from 'pg';
import type { Attempt, QueryResult, RowReader, Session, Statement } from '../rdbms-driver.js';
import type { SocketSettings } from '../rdbms-options.js';
import { postgres } from '../sql/dialect.js';
import { StatementCache } from '../statement-cache.js';
import { FrequentStatements } from './frequent-statements.js';
import { PgsqlCursor } from './pgsql-cursor.js';
import { endsTheSession, isStale, mayBeStale } from './pgsql-errors.js';
import { type Answered, NOTHING, queryClass } from './pgsql-query.js';
import { cancelOnServer, type SessionKey } from './pgsql-socket.js';

type Pg = typeof import('pg');

/** How long the server may take to say goodbye. */
const CLOSE_MS = 1_000;

/** What pg's Client has and its types leave out. */
interface ClientState extends SessionKey {
  /** False from the moment a statement is sent until the server says that it is ready for the next. */
  readonly readyForQuery: boolean;
  readonly connection: {
    parsedStatements: Record<string, string>;
    close(statement: { type: 'S'; name: string }): void;
  };
}

/** What pg's Query has and its types leave out. */
type PgQuery = Query & {
  name: string | undefined;
  callback: (error: Error | null, answer: PgResult | PgResult[]) => void;
};

const transactions = { I: 'none', T: 'open', E: 'failed' } as const;

interface Place {
  readonly settings: SocketSettings;
  readonly attempt: Attempt;
  readonly place: Endpoint;
}

/** A session with PostgreSQL, over pg's Client. */
export class PgsqlSession implements Session {
  readonly client: Client;
  readonly dialect = postgres;
  readonly #pg: Pg;
  readonly #Query: ReturnType<typeof queryClass>;
  readonly #socket: Socket;
  readonly #place: Place;
  readonly #state: ClientState;
  /** Where the server is: a name may stand for several. */
  readonly #address: string | undefined;
  /** Names of the statements that the server keeps. */
  readonly #prepared: StatementCache<string>;
  readonly #frequent = new FrequentStatements();
  /** False behind a pooler, where the next statement may find another session, without what was prepared. Asked when it matters. */
  #isDirect: boolean | undefined;
  /** Names that the server is told to forget before the next statement. */
  #unwanted: string[] = [];
  /** Aborts when the session is being closed. */
  readonly #closing = new AbortController();
  #closed: Promise<void> | undefined;
  #fault: Error | undefined;

  constructor(pg: Pg, client: Client, socket: Socket, place: Place) {
    this.client = client;
    this.#pg = pg;
    this.#Query = queryClass(pg);
    this.#socket = socket;
    this.#place = place;
    this.#state = client as unknown as ClientState;
    this.#address = socket.remoteAddress;
    this.#prepared = new StatementCache(place.settings.preparedStatements);
    client.on('error', (error) => this.#died(error));
    client.on('end', () => this.#died(new Error('the server closed the connection')));
  }

  get transaction(): 'none' | 'open' | 'failed' {
    return transactions[this.client.getTransactionStatus() ?? 'I'];
  }

  get fault(): Error | undefined {
    return this.#fault;
  }

  run<Row>(statement: Statement): Promise<QueryResult<Row>> {
    const { sql, params, prepared } = statement;
    // Not within a transaction: a server that does not know the answer would end it.
    if (this.#isDirect === undefined && this.#frequent.found && this.transaction === 'none') return this.#askAndRun(statement);
    if (prepared === true) return this.#execute(statement, this.#prepared);
    if (prepared && this.#frequent.count(sql, params) && this.#isDirect) return this.#execute(statement, this.#frequent);
    return this.#send(statement);
  }

  open<Row>(statement: Statement, batchRows: number): RowReader<Row> {
    return new PgsqlCursor<Row>(this.#pg, this, statement, batchRows);
  }

  cancel(): Promise<void> {
    const { settings, place } = this.#place;
    return cancelOnServer({ place, tls: settings.tls, address: this.#address, key: this.#state }, this.#closing.signal);
  }

  async reset(): Promise<void> {
    await this.run({ sql: 'DISCARD ALL', params: [], prepared: false });
    this.#prepared.clear();
    this.#frequent.clear();
    this.#unwanted = [];
    this.#state.connection.parsedStatements = {};
  }

  fail(reason: Error): void {
    this.#socket.destroy(reason);
    this.#died(reason);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** A statement has failed: waits until the server is ready for the next, and only then is it known what became of the transaction. */
  async settle(error: unknown): Promise<void> {
    if (error instanceof this.#pg.DatabaseError && endsTheSession(error)) this.#died(error);
    if (this.#state.readyForQuery || this.#fault) return;
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        this.client.off('drain', settle).off('end', settle);
        resolve();
      };
      this.client.once('drain', settle).once('end', settle);
    });
  }

  /** @param name under which the server keeps the statement; without one it does not */
  #send<Row>(statement: Statement, name?: string): Promise<QueryResult<Row>> {
    const { sql, params, driverOptions } = statement;
    return new Promise((resolve, reject) => {
      let refused = false;
      const answered: Answered = (error, result) => {
        if (refused) return; // what pg could not send it reports twice, the second time as a success
        refused = error !== null;
        if (error) void this.settle(error).then(() => reject(error));
        else resolve(result);
      };
      const query = (driverOptions === undefined ? new this.#Query(sql, params, answered) : this.#special(statement, answered)) as PgQuery;
      query.name = name;
      for (let unwanted = this.#unwanted.pop(); unwanted; unwanted = this.#unwanted.pop())
        this.#state.connection.close({ type: 'S', name: unwanted });
      this.client.query(query);
    });
  }

  /** A query with options of pg's own, which it alone understands. */
  #special({ sql, params, driverOptions }: Statement, answered: Answered): Query {
    const query = new this.#pg.Query({ ...driverOptions, text: sql } as never, params as unknown[]) as PgQuery;
    query.callback = (error, answer) => {
      if (error) return answered(error, NOTHING);
      const { rows, rowCount, fields } = Array.isArray(answer) ? (answer.at(-1) as PgResult) : answer;
      answered(null, { rows: rows as never[], rowCount: rowCount ?? 0, fields });
    };
    return query;
  }

  async #askAndRun<Row>(statement: Statement): Promise<QueryResult<Row>> {
    this.#isDirect = await this.#askIfDirect();
    return await this.run<Row>(statement);
  }

  /** A pooler gives its clients numbers of its own, by which it will know whose statement is to be cancelled. */
  async #askIfDirect(): Promise<boolean> {
    try {
      const { rows } = await this.#send<{ session: number }>({ sql: this.dialect.session, params: [], prepared: false });
      return rows[0]?.session === this.#state.processID;
    } catch (error) {
      // It has no such function. One that was cancelled may have.
      if (error instanceof this.#pg.DatabaseError && error.code?.startsWith('42')) return false;
      throw error;
    }
  }

  async #execute<Row>(statement: Statement, cache: StatementCache<string>): Promise<QueryResult<Row>> {
    const { sql } = statement;
    const known = cache.get(sql);
    const name = known ?? this.#keep(sql, cache);
    try {
      return await this.#send(statement, name);
    } catch (error) {
      const isServers = error instanceof this.#pg.DatabaseError;
      const isOld = isServers && known !== undefined && (isStale(error) || (cache === this.#frequent && mayBeStale(error)));
      if (isServers && !isOld) throw error;
      // Old, or closed by pg without its knowing, as it does when it cannot send the parameters.
      cache.delete(sql);
      this.#forget(name);
      // It was not run, or undone. Within a transaction it cannot be run any more either.
      if (!isOld || this.transaction !== 'none') throw error;
      return await this.#send(statement);
    }
  }

  /** A name under which the server will keep a statement; another goes for it when there are enough. */
  #keep(sql: string, cache: StatementCache<string>): string {
    // Made of the text: whoever shares the session, behind a pooler, must not mean another statement by it.
    const name = `outpool_${createHash('sha256').update(sql).digest('base64url')}`;
    const dropped = cache.add(sql, name);
    if (dropped !== undefined) this.#forget(dropped);
    return name;
  }

  #forget(name: string): void {
    delete this.#state.connection.parsedStatements[name];
    this.#unwanted.push(name);
  }

  #died(reason: Error): void {
    if (this.#fault) return;
    this.#fault = reason;
    if (this.#closed === undefined) this.#place.attempt.lost(reason);
  }

  async #close(): Promise<void> {
    const force = setTimeout(() => {
      this.#closing.abort(new Error('the connection is being closed'));
      this.#socket.destroy();
    }, CLOSE_MS);
    // What still runs would go on at the server after its client has gone.
    if (!this.#state.readyForQuery && this.#fault === undefined) await this.cancel().catch(() => undefined);
    await this.client.end().finally(() => clearTimeout(force));
  }
}
