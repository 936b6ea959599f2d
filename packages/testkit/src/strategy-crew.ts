import assert from 'node:assert/strict';
import type { Strategy, StrategySetup, WorkerView } from '@outpool/contract';
import { VirtualClock } from './virtual-clock.js';

/** A worker that is nothing but its numbers. Frozen: a strategy can read them, not write. */
export class CrewWorker implements WorkerView {
  readonly index: number;
  readonly capacity: number;
  #running = 0;
  #queued = 0;

  constructor(index: number, capacity: number) {
    this.index = index;
    this.capacity = capacity;
    Object.freeze(this);
  }

  get running(): number {
    return this.#running;
  }

  get queued(): number {
    return this.#queued;
  }

  get load(): number {
    return this.#running + this.#queued;
  }

  change(running: number, queued: number): void {
    this.#running += running;
    this.#queued += queued;
  }
}

/** Workers around one strategy, which is told of them exactly as a pool would tell it. */
export class Crew {
  readonly strategy: Strategy;
  readonly workers: readonly CrewWorker[];
  readonly random: () => number;
  /** In the disorder of a pool: whoever leaves is replaced by the last. */
  readonly #ready: CrewWorker[] = [];
  #choices = 0;

  constructor(create: (setup: StrategySetup) => Strategy, workers: number, capacity: number, seed = 1) {
    const clock = new VirtualClock({ seed });
    this.random = new VirtualClock({ seed: seed + 1 }).random;
    this.workers = Array.from({ length: workers }, (_, index) => new CrewWorker(index, capacity));
    this.strategy = create({ workers, capacity, random: clock.random, now: clock.now });
  }

  get ready(): readonly CrewWorker[] {
    return this.#ready;
  }

  /** False for a strategy whose calls the pool routes by their keys. */
  get asked(): boolean {
    return this.strategy.needsKey !== true || this.strategy.keyed === true;
  }

  join(worker: CrewWorker): void {
    if (this.#ready.includes(worker)) return;
    this.#ready.push(worker);
    this.strategy.joined?.(worker);
  }

  leave(worker: CrewWorker): void {
    const position = this.#ready.indexOf(worker);
    if (position === -1) return;
    const last = this.#ready.pop() as CrewWorker;
    if (last !== worker) this.#ready[position] = last;
    this.strategy.left?.(worker);
  }

  /** One call starts or ends. A worker that is not ready changes without a word to the strategy. */
  run(worker: CrewWorker, change: 1 | -1): void {
    if (worker.running + change < 0 || worker.running + change > worker.capacity) return;
    worker.change(change, 0);
    if (this.#ready.includes(worker)) this.strategy.loadChanged?.(worker);
  }

  /**
   * Asks for a worker and holds the answer to the contract. The list that the strategy sees is frozen every other
   * time, and emptied after the others.
   */
  choose(key?: string): CrewWorker | undefined {
    const shown = [...this.#ready];
    const frozen = ++this.#choices % 2 === 0;
    const chosen = this.strategy.select(frozen ? Object.freeze(shown) : shown, key);
    assert.deepEqual(
      shown.map((worker) => worker.index),
      this.#ready.map((worker) => worker.index),
      'the strategy has changed the list of workers',
    );
    if (!frozen) shown.length = 0;
    if (chosen === undefined) return undefined;
    const worker = this.#ready.find((each) => each === chosen);
    assert.ok(worker !== undefined, 'the strategy has chosen something that is not one of the ready workers');
    return worker;
  }

  /** Any one worker. */
  any(): CrewWorker {
    return this.workers[Math.floor(this.random() * this.workers.length)] as CrewWorker;
  }

  /** Something that may happen in a pool happens; then a call comes in and starts or queues where the strategy says. */
  step(): CrewWorker | undefined {
    const worker = this.any();
    const chance = this.random();
    if (chance < 0.2) this.join(worker);
    else if (chance < 0.3) this.leave(worker);
    else if (chance < 0.7) this.run(worker, -1);
    else if (chance < 0.75) this.run(worker, 1);
    else if (worker.queued > 0) worker.change(0, -1);
    if (this.#ready.length === 0 || !this.asked) return undefined;

    const chosen = this.choose(this.strategy.keyed || this.strategy.needsKey ? `key-${Math.floor(this.random() * 20)}` : undefined);
    if (chosen === undefined) return undefined;
    if (chosen.running < chosen.capacity) this.run(chosen, 1);
    else chosen.change(0, 1);
    return chosen;
  }
}
