/** Lets so many requests through at once, and the others in their order as room comes: the driver would refuse them. */
export class RequestGate {
  readonly #most: number;
  #under = 0;
  #line: (() => void)[] = [];
  #head = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Requests under way. */
  get running(): number {
    return this.#under;
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
        this.#line[this.#line.indexOf(go)] = skip;
        reject(signal?.reason);
      };
      const go = (): void => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#line.push(go);
    });
  }

  /** One has ended: its place goes to the next in line. */
  leave(): void {
    while (this.#head < this.#line.length) {
      const next = this.#line[this.#head++] as () => void;
      if (this.#head === this.#line.length) {
        this.#line = [];
        this.#head = 0;
      }
      if (next === skip) continue;
      next();
      return;
    }
    this.#under--;
  }
}

/** Stands for one who does not wait any more. */
function skip(): void {}
