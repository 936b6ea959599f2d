import { Client as Client9, BaseConnection as Connection9 } from '@elastic/elasticsearch';
import { Client as OpenSearchClient, Connection as OpenSearchConnection } from '@opensearch-project/opensearch';
import { type ElasticPool, elasticClientOver, openSearchClientOver } from '@outpool/backend-elastic';
import type { OutgoingPools } from '@outpool/core';
import { requireServers, type SearchServer, startSearch } from '@outpool/test-servers';
import { startFaultProxy } from '@outpool/testkit';
import { Client as Client8, BaseConnection as Connection8 } from 'elasticsearch-8';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, failure, start } from './start.js';

const available = requireServers('search');

/** A pool that counts how often it is called. */
const counting = (pool: ElasticPool) => {
  const counted = {
    calls: 0,
    call: ((job, options) => {
      counted.calls++;
      return pool.call(job, options);
    }) as ElasticPool['call'],
  };
  return counted;
};

describe.skipIf(!available)('the official client of Elasticsearch over a pool', () => {
  let server: SearchServer;
  let pools: OutgoingPools;
  beforeAll(async () => {
    server = await startSearch('elasticsearch');
    pools = await start(at(server));
  }, 60_000);
  afterAll(async () => {
    await pools?.stop();
    await server?.[Symbol.asyncDispose]();
  });

  const clientOf = (version: 8 | 9, pool: ElasticPool): Client8 =>
    version === 8
      ? new Client8(elasticClientOver(pool, Connection8))
      : (new Client9(elasticClientOver(pool, Connection9)) as unknown as Client8);

  it.each([8, 9] as const)(
    'version %i does its work',
    async (version) => {
      const client = clientOf(version, pools.get('elastic'));
      const index = `client${version}`;
      expect((await client.info()).version.number).toBe('7.17.28');
      expect(await client.ping()).toBe(true);
      await client.index({ index, id: '1', document: { n: 1 }, refresh: true });
      expect((await client.get<{ n: number }>({ index, id: '1' }))._source).toEqual({ n: 1 });
      expect(await client.exists({ index, id: 'none' })).toBe(false);
      expect(await failure(client.create({ index, id: '1', document: {} }))).toMatchObject({ name: 'ResponseError', statusCode: 409 });
      expect(await failure(client.get({ index: 'nothing', id: '1' }))).toMatchObject({ name: 'ResponseError', statusCode: 404 });
      const documents = Array.from({ length: 1_000 }, (_, n) => ({ n }));
      const done = await client.helpers.bulk({
        datasource: documents,
        onDocument: () => ({ index: { _index: index } }),
        refreshOnCompletion: true,
      });
      expect([done.successful, done.failed]).toEqual([1_000, 0]);
      let hits = 0;
      for await (const page of client.helpers.scrollSearch({ index, size: 300, query: { match_all: {} } })) hits += page.documents.length;
      expect(hits).toBe(1_001);
      const controller = new AbortController();
      const slow = failure(client.cluster.health({ wait_for_nodes: '9', timeout: '30s' }, { signal: controller.signal }));
      setTimeout(() => controller.abort(), 50);
      expect(await slow).toBeInstanceOf(Error);
      expect(await failure(client.cluster.health({ wait_for_nodes: '9', timeout: '30s' }, { requestTimeout: 100 }))).toMatchObject({
        code: 'CALL_TIMEOUT',
      });
      await client.close();
    },
    30_000,
  );

  it.each([8, 9] as const)(
    'version %i sends nothing twice when its connection is lost: neither it nor the pool',
    async (version) => {
      await using proxy = await startFaultProxy({ host: '127.0.0.1', port: server.port });
      await using behind = await start(at(proxy), { workers: 1 });
      const pool = counting(behind.get('elastic'));
      const client = clientOf(version, pool);
      await client.indices.create({ index: `lost${version}` });
      pool.calls = 0;
      const lost = failure(client.cluster.health({ wait_for_nodes: '9', timeout: '30s', index: `lost${version}` }).then(() => 'answered'));
      const index = failure(client.index({ index: `lost${version}`, document: { n: 1 } }).then(() => 'answered'));
      setTimeout(() => proxy.reset(), 100);
      // A GET is run once more by the pool, and hangs again; the POST waits for its turn.
      setTimeout(() => proxy.reset(), 1_000);
      expect(await lost).toMatchObject({ code: 'CONNECTION_LOST' });
      await index.catch(() => undefined);
      expect(pool.calls).toBe(2);
      await client.close();
    },
    30_000,
  );
});

describe.skipIf(!available)('the official client of OpenSearch over a pool', () => {
  it('does its work, and sends nothing twice', async () => {
    await using server = await startSearch('opensearch');
    await using pools = await start(at(server), { callTimeoutMs: 1_000 });
    const pool = counting(pools.get('elastic'));
    const client = new OpenSearchClient(openSearchClientOver(pool, OpenSearchConnection));
    expect((await client.info()).body.version.number).toBe('2.19.1');
    await client.index({ index: 'things', id: '1', body: { n: 1 }, refresh: true });
    expect((await client.get({ index: 'things', id: '1' })).body._source).toEqual({ n: 1 });
    expect(await failure(client.get({ index: 'things', id: 'none' }))).toMatchObject({ name: 'ResponseError', statusCode: 404 });
    const documents = Array.from({ length: 1_000 }, (_, n) => ({ n }));
    const done = await client.helpers.bulk({
      datasource: documents,
      onDocument: () => ({ index: { _index: 'things' } }),
      refreshOnCompletion: true,
    });
    expect([done.successful, done.failed]).toEqual([1_000, 0]);
    let hits = 0;
    for await (const page of client.helpers.scrollSearch({ index: 'things', body: { size: 300, query: { match_all: {} } } }))
      hits += page.body.hits.hits.length;
    expect(hits).toBe(1_001);
    const pit = await client.createPit({ index: ['things'], keep_alive: '1m' });
    await client.transport.request({ method: 'DELETE', path: '/_search/point_in_time', body: { pit_id: [String(pit.body.pit_id)] } });
    pool.calls = 0;
    expect(await failure(client.cluster.health({ wait_for_nodes: '9', timeout: '30s' }, { requestTimeout: 300 }))).toMatchObject({
      code: 'CALL_TIMEOUT',
    });
    expect(pool.calls).toBe(1);
    await client.close();
  }, 60_000);
});
