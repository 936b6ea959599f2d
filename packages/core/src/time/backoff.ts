/** Capped exponential back-off with full jitter: each failure doubles the bound, the delay is uniform below it. */
export class Backoff {
  readonly #minMs: number;
  readonly #maxMs: number;
  readonly #random: () => number;
  #failures = 0;

  constructor(bounds: { readonly minMs: number; readonly maxMs: number }, random: () => number) {
    this.#minMs = bounds.minMs;
    this.#maxMs = bounds.maxMs;
    this.#random = random;
  }

  /** Failures since the last success. */
  get failures(): number {
    return this.#failures;
  }

  /** The delay after one more failure, in ms. At least 1: a retry must never become a loop of microtasks. */
  next(): number {
    const bound = Math.min(this.#maxMs, this.#minMs * 2 ** this.#failures);
    this.#failures++;
    return Math.max(1, bound * this.#random());
  }

  reset(): void {
    this.#failures = 0;
  }
}
