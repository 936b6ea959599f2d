import { setTimeout as sleep } from 'node:timers/promises';
import { createOutgoingPools, type OutgoingPools, type PoolOptions } from '@outpool/core';
import { type RedisServer, requireServers, startRedis } from '@outpool/test-servers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisBackend } from '../src/index.js';
import { eventually, openSockets } from './attempt.js';
import { Counting } from './counting.js';

/** More for a long run: OUTPOOL_REDIS_ROUNDS=50. */
const ROUNDS = Number(process.env.OUTPOOL_REDIS_ROUNDS ?? 3);
const CODES = ['ok', 'CONNECTION_LOST', 'POOL_DOWN', 'QUEUE_TIMEOUT', 'CALL_TIMEOUT'];

describe.skipIf(!requireServers('redis'))('callers of a redis pool', () => {
  let server: RedisServer;
  let before: number;
  const opened: OutgoingPools[] = [];
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(async () => {
    await server.command('FLUSHALL');
    before = openSockets();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((pools) => pools.stop()));
    await eventually(() => openSockets() <= before);
  });

  const count = async (pool: PoolOptions = {}, terms = {}): Promise<Counting> => {
    const connection = { host: server.host, port: server.port };
    const pools = createOutgoingPools({ outgoingPools: [{ type: 'redis', pool, connection }] }, { backends: [RedisBackend] });
    opened.push(pools);
    await pools.start();
    const counting = new Counting(pools.get('redis'), terms);
    await counting.served();
    return counting;
  };

  it.each([
    ['as it comes', {}],
    ['of three workers', { workers: 3 }],
  ])('lose only what was under way when its connections are killed again and again, in a pool %s', async (_, pool) => {
    const counting = await count(pool);
    for (let round = 0; round < 15; round++) {
      await server.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await sleep(60);
    }
    expect(await counting.served()).toBeLessThan(2_000);
    expect(await counting.audit()).toEqual([]);
    for (const code of Object.keys(counting.outcomes)) expect(CODES).toContain(code);
    expect(opened[0]?.get('redis').stats().connections.ended.lost).toBeGreaterThan(3);
  });

  it('are answered in their time while the server sleeps, and served when it wakes', async () => {
    const counting = await count({ cancelGraceMs: 200 }, { timeoutMs: 300 });
    await server.command('DEBUG', 'SLEEP', '1.5');
    expect(await counting.served()).toBeLessThan(2_000);
    expect(await counting.audit()).toEqual([]);
    for (const code of Object.keys(counting.outcomes)) expect(CODES).toContain(code);
    expect(counting.outcomes.CALL_TIMEOUT).toBeGreaterThan(0);
  });

  it(
    'are served again within two seconds after kill -9 and restart, and nothing counts twice or is lost',
    async () => {
      const counting = await count();
      for (let round = 0; round < ROUNDS; round++) {
        await sleep(100);
        await server.kill9();
        await sleep(300 * (round % 3));
        await server.start();
        expect(await counting.served()).toBeLessThan(2_000);
      }
      expect(await counting.audit()).toEqual([]);
      for (const code of Object.keys(counting.outcomes)) expect(CODES).toContain(code);
    },
    5_000 + 4_000 * ROUNDS,
  );

  it('lose their connection with a value that the server takes for an attack, and get the next', async () => {
    await using strict = await startRedis({ config: ['proto-max-bulk-len 1mb'] });
    const connection = { host: strict.host, port: strict.port };
    await using pools = await createOutgoingPools({ outgoingPools: [{ type: 'redis', connection }] }, { backends: [RedisBackend] }).start();
    const pool = pools.get('redis');
    await expect(pool.call(({ client }) => client.set('k', 'x'.repeat(2_000_000)))).rejects.toThrow(/invalid bulk length|lost/);
    await eventually(() => pool.stats().connections.ended.lost === 1);
    expect(await pool.call(({ client }) => client.set('k', 'x'))).toBe('OK');
  });
});
