import type { EndReason, PoolState } from '../contract/pool-events.js';
import type { PoolKey } from '../contract/pool-key.js';
import type { WorkerCrew } from './crew.js';
import type { Histogram } from './histogram.js';
import type { Ledger } from './ledger.js';

/** Durations in ms; each within 6 %. */
export interface Distribution {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** A snapshot of one pool. Counters only grow while the pool lives. */
export interface PoolStats {
  readonly key: PoolKey;
  readonly state: PoolState;
  readonly paused: boolean;
  readonly workers: { readonly min: number; readonly max: number; readonly wanted: number; readonly ready: number };
  /** `open = idle + used + connecting + closing`; never above the maximum of workers. */
  readonly connections: {
    readonly open: number;
    readonly idle: number;
    readonly used: number;
    readonly connecting: number;
    readonly closing: number;
    readonly opened: number;
    readonly connectFailures: number;
    readonly ended: Readonly<Partial<Record<EndReason, number>>>;
  };
  readonly waiting: number;
  readonly running: number;
  readonly calls: {
    readonly accepted: number;
    readonly ok: number;
    readonly failed: number;
    readonly timedOut: number;
    readonly cancelled: number;
    readonly lost: number;
    readonly dropped: number;
    readonly refused: number;
    readonly repeated: number;
    readonly late: number;
    readonly overruns: number;
  };
  readonly waitMs: Distribution;
  readonly runMs: Distribution;
  readonly lastFailure: { readonly message: string; readonly at: Date } | undefined;
}

/** How a pool is, in one word, for probes: `up` serves, `degraded` serves with fewer workers, `down` does not serve. */
export interface PoolHealth {
  readonly key: PoolKey;
  readonly status: 'up' | 'degraded' | 'down';
  readonly state: PoolState;
  readonly optional: boolean;
  readonly workers: { readonly ready: number; readonly wanted: number };
  readonly lastFailure: { readonly message: string; readonly at: Date } | undefined;
}

export function takeStats(crew: WorkerCrew, ledger: Ledger): PoolStats {
  let idle = 0;
  let used = 0;
  let connecting = 0;
  let closing = 0;
  for (const worker of crew.everyone) {
    const { state } = worker.holder;
    if (state === 'dialing') connecting++;
    else if (state === 'closing') closing++;
    else if (state === 'open') worker.running > 0 ? used++ : idle++;
  }
  const { accepted, ok, failed, timedOut, cancelled, lost, dropped, refused, repeated, late, overruns } = ledger;
  return {
    key: crew.key,
    state: crew.state.state,
    paused: crew.dispatcher.held,
    workers: { ...crew.size, wanted: crew.workers, ready: crew.ready },
    connections: {
      open: idle + used + connecting + closing,
      idle,
      used,
      connecting,
      closing,
      opened: ledger.connectionsOpened,
      connectFailures: ledger.connectFailures,
      ended: { ...ledger.connectionsEnded },
    },
    waiting: ledger.waiting,
    running: crew.running,
    calls: { accepted, ok, failed, timedOut, cancelled, lost, dropped, refused, repeated, late, overruns },
    waitMs: distribution(ledger.waitMs),
    runMs: distribution(ledger.runMs),
    lastFailure: ledger.lastFailure,
  };
}

export function takeHealth(crew: WorkerCrew, ledger: Ledger, optional: boolean): PoolHealth {
  const { state } = crew.state;
  const status = state === 'ready' || state === 'lazy' ? 'up' : state === 'degraded' && crew.ready > 0 ? 'degraded' : 'down';
  const workers = { ready: crew.ready, wanted: crew.workers };
  return { key: crew.key, status, state, optional, workers, lastFailure: ledger.lastFailure };
}

function distribution(histogram: Histogram): Distribution {
  const { count, maxMs } = histogram;
  return { count, p50: histogram.quantile(0.5), p90: histogram.quantile(0.9), p99: histogram.quantile(0.99), max: maxMs };
}
