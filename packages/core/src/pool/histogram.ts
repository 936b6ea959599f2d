/** Steps in which each doubling is divided: a value is known within 6 %. */
const STEPS = 8;
/** Values below this many microseconds have a bucket each. */
const LINEAR = 8;
const BUCKETS = 8 * 34;

/** Durations in log-linear buckets from 1 microsecond to half an hour; longer ones count as that: recording is two integer operations and one write. */
export class Histogram {
  /** Made with the first value: many pools are never used. */
  #buckets: Uint32Array | undefined = undefined;
  #count = 0;
  #maxMs = 0;

  get count(): number {
    return this.#count;
  }

  record(durationMs: number): void {
    const us = durationMs < 2_000_000 ? (durationMs * 1000) | 0 : 2_000_000_000;
    let bucket: number;
    if (us < LINEAR) {
      bucket = Math.max(us, 0);
    } else {
      const exponent = 31 - Math.clz32(us);
      bucket = (exponent - 2) * STEPS + ((us >>> (exponent - 3)) & (STEPS - 1));
    }
    this.#buckets ??= new Uint32Array(BUCKETS);
    (this.#buckets[bucket] as number)++;
    this.#count++;
    if (durationMs > this.#maxMs) this.#maxMs = durationMs;
  }

  /** The duration, in ms, below which a share of 0..1 of all lie: the middle of its bucket. 0 when nothing was recorded. */
  quantile(share: number): number {
    let left = Math.ceil(this.#count * share);
    if (left === 0) return 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.#buckets?.[bucket] ?? 0;
      if (left <= 0) return Math.min(middleUs(bucket) / 1000, this.#maxMs);
    }
    return this.#maxMs;
  }

  get maxMs(): number {
    return this.#maxMs;
  }
}

function middleUs(bucket: number): number {
  if (bucket < LINEAR) return bucket + 0.5;
  const exponent = Math.floor(bucket / STEPS) + 2;
  return 2 ** exponent + ((bucket % STEPS) + 0.5) * 2 ** (exponent - 3);
}
