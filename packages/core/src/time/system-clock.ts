import { AsyncResource } from 'node:async_hooks';
import { performance } from 'node:perf_hooks';
import type { Clock, Timer } from '@outpool/contract/internal';

// Made at load, so outside every caller's context: a timer armed inside a call would otherwise keep that caller's
// AsyncLocalStorage store alive, and run in it.
const root = new AsyncResource('outpool');

/** Runs what outlives the call that caused it. */
export const outsideCallers = <Result>(work: () => Result): Result => root.runInAsyncScope(work);

/** Timers that do not hold the process, and what may want them to after all. Asked at its end: nothing is paid for each call. */
const quiet = new Map<NodeJS.Timeout, () => boolean>();

function holdIfNeeded(): void {
  for (const [timeout, holds] of quiet) if (holds()) timeout.ref();
}

function silence(timeout: NodeJS.Timeout, holds: () => boolean): void {
  timeout.unref();
  if (quiet.size === 0) process.on('beforeExit', holdIfNeeded);
  quiet.set(timeout, holds);
}

function over(timeout: NodeJS.Timeout): void {
  if (quiet.delete(timeout) && quiet.size === 0) process.off('beforeExit', holdIfNeeded);
}

function setTimer(callback: () => void, delayMs: number, holds?: () => boolean): Timer {
  const fire = (): void => {
    over(timeout);
    callback();
  };
  // Node.js turns a delay above 2^31 - 1 ms into 1 ms. Waking early is harmless for whoever checks the clock.
  const timeout = root.runInAsyncScope(setTimeout, null, fire, Math.min(Math.ceil(delayMs), 2 ** 31 - 1));
  if (holds !== undefined) silence(timeout, holds);
  return {
    cancel: () => {
      over(timeout);
      clearTimeout(timeout);
    },
  };
}

/** Real time: the monotonic clock of the process, its timers and `Math.random`. */
export const systemClock: Clock = {
  // Bound: the global `performance` is a getter, and asking it takes longer than reading the time.
  now: performance.now.bind(performance),
  setTimer,
  nextTurn: (callback) => {
    root.runInAsyncScope(setImmediate, null, callback);
  },
  random: () => Math.random(),
};
