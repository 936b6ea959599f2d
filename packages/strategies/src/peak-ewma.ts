import { type Strategy, type StrategySetup, strategy, type WorkerView } from '@outpool/contract';
import { hasRoom, pickTwo } from './pick-two.js';

/** What was seen so long ago counts a third (1/e) of what is seen now, in ms. */
const DECAY_MS = 10_000;
/** What a worker costs that has a call, and of which nothing is known: it gets no second one before the first is over. */
const UNKNOWN_MS = 1e9;

/** A failed call counts like one that took so many times the usual: to fail quickly is not to be quick. */
const FAILED = 5;

/** What is known of the latency of one worker. */
class Latency {
  #ms = 0;
  #seenAt: number;
  #known = false;

  constructor(now: number) {
    this.#seenAt = now;
  }

  /** A slow answer counts at once and in full; a quick one draws the average down only by and by. */
  saw(seen: number, now: number): void {
    const before = this.at(now);
    const kept = Math.exp(-(now - this.#seenAt) / DECAY_MS);
    this.#ms = seen >= before || !this.#known ? seen : this.#ms * kept + seen * (1 - kept);
    this.#seenAt = now;
    this.#known = true;
  }

  /** Sinks while nothing is heard, so that a worker which was slow is tried again some time. */
  at(now: number): number {
    return this.#ms * Math.exp(-(now - this.#seenAt) / DECAY_MS);
  }

  /** What one more call would cost here. */
  cost(load: number, now: number): number {
    if (!this.#known) return load === 0 ? 0 : UNKNOWN_MS + load;
    return this.at(now) * (load + 1);
  }
}

/**
 * `peak_ewma`: of two workers that chance has picked the one where a call costs less: its latency, times the calls that
 * are there already and this one. The latency is a moving average over about 10 s that follows a rise at once, so
 * that a worker whose server slows down is left alone after one slow call, and comes back by and by.
 *
 * Choose it where one server of several may be slower than the others. A call waits in the pool's line when no worker
 * has room.
 */
@strategy('peak_ewma')
export class PeakEwma implements Strategy {
  readonly #random: () => number;
  readonly #now: () => number;
  readonly #latencies: (Latency | undefined)[] = [];
  /** What a call that went well has taken lately, on whichever worker. */
  #usualMs = 0;

  constructor(setup: StrategySetup) {
    this.#random = setup.random;
    this.#now = setup.now;
  }

  select(workers: readonly WorkerView[]): WorkerView | undefined {
    const [one, other] = pickTwo(workers, this.#random);
    const now = this.#now();
    const cheaper = this.#cost(one, now) <= this.#cost(other, now) ? one : other;
    if (hasRoom(cheaper)) return cheaper;
    const rest = workers.filter(hasRoom);
    return rest.length === 0 ? undefined : rest.reduce((best, next) => (this.#cost(next, now) < this.#cost(best, now) ? next : best));
  }

  /** A connection made anew may go to another server: nothing is known of it. */
  joined(worker: WorkerView): void {
    this.#latencies[worker.index] = new Latency(this.#now());
  }

  left(worker: WorkerView): void {
    this.#latencies[worker.index] = undefined;
  }

  callEnded(worker: WorkerView, runMs: number, ok: boolean): void {
    const now = this.#now();
    const latency = this.#latencies[worker.index];
    if (ok) this.#usualMs += (runMs - this.#usualMs) / 10;
    latency?.saw(ok ? runMs : Math.max(runMs, FAILED * this.#usualMs), now);
  }

  #cost(worker: WorkerView, now: number): number {
    return this.#latencies[worker.index]?.cost(worker.load, now) ?? 0;
  }
}
