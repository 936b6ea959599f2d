import type { Strategy, StrategySetup, WorkerView } from '@outpool/contract';
import { LoadLevels } from './load-levels.js';

/**
 * A ready worker with nothing running, the one that has served last: its connection is warm at both ends, and those that
 * a quiet hour does not need stay idle and may be closed. If there is none the call waits in the pool's line.
 *
 * Choose it for connections that serve one call at a time, above all where each has a process of its own at the server.
 */
export class AvailableWorker implements Strategy {
  readonly room = 'idle';
  readonly whenNone: 'wait' | 'fail' = 'wait';
  readonly #levels: LoadLevels;

  constructor(setup: StrategySetup) {
    this.#levels = new LoadLevels(setup.workers, 1, 'newest');
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
