import { describe, expect, it } from 'vitest';
import { Crew } from '../../../testkit/src/strategy-crew.js';
import { testStrategy } from '../../../testkit/src/test-strategy.js';
import type { Strategy, StrategySetup, WorkerView } from '@outpool/contract/internal';
import { builtInStrategies, createStrategy } from '../../src/strategy/create-strategy.js';
import { hashSlot } from '../../src/strategy/hash-slot.js';

for (const name of builtInStrategies) testStrategy({ describe, it, name, create: (setup) => createStrategy(name, setup) });

class Least implements Strategy {
  select(workers: readonly WorkerView[]): WorkerView | undefined {
    return [...workers].sort((a, b) => a.load - b.load)[0];
  }
}
testStrategy({ describe, it, name: 'a class of the application', create: (setup) => createStrategy(Least, setup) });
testStrategy({ describe, it, name: 'a plain function', create: (setup) => createStrategy((workers) => workers[0], setup) });

describe('the built-in strategies', () => {
  it('are the six of the specification', () => {
    expect(builtInStrategies).toEqual([
      'best_worker',
      'random_worker',
      'next_worker',
      'available_worker',
      'next_available_worker',
      'hash_worker',
    ]);
  });

  it('say what a call does that finds nobody, and what it takes as room', () => {
    const traits = Object.fromEntries(
      builtInStrategies.map((name) => {
        const { strategy } = new Crew((setup) => createStrategy(name, setup), 2, 4);
        return [name, [strategy.whenNone ?? 'wait', strategy.room ?? 'slot', strategy.needsKey ?? false]];
      }),
    );
    expect(traits).toEqual({
      best_worker: ['wait', 'slot', false],
      random_worker: ['wait', 'slot', false],
      next_worker: ['wait', 'slot', false],
      available_worker: ['wait', 'idle', false],
      next_available_worker: ['fail', 'idle', false],
      hash_worker: ['wait', 'slot', true],
    });
  });

  it('of an unknown name cannot be made', () => {
    expect(() => createStrategy('worst_worker', {} as StrategySetup)).toThrow(new TypeError('there is no strategy worst_worker'));
  });
});

describe('best_worker and available_worker', () => {
  it('take the least loaded, and nobody when all are full', () => {
    for (const name of ['best_worker', 'available_worker', 'next_available_worker']) {
      const crew = new Crew((setup) => createStrategy(name, setup), 3, 1);
      for (const worker of crew.workers) crew.join(worker);
      // The one that has rested longest, or the one that came last.
      for (const expected of name === 'best_worker' ? [0, 1, 2] : [2, 1, 0]) {
        const chosen = crew.choose();
        expect(chosen?.index).toBe(expected);
        if (chosen) crew.run(chosen, 1);
      }
      expect(crew.choose()).toBeUndefined();
      const freed = crew.workers[1];
      if (freed) crew.run(freed, -1);
      expect(crew.choose()?.index).toBe(1);
    }
  });

  it('give a lone caller every worker in turn, or the same one again and again', () => {
    for (const [name, used] of [
      ['best_worker', 5],
      ['available_worker', 1],
      ['next_available_worker', 1],
    ] as const) {
      const crew = new Crew((setup) => createStrategy(name, setup), 5, 1);
      for (const worker of crew.workers) crew.join(worker);
      const chosen = Array.from({ length: 50 }, () => {
        const worker = crew.choose();
        if (worker === undefined) throw new Error('nobody was chosen');
        crew.run(worker, 1);
        crew.run(worker, -1);
        return worker.index;
      });
      expect(new Set(chosen).size).toBe(used);
    }
  });
});

describe('next_worker', () => {
  it('goes on in turn when workers come and go', () => {
    const crew = new Crew((setup) => createStrategy('next_worker', setup), 4, 1);
    for (const worker of crew.workers) crew.join(worker);
    expect([crew.choose()?.index, crew.choose()?.index, crew.choose()?.index]).toEqual([0, 1, 2]);
    if (crew.workers[3]) crew.leave(crew.workers[3]);
    expect([crew.choose()?.index, crew.choose()?.index]).toEqual([0, 1]);
  });
});

describe('the slot of a key', () => {
  it('is stable: these never change', () => {
    expect(['', 'a', 'user-7', 'schlüssel', '😀'].map((key) => hashSlot(key, 10))).toEqual(
      ['', 'a', 'user-7', 'schlüssel', '😀'].map((key) => hashSlot(key, 10)),
    );
    expect(hashSlot('user-7', 1)).toBe(0);
  });

  it('spreads keys evenly over any number of slots', () => {
    for (const slots of [2, 3, 7, 10, 64, 100]) {
      const counts = new Array<number>(slots).fill(0);
      const keys = 1_000 * slots;
      for (let key = 0; key < keys; key++) {
        const slot = hashSlot(`user-${key}`, slots);
        counts[slot] = (counts[slot] as number) + 1;
      }
      expect(Math.min(...counts)).toBeGreaterThan(850);
      expect(Math.max(...counts)).toBeLessThan(1_150);
    }
  });
});
