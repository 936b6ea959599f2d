import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkerView } from '@outpool/contract';
import { LoadLevels } from '../src/load-levels.js';

class View implements WorkerView {
  running = 0;
  readonly queued = 0;
  readonly capacity: number;
  readonly index: number;

  constructor(index: number, capacity: number) {
    this.index = index;
    this.capacity = capacity;
  }

  get load(): number {
    return this.running;
  }
}

/** The same in the plainest way: everybody in one list, in the order in which they came to their level, or the other way round. */
class Naive {
  readonly #order: View[] = [];
  readonly #top: number;
  readonly #first: 'oldest' | 'newest';

  constructor(top: number, first: 'oldest' | 'newest') {
    this.#top = top;
    this.#first = first;
  }

  least(): View | undefined {
    const lowest = Math.min(...this.#order.map((view) => view.running));
    return lowest < this.#top ? this.#order.find((view) => view.running === lowest) : undefined;
  }

  last(view: View): void {
    this.remove(view);
    if (this.#first === 'oldest') this.#order.push(view);
    else this.#order.unshift(view);
  }

  remove(view: View): void {
    const at = this.#order.indexOf(view);
    if (at !== -1) this.#order.splice(at, 1);
  }

  has(view: View): boolean {
    return this.#order.includes(view);
  }
}

describe('LoadLevels', () => {
  it('answers as a search through all workers would, whatever happens to them', () => {
    const step = fc.record({ kind: fc.constantFrom('join', 'leave', 'start', 'start', 'start', 'end', 'end'), at: fc.nat(11) });
    const size = fc.integer({ min: 1, max: 12 });
    const first = fc.constantFrom('oldest' as const, 'newest' as const);
    fc.assert(
      fc.property(size, fc.constantFrom(1, 1, 2, 5), first, fc.array(step, { maxLength: 120 }), (size, top, first, steps) => {
        const levels = new LoadLevels(size, top, first);
        const naive = new Naive(top, first);
        const views = Array.from({ length: size }, (_, index) => new View(index, top));
        for (const { kind, at } of steps) {
          const view = views[at % size] as View;
          const ready = naive.has(view);
          if (kind === 'join' && !ready) {
            levels.add(view);
            naive.last(view);
          } else if (kind === 'leave' && ready) {
            levels.remove(view);
            naive.remove(view);
          } else if ((kind === 'start' && view.running < top) || (kind === 'end' && view.running > 0)) {
            view.running += kind === 'start' ? 1 : -1;
            if (ready) {
              levels.moved(view);
              naive.last(view);
            }
          }
          expect(levels.least()?.index).toBe(naive.least()?.index);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('has no answer when there is nobody, or everybody is full', () => {
    const levels = new LoadLevels(2, 2);
    expect(levels.least()).toBeUndefined();
    const full = new View(0, 2);
    full.running = 2;
    levels.add(full);
    expect(levels.least()).toBeUndefined();
    full.running = 1;
    levels.moved(full);
    expect(levels.least()).toBe(full);
  });

  it('takes the one that has been at the lowest level longest', () => {
    const levels = new LoadLevels(3, 3);
    const views = [new View(0, 3), new View(1, 3), new View(2, 3)];
    for (const view of views) levels.add(view);
    const order: number[] = [];
    for (let call = 0; call < 7; call++) {
      const view = levels.least() as View;
      order.push(view.index);
      view.running++;
      levels.moved(view);
    }
    expect(order).toEqual([0, 1, 2, 0, 1, 2, 0]);
  });

  it('serves ten thousand workers', () => {
    const size = 10_000;
    const levels = new LoadLevels(size, 1);
    const views = Array.from({ length: size }, (_, index) => new View(index, 1));
    for (const view of views) levels.add(view);
    const seen = new Set<number>();
    for (let view = levels.least(); view !== undefined; view = levels.least()) {
      seen.add(view.index);
      (view as View).running = 1;
      levels.moved(view);
    }
    expect(seen.size).toBe(size);
  });
});
