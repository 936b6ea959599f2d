import { VirtualClock } from '../../testkit/src/index.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PowerOfTwoChoices } from '../src/index.js';
import { pickTwo } from '../src/pick-two.js';
import { tally, worker } from './servers.js';

const made = (workers: number, seed = 1) => {
  const { random, now } = new VirtualClock({ seed });
  return new PowerOfTwoChoices({ workers, capacity: 1_000, random, now });
};

describe('two picks', () => {
  it('are different workers, and every pair is as likely as any other', () => {
    const { random } = new VirtualClock({ seed: 7 });
    const workers = Array.from({ length: 5 }, (_, index) => worker(index));
    const pairs = Array.from({ length: 20_000 }, () => pickTwo(workers, random).map(({ index }) => index));
    for (const [one, other] of pairs) expect(one).not.toBe(other);
    const counts = Object.values(tally(pairs.map((pair) => pair.join())));
    expect(counts).toHaveLength(20);
    // 1,000 each, with a deviation of 31.
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(160);
  });
});

describe('p2c', () => {
  it('deals out calls evenly among equals', () => {
    const workers = Array.from({ length: 4 }, (_, index) => worker(index));
    const strategy = made(4);
    const counts = tally(Array.from({ length: 20_000 }, () => strategy.select(workers)?.index));
    for (const index of [0, 1, 2, 3]) expect(Math.abs((counts[index] as number) - 5_000)).toBeLessThan(350);
  });

  it('never takes the one that is more loaded than all others', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 20 }), fc.integer({ min: 1 }), (loads, seed) => {
        const workers = [...loads, 51].map((running, index) => Object.assign(worker(index), { running }));
        const strategy = made(workers.length, seed);
        for (let call = 0; call < 20; call++) expect(strategy.select(workers)?.running).toBeLessThan(51);
      }),
    );
  });

  it('piles up far less than chance does: 1,000 calls that stay, on 100 workers', () => {
    const most = (choose: (workers: ReturnType<typeof worker>[], random: () => number) => { index: number } | undefined): number => {
      const { random } = new VirtualClock({ seed: 3 });
      const workers = Array.from({ length: 100 }, (_, index) => worker(index));
      for (let call = 0; call < 1_000; call++) {
        const chosen = workers[choose(workers, random)?.index as number] as ReturnType<typeof worker>;
        chosen.running++;
      }
      return Math.max(...workers.map(({ running }) => running));
    };
    const strategy = made(100);
    const two = most((workers) => strategy.select(workers));
    const chance = most((workers, random) => workers[Math.floor(random() * workers.length)]);
    expect(two).toBeLessThanOrEqual(13); // 10 would be perfect
    expect(chance).toBeGreaterThan(15);
  });
});
