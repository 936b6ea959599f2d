import { setTimeout as sleep } from 'node:timers/promises';
import type { ElasticConnection } from '@outpool/backend-elastic';
import { isPoolError, onEvent, type Pool } from '@outpool/core';
import type { CallContext } from '@outpool/contract';
import { requireServers, type SearchServer, startSearch, startSearchCluster } from '@outpool/test-servers';
import { startFaultProxy } from '@outpool/testkit';
import { describe, expect, it } from 'vitest';
import { at, count, start } from './start.js';

const available = requireServers('search');
/** The long run has 100000. */
const WRITES = Number(process.env.OUTPOOL_ELASTIC_WRITES ?? 2_000);

/** Writers that number their documents and note what was acknowledged and how often each was sent. */
function writers(pool: Pool<ElasticConnection>, index: string, writes: number, callers = 8) {
  const acknowledged = new Map<string, number>();
  const errors: unknown[] = [];
  let sent = 0;
  let next = 0;
  let longestMs = 0;
  const writer = async (): Promise<void> => {
    while (next < writes) {
      const id = String(next++);
      const began = performance.now();
      try {
        const write = (elastic: ElasticConnection, { signal }: CallContext) => {
          sent++;
          return elastic.index(index, { id }, { id, signal });
        };
        const { _version } = await pool.call(write, { timeoutMs: 5_000 });
        acknowledged.set(id, _version);
      } catch (error) {
        errors.push(error);
        await sleep(5);
      }
      longestMs = Math.max(longestMs, performance.now() - began);
    }
  };
  const done = Promise.all(Array.from({ length: callers }, writer));
  return { acknowledged, errors, done, sent: () => sent, progress: () => next, longest: () => longestMs };
}

/**
 * Each acknowledged write is there, in the version that was acknowledged, and none was sent twice. That version is 1, but
 * for a cluster whose primary shard died: the cluster itself then does a write once more.
 */
async function expectEachOnce(server: SearchServer, index: string, { acknowledged, sent }: ReturnType<typeof writers>): Promise<void> {
  const wrong: string[] = [];
  const ids = [...acknowledged.keys()];
  for (let from = 0; from < ids.length; from += 5_000) {
    const { docs } = await server.ask<{ docs: { _id: string; found: boolean; _version: number }[] }>('POST', `/${index}/_mget`, {
      ids: ids.slice(from, from + 5_000),
    });
    for (const { _id, found, _version } of docs)
      if (!found || _version !== acknowledged.get(_id)) wrong.push(`${_id}: ${found ? `version ${_version}` : 'missing'}`);
  }
  expect(wrong).toEqual([]);
  expect(sent()).toBeLessThanOrEqual(WRITES);
}

describe.skipIf(!available)('a node that', () => {
  it('is killed and started again under load loses nothing that it acknowledged, and does nothing twice', async () => {
    await using server = await startSearch('opensearch');
    await server.ask('PUT', '/writes', { settings: { number_of_shards: 1, number_of_replicas: 0 } });
    await using pools = await start(at(server), { workers: 4 });
    const pool = pools.get('elastic');
    const load = writers(pool, 'writes', WRITES);
    while (load.progress() < WRITES / 4) await sleep(5);
    await server.kill9();
    await sleep(200);
    await server.start();
    const back = performance.now();
    while (pool.state !== 'ready') await sleep(5);
    expect(performance.now() - back).toBeLessThan(2_000);
    await load.done;
    for (const error of load.errors) expect(isPoolError(error) || (error as Error).name === 'ElasticError').toBe(true);
    expect(load.acknowledged.size + load.errors.length).toBe(WRITES);
    expect(load.longest()).toBeLessThan(7_000);
    expect(new Set(load.acknowledged.values())).toEqual(new Set([1]));
    await expectEachOnce(server, 'writes', load);
    expect(await pool.call((elastic) => count(elastic, 'writes'))).toBeGreaterThanOrEqual(load.acknowledged.size);
  }, 600_000);

  it('hangs is left out while another serves; one that resets in mid-answer, too; each call settles in time', async () => {
    await using server = await startSearch('elasticsearch');
    await server.ask('PUT', '/things/_doc/1?refresh=true', { text: 'x'.repeat(200_000) });
    await using proxy = await startFaultProxy({ host: '127.0.0.1', port: server.port });
    await using pools = await start(
      {
        nodes: [
          ['127.0.0.1', proxy.port],
          ['127.0.0.1', server.port],
        ],
        requestTimeoutMs: 500,
      },
      { workers: 4, connectTimeoutMs: 500 },
    );
    const pool = pools.get('elastic');
    const round = async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, async () => {
          const began = performance.now();
          const ok = await pool
            .call((elastic) => elastic.get('things', '1'), { timeoutMs: 3_000 })
            .then(
              () => true,
              () => false,
            );
          return { ok, ms: performance.now() - began };
        }),
      );
      expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(4_000);
      return outcomes.filter(({ ok }) => !ok).length;
    };
    expect(await round()).toBe(0);
    const ejected: unknown[] = [];
    const end = onEvent('endpoint.ejected', ({ endpoint }) => ejected.push(endpoint.port));
    proxy.halfOpen();
    proxy.blackHole();
    await round();
    await sleep(600);
    await round();
    expect(ejected).toContain(proxy.port);
    expect(await round()).toBe(0);
    await proxy.heal();
    proxy.set({ bytesPerSecond: 400_000 });
    for (let n = 0; n < 5; n++) {
      const running = round();
      await sleep(30);
      proxy.reset();
      await running;
    }
    proxy.set({ bytesPerSecond: undefined });
    end();
    const deadline = performance.now() + 15_000;
    while ((await round()) > 0) expect(performance.now()).toBeLessThan(deadline);
  }, 90_000);
});

describe.skipIf(!available)('a cluster of three', { retry: 2 }, () => {
  it('that loses a node under load goes on, and has each document once', async () => {
    const servers = await startSearchCluster('opensearch');
    try {
      const [first, second, third] = servers as [SearchServer, SearchServer, SearchServer];
      await first.ask('PUT', '/writes', { settings: { number_of_shards: 3, number_of_replicas: 1 } });
      await first.whole(3);
      await using pools = await start({ nodes: servers.map(({ port }) => ['127.0.0.1', port] as [string, number]) }, { workers: 6 });
      const pool = pools.get('elastic');
      const load = writers(pool, 'writes', WRITES);
      while (load.progress() < WRITES / 3) await sleep(5);
      await third.kill9();
      await load.done;
      expect(load.acknowledged.size + load.errors.length).toBe(WRITES);
      expect(load.errors.length).toBeLessThan(WRITES / 10);
      const left = await pool.call((elastic) => elastic.health());
      expect(left.number_of_nodes).toBe(2);
      await expectEachOnce(second, 'writes', load);
      await third.start();
      await first.whole(3);
      await expectEachOnce(first, 'writes', load);
    } finally {
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    }
  }, 600_000);
});
