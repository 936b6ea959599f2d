/**
 * A worker for one holder: nobody else's calls run on its connection meanwhile. Give it back with `release`, or let
 * `await using` do it.
 */
export interface Lease<Connection> extends AsyncDisposable {
  readonly connection: Connection;
  /** Index of the worker. */
  readonly worker: number;
  /** Aborts when the connection is lost, the lease is cancelled, or the pool stops. The connection must not be used after. */
  readonly signal: AbortSignal;
  /** Gives the worker back. Later calls do nothing. */
  release(): void;
}
