import { setTimeout as sleep } from 'node:timers/promises';
import { createOutgoingPools, type OutgoingPools, type PoolError, type PoolOptions } from '@outpool/core';
import { certificates, type RedisCluster, type RedisServer, requireServers, startRedis, startRedisCluster } from '@outpool/test-servers';
import { Cluster } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisBackend, type RedisOptions } from '../src/index.js';
import { Attempt, backend, eventually, openSockets } from './attempt.js';
import { Counting } from './counting.js';

const PASSWORD = 'open sesame';

describe.skipIf(!requireServers('redis'))('a redis pool on a cluster', { retry: 2 }, () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster({ password: PASSWORD });
  }, 30_000);
  // Whatever the last test, or the last try of this one, has left of it.
  beforeEach(async () => {
    await Promise.all(cluster.servers.filter(({ running }) => !running).map((server) => server.start()));
    await cluster.settled();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  const address = ({ host, port }: RedisServer): { host: string; port: number } => ({ host, port });
  const options = (more: RedisOptions = {}): RedisOptions => ({
    cluster: cluster.servers.slice(0, 2).map(address),
    password: PASSWORD,
    ...more,
  });
  const poolsOf = (pool: PoolOptions = {}): OutgoingPools =>
    createOutgoingPools({ outgoingPools: [{ type: 'redis', pool, connection: options() }] }, { backends: [RedisBackend] });
  const slotOf = async (key: string): Promise<number> =>
    (await cluster.servers.find(({ running }) => running)?.command<number>('CLUSTER', 'KEYSLOT', key)) ?? -1;

  it('reaches every key through any of its servers, and leaves nothing open', async () => {
    const before = openSockets();
    const connection = await new Attempt(options({ cluster: [['127.0.0.1', 1], address(cluster.servers[5] as RedisServer)] })).connect();
    const { client } = connection;
    expect(client).toBeInstanceOf(Cluster);
    await Promise.all(Array.from({ length: 300 }, (_, n) => client.set(`key${n}`, n)));
    expect(await Promise.all(Array.from({ length: 300 }, (_, n) => client.get(`key${n}`)))).toEqual(
      Array.from({ length: 300 }, (_, n) => String(n)),
    );
    expect(await client.pipeline().set('{a}1', 'x').get('{a}1').exec()).toEqual([
      [null, 'OK'],
      [null, 'x'],
    ]);
    await backend.close(connection);
    await eventually(() => openSockets() <= before);
  });

  it.each([
    ['a wrong password', () => options({ password: 'wrong' }), /WRONGPASS/],
    [
      'servers that are down',
      () => options({ cluster: [['127.0.0.1', 1]] }),
      /no server of the cluster answers \(127\.0\.0\.1:1: .*ECONNREFUSED/,
    ],
  ])('says why it has no connection: %s', async (_, written, message) => {
    const before = openSockets();
    await expect(new Attempt(written()).connect()).rejects.toThrow(message);
    await eventually(() => openSockets() <= before);
  });

  it('does not take a server by itself for a cluster', async () => {
    await using single = await startRedis();
    await expect(new Attempt({ cluster: [address(single)] }).connect()).rejects.toThrow('cluster support disabled');
  });

  it('lends a connection for a subscription, which hears what is published on any server', async () => {
    await using pools = await poolsOf().start();
    const pool = pools.get('redis');
    await using lease = await pool.lease();
    const heard: string[] = [];
    lease.connection.client.on('message', (_, text) => heard.push(text));
    await lease.connection.client.subscribe('news');
    await pool.call(({ client }) => client.publish('news', 'hello'));
    await eventually(() => heard.length === 1);
  });

  it('goes on while slots move to another server, and repeats nothing', async () => {
    await using pools = await poolsOf().start();
    const counting = new Counting(pools.get('redis'));
    await counting.served(100);
    const target = cluster.servers[2] as RedisServer;
    for (let n = 0; n < 16; n++) {
      const slot = await slotOf(`{${n}}`);
      if ((await cluster.masterOf(slot)) !== target) await cluster.moveSlot(slot, target);
    }
    await counting.served(100);
    expect(await counting.audit()).toEqual([]);
    expect(Object.keys(counting.outcomes)).toEqual(['ok']);
    await cluster.servers[0]?.command('FLUSHALL');
    // Back, so that the failovers below concern some keys and not all.
    for (let n = 0; n < 16; n++)
      await cluster.moveSlot(await slotOf(`{${n}}`), cluster.servers[n % 3] as RedisServer).catch(() => undefined);
    await cluster.settled();
  }, 60_000);

  it('serves the rest while one master is dead, and all within a second after its replica took over', async () => {
    await Promise.all(cluster.servers.slice(0, 3).map((server) => server.command('FLUSHALL')));
    const pools = await poolsOf().start();
    const pool = pools.get('redis');
    const counting = new Counting(pool);
    await counting.served(200);

    const [first, , , replica] = cluster.servers as [RedisServer, RedisServer, RedisServer, RedisServer];
    await first.kill9();
    // Two thirds of the keys are not concerned.
    expect(await counting.served(50)).toBeLessThan(1_000);
    await eventually(async () => (await replica.command<[string]>('ROLE'))[0] === 'master', 20_000);
    const promoted = performance.now();
    const key = await keyAt(replica);
    await eventually(() =>
      pool
        .call(({ client }) => client.set(key, 'x'))
        .then(
          () => true,
          () => false,
        ),
    );
    expect(performance.now() - promoted).toBeLessThan(1_000);
    await first.start();
    await cluster.settled();

    // A failover by hand is given up by the servers themselves when it takes them 5 s, so it is asked for until it is done.
    await eventually(async () => {
      await first.command('CLUSTER', 'FAILOVER').catch(() => undefined);
      for (let tries = 0; tries < 60; tries++) {
        if ((await first.command<[string]>('ROLE'))[0] === 'master') return true;
        await sleep(100);
      }
      return false;
    }, 40_000);
    expect(await counting.served(100)).toBeLessThan(1_000);
    await sleep(300);

    // Replication is not waited for: what a master confirms while it dies may die with it.
    expect((await counting.audit()).length).toBeLessThanOrEqual(20);
    expect(counting.outcomes.CONNECTION_LOST).toBeGreaterThan(0);
    expect(pool.stats().connections.opened).toBe(1);
    await pools.stop();
  }, 90_000);

  it('says that a call has not been sent when its server could not be reached', async () => {
    await using pools = await poolsOf().start();
    const pool = pools.get('redis');
    const [dead, replica] = [cluster.servers[1], cluster.servers[4]] as [RedisServer, RedisServer];
    const owner = (await dead.command<[string]>('ROLE'))[0] === 'master' ? dead : replica;
    const key = await keyAt(owner);
    await Promise.all([dead.kill9(), replica.kill9()]);
    const hit = (): Promise<PoolError> =>
      pool
        .call(({ client }) => client.incr(key))
        .then(
          () => Promise.reject(new Error('it is served')),
          (error) => error,
        );
    await eventually(async () => (await hit()).sent === false);
    for (let n = 0; n < 20; n++) {
      const error = await hit();
      expect(error).toMatchObject({ code: 'CONNECTION_LOST', sent: false });
      expect(String(error.cause)).toMatch(new RegExp(`(ECONNREFUSED|the connection to) 127.0.0.1:${owner.port}`));
    }
    expect(pool.stats().connections.opened).toBe(1);
    await Promise.all([dead.start(), replica.start()]);
    await cluster.settled();
    expect(await pool.call(({ client }) => client.incr(key))).toBe(1);
  }, 60_000);

  it('is down with the whole cluster, says so in time, and is back with it', async () => {
    await using pools = await poolsOf({ callTimeoutMs: 500 }).start();
    const pool = pools.get('redis');
    await Promise.all(cluster.servers.map((server) => server.kill9()));
    await eventually(() => pool.state === 'down', 5_000);
    const began = performance.now();
    await expect(pool.call(({ client }) => client.get('k'))).rejects.toMatchObject({
      code: 'POOL_DOWN',
      message: expect.stringContaining('no server of the cluster answers'),
    });
    expect(performance.now() - began).toBeLessThan(1_500);
    await Promise.all(cluster.servers.map((server) => server.start()));
    await cluster.settled();
    await eventually(() => pool.state === 'ready', 2_000);
    await pool.call(({ client }) => client.get('k'));
  }, 60_000);

  async function keyAt(server: RedisServer): Promise<string> {
    for (let n = 0; ; n++) if ((await cluster.masterOf(await slotOf(`probe${n}`))) === server) return `probe${n}`;
  }
});

describe.skipIf(!requireServers('redis'))('a redis pool on a cluster over TLS', { retry: 2 }, () => {
  it('verifies each of its servers, and says why not', async () => {
    const { caFile } = await certificates();
    await using cluster = await startRedisCluster({ tls: true });
    const options = (tls: RedisOptions['tls']): RedisOptions => ({
      cluster: cluster.servers.map((one) => ({ host: 'localhost', port: one.tlsPort })),
      tls,
    });
    const connection = await new Attempt(options({ caFile })).connect();
    await Promise.all(Array.from({ length: 100 }, (_, n) => connection.client.set(`key${n}`, n)));
    const nodes = (connection.client as Cluster).nodes('master');
    expect(nodes).toHaveLength(3);
    for (const node of nodes) expect(node.stream).toMatchObject({ encrypted: true, authorized: true });
    await backend.close(connection);
    await expect(new Attempt(options(true)).connect()).rejects.toThrow(/self-signed certificate|unable to verify/);
  }, 30_000);
});
