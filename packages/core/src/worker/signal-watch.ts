import type { Call } from './call.js';

const watches = new WeakMap<AbortSignal, SignalWatch>();

/**
 * One listener for all the open calls of one signal: adding and removing a listener of a signal that has a thousand
 * of them costs microseconds each, a Set costs nothing to speak of.
 */
export class SignalWatch {
  readonly #signal: AbortSignal;
  readonly #calls = new Set<Call>();

  static attach(signal: AbortSignal, call: Call): void {
    let watch = watches.get(signal);
    if (watch === undefined) {
      watch = new SignalWatch(signal);
      watches.set(signal, watch);
    }
    watch.#add(call);
  }

  private constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  #add(call: Call): void {
    if (this.#calls.size === 0) this.#signal.addEventListener('abort', this);
    this.#calls.add(call);
    call.watch = this;
  }

  /** The call has been answered. */
  detach(call: Call): void {
    call.watch = undefined;
    if (this.#calls.delete(call) && this.#calls.size === 0) this.#signal.removeEventListener('abort', this);
  }

  /** `next` stands for `call` from now on. */
  replace(call: Call, next: Call): void {
    this.#add(next);
    this.detach(call);
  }

  handleEvent(): void {
    const calls = [...this.#calls];
    for (const call of calls) call.owner.cancelled(call, this.#signal.reason);
  }
}
