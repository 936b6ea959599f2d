import { PoolError, type PoolState } from '@outpool/contract/internal';

/**
 * lazy ──▶ starting ──▶ ready ◀──▶ degraded ◀──▶ down
 *                └────────▲───────────────────────┘
 * any of them ──▶ draining ──▶ closed
 */
const NEXT: Record<PoolState, readonly PoolState[]> = {
  lazy: ['starting', 'draining'],
  starting: ['ready', 'degraded', 'down', 'draining'],
  ready: ['degraded', 'down', 'draining'],
  degraded: ['ready', 'down', 'draining'],
  down: ['ready', 'degraded', 'draining'],
  draining: ['closed'],
  closed: [],
};

/** The state of a pool. Every change goes through `become`. */
export class StateMachine {
  readonly #changed: (from: PoolState, to: PoolState) => void;
  #state: PoolState;

  constructor(initial: 'lazy' | 'starting', changed: (from: PoolState, to: PoolState) => void) {
    this.#state = initial;
    this.#changed = changed;
  }

  get state(): PoolState {
    return this.#state;
  }

  /** Steps to the next state; to the same one is no step. */
  become(next: PoolState): void {
    const from = this.#state;
    if (from === next) return;
    if (!NEXT[from].includes(next)) throw new PoolError('BUG', `a pool cannot go from ${from} to ${next}`);
    this.#state = next;
    this.#changed(from, next);
  }
}
