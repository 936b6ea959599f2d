import { AsyncResource } from 'node:async_hooks';
import { performance } from 'node:perf_hooks';
import type { Clock, Timer } from '../contract/clock.js';

// Made at load, so outside every caller's context: a timer armed inside a call would otherwise keep that caller's
// AsyncLocalStorage store alive, and run in it.
const root = new AsyncResource('outpool');

/** Runs what outlives the call that caused it. */
export const outsideCallers = <Result>(work: () => Result): Result => root.runInAsyncScope(work);

class SystemTimer implements Timer {
  readonly #timeout: NodeJS.Timeout;

  constructor(callback: () => void, delayMs: number) {
    // Node.js turns a delay above 2^31 - 1 ms into 1 ms. Waking early is harmless for whoever checks the clock.
    this.#timeout = root.runInAsyncScope(setTimeout, null, callback, Math.min(Math.ceil(delayMs), 2 ** 31 - 1));
  }

  cancel(): void {
    clearTimeout(this.#timeout);
  }

  ref(): void {
    this.#timeout.ref();
  }

  unref(): void {
    this.#timeout.unref();
  }
}

/** Real time: the monotonic clock of the process, its timers and `Math.random`. */
export const systemClock: Clock = {
  // Bound: the global `performance` is a getter, and asking it takes longer than reading the time.
  now: performance.now.bind(performance),
  setTimer: (callback, delayMs) => new SystemTimer(callback, delayMs),
  nextTurn: (callback) => {
    root.runInAsyncScope(setImmediate, null, callback);
  },
  random: () => Math.random(),
};
