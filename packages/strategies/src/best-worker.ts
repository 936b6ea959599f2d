import type { Strategy, StrategySetup, WorkerView } from '@outpool/contract';
import { LoadLevels } from './load-levels.js';

/**
 * The ready worker with the least load; among equals the one that has rested longest. When all are full the call
 * waits in the pool's line for whichever frees first, which is never worse than choosing early.
 *
 * Choose it unless you know better.
 */
export class BestWorker implements Strategy {
  readonly #levels: LoadLevels;

  constructor(setup: StrategySetup) {
    this.#levels = new LoadLevels(setup.workers, setup.capacity);
  }

  select(): WorkerView | undefined {
    return this.#levels.least();
  }

  joined(worker: WorkerView): void {
    this.#levels.add(worker);
  }

  left(worker: WorkerView): void {
    this.#levels.remove(worker);
  }

  loadChanged(worker: WorkerView): void {
    this.#levels.moved(worker);
  }
}
