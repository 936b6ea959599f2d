import { type Clock, createOutgoingPools, type OutgoingPools } from '../../core/src/index.js';
import { ScriptedBackend, VirtualClock } from '../../testkit/src/index.js';
import { describe, expect, it } from 'vitest';
import { PeakEwma } from '../src/index.js';
import { tally, worker } from './servers.js';

/** A pool whose workers take as long as the test says, by the virtual clock. */
class Bench {
  readonly clock: VirtualClock;
  readonly pools: OutgoingPools;
  /** Of each worker, how long a call takes now, in ms. */
  readonly slowness: number[];
  /** Workers whose calls fail at once. */
  readonly broken = new Set<number>();
  /** The part of all calls that fails, 0 to 1. */
  failing = 0;
  #served: (number | undefined)[] = [];

  private constructor(strategy: string, slowness: number[], concurrency: number, seed: number) {
    this.slowness = slowness;
    this.clock = new VirtualClock({ seed });
    const script = new ScriptedBackend({ concurrency });
    const pool = { workers: slowness.length, strategy };
    this.pools = createOutgoingPools(
      { outgoingPools: [{ type: 'scripted', pool }] },
      { backends: [script.Backend], strategies: [PeakEwma], clock: this.clock },
    );
  }

  static async open(strategy: string, slowness: number[], { concurrency = 16, seed = 1 } = {}): Promise<Bench> {
    const bench = new Bench(strategy, slowness, concurrency, seed);
    const started = bench.pools.start();
    await bench.clock.settle();
    await started;
    return bench;
  }

  /** A call every `everyMs` for `forMs`. Gives the part of each worker, 0 to 1. */
  async load(forMs: number, everyMs: number): Promise<number[]> {
    this.#served = [];
    for (let ms = 0; ms < forMs; ms += everyMs) {
      void this.pools
        .get('scripted')
        .call(async ({ worker }) => {
          this.#served.push(worker);
          if (this.broken.has(worker)) throw new Error('broken');
          await sleep(this.clock, this.slowness[worker] as number);
          if (this.clock.random() < this.failing) throw new Error('its own fault');
        })
        .catch(() => {});
      await this.clock.advance(everyMs);
    }
    const counts = tally(this.#served);
    return this.slowness.map((_, index) => (counts[index] ?? 0) / this.#served.length);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const stopped = this.pools.stop();
    for (let round = 0; round < 10; round++) await this.clock.advance(1_000);
    await stopped;
  }
}

function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimer(resolve, ms));
}

describe('peak_ewma', () => {
  it('leaves a slow worker alone, where chance gives it its full part', async () => {
    await using chance = await Bench.open('random_worker', [10, 10, 10, 200]);
    expect((await chance.load(10_000, 5))[3]).toBeGreaterThan(0.2);
    await using bench = await Bench.open('peak_ewma', [10, 10, 10, 200]);
    const parts = await bench.load(10_000, 5);
    expect(parts[3]).toBeLessThan(0.02);
    for (const part of parts.slice(0, 3)) expect(part).toBeGreaterThan(0.25);
  });

  it('notices at once that a worker slows down, and takes it back by and by when it is quick again', async () => {
    await using bench = await Bench.open('peak_ewma', [10, 10, 10, 10]);
    for (const part of await bench.load(5_000, 5)) expect(Math.abs(part - 0.25)).toBeLessThan(0.1);
    bench.slowness[2] = 300;
    expect((await bench.load(5_000, 5))[2]).toBeLessThan(0.03);
    bench.slowness[2] = 10;
    const soon = (await bench.load(5_000, 5))[2] as number;
    expect(soon).toBeLessThan(0.1);
    await bench.load(40_000, 10);
    expect((await bench.load(5_000, 5))[2]).toBeGreaterThan(0.15);
  });

  it('does not take a worker that fails quickly for a quick one', async () => {
    await using bench = await Bench.open('peak_ewma', [20, 20, 20, 20]);
    bench.broken.add(1);
    expect((await bench.load(10_000, 5))[1]).toBeLessThan(0.1);
  });

  it('deals out evenly where every worker fails now and then, for that is the calls and not the workers', async () => {
    await using bench = await Bench.open('peak_ewma', [20, 20, 20, 20]);
    bench.failing = 0.1;
    for (const part of await bench.load(20_000, 5)) expect(Math.abs(part - 0.25)).toBeLessThan(0.1);
  });

  it('gives a worker of which nothing is known one call, and no second one before the first is over', () => {
    const { random, now } = new VirtualClock();
    const strategy = new PeakEwma({ workers: 2, capacity: 1_000, random, now });
    const [known, unknown] = [worker(0), worker(1)];
    for (const each of [known, unknown]) strategy.joined(each);
    strategy.callEnded(known, 10, true);
    expect(strategy.select([known, unknown])).toBe(unknown);
    unknown.running = 1;
    known.running = 500;
    for (let call = 0; call < 20; call++) expect(strategy.select([known, unknown])).toBe(known);
    strategy.callEnded(unknown, 20, true);
    expect(strategy.select([known, unknown])).toBe(unknown);
  });

  it('holds for connections that serve one call at a time, too, and then lets calls wait in line', async () => {
    await using bench = await Bench.open('peak_ewma', [10, 10, 10, 200], { concurrency: 1 });
    const parts = await bench.load(10_000, 20);
    expect(parts[3]).toBeLessThan(0.02);
    const all = Promise.all(Array.from({ length: 40 }, (_, n) => bench.pools.get('scripted').call(() => n)));
    await bench.clock.advance(1_000);
    expect(await all).toHaveLength(40);
  });

  it('makes the same choices again with the same seed', async () => {
    const history = async (): Promise<number[]> => {
      await using bench = await Bench.open('peak_ewma', [10, 15, 20], { seed: 5 });
      return await bench.load(2_000, 5);
    };
    expect(await history()).toEqual(await history());
  });
});
