import type { Strategy, WorkerView } from '@outpool/contract';

/** The ready workers in turn, exactly. Choose it for jobs that all cost the same. */
export class NextWorker implements Strategy {
  #turn = 0;

  select(workers: readonly WorkerView[]): WorkerView | undefined {
    if (this.#turn >= workers.length) this.#turn = 0;
    return workers[this.#turn++];
  }
}
