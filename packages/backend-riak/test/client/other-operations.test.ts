import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RiakClient } from '../../src/client.js';
import * as messages from '../../src/testing.js';
import { type Frame, frame, RiakServer } from '../../src/testing.js';
import { collect, failure } from '../attempt.js';

// What no Riak KV in memory has: the server answers as it is told, and says what it was asked.
describe('operations of other servers', () => {
  let server: RiakServer;
  let riak: RiakClient;
  beforeAll(async () => {
    server = await RiakServer.start();
    riak = await RiakClient.connect({ port: server.port });
  });
  afterEach(() => server.heal());
  afterAll(async () => {
    await riak.close();
    await server.kill();
  });

  const answer = (...reply: Frame[]): void => server.fail({ reply });

  it('are unsupported where the server has none of them', async () => {
    const attempts: (() => Promise<unknown>)[] = [
      () => riak.search.query({ index: 'i', query: '*:*' }),
      () => riak.search.indexes(),
      () => riak.search.putIndex({ name: 'i' }),
      () => riak.search.deleteIndex('i'),
      () => riak.search.schema('s'),
      () => riak.search.putSchema('s', '<schema/>'),
      () => riak.timeSeries.query('select 1'),
      () => riak.timeSeries.put('t', [['a', 1n]]),
      () => riak.timeSeries.get('t', ['a']),
      () => riak.timeSeries.delete('t', ['a']),
      () => collect(riak.timeSeries.keys('t')),
      () => riak.timeSeries.coverage('t', 'select 1'),
      () => riak.coverage({ bucket: 'b' }),
      () => riak.replication.enqueue({ bucket: 'b', key: 'k' }),
      () => riak.timeSeries.query('select 1', { asTerms: true }),
      () => riak.timeSeries.put('t', [['a', 1n]], { asTerms: true }),
      () => riak.timeSeries.get('t', ['a'], { asTerms: true }),
      () => riak.replication.clusterId(),
      () => riak.replication.get({ bucket: 'b', key: 'k' }, 'cluster'),
    ];
    for (const attempt of attempts)
      expect(await failure(attempt()), String(attempt)).toMatchObject({ code: 'UNSUPPORTED', mayPass: false });
    expect(await failure(riak.replication.fetch('q'))).toMatchObject({ code: 'NOT_FOUND' });
    await using other = await RiakClient.connect({ port: server.port });
    expect(await failure(other.replication.push('q', []))).toMatchObject({ code: 'CRASHED', repeatable: false });
    // Where anti-entropy is passive, folds find nothing.
    expect(await riak.aae.buckets()).toEqual([]);
    expect(await riak.aae.stats({ bucket: 'b' })).toEqual([]);
    expect(await riak.aae.clocksOf({ bucket: 'b' })).toEqual([]);
    expect(await riak.aae.findKeys({ bucket: 'b' }, { siblings: 1 })).toEqual([]);
    await riak.ping();
  });

  it('search, and administer indexes', async () => {
    const fields = [
      { key: 'name', value: 'Ada' },
      { key: 'tag', value: 'a' },
      { key: 'tag', value: 'true' },
    ];
    answer(frame(messages.RpbSearchQueryResp, { docs: [{ fields }], maxScore: 1.5, numFound: 7 }));
    const found = await riak.search.query({
      index: 'people',
      query: 'name:A*',
      rows: 1,
      start: 0,
      sort: 'name asc',
      filter: 'x:y',
      defaultField: 'name',
      defaultOperator: 'and',
      fields: ['name', 'tag'],
    });
    expect(found).toEqual({ documents: [{ name: ['Ada'], tag: ['a', 'true'] }], maxScore: 1.5, found: 7 });
    answer(frame(messages.RpbYokozunaIndexGetResp, { index: [{ name: 'i', schema: 's', nVal: 3 }] }));
    expect(await riak.search.indexes('i')).toEqual([{ name: 'i', schema: 's', nVal: 3 }]);
    answer(frame(messages.RpbPutResp, {}));
    await riak.search.putIndex({ name: 'i', schema: 's', nVal: 3 }, { timeoutMs: 30_000 });
    answer(frame(messages.RpbDelResp, {}));
    await riak.search.deleteIndex('i');
    answer(frame(messages.RpbYokozunaSchemaGetResp, { schema: { name: 's', content: '<schema/>' } }));
    expect(String(await riak.search.schema('s'))).toBe('<schema/>');
    answer(frame(messages.RpbPutResp, {}));
    await riak.search.putSchema('s', '<schema/>');
    server.fail({ error: 'No index <<"i">> found.' });
    expect(await failure(riak.search.query({ index: 'i', query: 'x' }))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('query tables', async () => {
    const at = new Date(1_700_000_000_000);
    const cells = [
      { varcharValue: 'a' },
      { sint64Value: -5n },
      { timestampValue: at.getTime() },
      { booleanValue: false },
      { doubleValue: 34.3 },
      {},
    ];
    const columns = ['s', 'n', 't', 'b', 'd', 'nothing'].map((name, type) => ({ name, type: [0, 1, 3, 4, 2, 0][type] }));
    answer(frame(messages.TsQueryResp, { columns, rows: [{ cells }] }));
    const { columns: named, rows } = await riak.timeSeries.query('select * from t');
    expect(named.map(({ name, type }) => `${name} ${type}`)).toEqual([
      's varchar',
      'n sint64',
      't timestamp',
      'b boolean',
      'd double',
      'nothing varchar',
    ]);
    expect(rows).toEqual([['a', -5n, at, false, 34.3, null]]);
    answer(frame(messages.TsPutResp, {}));
    await riak.timeSeries.put('t', rows);
    answer(frame(messages.TsGetResp, { columns, rows: [] }));
    expect((await riak.timeSeries.get('t', ['a', at])).rows).toEqual([]);
    answer(frame(messages.TsDelResp, {}));
    await riak.timeSeries.delete('t', ['a', at], { timeoutMs: 1_000 });
    answer(frame(messages.TsListKeysResp, { keys: [{ cells: [{ varcharValue: 'a' }] }] }), frame(messages.TsListKeysResp, { done: true }));
    expect(await collect(riak.timeSeries.keys('t'))).toEqual([['a']]);
    const range = { fieldName: 't', lowerBound: 1, lowerBoundInclusive: true, upperBound: 2, upperBoundInclusive: false, desc: 't / 1..2' };
    const covered = { column: 't', from: new Date(1), to: new Date(2), includesFrom: true, includesTo: false };
    answer(frame(messages.TsCoverageResp, { entries: [{ ip: '10.0.0.1', port: 8087, coverContext: 'c', range }] }));
    expect(await riak.timeSeries.coverage('t', 'select 1')).toEqual([
      { address: '10.0.0.1', port: 8087, context: Buffer.from('c'), description: 't / 1..2', range: covered },
    ]);
    server.fail({ reply: [frame(messages.RpbErrorResp, { errmsg: 'Table nope does not exist', errcode: 1019 })] });
    expect(await failure(riak.timeSeries.query('select 1'))).toMatchObject({
      code: 'NOT_FOUND',
      serverCode: 1019,
      serverText: 'Table nope does not exist',
    });
  });

  it('fold over anti-entropy', async () => {
    const range = {
      bucket: 'b',
      keys: { from: 'a', to: 'z' },
      modified: { from: new Date(1_000), to: new Date(2_999) },
      segments: { ids: [1, 2], treeSize: 'small' },
    } as const;
    const tree = frame(messages.RpbAaeFoldTreeResp, { size: 4, levelOne: 'root', levelTwo: ['b1', 'b2'] });
    const branches = [Buffer.from('b1'), Buffer.from('b2')];
    for (const fold of [
      () => riak.aae.mergeRoot(3),
      () => riak.aae.mergeBranches(3, [1]),
      () => riak.aae.mergeTrees(range, { size: 'large', seed: 7 }),
    ]) {
      answer(tree);
      expect(await fold()).toEqual({ size: 'large', root: Buffer.from('root'), branches });
    }
    const clocks = frame(messages.RpbAaeFoldKeyValueResp, { responseType: 'clock', keysValue: [{ bucket: 'b', key: 'k', value: 'v' }] });
    for (const fold of [
      () => riak.aae.clocks(3, [1], { modified: range.modified }),
      () => riak.aae.clocksOf(range),
      () => riak.aae.tombstones(range),
    ]) {
      answer(clocks);
      expect(await fold()).toEqual([{ type: undefined, bucket: Buffer.from('b'), key: Buffer.from('k'), vclock: Buffer.from('v') }]);
    }
    const counts = frame(messages.RpbAaeFoldKeyCountResp, { responseType: 'x', keysCount: [{ tag: 'dispatched_count', count: 5 }] });
    const folds = [
      () => riak.aae.findKeys(range, { bytes: 100 }),
      () => riak.aae.stats(range),
      () => riak.aae.replicate(range, 'q'),
      () => riak.aae.repair(range),
      () => riak.aae.reap(range, 'count'),
      () => riak.aae.erase(range, { job: 7 }),
    ];
    for (const fold of folds) {
      answer(counts);
      expect(await fold()).toEqual([{ tag: 'dispatched_count', order: undefined, count: 5 }]);
    }
    answer(frame(messages.RpbAaeFoldListBucketsResp, { bucketList: [{ type: 't', bucket: 'b' }] }));
    expect(await riak.aae.buckets(2)).toEqual([{ type: Buffer.from('t'), bucket: Buffer.from('b') }]);
  });

  it('replicate', async () => {
    answer(frame(messages.RpbFetchResp, { queueEmpty: true }));
    expect(await riak.replication.fetch('q')).toBeUndefined();
    answer(
      frame(messages.RpbFetchResp, { queueEmpty: false, deleted: true, crcCheck: 0xffff_ffff, replencodedObject: 'o', deletedVclock: 'v' }),
    );
    expect(await riak.replication.fetch('q', { encoding: 'internal' })).toMatchObject({
      deleted: true,
      crc: 0xffff_ffff,
      object: Buffer.from('o'),
    });
    answer(frame(messages.RpbPushResp, { queuename: 'q', queueExists: true, foldqLength: 1, fsyncLength: 2, realtLength: 3 }));
    expect(await riak.replication.push('q', [{ bucket: 'b', key: 'k', vclock: 'v' }])).toEqual({
      exists: true,
      folds: 1,
      fullSync: 2,
      realTime: 3,
    });
    answer(frame(messages.RpbGetResp, { content: [{ value: 'x' }] }));
    expect((await riak.replication.get({ bucket: 'b', key: 'k' }, 'cluster', { r: 'one' })).text()).toBe('x');
    answer(frame(messages.RpbReplGetClusterIdResp, { clusterId: 'id' }));
    expect(await riak.replication.clusterId()).toBe('id');
  });

  it('tell how a bucket may be read in pieces', async () => {
    answer(frame(messages.RpbCoverageResp, { entries: [{ ip: '10.0.0.1', port: 8087, keyspaceDesc: 'all', coverContext: 'c' }] }));
    expect(await riak.coverage({ bucket: 'b' }, { minPartitions: 2 })).toEqual([
      { address: '10.0.0.1', port: 8087, description: 'all', context: Buffer.from('c') },
    ]);
  });
});
