import type { Strategy, StrategySetup, WorkerView } from '@outpool/contract';

/** Any ready worker, each as likely. Choose it when callers are many and alike, and order means nothing. */
export class RandomWorker implements Strategy {
  readonly #random: () => number;

  constructor(setup: StrategySetup) {
    this.#random = setup.random;
  }

  select(workers: readonly WorkerView[]): WorkerView | undefined {
    return workers[Math.floor(this.#random() * workers.length)];
  }
}
