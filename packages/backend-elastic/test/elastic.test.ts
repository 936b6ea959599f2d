import { type BulkOperation, pointInTimeOver, scrollOver } from '@outpool/backend-elastic';
import type { OutgoingPools, Pool } from '@outpool/core';
import { requireServers, type SearchServer, startSearch } from '@outpool/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ElasticConnection } from '../src/elastic-connection.js';
import { at, count, failure, start } from './start.js';

const available = requireServers('search');

describe.skipIf(!available).each(['elasticsearch', 'opensearch'] as const)('on %s', (product) => {
  let server: SearchServer;
  let pools: OutgoingPools;
  let pool: Pool<ElasticConnection>;
  beforeAll(async () => {
    server = await startSearch(product, { settings: { 'indexing_pressure.memory.limit': '60kb' } });
    pools = await start(at(server));
    pool = pools.get('elastic');
  }, 60_000);
  afterAll(async () => {
    await pools?.stop();
    await server?.[Symbol.asyncDispose]();
  });

  it('a connection knows what it is connected to', async () => {
    const { number } = (await server.ask<{ version: { number: string } }>('GET', '/')).version;
    expect(await pool.call((elastic) => [elastic.product, elastic.version])).toEqual([product, number]);
  });

  it('the state of the cluster is there for the asking', async () => {
    const health = await pool.call((elastic) => elastic.health());
    expect(health).toMatchObject({ status: expect.stringMatching(/green|yellow/), timed_out: false, number_of_nodes: 1 });
  });

  it('documents are stored, read, changed, found and removed, whatever their ids', async () => {
    const job = async (elastic: ElasticConnection) => {
      const id = 'a/b c?ä#%2e..';
      expect(await elastic.index('things', { n: 1 }, { id })).toMatchObject({ result: 'created', _id: id, _version: 1 });
      expect(await elastic.get('things', id)).toMatchObject({ _source: { n: 1 }, _version: 1 });
      expect(await elastic.update('things', id, { doc: { m: 2 } }, { query: { refresh: true } })).toMatchObject({ result: 'updated' });
      const found = await elastic.search<{ n: number }>('things', { query: { match: { n: 1 } } });
      expect(found.hits.hits.map(({ _source }) => _source)).toEqual([{ n: 1, m: 2 }]);
      expect(await elastic.delete('things', id)).toMatchObject({ result: 'deleted' });
      expect(await elastic.delete('things', id)).toMatchObject({ result: 'not_found' });
      expect(await elastic.get('things', id)).toBe(undefined);
      expect((await elastic.index('things', { n: 2 }))._id).toMatch(/.{10}/);
      expect(await elastic.request({ method: 'HEAD', path: '/things' })).toBe(undefined);
      expect((await elastic.raw({ method: 'HEAD', path: '/nothing' })).status).toBe(404);
    };
    await pool.call(job);
  });

  it.each([
    ['version_conflict', 409, (e: ElasticConnection) => e.index('things', {}, { id: '1', query: { op_type: 'create' } })],
    ['version_conflict', 409, (e: ElasticConnection) => e.index('things', {}, { id: '1', query: { if_seq_no: 99, if_primary_term: 1 } })],
    ['index_not_found', 404, (e: ElasticConnection) => e.search('nothing')],
    ['index_not_found', 404, (e: ElasticConnection) => e.get('nothing', '1')],
    ['not_found', 404, (e: ElasticConnection) => e.update('things', 'none', { doc: {} })],
    ['already_exists', 400, (e: ElasticConnection) => e.request({ method: 'PUT', path: '/things' })],
    ['parse', 400, (e: ElasticConnection) => e.search('things', { query: { no: 1 } })],
    ['parse', 400, (e: ElasticConnection) => e.request({ path: '/things/_search', body: '{' })],
    ['parse', 400, (e: ElasticConnection) => e.search('things', {}, { query: { no_such_parameter: 1 } })],
    ['parse', 400, (e: ElasticConnection) => e.index('UPPER', {})],
    ['rejected', 429, (e: ElasticConnection) => e.index('things', { text: 'x'.repeat(100_000) })],
    ['request', 405, (e: ElasticConnection) => e.request({ method: 'DELETE', path: '/_cluster/health' })],
  ])('%s (%i) is an error of its own, and the connection stays', async (code, status, job) => {
    await pool.call((elastic) => elastic.index('things', { n: 1 }, { id: '1' }));
    const { opened } = pool.stats().connections;
    const error = await failure(pool.call(job as (elastic: ElasticConnection) => Promise<unknown>));
    expect(error).toMatchObject({ name: 'ElasticError', code, status });
    expect(error.message).toMatch(/^(GET|PUT|POST|DELETE) \/\S+: \d{3} \S/);
    expect(pool.stats().connections.opened).toBe(opened);
  });

  it.each(['', '.', '..', 'a/b', '../_cluster/health', 'a?b', 'a b', 'a#b', 'a,..', 'a\nb'])(
    'the index %j is refused before anything is sent',
    async (index) => {
      const error = await failure(pool.call((elastic) => elastic.search(index)));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain('index');
    },
  );

  it.each(['', 'things', '/../x', '/a/%2e%2e/b', 'http://evil.test/', '//evil.test/', '/a b', '/a#b', '/a\r\nx: y'])(
    'the path %j is refused before anything is sent',
    async (path) => {
      expect(await failure(pool.call((elastic) => elastic.request({ path })))).toBeInstanceOf(TypeError);
      expect(await failure(pool.call((elastic) => elastic.raw({ path })))).toBeInstanceOf(TypeError);
    },
  );

  it('a bulk is cut into parts, and what fails in it fails alone', async () => {
    const good: BulkOperation[] = Array.from({ length: 500 }, (_, n) => ({
      action: 'index',
      index: 'many',
      id: String(n),
      document: { n },
    }));
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const bad: BulkOperation[] = [
      { action: 'create', index: 'many', id: '1', document: {} },
      { action: 'update', index: 'many', id: 'none', document: { doc: {} } },
      { action: 'index', index: '../many', document: {} },
      { action: 'index', index: 'many', document: circular },
      { action: 'delete', index: 'many' },
      { action: 'index', index: 'many', id: 'text', document: { n: 'not a number' } },
    ];
    const result = await pool.call((elastic) =>
      elastic.bulk([...good, ...bad, { action: 'delete', index: 'many', id: '0' }], { maxBytes: 10_000, maxCount: 100 }),
    );
    expect(result.failures.map(({ position, error }) => [position, error.code])).toEqual([
      [500, 'version_conflict'],
      [501, 'not_found'],
      [502, 'parse'],
      [503, 'parse'],
      [504, 'parse'],
      [505, 'parse'],
    ]);
    expect(result.succeeded).toBe(501);
    expect(await pool.call((elastic) => count(elastic, 'many'))).toBe(499);
  });

  it('what of a bulk the server is too busy for is sent again, and listed when that does not help', async () => {
    const document = { text: 'x'.repeat(2_000) };
    const operations = (index: string): BulkOperation[] =>
      Array.from({ length: 60 }, (_, n) => ({ action: 'index', index, id: String(n), document }));
    const small = await Promise.all(
      ['busy1', 'busy2', 'busy3'].map((index) =>
        pool.call((elastic) => elastic.bulk(operations(index), { maxBytes: 25_000, retries: 12, backoffMs: 20 })),
      ),
    );
    for (const { succeeded, failures } of small) expect([succeeded, failures.length]).toEqual([60, 0]);
    const big = await pool.call((elastic) => elastic.bulk(operations('busy4'), { retries: 2, backoffMs: 10 }));
    expect(big.retried).toBe(120);
    expect(big.failures).toHaveLength(60);
    expect(big.failures[0]?.error).toMatchObject({ code: 'rejected', status: 429 });
  });

  it('every hit of a search comes once, by scroll and by point in time, and no context is left however it ends', async () => {
    const open = async (): Promise<number> => {
      const { nodes } = await server.ask<{ nodes: Record<string, { indices: { search: { open_contexts: number } } }> }>(
        'GET',
        '/_nodes/stats/indices/search',
      );
      return Object.values(nodes).reduce((sum, node) => sum + node.indices.search.open_contexts, 0);
    };
    await pool.call((elastic) => elastic.request({ method: 'PUT', path: '/hits', body: { settings: { number_of_shards: 3 } } }));
    await pool.call((elastic) =>
      elastic.bulk(
        Array.from({ length: 700 }, (_, n) => ({ action: 'index' as const, index: 'hits', id: String(n), document: { n } })),
        { query: { refresh: true }, maxBytes: 10_000 },
      ),
    );
    for (const over of [scrollOver, pointInTimeOver]) {
      const ids: string[] = [];
      for await (const { _id } of over(pool, 'hits', {}, { size: 60 })) ids.push(_id);
      expect([ids.length, new Set(ids).size]).toEqual([700, 700]);
      expect(await open()).toBe(0);
      for await (const { _id } of over(pool, 'hits', {}, { size: 60 })) if (_id !== '') break;
      expect(await open()).toBe(0);
      const thrown = new Error('no more');
      const loop = async (): Promise<void> => {
        for await (const { _id } of over(pool, 'hits', {}, { size: 60 })) if (_id !== '') throw thrown;
      };
      expect(await failure(loop())).toBe(thrown);
      expect(await open()).toBe(0);
      const controller = new AbortController();
      const cancelled = async (): Promise<void> => {
        let hits = 0;
        for await (const _ of over(pool, 'hits', {}, { size: 60, signal: controller.signal })) if (++hits === 100) controller.abort();
      };
      expect(await failure(cancelled())).toMatchObject({ code: 'CALL_CANCELLED' });
      expect(await open()).toBe(0);
      expect(await failure(over(pool, 'nothing').next())).toMatchObject({ code: 'index_not_found' });
    }
  }, 60_000);
});
