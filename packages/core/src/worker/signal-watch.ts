import type { Attachment, Call } from './call.js';

const watches = new WeakMap<AbortSignal, SignalWatch>();

/**
 * One listener for all the open calls of one signal: adding and removing a listener of a signal that has a thousand
 * of them costs microseconds each, a Set costs nothing to speak of.
 */
export class SignalWatch implements Attachment {
  readonly #signal: AbortSignal;
  readonly #calls = new Set<Call>();

  /** Lets the signal cancel the call, until it is detached. */
  static attach(signal: AbortSignal, call: Call): void {
    const watch = watches.get(signal) ?? new SignalWatch(signal);
    watches.set(signal, watch);
    if (watch.#calls.size === 0) signal.addEventListener('abort', watch);
    watch.#calls.add(call);
    call.watch = watch;
    // The job has aborted it before it returned: no event will tell.
    if (signal.aborted) queueMicrotask(() => watch.handleEvent());
  }

  private constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  detach(call: Call): void {
    call.watch = undefined;
    if (this.#calls.delete(call) && this.#calls.size === 0) this.#signal.removeEventListener('abort', this);
  }

  handleEvent(): void {
    const calls = [...this.#calls];
    // At once: a Set that empties one by one is made anew at each halving.
    this.#calls.clear();
    this.#signal.removeEventListener('abort', this);
    // What one of them does when it hears of it may end others: nobody watches over them then.
    for (const call of calls) if (call.watch === this) call.owner.cancelled(call, this.#signal.reason);
  }
}
