import type { Endpoint } from './pool-events.js';

/** One ready worker as a strategy sees it. The numbers are live. */
export interface WorkerView {
  /** 0-based, stable for the life of the pool. */
  readonly index: number;
  /** Calls running on the worker's connection. */
  readonly running: number;
  /** Calls waiting in the worker's own mailbox. */
  readonly queued: number;
  /** `running + queued`. */
  readonly load: number;
  /** How many calls the worker runs at once. */
  readonly capacity: number;
  /** The server that the worker is connected to; `undefined` where the backend does not list several. */
  readonly endpoint?: Endpoint | undefined;
}

/**
 * Which worker takes the next call: a pure, synchronous choice. `workers` holds the ready workers, in no
 * particular order; it is never empty and must not be kept or changed.
 *
 * A worker without room keeps the call in its mailbox. `undefined` means "none of them": the call then waits in
 * the pool's line for the first room, or fails if the strategy says `whenNone: 'fail'`.
 *
 * `joined`, `left` and `loadChanged` are for strategies that keep an index of their own, so that a choice need not look at
 * every worker; `callEnded` is for those that go by what became of the calls.
 */
export interface Strategy {
  select(workers: readonly WorkerView[], key: string | undefined): WorkerView | undefined;
  /** What becomes of a call when `select` finds nobody. Default `wait`. */
  readonly whenNone?: 'wait' | 'fail';
  /** What a waiting call takes as room: a free slot of a worker, or only a worker with nothing running. Default `slot`. */
  readonly room?: 'slot' | 'idle';
  /** True: every call must have a key. Default false. */
  readonly needsKey?: boolean;
  /** True: `select` is asked for calls with a key, too. Otherwise those are routed by hash. Default false. */
  readonly keyed?: boolean;
  /** A worker became ready; it may already have load. */
  joined?(worker: WorkerView): void;
  /** A worker is no longer ready. */
  left?(worker: WorkerView): void;
  /** The number of running calls of a ready worker has grown or shrunk by one. */
  loadChanged?(worker: WorkerView): void;
  /**
   * A job has ended on a ready worker, where it is still counted as running: it took `runMs`, waiting not included, and
   * was `ok` unless it threw. One that its caller no longer waited for counts as well. Leases do not.
   */
  callEnded?(worker: WorkerView, runMs: number, ok: boolean): void;
}

/** A strategy as a plain function. */
export type SelectWorker = Strategy['select'];

/** What a strategy is told when its pool is made. */
export interface StrategySetup {
  /** The most workers that the pool can have; every index is below it. */
  readonly workers: number;
  /** Calls that one worker runs at once. */
  readonly capacity: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Monotonic, in ms. */
  readonly now: () => number;
}

export type StrategyClass = new (setup: StrategySetup) => Strategy;
