import { createOutgoingPools, isPoolError, type OutgoingPools, type PoolOptions } from '@outpool/core';
import { type RedisServer, requireServers, startRedis } from '@outpool/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisBackend, type RedisOptions } from '../src/index.js';
import { eventually, openSockets } from './attempt.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const at = ({ host, port }: RedisServer): RedisOptions => ({ host, port });
const poolsOf = (pool: PoolOptions, connection: RedisOptions): OutgoingPools =>
  createOutgoingPools({ outgoingPools: [{ type: 'redis', pool, connection }] }, { backends: [RedisBackend] });

describe.skipIf(!requireServers('redis'))('a redis pool', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('serves many calls at once on few connections', async () => {
    await using pools = await poolsOf({ workers: 2 }, at(server)).start();
    const pool = pools.get('redis');
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => pool.call(({ client }) => client.incr('count'))));
    expect(new Set(answers).size).toBe(1_000);
  });

  it('opens no second connection for a burst of calls', async () => {
    await using pools = await poolsOf({}, at(server)).start();
    const pool = pools.get('redis');
    await Promise.all(Array.from({ length: 5_000 }, () => pool.call(({ client }) => client.incr('burst'))));
    expect([Number(await server.command('GET', 'burst')), pool.stats().connections.opened]).toEqual([5_000, 1]);
  });

  it('refuses available_worker before anything connects', () => {
    expect(() => poolsOf({ strategy: 'available_worker' }, { host: 'no-such-host.invalid' })).toThrow(/available_worker/);
  });

  it('does not start with a wrong database, and says why', async () => {
    const before = openSockets();
    const error = await poolsOf({ startTimeoutMs: 500 }, { ...at(server), database: 99 })
      .start()
      .catch((reason) => reason);
    expect(isPoolError(error, 'START_FAILED')).toBe(true);
    expect(error.message).toContain('DB index is out of range');
    await eventually(() => openSockets() <= before);
  });

  it('does not hold up other calls while one times out', async () => {
    await using pools = await poolsOf({ workers: 2, strategy: 'next_worker' }, at(server)).start();
    const pool = pools.get('redis');
    await eventually(() => pool.state === 'ready');
    const blocked = pool.call(({ client }) => client.blpop('nothing', 0), { timeoutMs: 200 });
    const quick = pool.call(({ client }) => client.ping());
    expect(await quick).toBe('PONG');
    await expect(blocked).rejects.toMatchObject({ code: 'CALL_TIMEOUT' });
  });

  it('settles every call once and in time through kill -9 and restart, is ready within 2 s, and counts nothing twice', async () => {
    const before = openSockets();
    const pools = await poolsOf({ workers: 2, callTimeoutMs: 1_500 }, at(server)).start();
    const pool = pools.get('redis');
    await server.command('DEL', 'hits');
    let accepted = 0;
    let late = 0;
    const settled: string[] = [];
    let loading = true;
    const caller = async (): Promise<void> => {
      while (loading) {
        accepted++;
        const began = performance.now();
        await pool
          .call(({ client }) => client.incr('hits'))
          .then(
            () => settled.push('ok'),
            (error) => settled.push(error.code),
          );
        if (performance.now() - began > 1_800) late++;
        await pause(2);
      }
    };
    const callers = Array.from({ length: 30 }, caller);
    for (let round = 0; round < 2; round++) {
      await pause(200);
      await server.kill9();
      await pause(100);
      await server.start();
      const back = performance.now();
      await eventually(() => pool.state === 'ready', 2_000);
      await pool.call(({ client }) => client.ping());
      expect(performance.now() - back).toBeLessThan(2_000);
    }
    loading = false;
    await Promise.all(callers);
    expect(settled.length).toBe(accepted);
    expect(late).toBe(0);
    for (const code of settled) expect(['ok', 'CONNECTION_LOST', 'POOL_DOWN', 'QUEUE_TIMEOUT', 'CALL_TIMEOUT']).toContain(code);
    const answered = settled.filter((code) => code === 'ok').length;
    const unsure = settled.filter((code) => code === 'CONNECTION_LOST' || code === 'CALL_TIMEOUT').length;
    const counted = Number(await server.command('GET', 'hits'));
    expect(answered).toBeGreaterThan(100);
    expect(counted).toBeGreaterThanOrEqual(answered);
    expect(counted).toBeLessThanOrEqual(answered + unsure);
    await pools.stop();
    await eventually(() => openSockets() <= before);
  });

  it('repeats idempotent calls whose connection is killed under them', async () => {
    await using pools = await poolsOf({ workers: 2 }, at(server)).start();
    const pool = pools.get('redis');
    await eventually(() => pool.state === 'ready');
    await Promise.all(Array.from({ length: 50 }, () => pool.call(({ client }) => client.ping())));
    let runs = 0;
    const answer = await pool.call(
      async ({ client }) => {
        runs++;
        const id = String(await client.client('ID'));
        if (runs === 1) await server.command('CLIENT', 'KILL', 'ID', id);
        return client.get('nothing');
      },
      { idempotent: true },
    );
    expect({ answer, runs }).toEqual({ answer: null, runs: 2 });
  });
});

describe.skipIf(!requireServers('redis'))('a redis pool on two servers', () => {
  let one: RedisServer;
  let two: RedisServer;
  beforeAll(async () => {
    [one, two] = await Promise.all([startRedis(), startRedis()]);
    await Promise.all([one.command('SET', 'name', 'one'), two.command('SET', 'name', 'two')]);
  });
  afterAll(() => Promise.all([one[Symbol.asyncDispose](), two[Symbol.asyncDispose]()]));

  const both = (): RedisOptions => ({ servers: [at(one), at(two)] as { host: string; port: number }[] });
  const names = async (pools: OutgoingPools): Promise<string> => {
    const pool = pools.get('redis');
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => pool.call(({ client }) => client.get('name')).catch(() => 'failed')),
    );
    return [...new Set(answers)].sort().join(' ');
  };

  it('spreads its connections, goes on with the other when one dies, and comes back to it', async () => {
    await using pools = await poolsOf({ workers: 4, strategy: 'next_worker' }, both()).start();
    const pool = pools.get('redis');
    await eventually(() => pool.state === 'ready');
    expect(await names(pools)).toBe('one two');
    await one.kill9();
    await eventually(async () => pool.state === 'ready' && (await names(pools)) === 'two', 5_000);
    await one.start();
    await eventually(async () => (await names(pools)) === 'one two', 20_000);
  });

  it('uses the second only while the first is down with failover', async () => {
    await using pools = await poolsOf({ workers: 2, strategy: 'next_worker', endpointPolicy: 'failover' }, both()).start();
    const pool = pools.get('redis');
    await eventually(() => pool.state === 'ready');
    expect(await names(pools)).toBe('one');
    await one.kill9();
    await eventually(async () => pool.state === 'ready' && (await names(pools)) === 'two', 5_000);
    await one.start();
    await eventually(async () => (await names(pools)) === 'one', 20_000);
  });
});
