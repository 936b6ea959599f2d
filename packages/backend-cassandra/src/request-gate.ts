/** Lets so many requests through at once, and the others in their order as room comes: the driver would refuse them. */
export class RequestGate {
  readonly #most: number;
  #under = 0;
  /** Who waits, in the order of asking. */
  readonly #line = new Set<() => void>();

  constructor(most: number) {
    this.#most = most;
  }

  /** True if one more may go at once; it is then counted. */
  tryEnter(): boolean {
    if (this.#under >= this.#most) return false;
    this.#under++;
    return true;
  }

  /** Resolves when one more may go, counted. Rejects with the reason of `signal` when that aborts before. */
  enter(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = (): void => {
        this.#line.delete(go);
        reject(signal?.reason);
      };
      const go = (): void => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#line.add(go);
    });
  }

  /** One has ended: its place goes to the next in line. */
  leave(): void {
    // Asked first: an iterator for nothing would be on the path of every request.
    if (this.#line.size > 0) {
      for (const next of this.#line) {
        this.#line.delete(next);
        next();
        return;
      }
    }
    this.#under--;
  }
}
