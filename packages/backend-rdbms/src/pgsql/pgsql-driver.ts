import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectAttempt } from '@outpool/contract';
import type { Client, QueryResult as PgResult } from 'pg';
import type { QueryResult, Session } from '../rdbms-driver.js';
import type { RdbmsSettings } from '../rdbms-options.js';
import { endsTheSession } from './pgsql-errors.js';
import { cancelOnServer, openSocket, type SessionKey } from './pgsql-socket.js';

type Pg = typeof import('pg');

/** How long the server may take to say goodbye. */
const CLOSE_MS = 1_000;
/** A cancel that overtook its statement did nothing; it is sent again after so long. */
const CANCEL_AGAIN_MS = 200;

/** Logs in to a PostgreSQL server. */
export async function connectPgsql(attempt: ConnectAttempt<RdbmsSettings>): Promise<Session> {
  const { options, signal } = attempt;
  const pg = await loadPg();
  const password = await options.password?.read();
  const socket = await openSocket(options, signal);
  const client = new pg.Client({
    user: options.username,
    database: options.database,
    // A function, since pg would take the place of a password that is left out from its environment.
    password: () => password as string,
    application_name: options.applicationName,
    ssl: false, // the socket sees to that
    stream: () => alreadyConnected(socket),
  });
  const session = new PgsqlSession(pg, client, socket, attempt);
  const abort = (): void => {
    socket.destroy();
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    if (signal.aborted) abort();
    await client.connect();
    return session;
  } catch (error) {
    socket.destroy();
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** pg is loaded when it is first needed, so that who uses another database need not install it. */
export async function loadPg(load: () => Promise<Pg> = () => import('pg')): Promise<Pg> {
  try {
    return await load();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
    throw new Error("the driver pgsql needs the package 'pg': install it with `npm install pg`", { cause: error });
  }
}

/** pg insists on dialing by itself; it is told that this has been done. */
function alreadyConnected(socket: Socket): Socket {
  socket.connect = () => {
    process.nextTick(() => socket.emit('connect'));
    return socket;
  };
  return socket;
}

/** What pg's Client has and its types leave out. */
interface ClientState extends SessionKey {
  /** False from the moment a statement is sent until the server says that it is ready for the next. */
  readonly readyForQuery: boolean;
}

const transactions = { I: 'none', T: 'open', E: 'failed' } as const;

class PgsqlSession implements Session {
  readonly client: Client;
  readonly #pg: Pg;
  readonly #socket: Socket;
  readonly #attempt: ConnectAttempt<RdbmsSettings>;
  readonly #state: ClientState;
  /** Where the server is: a name may stand for several. */
  readonly #address: string | undefined;
  /** Aborts when the session is being closed. */
  readonly #closing = new AbortController();
  #closed: Promise<void> | undefined;
  #fault: Error | undefined;

  constructor(pg: Pg, client: Client, socket: Socket, attempt: ConnectAttempt<RdbmsSettings>) {
    this.client = client;
    this.#pg = pg;
    this.#socket = socket;
    this.#attempt = attempt;
    this.#state = client as unknown as ClientState;
    this.#address = socket.remoteAddress;
    client.on('error', (error) => this.#died(error));
    client.on('end', () => this.#died(new Error('the server closed the connection')));
  }

  get transaction(): 'none' | 'open' | 'failed' {
    return transactions[this.client.getTransactionStatus() ?? 'I'];
  }

  get fault(): Error | undefined {
    return this.#fault;
  }

  async run<Row>(sql: string, params: readonly unknown[], signal: AbortSignal | undefined): Promise<QueryResult<Row>> {
    if (signal === undefined) return await this.#send<Row>(sql, params);
    signal.throwIfAborted();
    let settled: AbortController | undefined;
    let cancelled: Promise<void> | undefined;
    const cancel = (): void => {
      settled = new AbortController();
      cancelled = this.#cancel(settled.signal);
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await this.#send<Row>(sql, params);
    } finally {
      signal.removeEventListener('abort', cancel);
      settled?.abort();
      await cancelled;
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #send<Row>(sql: string, params: readonly unknown[]): Promise<QueryResult<Row>> {
    try {
      const answer = await new Promise<PgResult | PgResult[]>((resolve, reject) => {
        this.client.query(sql, params as unknown[], (error: Error | null, result) => (error ? reject(error) : resolve(result)));
      });
      const result = Array.isArray(answer) ? (answer.at(-1) as PgResult) : answer;
      return { rows: result.rows, rowCount: result.rowCount ?? 0, fields: result.fields };
    } catch (error) {
      if (error instanceof Error) Error.captureStackTrace(error); // pg's shows its socket, this one shows who asked
      if (error instanceof this.#pg.DatabaseError && endsTheSession(error)) this.#died(error);
      else await this.#ready();
      throw error;
    }
  }

  /** pg reports a failure before the server is ready again, and only then is it known what became of the transaction. */
  async #ready(): Promise<void> {
    if (this.#state.readyForQuery || this.#fault) return;
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        this.client.off('drain', settle).off('end', settle);
        resolve();
      };
      this.client.once('drain', settle).once('end', settle);
    });
  }

  /** Never rejects: where the server cannot be asked to stop, the session is torn down. */
  async #cancel(settled: AbortSignal): Promise<void> {
    try {
      while (!settled.aborted) {
        await cancelOnServer(this.#attempt.options, this.#address, this.#state, this.#closing.signal);
        await delay(CANCEL_AGAIN_MS, undefined, { signal: settled }).catch(() => undefined);
      }
    } catch (cause) {
      this.#socket.destroy(new Error('the statement could not be cancelled on the server', { cause }));
    }
  }

  #died(reason: Error): void {
    if (this.#fault) return;
    this.#fault = reason;
    if (this.#closed === undefined) this.#attempt.lost(reason);
  }

  async #close(): Promise<void> {
    this.#closing.abort(new Error('the connection is being closed'));
    const force = setTimeout(() => this.#socket.destroy(), CLOSE_MS);
    await this.client.end().finally(() => clearTimeout(force));
  }
}
