import type { PoolKey } from './pool-key.js';

/** One server behind a pool. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export type PoolState = 'lazy' | 'starting' | 'ready' | 'degraded' | 'down' | 'draining' | 'closed';

/** Why a connection was ended. Anything but `lost` was the pool's own doing. */
export type EndReason = 'lost' | 'lifetime' | 'uses' | 'idle' | 'evicted' | 'replaced' | 'overrun' | 'resized' | 'moved' | 'stopped';

/** How a call ended. Anything but `ok` and `failed` is the code of the error that the caller got. */
export type CallOutcome = 'ok' | 'failed' | (string & {});

interface Events {
  'pool.state': { key: PoolKey; from: PoolState; to: PoolState };
  'worker.starting': { key: PoolKey; worker: number; endpoint: Endpoint | undefined };
  'worker.ready': { key: PoolKey; worker: number; endpoint: Endpoint | undefined; connectMs: number };
  'worker.lost': { key: PoolKey; worker: number; reason: unknown; callsLost: number };
  'worker.closed': { key: PoolKey; worker: number; reason: EndReason };
  'connect.failed': { key: PoolKey; worker: number; endpoint: Endpoint | undefined; error: unknown; attempts: number; retryInMs: number };
  'connect.late': { key: PoolKey; worker: number; lateMs: number };
  'close.failed': { key: PoolKey; worker: number; error: unknown };
  'endpoint.ejected': { key: PoolKey; endpoint: Endpoint; forMs: number };
  'endpoint.returned': { key: PoolKey; endpoint: Endpoint };
  'endpoints.changed': { key: PoolKey; endpoints: readonly Endpoint[] };
  'call.started': { key: PoolKey; worker: number; label: string | undefined; waitMs: number };
  'call.settled': {
    key: PoolKey;
    worker: number | undefined;
    label: string | undefined;
    outcome: CallOutcome;
    error: unknown;
    cast: boolean;
    waitMs: number;
    runMs: number;
  };
  'call.late': { key: PoolKey; worker: number; label: string | undefined; lateMs: number };
  /** `final`: this was the last warning, the connection is being torn down. */
  'call.overrun': { key: PoolKey; worker: number; label: string | undefined; runMs: number; warnings: number; final: boolean };
  'loop.stalled': { lateMs: number };
  'listener.failed': { event: string; error: unknown };
}

/** Every event and what it carries. Published on `node:diagnostics_channel` as `outpool:<name>`. */
export type PoolEvents = { readonly [Name in keyof Events]: Readonly<Events[Name]> };
