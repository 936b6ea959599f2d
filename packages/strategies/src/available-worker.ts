import type { Strategy, StrategySetup, WorkerView } from '@outpool/contract';
import { LoadLevels } from './load-levels.js';

/**
 * A ready worker with nothing running, the one that has rested longest; if there is none the call waits in the
 * pool's line. Choose it for connections that must never share: one request at a time each, as for HTTP/1.1.
 */
export class AvailableWorker implements Strategy {
  readonly room = 'idle';
  readonly whenNone: 'wait' | 'fail' = 'wait';
  readonly #levels: LoadLevels;

  constructor(setup: StrategySetup) {
    this.#levels = new LoadLevels(setup.workers, 1);
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
