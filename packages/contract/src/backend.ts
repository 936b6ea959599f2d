import type { Endpoint } from './pool-events.js';
import type { PoolSettings } from './pool-options.js';
import type { Schema } from './schema.js';

export type { Endpoint };

/** Everything a backend needs to make one connection. */
export interface ConnectAttempt<Options> {
  /** The pool's connection options, validated, with defaults. */
  readonly options: Options;
  /** The pool's host: `global` or a host name. Not a server's name. */
  readonly host: string;
  readonly tag: string;
  /** Index of the worker that will own the connection. */
  readonly worker: number;
  /** The server to connect to; set when the backend lists `endpoints`. */
  readonly endpoint: Endpoint | undefined;
  /** How many calls the pool will run at once on this connection. */
  readonly concurrency: number;
  /** Aborts when `connectTimeoutMs` is over or the pool stops. A connection that comes later is closed by the core. */
  readonly signal: AbortSignal;
  /** To be called when the connection dies, from whichever event says so first. Later calls do nothing. */
  lost(reason: unknown): void;
  /**
   * To be called when the server wants no more work on this connection for now, with the reason, and with `undefined`
   * when it does again. Meanwhile the worker is not chosen, and `health()` names the reason; running calls go on.
   */
  blocked(reason: string | undefined): void;
  /**
   * To be called when the server is at fault although no call fails: it answers, but with errors of its own. It is left
   * out for a while if there are others, and the connection is replaced as soon as its running calls have ended.
   */
  blame(): void;
  /**
   * To be called when a server has told which servers there are, as often as it tells, with all of them. Those of
   * `endpoints` stay, whatever it says. A new one gets a single connection until that has been made, and its share then;
   * one that is named no more gets none, and its connections move, one each second, while another can serve. Does nothing
   * for a backend that lists no `endpoints`.
   */
  discovered(endpoints: readonly Endpoint[]): void;
}

/**
 * What a failed call means for its connection.
 * - `keep`: the connection is sound, the error is the caller's own.
 * - `replace`: the caller gets the error; the connection takes no more calls and is made anew.
 * - `lost`: the connection died under the call; the caller gets `CONNECTION_LOST` with the error as cause.
 */
export type Fate = 'keep' | 'replace' | 'lost' | FateDetails;

export interface FateDetails {
  readonly connection: 'keep' | 'replace' | 'lost';
  /**
   * With `keep` or `replace`: the call was lost although the connection is not, as when a client of several servers has
   * lost one. The caller gets `CONNECTION_LOST`, and nobody else does. Default false.
   */
  readonly callLost?: boolean;
  /** With a lost call: whether the request may have reached the server. Default true. */
  readonly sent?: boolean;
  /** True: the server is at fault, and is left out for a while if there are others. Default: true with `lost`, else false. */
  readonly blameEndpoint?: boolean;
}

/** A rule that binds connection options and pool options together, broken. */
export interface BackendProblem {
  /** Where, below the entry: `['connection', 'requestTimeoutMs']`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/**
 * A kind of connection. Two methods and a schema are required; the core owns validation, defaults, deadlines,
 * queues, retries of connecting, back-off, events, metrics and errors.
 */
export interface Backend<Options = unknown, Connection = unknown> {
  /** Reads the `connection` part of a pool's entry. Must be synchronous. */
  readonly options: Schema<Options>;
  /** Makes one connection, handshake and login included. Reject with the driver's own error. */
  connect(attempt: ConnectAttempt<Options>): Promise<Connection>;
  /** Ends a connection. Is called once for each, also for one that is already lost. */
  close(connection: Connection): Promise<void>;
  /** Asks the server for a sign of life; used for keep-alive and validation. Absent: never probed. */
  ping?(connection: Connection, signal: AbortSignal): Promise<void>;
  /** What a failed call means. Default: `keep`. */
  fate?(error: unknown, connection: Connection): Fate;
  /**
   * Tidies a connection up after a job that left it sound, whichever way that ended; called when nothing else runs on it.
   * A promise keeps the connection from the next job until it settles. What it throws, or more than `pingTimeoutMs`,
   * replaces the connection. Return nothing when there is nothing to do: this is on the path of every call.
   */
  release?(connection: Connection): void | PromiseLike<void>;
  /** The servers behind one pool, where there are several. Must answer the same for the same options: see `discovered`. */
  endpoints?(options: Options): readonly Endpoint[];
  /** Pool options that stand among the connection options, checked. What is written under `pool` goes before. */
  poolOptions?(options: Options): Partial<PoolSettings>;
  /** Rules between connection and pool options. Called once, before anything starts. */
  check?(options: Options, pool: PoolSettings): Iterable<BackendProblem>;
}

/** Rejected by `connect` to say: this server is sound but not the one wanted (a standby, say). The next is tried at once. */
export class UnsuitableEndpoint extends Error {
  override readonly name = 'UnsuitableEndpoint';

  /** By its name: it may come from another installed copy of the contract. */
  static is(error: unknown): error is UnsuitableEndpoint {
    return error instanceof Error && error.name === 'UnsuitableEndpoint';
  }
}

/**
 * What is installed, for types only. A backend adds its line by declaration merging:
 * `declare module '@outpool/contract' { interface OutpoolBackends { redis: { options: RedisOptions; connection: RedisConnection } } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by each backend package
export interface OutpoolBackends {}

export type PoolType = keyof OutpoolBackends & string;

/** The connection type of an installed backend; `unknown` for one that types do not know. */
export type ConnectionOf<Type extends string> =
  OutpoolBackends extends Record<Type, { connection: infer Connection }> ? Connection : unknown;

/** The connection options of an installed backend as people write them. */
export type OptionsOf<Type extends string> = OutpoolBackends extends Record<Type, { options: infer Options }> ? Options : unknown;
