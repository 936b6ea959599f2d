import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOutgoingPools, type OutgoingPools, type PoolOptions } from '@outpool/core';
import { certificates, type RedisServer, requireServers, startRedis } from '@outpool/test-servers';
import { startFaultProxy } from '@outpool/testkit';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisBackend, type RedisConnection, type RedisOptions } from '../src/index.js';
import { Attempt, backend, eventually } from './attempt.js';

describe.skipIf(!requireServers('redis'))('Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis({ tls: true });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const at = (more: RedisOptions = {}): RedisOptions => ({ host: server.host, port: server.port, ...more });
  const poolsOf = (pool: PoolOptions = {}, more: RedisOptions = {}): OutgoingPools =>
    createOutgoingPools({ outgoingPools: [{ type: 'redis', pool, connection: at(more) }] }, { backends: [RedisBackend] });
  const use = async (options: RedisOptions, job: (connection: RedisConnection) => Promise<void>): Promise<void> => {
    const connection = await new Attempt(options).connect();
    try {
      await job(connection);
    } finally {
      await backend.close(connection);
    }
  };

  it('is reached through a unix socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'redis-'));
    const path = join(folder, 'socket');
    try {
      await using local = await startRedis({ password: 'open sesame', config: [`unixsocket ${path}`] });
      await local.command('SET', 'k', 'v');
      await use({ path, password: 'open sesame' }, async ({ client }) => {
        expect(await client.get('k')).toBe('v');
      });
      await expect(new Attempt({ path: `${path}-not` }).connect()).rejects.toThrow('ENOENT');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([2, 3] as const)('speaks RESP %i, with replies of one shape', async (protocol) => {
    await use(at({ protocol }), async ({ client }) => {
      expect(await client.client('INFO')).toContain(`resp=${protocol}`);
      await client.hset('hash', { a: '1', b: '2' });
      await client.zadd('scores', 1.5, 'x');
      expect(await client.hgetall('hash')).toEqual({ a: '1', b: '2' });
      expect(await client.zscore('scores', 'x')).toBe('1.5');
      expect(await client.call('CONFIG', 'GET', 'port')).toEqual(['port', String(server.port)]);
    });
  });

  it.each([
    ['in clear', () => at()],
    ['over TLS', async () => ({ host: server.host, port: server.tlsPort, tls: { caFile: (await certificates()).caFile } })],
  ])('gets the commands of one turn %s together and in their order, whatever they are made of', async (_, written) => {
    await use(await written(), async ({ client }) => {
      const big = Buffer.alloc(300_000, 7);
      const long = 'x'.repeat(200_000);
      const answers = await Promise.all([
        client.set('order', 'a'),
        client.append('order', 'b'),
        client.append('order', Buffer.from('c')),
        client.append('order', 'd'),
        client.set('big', big),
        client.pipeline().append('order', 'e').append('order', Buffer.from('f')).exec(),
        client.append('order', 'g'),
        client.set('long', long),
        client.multi().append('order', 'h').get('order').exec(),
      ]);
      expect(answers.at(-1)).toEqual([
        [null, 8],
        [null, 'abcdefgh'],
      ]);
      expect(big.equals((await client.getBuffer('big')) as Buffer)).toBe(true);
      expect(await client.get('long')).toBe(long);
      const all = await Promise.all(Array.from({ length: 500 }, (_, n) => (n % 2 ? client.getBuffer('big') : client.get('long'))));
      for (const [n, answer] of all.entries()) expect(n % 2 ? big.equals(answer as Buffer) : answer === long, String(n)).toBe(true);
    });
  });

  it('is written to some twenty times for a thousand commands of one turn, more with each', async () => {
    await use(at(), async ({ client }) => {
      const before = Number(/total_reads_processed:(\d+)/.exec(await client.info('stats'))?.[1]);
      await Promise.all(Array.from({ length: 1_000 }, (_, n) => client.set(`k${n}`, n)));
      const after = Number(/total_reads_processed:(\d+)/.exec(await client.info('stats'))?.[1]);
      expect(after - before).toBeLessThan(60);
    });
  });

  it('gets a script whole once a connection, by its hash from then on, and again when it has forgotten it', async () => {
    const scripts = { addTwo: { lua: "return redis.call('INCRBY', KEYS[1], 2)", numberOfKeys: 1 } };
    await use(at({ scripts }), async ({ client }) => {
      const addTwo = (): Promise<unknown> => (client as Redis & { addTwo(key: string): Promise<number> }).addTwo('sum');
      const calls = async (name: string): Promise<number> =>
        Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(await server.command<string>('INFO', 'commandstats'))?.[1] ?? 0);
      await server.command('CONFIG', 'RESETSTAT');
      expect([await addTwo(), await addTwo(), await addTwo()]).toEqual([2, 4, 6]);
      expect([await calls('eval'), await calls('evalsha')]).toEqual([1, 2]);
      await server.command('SCRIPT', 'FLUSH');
      expect(await addTwo()).toBe(8);
    });
  });

  it('serves blocking commands and subscriptions through leases, beside the commands of everybody', async () => {
    await using pools = await poolsOf().start();
    const pool = pools.get('redis');
    expect(pool.stats().workers).toMatchObject({ min: 1, max: 10 });
    {
      await using blocking = await pool.lease();
      const popped = blocking.connection.client.blpop('jobs', 0);
      await pool.call(({ client }) => client.rpush('jobs', 'first'));
      expect(await popped).toEqual(['jobs', 'first']);

      await using listening = await pool.lease();
      const heard: string[] = [];
      listening.connection.client.on('message', (channel, text) => heard.push(`${channel}: ${text}`));
      await listening.connection.client.subscribe('news');
      await pool.call(({ client }) => client.publish('news', 'hello'));
      await eventually(() => heard.length === 1);
      expect(heard).toEqual(['news: hello']);

      const read = blocking.connection.client.xread('BLOCK', 0, 'STREAMS', 'stream', '$');
      await eventually(async () => (await server.command<string>('CLIENT', 'LIST')).includes('cmd=xread'));
      await pool.call(({ client }) => client.xadd('stream', '*', 'field', 'value'));
      expect(await read).toEqual([['stream', [[expect.any(String), ['field', 'value']]]]]);
    }
    expect(await pool.call(({ client }) => client.ping())).toBe('PONG');
  });

  it.each([
    ['a subscription', async ({ client }: RedisConnection) => void (await client.subscribe('news'))],
    ['another database', async ({ client }: RedisConnection) => void (await client.select(3))],
    ['a command that blocks', async ({ client }: RedisConnection) => void client.blpop('nothing', 0).catch(() => undefined)],
  ])('gives nobody a connection on which a lease has left %s', async (_, leave) => {
    await using pools = await poolsOf({ workers: 1 }).start();
    const pool = pools.get('redis');
    const id = await pool.call(({ client }) => client.client('ID'));
    const lease = await pool.lease();
    await leave(lease.connection);
    lease.release();
    const after = await pool.call(async ({ client }) => ({ id: await client.client('ID'), info: await client.client('INFO') }));
    expect(after.id).not.toBe(id);
    expect(after.info).toMatch(/ db=0 sub=0 /);
  });

  it('keeps a connection whose job has put it back in order, or has left nothing', async () => {
    await using pools = await poolsOf({ workers: 1 }).start();
    const pool = pools.get('redis');
    const id = await pool.call(({ client }) => client.client('ID'));
    {
      await using lease = await pool.lease();
      await lease.connection.client.select(3);
      await lease.connection.client.select(0);
      await lease.connection.client.watch('k');
      await lease.connection.client.multi().set('k', 'v').exec();
    }
    expect(await pool.call(({ client }) => client.client('ID'))).toBe(id);
  });
});

