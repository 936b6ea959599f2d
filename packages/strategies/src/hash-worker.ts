import type { Strategy } from '@outpool/contract';

/**
 * Every call names a key, and the key decides: the pool routes such calls by itself, whatever its strategy, over all
 * its slots and not only the ready ones. So this strategy is never asked.
 *
 * Choose it when calls of one key must not overtake each other.
 */
export class HashWorker implements Strategy {
  readonly needsKey = true;

  select(): undefined {
    return undefined;
  }
}
