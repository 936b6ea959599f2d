import fc from 'fast-check';
import { ScriptedBackend, VirtualClock } from '../../testkit/src/index.js';
import { createOutgoingPools } from '../../core/src/index.js';
import { describe, expect, it } from 'vitest';
import { type ServerWeights, weighted } from '../src/index.js';
import { tally, workersOf } from './servers.js';

const made = (weights: ServerWeights) => {
  const { random, now } = new VirtualClock();
  return new (weighted(weights))({ workers: 100, capacity: 1_000, random, now });
};

/** The servers of so many calls, each of which is over before the next. */
const serversOf = (weights: ServerWeights, workers: ReturnType<typeof workersOf>, calls: number): (string | undefined)[] => {
  const strategy = made(weights);
  return Array.from({ length: calls }, () => strategy.select(workers, undefined)?.endpoint?.host);
};

describe('weighted', () => {
  it('takes turns that are as smooth as they can be', () => {
    expect(serversOf({ a: 3, b: 1 }, workersOf({ a: 1, b: 1 }), 8).join('')).toBe('aabaaaba');
    expect(serversOf({ a: 5, b: 1, c: 1 }, workersOf({ a: 1, b: 1, c: 1 }), 7).join('')).toBe('aabacaa');
  });

  it('gives every server exactly its part in each round, whatever the weights and the workers', () => {
    const server = fc.record({ weight: fc.integer({ min: 1, max: 9 }), workers: fc.integer({ min: 1, max: 5 }) });
    fc.assert(
      fc.property(fc.array(server, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 4 }), (servers, rounds) => {
        const weights = Object.fromEntries(servers.map(({ weight }, n) => [`s${n}`, weight]));
        const workers = workersOf(Object.fromEntries(servers.map((each, n) => [`s${n}`, each.workers])));
        const sum = servers.reduce((total, { weight }) => total + weight, 0);
        const counts = tally(serversOf(weights, workers, rounds * sum));
        expect(counts).toEqual(Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, weight * rounds])));
      }),
    );
  });

  it('is never further from a part than the number of servers', () => {
    const weights = { a: 0.5, b: 2.25, c: 1 };
    const seen = { a: 0, b: 0, c: 0 };
    for (const [n, server] of serversOf(weights, workersOf({ a: 2, b: 1, c: 3 }), 2_000).entries()) {
      seen[server as 'a']++;
      for (const name of ['a', 'b', 'c'] as const) expect(Math.abs(seen[name] - ((n + 1) * weights[name]) / 3.75)).toBeLessThan(3);
    }
  });

  it('goes by host and port where both are given, by host where not, and else by 1', () => {
    const workers = workersOf({ 'a:1': 1, 'a:2': 1, 'b:1': 1 });
    const strategy = made({ 'a:2': 6, a: 3 });
    const counts = tally(
      Array.from({ length: 100 }, () => strategy.select(workers, undefined)?.endpoint).map((at) => `${at?.host}:${at?.port}`),
    );
    expect(counts).toEqual({ 'a:1': 30, 'a:2': 60, 'b:1': 10 });
  });

  it('takes the least loaded of a server, and passes over a server that has no room', () => {
    const workers = workersOf({ a: 2, b: 1, c: 1 }, 4);
    const [first, second, third] = workers;
    if (first === undefined || second === undefined || third === undefined) throw new Error('no workers');
    first.running = 3;
    second.running = 1;
    const strategy = made({ a: 2, b: 5, c: 1 });
    third.running = 4;
    const indexes = Array.from({ length: 300 }, () => strategy.select(workers, undefined)?.index);
    expect(tally(indexes)).toEqual({ '1': 200, '3': 100 });
    for (const each of workers) each.running = 4;
    expect(strategy.select(workers, undefined)).toBe(undefined);
  });

  it('deals out the calls of a real pool by its servers', async () => {
    const endpoints = [
      { host: 'big', port: 1 },
      { host: 'small', port: 1 },
    ];
    const script = new ScriptedBackend({ endpoints });
    const pools = await createOutgoingPools(
      { outgoingPools: [{ type: 'scripted', pool: { workers: 4, strategy: 'weighted' } }] },
      { backends: [script.Backend], strategies: [weighted({ big: 4 })] },
    ).start();
    const servers: (string | undefined)[] = [];
    while (script.open.length < 4) await new Promise((resolve) => setImmediate(resolve));
    for (let n = 0; n < 100; n++) servers.push(await pools.get('scripted').call((connection) => connection.endpoint?.host));
    await pools.stop();
    expect(tally(servers)).toEqual({ big: 80, small: 20 });
  });
});