describe.skipIf(!requireServers('redis'))('a login that Redis refuses', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis({ password: 'open sesame' });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const refusals = async (): Promise<number> => {
    const stats = await server.command<string>('INFO', 'commandstats');
    return Number(/cmdstat_hello:calls=\d+,.*?failed_calls=(\d+)/.exec(stats)?.[1] ?? 0);
  };

  it('is told at the pool with its cause, not offered again and again, and mended by another password at once', async () => {
    process.env.OUTPOOL_TEST_PASSWORD = 'a wrong one';
    const connection: RedisOptions = { host: server.host, port: server.port, password: { env: 'OUTPOOL_TEST_PASSWORD' } };
    const pools = createOutgoingPools(
      { outgoingPools: [{ type: 'redis', pool: { optional: true }, connection }] },
      { backends: [RedisBackend] },
    );
    await pools.start();
    const pool = pools.get('redis');
    await eventually(() => pool.state === 'down');
    const error = await pool.call(({ client }) => client.get('k'), { timeoutMs: 1_500 }).catch((reason) => reason);
    expect(error).toMatchObject({ code: 'POOL_DOWN', message: expect.stringContaining('WRONGPASS') });
    expect(pool.stats().connections.connectFailures).toBeGreaterThan(2);
    expect(await refusals()).toBe(1);
    process.env.OUTPOOL_TEST_PASSWORD = 'open sesame';
    expect(await pool.call(({ client }) => client.get('k'))).toBeNull();
    delete process.env.OUTPOOL_TEST_PASSWORD;
    await pools.stop();
  });

  it('is not offered again and again either where no Sentinel that answers knows us', async () => {
    const servers = [
      { host: '127.0.0.1', port: 1 },
      { host: server.host, port: server.port },
    ];
    const connection: RedisOptions = { sentinel: { servers, master: 'shop', password: 'another wrong one' } };
    const before = await refusals();
    await using pools = await createOutgoingPools(
      { outgoingPools: [{ type: 'redis', pool: { optional: true }, connection }] },
      { backends: [RedisBackend] },
    ).start();
    const pool = pools.get('redis');
    await eventually(() => pool.stats().connections.connectFailures > 3);
    expect(await refusals()).toBe(before + 1);
  });

  it.each([2, 3] as const)('never shows the password in its error, with RESP %i', async (protocol) => {
    const { inspect } = await import('node:util');
    const error = await new Attempt({ host: server.host, port: server.port, password: 'hunter2', protocol })
      .connect()
      .catch((reason) => reason);
    expect(error.message).toMatch(/^WRONGPASS/);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
  });
});

describe.skipIf(!requireServers('redis'))('a certificate that does not hold', () => {
  it('is told at the pool with its cause, and not asked for again and again', async () => {
    await using server = await startRedis({ tls: true });
    await server.useCertificate('wronghost');
    await using proxy = await startFaultProxy({ host: server.host, port: server.tlsPort });
    const { caFile } = await certificates();
    const connection: RedisOptions = { host: proxy.host, port: proxy.port, tls: { caFile } };
    await using pools = await createOutgoingPools(
      { outgoingPools: [{ type: 'redis', pool: { optional: true }, connection }] },
      { backends: [RedisBackend] },
    ).start();
    const pool = pools.get('redis');
    await eventually(() => pool.stats().connections.connectFailures > 6, 8_000);
    await expect(pool.call(({ client }) => client.get('k'))).rejects.toThrow(/altnames/);
    expect(proxy.accepted).toBeLessThanOrEqual(2);
  });
});
