import { AsyncResource } from 'node:async_hooks';
import { seededRandom } from './seeded-random.js';
import type { VirtualClock } from './virtual-clock.js';

export interface SchedulerOptions {
  /** One seed, one order. Default 1. */
  readonly seed?: number;
  /** Its time moves on in `run` when the scheduler chooses so, to the next timer that is due. */
  readonly clock?: VirtualClock;
}

// Taken at load, before any test runner puts fake timers in their place.
const hop = globalThis.setImmediate;
/** So much may happen in one run before the scheduler says that it does not end. */
const ENDLESS = 100_000;

interface Waiting {
  readonly name: string;
  readonly go: () => void;
}

/**
 * Decides by a seed what goes on next, where the world decides by chance: which task, which answer, or the clock. What
 * waits for its turn goes on alone until it and all that follows from it wait again. So a race that fails once fails
 * every time, with the same seed.
 *
 * ```ts
 * const scheduler = new Scheduler({ seed: 17 });
 * let stock = 1;
 * for (const buyer of ['Ada', 'Ben']) {
 *   scheduler.start(buyer, async () => {
 *     if (stock === 0) return;
 *     await scheduler.turn('the shop asks the bank');
 *     stock--;
 *   });
 * }
 * await scheduler.run(); // stock is -1 with some seeds
 * ```
 */
export class Scheduler {
  readonly seed: number;
  /** What was chosen so far, a line each; with a clock, its time before it. */
  readonly trace: string[] = [];
  readonly #clock: VirtualClock | undefined;
  readonly #random: () => number;
  readonly #waiting: Waiting[] = [];
  readonly #tasks = new Set<string>();
  #failure: { readonly error: unknown } | undefined;
  #running = false;

  constructor(options: SchedulerOptions = {}) {
    this.seed = options.seed ?? 1;
    this.#clock = options.clock;
    this.#random = seededRandom(this.seed);
  }

  /** Chance from the seed, from 0 up to 1. */
  readonly random = (): number => this.#random();

  /** One of a list, by the seed. */
  pick<Of>(from: readonly [Of, ...Of[]]): Of;
  pick<Of>(from: readonly Of[]): Of | undefined;
  pick<Of>(from: readonly Of[]): Of | undefined {
    return from[Math.floor(this.#random() * from.length)];
  }

  /** Waits until the scheduler chooses this one. */
  turn(name: string): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ name, go: AsyncResource.bind(resolve) }));
  }

  /** A task that begins when the scheduler chooses so. `run` rejects with what it throws. */
  start(name: string, task: () => unknown): void {
    const id = this.#tasks.has(name) ? `${name} (${this.#tasks.size})` : name;
    this.#tasks.add(id);
    const body = async (): Promise<void> => {
      await this.turn(id);
      await task();
    };
    body().then(
      () => this.#tasks.delete(id),
      (error: unknown) => {
        this.#failure ??= { error };
        this.#tasks.delete(id);
      },
    );
  }

  /**
   * Lets one after the other go on until all tasks are done and nobody waits.
   * @throws what the first task threw
   * @throws Error when tasks are left that wait for nothing that could come
   */
  async run(): Promise<void> {
    if (this.#running) throw new Error('the scheduler runs already: await the last run first');
    this.#running = true;
    try {
      for (let steps = 0; ; steps++) {
        await this.#settle();
        if (this.#failure !== undefined) throw this.#failure.error;
        if (this.#waiting.length === 0 && this.#tasks.size === 0) return;
        if (steps === ENDLESS) throw new Error(`after ${ENDLESS} choices there is still something to do: ${[...this.#tasks].join(', ')}`);
        await this.#step();
      }
    } finally {
      this.#running = false;
    }
  }

  async #step(): Promise<void> {
    const nextTimerMs = this.#clock?.nextTimerMs;
    const choices = this.#waiting.length + (nextTimerMs === undefined ? 0 : 1);
    if (choices === 0) throw new Error(`these wait for what never comes: ${[...this.#tasks].join(', ')}`);
    const chosen = Math.floor(this.#random() * choices);
    const [one] = this.#waiting.splice(chosen, 1);
    this.trace.push(`${this.#clock === undefined ? '' : `${this.#clock.now()}: `}${one?.name ?? `${nextTimerMs} ms pass`}`);
    if (one !== undefined) one.go();
    else await this.#clock?.advance(nextTimerMs as number);
  }

  /** All promises, and without time passing whatever the clock has due. */
  async #settle(): Promise<void> {
    if (this.#clock !== undefined) await this.#clock.settle();
    else await new Promise((resolve) => hop(resolve));
  }
}
