import type { Strategy } from '@outpool/contract/internal';

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

/** The slot of a key: FNV-1a with one finishing mix. Stable while the number of slots stands. */
export function hashSlot(key: string, slots: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 12;
  return (hash >>> 0) % slots;
}
