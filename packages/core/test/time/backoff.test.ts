import { describe, expect, it } from 'vitest';
import { Backoff } from '../../src/time/backoff.js';

describe('Backoff', () => {
  it('doubles the bound of the delay with each failure, up to the maximum', () => {
    const backoff = new Backoff({ minMs: 50, maxMs: 1_000 }, () => 0.999_999);
    expect(Array.from({ length: 8 }, () => Math.round(backoff.next()))).toEqual([50, 100, 200, 400, 800, 1_000, 1_000, 1_000]);
    expect(backoff.failures).toBe(8);
  });

  it('draws the delay evenly below the bound', () => {
    let chance = 0;
    const backoff = new Backoff({ minMs: 1_000, maxMs: 1_000 }, () => chance);
    const delays = [0.1, 0.5, 0.9].map((next) => {
      chance = next;
      return backoff.next();
    });
    expect(delays).toEqual([100, 500, 900]);
  });

  it('never gives less than 1 ms: a retry must not become a loop of microtasks', () => {
    const backoff = new Backoff({ minMs: 0.001, maxMs: 1_000 }, () => 0);
    expect([backoff.next(), backoff.next()]).toEqual([1, 1]);
  });

  it('begins anew after a success', () => {
    const backoff = new Backoff({ minMs: 50, maxMs: 1_000 }, () => 0.5);
    backoff.next();
    backoff.next();
    backoff.reset();
    expect([backoff.failures, backoff.next()]).toEqual([0, 25]);
  });

  it('stays at the maximum after thousands of failures', () => {
    const backoff = new Backoff({ minMs: 50, maxMs: 1_000 }, () => 0.5);
    for (let failure = 0; failure < 5_000; failure++) backoff.next();
    expect(backoff.next()).toBe(500);
  });
});
