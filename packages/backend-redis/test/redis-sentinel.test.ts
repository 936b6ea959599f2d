import { createOutgoingPools, type OutgoingPools, type Pool, type PoolOptions } from '@outpool/core';
import {
  type Certificates,
  certificates,
  type RedisSentinels,
  type RedisServer,
  requireServers,
  startRedisSentinels,
} from '@outpool/test-servers';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisBackend, type RedisConnection, type RedisOptions } from '../src/index.js';
import { Attempt, backend, eventually, openSockets } from './attempt.js';
import { Counting } from './counting.js';

const PASSWORD = 'open sesame';

describe.skipIf(!requireServers('redis'))('a redis pool with Sentinels', { retry: 2 }, () => {
  let shop: RedisSentinels;
  beforeAll(async () => {
    shop = await startRedisSentinels({ password: PASSWORD });
  }, 30_000);
  // Whatever the last test, or the last try of this one, has left of it.
  beforeEach(async () => {
    await Promise.all(shop.servers.filter(({ running }) => !running).map((server) => server.start()));
    await shop.settled();
    await (await shop.master())?.command('FLUSHALL');
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  const options = (more: object = {}): RedisOptions => ({
    sentinel: { servers: shop.sentinels.map(({ host, port }) => ({ host, port })), master: shop.name, password: PASSWORD, ...more },
    password: PASSWORD,
  });
  const poolsOf = (pool: PoolOptions = {}): OutgoingPools =>
    createOutgoingPools({ outgoingPools: [{ type: 'redis', pool, connection: options() }] }, { backends: [RedisBackend] });
  /** Waits until a Sentinel names another master than the one it was: they learn of a promotion by asking once a second. */
  const promoted = async (old: RedisServer | undefined): Promise<void> => {
    const named = async (sentinel: RedisSentinels['sentinels'][number]): Promise<boolean> =>
      (await sentinel.command<string[]>('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', shop.name))[1] !== String(old?.port);
    await eventually(async () => (await Promise.all(shop.sentinels.map(named))).includes(true), 20_000);
  };

  /** Waits until the Sentinels have told a master that they have replaced. */
  const demoted = (old: RedisServer | undefined): Promise<void> =>
    eventually(async () => (await old?.command<[string]>('ROLE').catch(() => undefined))?.[0] === 'slave', 30_000);
  const portOf = (pool: Pool<RedisConnection>): Promise<number | undefined> =>
    pool.call(({ client }) => (client as Redis).options.port).catch(() => undefined);

  it('connects to the master, and leaves nothing open', async () => {
    const before = openSockets();
    const connection = await new Attempt(options()).connect();
    expect(await connection.client.call('CONFIG', 'GET', 'port')).toEqual(['port', String((await shop.master())?.port)]);
    await eventually(() => openSockets() >= before + 4); // it listens to the Sentinels
    await backend.close(connection);
    await eventually(() => openSockets() <= before);
  });

  it('asks another when a Sentinel is down', async () => {
    const servers = [{ host: '127.0.0.1', port: 1 }, { host: '127.0.0.1', port: 2 }, options().sentinel?.servers[0] ?? 'none'];
    for (let round = 0; round < 5; round++) await backend.close(await new Attempt(options({ servers })).connect());
  });

  it('believes the Sentinel that knows of most changes, whoever answers first', async () => {
    // They have never met the others, and name a master of their own.
    await using aware = await startRedisSentinels({ password: PASSWORD, epoch: 1_000 });
    const servers = [...shop.sentinels, aware.sentinels[0]].map((one) => ({ host: '127.0.0.1', port: one?.port ?? 0 }));
    const [master] = aware.servers;
    for (let round = 0; round < 5; round++) {
      const connection = await new Attempt(options({ servers })).connect();
      expect((connection.client as Redis).options.port).toBe(master?.port);
      await backend.close(connection);
    }
  });

  it.each([
    ['an unknown master', { master: 'shoe' }, /no Sentinel answers .*it knows no master "shoe"/],
    ['a wrong password at the Sentinels', { password: 'wrong' }, /no Sentinel answers .*WRONGPASS/],
    ['Sentinels that are down', { servers: [['127.0.0.1', 1]] }, /no Sentinel answers \(127\.0\.0\.1:1: .*ECONNREFUSED/],
  ])('says why it has no connection: %s', async (_, more, message) => {
    const before = openSockets();
    await expect(new Attempt(options(more)).connect()).rejects.toThrow(message);
    await eventually(() => openSockets() <= before);
  });

  it('serves again within a second after a new master was promoted, and after a change of masters by hand', async () => {
    await using pools = await poolsOf().start();
    const counting = new Counting(pools.get('redis'));
    await counting.served(200);

    const first = await shop.master();
    await first?.kill9();
    await promoted(first);
    expect(await counting.served()).toBeLessThan(1_000);
    await first?.start();
    await shop.settled();

    const second = await shop.master();
    // Once the next master has left it, whatever it confirms is going to be thrown away: so it must not, and only Redis
    // can know that at once.
    await second?.command('CONFIG', 'SET', 'min-replicas-to-write', 2);
    try {
      await shop.sentinels[0]?.command('SENTINEL', 'FAILOVER', shop.name);
      await promoted(second);
      expect(await counting.served()).toBeLessThan(1_000);
      await demoted(second);
    } finally {
      await second?.command('CONFIG', 'SET', 'min-replicas-to-write', 0);
    }

    // Replication is not waited for: what a master confirms in its last moment may end with it.
    expect((await counting.audit()).length).toBeLessThanOrEqual(20);
  }, 90_000);

  it('leaves a master that Sentinels have replaced, although that one goes on', async () => {
    await using pools = await poolsOf().start();
    const pool = pools.get('redis');
    const counting = new Counting(pool);
    await counting.served(200);
    const old = await shop.master();
    await shop.sentinels[1]?.command('SENTINEL', 'FAILOVER', shop.name);
    await promoted(old);
    await eventually(() => portOf(pool).then((port) => port !== old?.port), 1_000);
    const since = counting.begun;
    await demoted(old); // seconds later; it has taken all writes until now
    expect((await counting.audit()).filter((number) => number >= since)).toEqual([]);
  }, 90_000);

  it('leaves a master that hangs for the one that takes its place', async () => {
    const hanging = await shop.master();
    await using pools = await poolsOf({ cancelGraceMs: 200 }).start();
    const counting = new Counting(pools.get('redis'), { timeoutMs: 300 });
    await counting.served(50);
    hanging?.pause();
    try {
      await promoted(hanging);
      expect(await counting.served()).toBeLessThan(4_000);
    } finally {
      hanging?.resume();
    }
    expect((await counting.audit()).length).toBeLessThanOrEqual(20);
  }, 60_000);
});

describe.skipIf(!requireServers('redis'))('a redis pool with Sentinels over TLS', { retry: 2 }, () => {
  let shop: RedisSentinels;
  let certs: Certificates;
  beforeAll(async () => {
    [shop, certs] = await Promise.all([startRedisSentinels({ password: PASSWORD, tls: true }), certificates()]);
  }, 30_000);
  afterAll(() => shop[Symbol.asyncDispose]());

  const options = (toSentinels: RedisOptions['tls'], toMaster: RedisOptions['tls']): RedisOptions => ({
    sentinel: {
      servers: shop.sentinels.map(({ tlsPort }) => ({ host: 'localhost', port: tlsPort })),
      master: shop.name,
      password: PASSWORD,
      tls: toSentinels,
    },
    password: PASSWORD,
    tls: toMaster,
  });

  it('verifies Sentinels and master, each by its own block, and says why not', async () => {
    const good = { caFile: certs.caFile };
    const connection = await new Attempt(options(good, good)).connect();
    expect((connection.client as Redis).stream).toMatchObject({ encrypted: true, authorized: true });
    expect((connection.client as Redis).options.port).toBe((await shop.master())?.tlsPort);
    await backend.close(connection);
    const before = openSockets();
    const bad = { caFile: certs.otherCaFile };
    const distrust = /unable to verify|self-signed certificate|unable to get (local )?issuer/;
    await expect(new Attempt(options(bad, good)).connect()).rejects.toThrow(/no Sentinel answers \(localhost:/);
    await expect(new Attempt(options(bad, good)).connect()).rejects.toThrow(distrust);
    await expect(new Attempt(options(good, bad)).connect()).rejects.toThrow(distrust);
    await eventually(() => openSockets() <= before);
  });

  it('hears of a new master over TLS, and goes there', async () => {
    const good = { caFile: certs.caFile };
    const entry = { type: 'redis', connection: options(good, good) } as const;
    await using pools = await createOutgoingPools({ outgoingPools: [entry] }, { backends: [RedisBackend] }).start();
    const pool = pools.get('redis');
    const old = await shop.master();
    await eventually(
      () =>
        shop.sentinels[0]?.command('SENTINEL', 'FAILOVER', shop.name).then(
          () => true,
          () => false,
        ) ?? false,
    );
    const isNew = ({ client }: RedisConnection): boolean => (client as Redis).options.port !== old?.tlsPort;
    await eventually(() => pool.call(isNew).catch(() => false), 20_000);
    expect(await pool.call(({ client }) => client.set('k', 'x'))).toBe('OK');
  }, 60_000);
});
