/** Steps in which each doubling is divided: a value is known within 4 %, or within 1 microsecond. */
const STEPS = 16;
const BUCKETS = STEPS * 27;
const LONGEST_US = 2_000_000_000;

/** Durations in log-linear buckets from 1 microsecond to half an hour; longer ones count as that: recording is a few integer operations and one write. */
export class Histogram {
  /** Made with the first value: many pools are never used. */
  #buckets: Uint32Array | undefined = undefined;
  #maxMs = 0;

  get count(): number {
    let count = 0;
    for (const values of this.#buckets ?? []) count += values;
    return count;
  }

  get maxMs(): number {
    return this.#maxMs;
  }

  record(durationMs: number): void {
    const us = durationMs < LONGEST_US / 1000 ? Math.max(0, durationMs * 1000) | 0 : LONGEST_US;
    // Shifted by one doubling, so that what is shorter needs no case of its own.
    const value = us + STEPS;
    const doublings = 27 - Math.clz32(value);
    this.#buckets ??= new Uint32Array(BUCKETS);
    (this.#buckets[doublings * STEPS + (value >>> doublings) - STEPS] as number)++;
    if (durationMs > this.#maxMs) this.#maxMs = durationMs;
  }

  /**
   * The duration, in ms, below which a share of 0..1 of all lie: the middle of its bucket. 0 when nothing was recorded.
   * @param count of all; those that were not recorded took no time
   */
  quantile(share: number, count = this.count): number {
    let longer = count - Math.ceil(count * share);
    if (this.#buckets === undefined) return 0;
    for (let bucket = BUCKETS - 1; bucket >= 0; bucket--) {
      longer -= this.#buckets[bucket] as number;
      if (longer < 0) return Math.min(middleUs(bucket) / 1000, this.#maxMs);
    }
    return 0;
  }
}

function middleUs(bucket: number): number {
  return (STEPS + (bucket % STEPS) + 0.5) * 2 ** Math.floor(bucket / STEPS) - STEPS;
}
