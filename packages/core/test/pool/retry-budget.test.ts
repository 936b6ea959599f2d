import { expect, it } from 'vitest';
import { RetryBudget } from '../../src/pool/retry-budget.js';

/** How many repeats it grants in a row. */
function granted(budget: RetryBudget, accepted: number): number {
  let count = 0;
  while (budget.spend(accepted)) count++;
  return count;
}

it('a fresh budget grants 10 repeats', () => {
  expect(granted(new RetryBudget(), 0)).toBe(10);
});

it('every five accepted calls earn one more', () => {
  const budget = new RetryBudget();
  granted(budget, 0);
  expect(granted(budget, 4)).toBe(0);
  expect(granted(budget, 5)).toBe(1);
  expect(granted(budget, 105)).toBe(20);
});

it('no more than 1000 are saved up: what counts is the recent calls', () => {
  const budget = new RetryBudget();
  expect(granted(budget, 1_000_000)).toBe(1_000);
  expect(granted(budget, 1_000_000)).toBe(0);
});

it('repeats never exceed a fifth of the calls, over any time, by more than the reserve', () => {
  const budget = new RetryBudget();
  let repeats = 0;
  for (let accepted = 1; accepted <= 10_000; accepted++) {
    if (budget.spend(accepted)) repeats++;
    expect(repeats).toBeLessThanOrEqual(10 + accepted * 0.2 + 1e-6);
  }
  expect(repeats).toBeGreaterThan(2_000);
});
