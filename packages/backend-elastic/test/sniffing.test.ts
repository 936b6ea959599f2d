import { setTimeout as sleep } from 'node:timers/promises';
import type { ElasticConnection } from '@outpool/backend-elastic';
import { onEvent, type Pool } from '@outpool/core';
import { requireServers, type SearchServer, startSearchCluster } from '@outpool/test-servers';
import { describe, expect, it } from 'vitest';
import { nodesOf } from '../src/sniff.js';
import { at, start } from './start.js';

const available = requireServers('search');

describe('the nodes of a cluster', () => {
  const published = (publish_address: string, roles?: string[]) =>
    nodesOf({ nodes: { id: { ...(roles && { roles }), http: { publish_address } } } });

  it.each([
    ['10.0.0.1:9200', { host: '10.0.0.1', port: 9200 }],
    ['[::1]:9201', { host: '::1', port: 9201 }],
    ['search-1.example.com/10.0.0.1:9200', { host: 'search-1.example.com', port: 9200 }],
    ['search-1.example.com/[fe80::1]:443', { host: 'search-1.example.com', port: 443 }],
  ])('are read as they publish themselves: %s', (address, endpoint) => {
    expect(published(address)).toEqual([endpoint]);
  });

  it.each(['', 'nonsense', '10.0.0.1', ':9200', 'a/b/c:1'])('that publish nothing useful are left out: %s', (address) => {
    expect(published(address)).toEqual([]);
  });

  it('that are nothing but master are spared', () => {
    expect(published('10.0.0.1:9200', ['master'])).toEqual([]);
    expect(published('10.0.0.1:9200', ['cluster_manager'])).toEqual([]);
    expect(published('10.0.0.1:9200', ['master', 'data'])).toHaveLength(1);
    expect(published('10.0.0.1:9200', [])).toHaveLength(1);
  });

  it('without an HTTP interface are left out', () => {
    expect(nodesOf({ nodes: { id: {} } })).toEqual([]);
    expect(nodesOf({})).toEqual([]);
  });
});

it('sniffing a cloud is refused: its nodes are reached through one door', () => {
  const cloudId = `here:${Buffer.from('cloud.test$abc$def').toString('base64')}`;
  expect(() => start({ cloudId, sniff: true })).toThrow('connection.sniff: has no effect here');
});

describe.skipIf(!available)('a pool that knows one node of three and sniffs', { retry: 2 }, () => {
  /** The names of the nodes that its workers are connected to. */
  const used = async (pool: Pool<ElasticConnection>): Promise<string[]> => {
    const answers = await pool.broadcall((elastic) => elastic.request<{ name: string }>({ path: '/' }), { timeoutMs: 2_000 });
    return [...new Set(answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.name] : [])))].sort();
  };
  const until = async (pool: Pool<ElasticConnection>, names: string[]): Promise<void> => {
    const deadline = performance.now() + 40_000;
    while ((await used(pool)).join() !== names.join()) {
      expect(performance.now(), `waiting for ${names}`).toBeLessThan(deadline);
      await sleep(100);
    }
  };

  it('uses all, leaves one that has left, takes it back, and goes on without the one it knew', async () => {
    const servers = await startSearchCluster('opensearch');
    try {
      const [first, second, third] = servers as [SearchServer, SearchServer, SearchServer];
      const told: number[][] = [];
      const end = onEvent('endpoints.changed', ({ endpoints }) => told.push(endpoints.map(({ port }) => port).sort()));
      await using pools = await start({ ...at(first), sniff: true }, { workers: 6, keepaliveIntervalMs: 200 });
      const pool = pools.get('elastic');
      await until(pool, ['n1', 'n2', 'n3']);
      expect(told[0]).toEqual(servers.map(({ port }) => port).sort());

      await third.kill9();
      await until(pool, ['n1', 'n2']);
      // The cluster finds out, too.
      while (told.at(-1)?.length !== 2) await sleep(50);
      expect(told.at(-1)).not.toContain(third.port);

      await third.start();
      await first.whole(3);
      await until(pool, ['n1', 'n2', 'n3']);

      await first.kill9();
      await until(pool, ['n2', 'n3']);
      // Configured, so never dropped: it may be the only door one day.
      expect(told.at(-1)).toContain(first.port);
      await second.whole(2);
      await first.start();
      await second.whole(3);
      await until(pool, ['n1', 'n2', 'n3']);
      end();
    } finally {
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    }
  }, 180_000);
});
