import type { WorkerCrew } from './crew.js';
import type { Histogram } from './histogram.js';

/** A snapshot of one pool. Counters only grow while the pool lives; durations are in ms, each within 6 %. */
export type PoolStats = ReturnType<typeof takeStats>;

/** How a pool is, for probes. */
export type PoolHealth = ReturnType<typeof takeHealth>;

/** How long something took, in ms, over all calls. */
export type Distribution = ReturnType<typeof distribution>;

export function takeStats(crew: WorkerCrew) {
  const { ledger } = crew;
  const { accepted, ok, failed, timedOut, cancelled, lost, dropped, refused, repeated, late, overruns } = ledger;
  const { connectionsOpened: opened, connectFailures, connectionsEnded } = ledger;
  const states = { idle: 0, used: 0, connecting: 0, closing: 0 };
  for (const { holder, running } of crew.everyone) {
    if (holder.state === 'dialing') states.connecting++;
    else if (holder.state === 'closing') states.closing++;
    else if (holder.state === 'open') states[running > 0 ? 'used' : 'idle']++;
  }
  const open = states.idle + states.used + states.connecting + states.closing;
  return {
    key: crew.key,
    state: crew.state.state,
    paused: crew.dispatcher.held,
    workers: { ...crew.size, wanted: crew.workers, ready: crew.ready },
    /** `open = idle + used + connecting + closing`; never above the maximum of workers. */
    connections: { open, ...states, opened, connectFailures, ended: { ...connectionsEnded } },
    waiting: ledger.waiting,
    running: crew.running,
    calls: { accepted, ok, failed, timedOut, cancelled, lost, dropped, refused, repeated, late, overruns },
    waitMs: distribution(ledger.waitMs, ledger.started),
    runMs: distribution(ledger.runMs),
    lastFailure: ledger.lastFailure,
  };
}

export function takeHealth(crew: WorkerCrew, optional: boolean) {
  const { state } = crew.state;
  /** Workers whose server takes no more work for now, and why. */
  const blocked = crew.everyone.flatMap(({ index, blocked: reason }) => (reason === undefined ? [] : [{ worker: index, reason }]));
  const sound = (state === 'ready' || state === 'lazy') && blocked.length === 0;
  const serves = state === 'ready' || state === 'degraded' ? crew.ready - blocked.length : 0;
  /** `up` serves, `degraded` serves with fewer workers than it should have, `down` does not serve. */
  const status: 'up' | 'degraded' | 'down' = sound ? 'up' : serves > 0 ? 'degraded' : 'down';
  return {
    key: crew.key,
    status,
    state,
    optional,
    workers: { ready: crew.ready, wanted: crew.workers, blocked },
    lastFailure: crew.ledger.lastFailure,
  };
}

/** @param count of all, the ones that took no time and were not recorded among them */
function distribution(histogram: Histogram, count = histogram.count) {
  const at = (share: number): number => histogram.quantile(share, count);
  return { count, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: histogram.maxMs };
}
