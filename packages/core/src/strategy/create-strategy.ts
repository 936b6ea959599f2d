import type { SelectWorker, Strategy, StrategyClass, StrategySetup } from '@outpool/contract/internal';
import { AvailableWorker, BestWorker, HashWorker, NextAvailableWorker, NextWorker, RandomWorker } from '@outpool/strategies';
import { CustomStrategy } from './custom-strategy.js';

const builtIn: Readonly<Record<string, StrategyClass>> = {
  best_worker: BestWorker,
  random_worker: RandomWorker,
  next_worker: NextWorker,
  available_worker: AvailableWorker,
  next_available_worker: NextAvailableWorker,
  hash_worker: HashWorker,
};

/** The names that every config may use. */
export const builtInStrategies: readonly string[] = Object.keys(builtIn);

/** The strategy of one pool: built in, registered by the application, or a plain function. */
export function createStrategy(choice: string | SelectWorker | StrategyClass, setup: StrategySetup): Strategy {
  if (typeof choice === 'string') {
    const Class = builtIn[choice];
    if (Class === undefined) throw new TypeError(`there is no strategy ${choice}`);
    return new Class(setup);
  }
  return new CustomStrategy(isClass(choice) ? new choice(setup) : choice);
}

function isClass(choice: SelectWorker | StrategyClass): choice is StrategyClass {
  // Only that of a class cannot be replaced; its `select` may be a field of the instance.
  return Object.getOwnPropertyDescriptor(choice, 'prototype')?.writable === false;
}
