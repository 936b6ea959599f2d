import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RiakClient } from '../../src/client.js';
import { RiakServer } from '../../src/testing.js';
import { collect, failure } from '../attempt.js';

describe('finding objects', () => {
  let server: RiakServer;
  let riak: RiakClient;
  beforeAll(async () => {
    server = await RiakServer.start();
    riak = await RiakClient.connect({ port: server.port });
    await Promise.all(
      Array.from({ length: 250 }, (_, n) =>
        riak.put(
          { bucket: 'many', key: `k${String(n).padStart(3, '0')}` },
          { json: n, indexes: { name_bin: `t${n % 10}`, n_int: n - 100 } },
        ),
      ),
    );
    await riak.put({ bucket: 'bob', key: 'bob' }, { value: 'x', indexes: { f_int: [300, 301, 302], big_int: 1_362_400_142_028n } });
  });
  afterAll(async () => {
    await riak.close();
    await server.kill();
  });

  const keys = async (matches: AsyncIterable<{ key: Buffer }>): Promise<string[]> =>
    (await collect(matches)).map(({ key }) => key.toString());

  it('lists keys and buckets', async () => {
    expect(new Set((await collect(riak.keys({ bucket: 'many' }))).map(String)).size).toBe(250);
    expect(await collect(riak.keys({ bucket: 'empty' }))).toEqual([]);
    expect((await collect(riak.buckets())).map(String).sort()).toEqual(['bob', 'many']);
    expect(await collect(riak.buckets('multi'))).toEqual([]);
    expect(await failure(collect(riak.buckets('nope')))).toMatchObject({ code: 'NO_BUCKET_TYPE' });
  });

  it('finds by one term', async () => {
    expect(await keys(riak.index.query({ bucket: 'many', index: 'name_bin', equals: 't3', sorted: true }))).toEqual(
      Array.from({ length: 25 }, (_, n) => `k${String(n * 10 + 3).padStart(3, '0')}`),
    );
    expect(await keys(riak.index.query({ bucket: 'many', index: 'n_int', equals: -100 }))).toEqual(['k000']);
    expect(await keys(riak.index.query({ bucket: 'bob', index: 'big_int', equals: 1_362_400_142_028n }))).toEqual(['bob']);
    expect(await keys(riak.index.query({ bucket: 'many', index: 'name_bin', equals: 'zzz' }))).toEqual([]);
  });

  it('finds by a range, with terms, once for each', async () => {
    const found = await collect(riak.index.query({ bucket: 'many', index: 'n_int', from: -3, to: 2, withTerms: true, sorted: true }));
    expect(found.map(({ term, key }) => `${term}=${key}`)).toEqual(['-3=k097', '-2=k098', '-1=k099', '0=k100', '1=k101', '2=k102']);
    const bob = await collect(riak.index.query({ bucket: 'bob', index: 'f_int', from: 0, to: 999, withTerms: true, sorted: true }));
    expect(bob.map(({ term, key }) => `${term}=${key}`)).toEqual(['300=bob', '301=bob', '302=bob']);
  });

  it('finds by a pattern, by key, and all of a bucket', async () => {
    const matching = await keys(riak.index.query({ bucket: 'many', index: 'name_bin', from: 't0', to: 't9', matching: '^t[02]$' }));
    expect(matching).toHaveLength(50);
    expect(await keys(riak.index.query({ bucket: 'many', index: '$key', from: 'k002', to: 'k004', sorted: true }))).toEqual([
      'k002',
      'k003',
      'k004',
    ]);
    expect(await keys(riak.index.query({ bucket: 'many', index: '$bucket' }))).toHaveLength(250);
  });

  it('goes through pages, an exact multiple included', async () => {
    const sizes = async (pageSize: number) =>
      (await collect(riak.index.pages({ bucket: 'many', index: 'n_int', from: -100, to: 149 }, pageSize))).map(({ length }) => length);
    expect(await sizes(100)).toEqual([100, 100, 50]);
    expect(await sizes(125)).toEqual([125, 125]);
    const first = await riak.index.page({ bucket: 'bob', index: 'f_int', from: 0, to: 999, withTerms: true }, { pageSize: 2 });
    expect(first.matches.map(({ term }) => String(term))).toEqual(['300', '301']);
    const second = await riak.index.page(
      { bucket: 'bob', index: 'f_int', from: 0, to: 999, withTerms: true },
      { pageSize: 2, continuation: first.continuation },
    );
    expect([second.matches.map(({ term }) => String(term)), second.continuation]).toEqual([['302'], undefined]);
  });

  it.each([
    ['no terms', { bucket: 'b', index: 'x_bin' }, /expected equals, or from and to/],
    ['half a range', { bucket: 'b', index: 'x_bin', from: 'a' }, /expected equals, or from and to/],
    ['a term and a range', { bucket: 'b', index: 'x_bin', equals: 'a', from: 'a' }, /equals: stands instead/],
    ['a pattern for numbers', { bucket: 'b', index: 'x_int', from: 1, to: 2, matching: '1' }, /matching: /],
    ['text for a number', { bucket: 'b', index: 'x_int', equals: 'one' }, /x_int: expected a whole number/],
    ['a name without kind', { bucket: 'b', index: 'x', equals: 'one' }, /ends with _bin or _int/],
    ['terms of keys', { bucket: 'b', index: '$key', from: 'a', to: 'b', withTerms: true }, /withTerms: /],
  ])('refuses a query with %s', async (_, query, message) => {
    expect((await failure(collect(riak.index.query(query)))).message).toMatch(message);
  });

  it('folds over the objects of a bucket in the order of their keys', async () => {
    const part = (options: object) => collect(riak.objects({ bucket: 'many' }, options));
    expect((await part({ from: 'k103', to: 'k105' })).map(({ key }) => String(key))).toEqual(['k103', 'k104']);
    expect((await part({ from: 'k103', to: 'k105', includeFrom: false, includeTo: true })).map(({ object }) => object.json())).toEqual([
      104, 105,
    ]);
    expect(await part({ limit: 7 })).toHaveLength(7);
    expect(await part({})).toHaveLength(250);
  });

  it('runs MapReduce', async () => {
    const erlang = (name: string, more = {}) => ({ language: 'erlang', module: 'riak_kv_mapreduce', function: name, ...more }) as const;
    const job = {
      inputs: 'many',
      query: [{ map: erlang('map_object_value') }, { reduce: erlang('reduce_string_to_integer') }, { reduce: erlang('reduce_sum') }],
    } as const;
    const results = await collect(riak.mapReduce(job, { timeoutMs: 5_000 }));
    expect(results).toEqual([{ phase: 2, results: [(249 * 250) / 2] }]);
    const some = {
      inputs: [
        ['many', 'k001'],
        ['many', 'k002'],
      ],
      query: [{ map: erlang('map_object_value', { keep: true }) }, { reduce: erlang('reduce_count_inputs') }],
    } as const;
    expect(await collect(riak.mapReduce(some))).toEqual([
      { phase: 0, results: ['1', '2'] },
      { phase: 1, results: [2] },
    ]);
    const broken = {
      inputs: [
        ['many', 'k001'],
        ['many', 'gone'],
      ],
      query: [{ map: erlang('map_object_value') }],
    } as const;
    expect((await failure(collect(riak.mapReduce(broken)))).message).toContain('function_clause');
    await riak.ping();
  });

  it('reads and changes properties of buckets and types', async () => {
    expect(await riak.properties.get({ bucket: 'props' })).toMatchObject({
      nVal: 3,
      allowMult: false,
      r: 'quorum',
      pr: 0,
      precommit: [],
      repl: 'both',
      chashKeyfun: { module: 'riak_core_util', function: 'chash_std_keyfun' },
    });
    await riak.properties.set(
      { bucket: 'props' },
      { nVal: 5, allowMult: true, r: 'one', postcommit: [{ module: 'm', function: 'f' }], notfoundOk: false },
    );
    const changed = await riak.properties.get({ bucket: 'props' });
    expect(changed).toMatchObject({
      nVal: 5,
      allowMult: true,
      r: 'one',
      w: 'quorum',
      postcommit: [{ module: 'm', function: 'f' }],
      precommit: [],
      notfoundOk: false,
    });
    await riak.properties.set({ bucket: 'props' }, { postcommit: [] });
    expect((await riak.properties.get({ bucket: 'props' })).postcommit).toEqual([]);
    await riak.properties.reset({ bucket: 'props' });
    expect(await riak.properties.get({ bucket: 'props' })).toMatchObject({ nVal: 3, allowMult: false });
    expect(await riak.properties.ofType('maps')).toMatchObject({ datatype: 'map', allowMult: true });
    await riak.properties.setType('multi', { pr: 1, searchIndex: 'people', backend: 'level' });
    expect(await riak.properties.ofType('multi')).toMatchObject({ pr: 1, searchIndex: 'people', backend: 'level' });
    expect(await failure(riak.properties.setType('default', { pr: 1 }))).toMatchObject({ code: 'INVALID' });
    expect(await failure(riak.properties.set({ type: 'maps', bucket: 'b' }, { datatype: 'set' }))).toMatchObject({ code: 'INVALID' });
    expect((await failure(riak.properties.set({ bucket: 'b' }, { r: 'many' as never }))).message).toMatch(/^r: /);
    expect(await failure(riak.properties.ofType('nope'))).toMatchObject({ code: 'NO_BUCKET_TYPE' });
  });

  it('says what the server is, and where objects lie', async () => {
    expect(await riak.serverInfo()).toEqual({ node: 'riak@127.0.0.1', version: '3.2.3' });
    await riak.setClientId(Buffer.from([1, 2, 3, 4]));
    expect(await riak.clientId()).toEqual(Buffer.from([1, 2, 3, 4]));
    expect(await riak.members()).toEqual([{ address: '127.0.0.1', port: server.port }]);
    expect(await riak.replicas({ bucket: 'b', key: 'k' })).toEqual(
      Array.from({ length: 3 }, () => ({ partition: expect.any(Number), node: 'riak@127.0.0.1', primary: true })),
    );
  });
});
