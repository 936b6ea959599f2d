import type { Endpoint } from './backend.js';
import type { PoolKey } from './pool-key.js';

export type PoolState = 'lazy' | 'starting' | 'ready' | 'degraded' | 'down' | 'draining' | 'closed';

/** Why a connection was ended. Anything but `lost` was the pool's own doing. */
export type EndReason = 'lost' | 'lifetime' | 'uses' | 'idle' | 'evicted' | 'replaced' | 'overrun' | 'resized' | 'moved' | 'stopped';

/** How a call ended. Anything but `ok` and `failed` is the code of the error that the caller got. */
export type CallOutcome = 'ok' | 'failed' | (string & {});

/** Every event and what it carries. Published on `node:diagnostics_channel` as `outpool:<name>`. */
export interface PoolEvents {
  'pool.state': { readonly key: PoolKey; readonly from: PoolState; readonly to: PoolState };
  'worker.starting': { readonly key: PoolKey; readonly worker: number; readonly endpoint: Endpoint | undefined };
  'worker.ready': {
    readonly key: PoolKey;
    readonly worker: number;
    readonly endpoint: Endpoint | undefined;
    readonly connectMs: number;
  };
  'worker.lost': { readonly key: PoolKey; readonly worker: number; readonly reason: unknown; readonly callsLost: number };
  'worker.closed': { readonly key: PoolKey; readonly worker: number; readonly reason: EndReason };
  'connect.failed': {
    readonly key: PoolKey;
    readonly worker: number;
    readonly endpoint: Endpoint | undefined;
    readonly error: unknown;
    readonly attempts: number;
    readonly retryInMs: number;
  };
  'connect.late': { readonly key: PoolKey; readonly worker: number; readonly lateMs: number };
  'close.failed': { readonly key: PoolKey; readonly worker: number; readonly error: unknown };
  'endpoint.ejected': { readonly key: PoolKey; readonly endpoint: Endpoint; readonly forMs: number };
  'endpoint.returned': { readonly key: PoolKey; readonly endpoint: Endpoint };
  'call.started': {
    readonly key: PoolKey;
    readonly worker: number;
    readonly label: string | undefined;
    readonly waitMs: number;
  };
  'call.settled': {
    readonly key: PoolKey;
    readonly worker: number | undefined;
    readonly label: string | undefined;
    readonly outcome: CallOutcome;
    readonly error: unknown;
    readonly cast: boolean;
    readonly waitMs: number;
    readonly runMs: number;
  };
  'call.late': { readonly key: PoolKey; readonly worker: number; readonly label: string | undefined; readonly lateMs: number };
  'call.overrun': {
    readonly key: PoolKey;
    readonly worker: number;
    readonly label: string | undefined;
    readonly runMs: number;
    readonly warnings: number;
    /** True: this was the last warning, the connection is being torn down. */
    readonly final: boolean;
  };
  'loop.stalled': { readonly lateMs: number };
  'listener.failed': { readonly event: string; readonly error: unknown };
}
