import { createOutgoingPools, registerStrategy, type StrategyClass } from '../../core/src/index.js';
import { ScriptedBackend, testStrategy, VirtualClock } from '../../testkit/src/index.js';
import fc from 'fast-check';
import { container } from 'tsyringe';
import { describe, expect, it } from 'vitest';
import { PeakEwma, PowerOfTwoChoices, weighted } from '../src/index.js';
import { worker } from './servers.js';

const Weighted = weighted({ a: 3, 'b:2': 1 });
const classes: Readonly<Record<string, StrategyClass>> = { p2c: PowerOfTwoChoices, peak_ewma: PeakEwma, weighted: Weighted };

for (const [name, Class] of Object.entries(classes)) {
  testStrategy({ describe, it, name, create: (setup) => new Class(setup) });

  describe(`${name}, whatever the loads`, () => {
    const load = fc.record({ running: fc.nat(4), queued: fc.nat(3), server: fc.constantFrom('a', 'b', 'c') });

    it('takes a worker that has room, if there is one; else nobody', () => {
      fc.assert(
        fc.property(fc.array(load, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1 }), (loads, seed) => {
          const { random, now } = new VirtualClock({ seed });
          const strategy = new Class({ workers: loads.length, capacity: 4, random, now });
          const workers = loads.map(({ running, queued, server }, index) =>
            Object.assign(worker(index, { capacity: 4, endpoint: { host: server, port: 2 } }), { running, queued }),
          );
          for (const each of workers) strategy.joined?.(each);
          for (let call = 0; call < 5; call++) {
            const chosen = strategy.select(workers, undefined);
            if (chosen === undefined) expect(workers.every(({ running }) => running === 4)).toBe(true);
            else {
              expect(workers).toContain(chosen);
              expect(chosen.running).toBeLessThan(4);
            }
          }
        }),
      );
    });
  });

  describe(`${name} in a config`, () => {
    const config = { outgoingPools: [{ type: 'scripted' as const, pool: { workers: 3, strategy: name } }] };

    it('is known by its name once it was given to the pools', async () => {
      const script = new ScriptedBackend();
      const pools = await createOutgoingPools(config, { backends: [script.Backend], strategies: [Class] }).start();
      expect(await Promise.all([1, 2, 3, 4].map((n) => pools.get('scripted').call(() => n)))).toEqual([1, 2, 3, 4]);
      await pools.stop();
    });

    it('or was registered in a container', async () => {
      const child = container.createChildContainer();
      registerStrategy(child, Class);
      const script = new ScriptedBackend();
      const pools = await createOutgoingPools(config, { backends: [script.Backend], container: child }).start();
      expect(await pools.get('scripted').call(() => 'ran')).toBe('ran');
      await pools.stop();
    });

    it('is unknown otherwise', () => {
      const script = new ScriptedBackend();
      expect(() => createOutgoingPools(config, { backends: [script.Backend] })).toThrow(`unknown strategy "${name}"`);
    });
  });
}

describe('weighted', () => {
  it('has another name for each set of weights', async () => {
    const strategies = [weighted({ a: 3 }, 'weighted_cache'), weighted({ b: 2 }, 'weighted_search')];
    const script = new ScriptedBackend();
    const pool = (tag: string) => ({ type: 'scripted' as const, tag, pool: { strategy: `weighted_${tag}` } });
    const pools = await createOutgoingPools(
      { outgoingPools: [pool('cache'), pool('search')] },
      { backends: [script.Backend], strategies },
    ).start();
    expect(await pools.get('scripted', 'global', 'search').call(() => 'ran')).toBe('ran');
    await pools.stop();
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the weight %s', (weight) => {
    expect(() => weighted({ a: weight })).toThrow(`the weight of a: expected a number above 0, not ${weight}`);
  });
});
