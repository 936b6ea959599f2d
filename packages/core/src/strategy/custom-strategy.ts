import { guard, messageOf, PoolError, type SelectWorker, type Strategy, type WorkerView } from '@outpool/contract/internal';

/**
 * Somebody else's strategy, held to the contract. When it throws, or answers with none of the workers it was shown,
 * that one call fails with `STRATEGY_FAILED`; the pool stays in order.
 */
export class CustomStrategy implements Strategy {
  readonly whenNone: 'wait' | 'fail';
  readonly room: 'slot' | 'idle';
  readonly keyed: boolean;
  readonly needsKey: boolean;
  readonly #inner: Strategy;
  readonly #ready = new Set<WorkerView>();

  constructor(inner: Strategy | SelectWorker) {
    this.#inner = typeof inner === 'function' ? { select: inner } : inner;
    this.whenNone = this.#inner.whenNone ?? 'wait';
    this.room = this.#inner.room ?? 'slot';
    this.keyed = this.#inner.keyed ?? false;
    this.needsKey = this.#inner.needsKey ?? false;
  }

  select(workers: readonly WorkerView[], key: string | undefined): WorkerView | undefined {
    let chosen: WorkerView | undefined;
    try {
      chosen = this.#inner.select(workers, key);
    } catch (cause) {
      throw new PoolError('STRATEGY_FAILED', `the strategy threw: ${messageOf(cause)}`, { cause });
    }
    if (chosen === undefined || this.#ready.has(chosen)) return chosen;
    throw new PoolError('STRATEGY_FAILED', 'the strategy chose something that is not one of the ready workers');
  }

  joined(worker: WorkerView): void {
    this.#ready.add(worker);
    guard('strategy.joined', () => this.#inner.joined?.(worker), worker);
  }

  left(worker: WorkerView): void {
    this.#ready.delete(worker);
    guard('strategy.left', () => this.#inner.left?.(worker), worker);
  }

  loadChanged(worker: WorkerView): void {
    if (this.#inner.loadChanged !== undefined) guard('strategy.loadChanged', () => this.#inner.loadChanged?.(worker), worker);
  }

  callEnded(worker: WorkerView, runMs: number, ok: boolean): void {
    if (this.#inner.callEnded !== undefined) guard('strategy.callEnded', () => this.#inner.callEnded?.(worker, runMs, ok), worker);
  }
}
