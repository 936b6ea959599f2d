import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/pool/histogram.js';

describe('Histogram', () => {
  it('of nothing is 0 everywhere', () => {
    const histogram = new Histogram();
    expect([histogram.count, histogram.maxMs, histogram.quantile(0), histogram.quantile(0.5), histogram.quantile(1)]).toEqual([
      0, 0, 0, 0, 0,
    ]);
  });

  it('knows every quantile within 6 % or a microsecond, and the maximum exactly', () => {
    const duration = fc.double({ min: 0, max: 1_800_000, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(duration, { minLength: 1, maxLength: 50 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (durations, share) => {
          const histogram = new Histogram();
          for (const ms of durations) histogram.record(ms);
          const sorted = [...durations].sort((a, b) => a - b);
          const exact = sorted[Math.ceil(share * sorted.length) - 1] as number;
          const found = histogram.quantile(share);
          expect(histogram.count).toBe(durations.length);
          expect(histogram.maxMs).toBe(sorted.at(-1));
          expect(Math.abs(found - exact)).toBeLessThanOrEqual(Math.max(exact * 0.0626, 0.001));
        },
      ),
    );
  });

  it('counts what lasts longer than half an hour as that, and what was measured backwards as 0', () => {
    const histogram = new Histogram();
    histogram.record(10 * 24 * 3_600_000);
    histogram.record(-5);
    expect([histogram.count, histogram.maxMs]).toEqual([2, 864_000_000]);
    expect(histogram.quantile(0.5)).toBeLessThanOrEqual(0.001);
    expect(histogram.quantile(1)).toBeGreaterThan(1_800_000);
  });
});
