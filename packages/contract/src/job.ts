/** What a running job may ask about its own call. */
export interface CallContext {
  /** Aborts when the call times out or is cancelled, or when its pool stops. Made when first asked for. */
  readonly signal: AbortSignal;
  /** When the call times out, on the pool's monotonic clock, in ms. `Infinity` when it never does. */
  readonly deadline: number;
  /** The routing key given with the call. */
  readonly key: string | undefined;
  /** The name given to the call for events and errors. */
  readonly label: string | undefined;
}

/**
 * The work of one call: a function over the backend's connection. It runs in the async context of its caller.
 * The connection is lent until the returned promise settles; keeping it longer is a bug.
 */
export interface Job<Connection, Result> {
  (connection: Connection, context: CallContext): Result | PromiseLike<Result>;
  /**
   * What a job says of itself: with `true` it may run twice, where its caller says nothing. For jobs that a backend makes
   * out of one of its operations and nothing else; whatever else a job did would be done twice, too.
   */
  readonly idempotent?: boolean | undefined;
}

export interface CallOptions {
  /**
   * Limit for waiting, connecting and running together, in ms. With 0 the call never waits: it
   * runs only if a worker is free at once, and is answered only if its job ends within the turn.
   * Default: the pool's `callTimeoutMs`.
   */
  readonly timeoutMs?: number | undefined;
  /** Cancels the call. A waiting call never runs; a running one has its context's signal aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Routes by hash: one key always meets the same worker, in order, while the pool's maximum of workers stands. */
  readonly key?: string | undefined;
  /** Names the call in events, warnings and errors. */
  readonly label?: string | undefined;
  /** The job may run twice: it is run once more on another worker if its connection is lost under it. Default: what the job says of itself, else false. */
  readonly idempotent?: boolean | undefined;
}
