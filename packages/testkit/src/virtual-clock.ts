import { AsyncResource } from 'node:async_hooks';
import type { Clock, Timer } from '@outpool/contract';
import { seededRandom } from './seeded-random.js';

export interface VirtualClockOptions {
  /** Seed of `random`: one seed, one sequence. Default 1. */
  readonly seed?: number;
  /** What `now` says at first, in ms. Default 0. */
  readonly start?: number;
}

// Taken at load, before any test runner puts fake timers in their place.
const hop = globalThis.setImmediate;
/** So much may happen at one instant before the clock says that it no longer advances. */
const STANDSTILL = 100_000;

// Made at load, so outside the async context of whoever sets a timer, as on the real clock.
const root = new AsyncResource('outpool.virtual-clock');

/**
 * A clock that moves only when told to. Timers fire in order of their due time, then of their making, each at its
 * own due time; chance comes from a seed. All of `Clock` may be passed on detached from the object.
 */
export class VirtualClock implements Clock {
  #now: number;
  readonly #random: () => number;
  /** Sorted by due time, then by age. */
  readonly #timers: VirtualTimer[] = [];
  readonly #turns: (() => void)[] = [];
  #advancing = false;
  #standing = 0;

  constructor(options: VirtualClockOptions = {}) {
    this.#now = options.start ?? 0;
    this.#random = seededRandom(options.seed ?? 1);
  }

  readonly now = (): number => this.#now;

  /** A delay of 0 fires in a later turn of the same instant; `Infinity` never does. */
  readonly setTimer = (callback: () => void, delayMs: number, holds = (): boolean => true): Timer => {
    if (Number.isNaN(delayMs)) throw new RangeError('setTimer: the delay is not a number');
    const timer = new VirtualTimer(callback, this.#now + Math.max(0, delayMs), holds, this.#timers);
    this.#timers.splice(position(this.#timers, timer.due), 0, timer);
    return timer;
  };

  readonly nextTurn = (callback: () => void): void => {
    this.#turns.push(callback);
  };

  readonly random = (): number => this.#random();

  /** Timers that are set and have neither fired nor been cancelled. */
  get pendingTimers(): number {
    return this.#timers.length;
  }

  /** Of those, the ones that would keep a process alive. */
  get holdingTimers(): number {
    return this.#timers.filter((timer) => timer.holds()).length;
  }

  /** Ms until the next timer is due; `undefined` when none will ever fire. */
  get nextTimerMs(): number | undefined {
    const due = this.#timers[0]?.due;
    return due === undefined || due === Number.POSITIVE_INFINITY ? undefined : Math.max(0, due - this.#now);
  }

  /**
   * Moves time by `ms`. Fires what falls due on the way, and lets all promises settle between one callback and the
   * next; `nextTurn` callbacks run after the timers of their instant. Ends with everything settled.
   * @throws RangeError when `ms` is below 0 or not finite
   * @throws what a callback throws; time then stands where it happened
   */
  async advance(ms: number): Promise<void> {
    const end = this.#begin(ms);
    try {
      await microtasks();
      for (const callback of this.#due(end)) {
        callback();
        await microtasks();
      }
    } finally {
      this.#advancing = false;
    }
  }

  /** Lets all promises settle and runs the `nextTurn` callbacks, theirs included. Time stands; timers that are due now fire. */
  settle(): Promise<void> {
    return this.advance(0);
  }

  /** Like `advance`, but promises get no chance to settle in between. For models of synchronous code: it costs no event loop. */
  advanceSync(ms: number): void {
    const end = this.#begin(ms);
    try {
      for (const callback of this.#due(end)) callback();
    } finally {
      this.#advancing = false;
    }
  }

  #begin(ms: number): number {
    if (!(ms >= 0) || ms === Number.POSITIVE_INFINITY) throw new RangeError(`a clock cannot advance by ${ms} ms`);
    if (this.#advancing) throw new Error('the clock is advancing already: await the last advance first');
    this.#advancing = true;
    this.#standing = 0;
    return this.#now + ms;
  }

  /** Everything that falls due up to `end`, turn by turn; moves the time to it. */
  *#due(end: number): Generator<() => void, void> {
    for (;;) {
      // What is set in a turn belongs to a later one, so that 0 ms again and again cannot starve the others.
      const dueNow = this.#timers.slice(0, position(this.#timers, this.#now));
      for (const timer of dueNow) yield* this.#fire(timer);
      for (let left = this.#turns.length; left > 0; left--) yield () => this.#run(this.#turns.shift() as () => void);
      if (this.#turns.length > 0 || (this.#timers[0]?.due ?? Number.POSITIVE_INFINITY) <= this.#now) continue;

      const next = this.#timers[0];
      if (next === undefined || next.due > end) break;
      this.#now = next.due;
      this.#standing = 0;
    }
    this.#now = end;
  }

  *#fire(timer: VirtualTimer): Generator<() => void, void> {
    if (!timer.pending) return;
    yield () => {
      timer.cancel();
      this.#run(timer.callback);
    };
  }

  #run(callback: () => void): void {
    if (++this.#standing > STANDSTILL)
      throw new Error(`${STANDSTILL} callbacks ran at ${this.#now} ms and there are more: time cannot move on`);
    root.runInAsyncScope(callback);
  }
}

class VirtualTimer implements Timer {
  readonly callback: () => void;
  readonly due: number;
  readonly holds: () => boolean;
  readonly #timers: VirtualTimer[];
  pending = true;

  constructor(callback: () => void, due: number, holds: () => boolean, timers: VirtualTimer[]) {
    this.callback = callback;
    this.due = due;
    this.holds = holds;
    this.#timers = timers;
  }

  cancel(): void {
    if (!this.pending) return;
    this.pending = false;
    this.#timers.splice(this.#timers.indexOf(this), 1);
  }
}

/** How many of the sorted timers are due at `time` or before. */
function position(timers: readonly VirtualTimer[], time: number): number {
  let low = 0;
  let high = timers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timers[middle] as VirtualTimer).due <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A macrotask comes only when no microtask is left. */
function microtasks(): Promise<void> {
  return new Promise((resolve) => hop(resolve));
}
