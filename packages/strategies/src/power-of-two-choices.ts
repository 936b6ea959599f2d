import { type Strategy, type StrategySetup, strategy, type WorkerView } from '@outpool/contract';
import { hasRoom, pickTwo } from './pick-two.js';

/**
 * `p2c`: the less loaded of two workers that chance has picked. Nearly as even as looking at all of them, and many
 * processes that share the servers do not all turn to the same one, as they would if each took the least loaded.
 *
 * A call waits in the pool's line when no worker has room.
 */
@strategy('p2c')
export class PowerOfTwoChoices implements Strategy {
  readonly #random: () => number;

  constructor(setup: StrategySetup) {
    this.#random = setup.random;
  }

  select(workers: readonly WorkerView[]): WorkerView | undefined {
    const [one, other] = pickTwo(workers, this.#random);
    const less = one.load <= other.load ? one : other;
    return hasRoom(less) ? less : workers.find(hasRoom);
  }
}
