import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RiakClient } from '../../src/client.js';
import * as messages from '../../src/testing.js';
import type { Codec, Written } from '../../src/wire/codec.js';
import { collect, failure } from '../attempt.js';
import { encode } from '../messages.js';
import { ScriptedServer } from '../scripted-server.js';

const m = messages;
const time = (seconds: number) => new Date(seconds * 1_000);
const reply = <Message>(codec: Codec<Message>, message: Written<Message> = {}): Buffer => encode(codec, message);
const done = <Message extends { done: boolean | undefined }>(codec: Codec<Message>): Buffer =>
  encode(codec, { done: true } as Written<Message>);

/** What an operation sends, byte by byte, as the reference of the protocol prints it; and an answer for it. */
const requests: readonly [string, string, (riak: RiakClient) => Promise<unknown>, Buffer][] = [
  ['ping', '00 00 00 01 01', (riak) => riak.ping(), reply(m.RpbPingResp)],
  ['client id', '00 00 00 01 03', (riak) => riak.clientId(), reply(m.RpbGetClientIdResp, { clientId: Buffer.alloc(4) })],
  [
    'set client id',
    '00 00 00 07 05 0A 04 01 65 01 B6',
    (riak) => riak.setClientId(Buffer.from('016501b6', 'hex')),
    reply(m.RpbSetClientIdResp),
  ],
  ['server info', '00 00 00 01 07', (riak) => riak.serverInfo(), reply(m.RpbGetServerInfoResp)],
  ['get', '00 00 00 07 09 0A 01 62 12 01 6B', (riak) => riak.get({ bucket: 'b', key: 'k' }), reply(m.RpbGetResp)],
  [
    'get with every option',
    '00 00 00 2A 09 0A 01 62 12 01 6B 18 FC FF FF FF 0F 20 FB FF FF FF 0F 28 01 30 00 3A 01 FF 40 01 48 01 50 DC 0B 58 00 60 02 6A 01 74 70 01',
    (riak) =>
      riak.get(
        { type: 't', bucket: 'b', key: 'k' },
        {
          r: 'all',
          pr: 'default',
          basicQuorum: true,
          notfoundOk: false,
          ifModified: Buffer.of(0xff),
          head: true,
          deletedVclock: true,
          timeoutMs: 1_500,
          sloppyQuorum: false,
          nVal: 2,
          nodeConfirms: 1,
        },
      ),
    reply(m.RpbGetResp),
  ],
  [
    'put',
    '00 00 00 1C 0B 0A 01 62 12 01 6B 22 0F 0A 0D 7B 22 66 6F 6F 22 3A 22 62 61 72 22 7D 28 02 38 01',
    (riak) => riak.put({ bucket: 'b', key: 'k' }, Buffer.from('{"foo":"bar"}'), { w: 2, returnBody: true }),
    reply(m.RpbPutResp),
  ],
  [
    'put with everything',
    '00 00 00 47 0B 0A 01 62 12 01 6B 22 3E 0A 01 76 12 0A 74 65 78 74 2F 70 6C 61 69 6E 1A 05 75 74 66 2D 38 22 04 67 7A 69 70 4A 06 0A 01 6D 12 01 31 52 0A 0A 05 65 5F 62 69 6E 12 01 78 52 0C 0A 05 6E 5F 69 6E 74 12 03 2D 34 32',
    (riak) =>
      riak.put({ bucket: 'b', key: 'k' }, { value: 'v', contentEncoding: 'gzip', meta: { m: '1' }, indexes: { e_bin: 'x', n_int: -42 } }),
    reply(m.RpbPutResp),
  ],
  [
    'put with conditions',
    '00 00 00 15 0B 0A 01 62 12 01 6B 1A 01 01 22 03 0A 01 76 48 01 58 01 68 01',
    (riak) =>
      riak.put({ bucket: 'b', key: 'k' }, Buffer.from('v'), { vclock: Buffer.of(1), ifNotModified: true, returnHead: true, asIs: true }),
    reply(m.RpbPutResp),
  ],
  [
    'list of buckets',
    '00 00 00 09 0F 08 E8 07 10 01 1A 01 74',
    (riak) => collect(riak.buckets('t', { timeoutMs: 1_000 })),
    done(m.RpbListBucketsResp),
  ],
  [
    'properties to be set',
    '00 00 00 0E 15 0A 07 66 72 69 65 6E 64 73 12 02 10 01',
    (riak) => riak.properties.set({ bucket: 'friends' }, { allowMult: true }),
    reply(m.RpbSetBucketResp),
  ],
  [
    'hooks to be cleared',
    '00 00 00 08 15 0A 01 62 12 02 38 01',
    (riak) => riak.properties.set({ bucket: 'b' }, { postcommit: [] }),
    reply(m.RpbSetBucketResp),
  ],
  [
    'properties',
    '00 00 00 07 13 0A 01 62 12 01 74',
    (riak) => riak.properties.get({ type: 't', bucket: 'b' }),
    reply(m.RpbGetBucketResp, { props: {} }),
  ],
  [
    'search',
    '00 00 00 1A 1B 0A 04 70 69 67 2A 12 07 61 6E 69 6D 61 6C 73 18 64 20 00 2A 04 6E 61 6D 65',
    (riak) => riak.search.query({ index: 'animals', query: 'pig*', rows: 100, start: 0, sort: 'name' }),
    reply(m.RpbSearchQueryResp),
  ],
  [
    'search index to be made',
    '00 00 00 0F 38 0A 08 0A 01 69 12 01 73 18 03 10 B0 EA 01',
    (riak) => riak.search.putIndex({ name: 'i', schema: 's', nVal: 3 }, { timeoutMs: 30_000 }),
    reply(m.RpbPutResp),
  ],
  ['all search indexes', '00 00 00 01 36', (riak) => riak.search.indexes(), reply(m.RpbYokozunaIndexGetResp)],
  [
    'data type without its context',
    '00 00 00 0C 50 0A 01 61 12 01 61 1A 01 61 58 00',
    (riak) => riak.set({ type: 'a', bucket: 'a', key: 'a' }).members({ includeContext: false }),
    reply(m.DtFetchResp, { type: 2 }),
  ],
  [
    'growing set',
    '00 00 00 11 52 0A 01 62 12 01 6B 1A 01 67 2A 05 2A 03 0A 01 78',
    (riak) => riak.growOnlySet({ type: 'g', bucket: 'b', key: 'k' }).add('x'),
    reply(m.DtUpdateResp),
  ],
  [
    'fold over a bucket',
    '00 00 00 0E 28 0A 01 62 12 01 61 1A 01 7A 28 01 38 14',
    (riak) => collect(riak.objects({ bucket: 'b' }, { from: 'a', to: 'z', includeTo: true, limit: 20 })),
    done(m.RpbCSBucketResp),
  ],
  [
    'page of it',
    '00 00 00 10 28 0A 01 62 12 01 61 1A 01 7A 32 02 67 32 38 14',
    (riak) => riak.objectsPage({ bucket: 'b' }, { from: 'a', to: 'z', pageSize: 20, continuation: Buffer.from('g2') }),
    done(m.RpbCSBucketResp),
  ],
  [
    'keys with siblings',
    '00 00 00 15 D7 12 01 62 50 00 C0 02 01 C8 02 01 D0 02 02 90 03 00 98 03 01',
    (riak) => riak.aae.findKeys({ bucket: 'b', modified: { from: time(1), to: time(2) } }, { siblings: 1 }),
    reply(m.RpbAaeFoldKeyCountResp, { responseType: 'find_keys' }),
  ],
  ['members', '00 00 00 01 CE', (riak) => riak.members(), reply(m.RpbMembershipResp)],
  [
    'objects by index',
    '00 00 00 17 19 0A 01 62 12 07 24 62 75 63 6B 65 74 18 00 22 01 62 40 01 80 01 01',
    (riak) => collect(riak.index.objects({ bucket: 'b', index: '$bucket' })),
    done(m.RpbIndexBodyResp),
  ],
  [
    'real-time replication',
    '00 00 00 0E C8 0A 01 62 12 01 6B 18 01 50 DC 0B 58 00',
    (riak) => riak.replication.enqueue({ bucket: 'b', key: 'k' }, { r: 1, timeoutMs: 1_500, sloppyQuorum: false }),
    reply(m.RpbRTEResp),
  ],
  [
    'row of a table',
    '00 00 00 0D 60 0A 01 74 12 03 0A 01 61 12 02 10 0A',
    (riak) => riak.timeSeries.get('t', ['a', 5n]),
    reply(m.TsGetResp),
  ],
  [
    'rows for some columns',
    '00 00 00 10 5C 0A 01 74 12 03 0A 01 61 1A 05 0A 03 0A 01 78',
    (riak) => riak.timeSeries.put('t', [['x']], { columns: ['a'] }),
    reply(m.TsPutResp),
  ],
  [
    'delete of a row',
    '00 00 00 0F 5E 0A 01 74 12 03 0A 01 61 1A 01 01 20 E8 07',
    (riak) => riak.timeSeries.delete('t', ['a'], { vclock: Buffer.of(1), timeoutMs: 1_000 }),
    reply(m.TsDelResp),
  ],
  [
    'MapReduce in the encoding of Erlang',
    '00 00 00 22 17 0A 02 83 6A 12 1B 61 70 70 6C 69 63 61 74 69 6F 6E 2F 78 2D 65 72 6C 61 6E 67 2D 62 69 6E 61 72 79',
    (riak) => collect(riak.mapReduceEncoded({ request: Buffer.from('836a', 'hex'), contentType: 'application/x-erlang-binary' })),
    done(m.RpbMapRedResp),
  ],
];

describe('a request', () => {
  let server: ScriptedServer;
  let riak: RiakClient;
  beforeAll(async () => {
    server = await ScriptedServer.start();
    riak = await RiakClient.connect({ port: server.port });
  });
  afterAll(async () => {
    await riak.close();
    await server[Symbol.asyncDispose]();
  });

  it.each(requests)('for %s has the bytes that it should', async (_, hex, operation, answer) => {
    server.answer(answer);
    await operation(riak);
    expect(server.requests.at(-1)).toBe(hex.replaceAll(' ', '').toLowerCase());
  });
});

describe('tables in terms of Erlang', () => {
  let server: ScriptedServer;
  let riak: RiakClient;
  beforeAll(async () => {
    server = await ScriptedServer.start();
    riak = await RiakClient.connect({ port: server.port });
  });
  afterAll(async () => {
    await riak.close();
    await server[Symbol.asyncDispose]();
  });
  const payload = (): string => (server.requests.at(-1) as string).slice(10);
  const answer = (term?: messages.Term): void => server.answer(reply(m.TsTtbMsg, { term } as Written<messages.TsTtbMsg>));
  const asTerms = true;

  it('are asked as official clients ask', async () => {
    answer(new m.Atom('tsqueryresp'));
    expect(await riak.timeSeries.query('SELECT * FROM FRAZZLE', { asTerms })).toEqual({ columns: [], rows: [] });
    const query = '8368 0464000a 74737175657279726571 68036400 0f7473696e746572706f6c6174696f6e6d00000015';
    const sql = Buffer.from('SELECT * FROM FRAZZLE').toString('hex');
    const start = `${query}${sql}6a64000566616c7365`.replaceAll(' ', '');
    expect(payload()).toBe(`${start}640009756e646566696e6564`);
    answer(new m.Tuple(new m.Atom('tsqueryresp'), new m.Tuple()));
    await riak.timeSeries.query('SELECT * FROM FRAZZLE', { asTerms, coverContext: Buffer.from('context') });
    expect(payload()).toBe(`${start}6d00000007${Buffer.from('context').toString('hex')}`);

    answer();
    await riak.timeSeries.put('test_table', [['series', 'family', new Date(12_345_678), 1n, true, 34.3, null]], { asTerms });
    const table = `6d0000000a${Buffer.from('test_table').toString('hex')}`;
    const text = (value: string): string => `6d0000000${value.length}${Buffer.from(value).toString('hex')}`;
    expect(payload()).toBe(
      `8368046400087473707574726571${table}6a6c000000016807${text('series')}${text('family')}6200bc614e6101640004747275654640412666666666666a6a`,
    );

    answer(new m.Tuple(new m.Atom('tsgetresp'), new m.Tuple([], [], [])));
    await riak.timeSeries.get('test_table', ['series', 'family', 12_345_678n], { asTerms, timeoutMs: 5_000 });
    expect(payload()).toBe(`8368046400087473676574726571${table}6c00000003${text('series')}${text('family')}6200bc614e6a6200001388`);
  });

  it('give rows', async () => {
    const columns = ['s', 't', 'w', 'd', 'n', 'b', 'x'];
    const types = ['varchar', 'timestamp', 'varchar', 'double', 'sint64', 'boolean', 'blob'];
    const row = new m.Tuple('hash', 1_443_806_600_000n, [], 1.5, -(2n ** 60n), true, Buffer.of(0xff, 0));
    answer(
      new m.Tuple(
        new m.Atom('tsqueryresp'),
        new m.Tuple(
          columns,
          types.map((type) => new m.Atom(type)),
          [row],
        ),
      ),
    );
    expect(await riak.timeSeries.query('select 1', { asTerms })).toEqual({
      columns: columns.map((name, index) => ({ name, type: types[index] })),
      rows: [['hash', new Date(1_443_806_600_000), null, 1.5, -(2n ** 60n), true, Buffer.of(0xff, 0)]],
    });
  });

  it('give errors, and go on', async () => {
    const text = '836803640 00c7270626572726f72726573706d00000010 7468697320697320616e206572726f72 62000004d2'.replaceAll(' ', '');
    const bytes = Buffer.from(text, 'hex');
    const head = Buffer.of(0, 0, 0, bytes.length + 1, 104);
    server.answer(head, bytes);
    expect(await failure(riak.timeSeries.query('x', { asTerms }))).toMatchObject({
      code: 'OTHER',
      serverCode: 1234,
      serverText: 'this is an error',
      repeatable: true,
    });
    for (const odd of [
      new m.Tuple(1n),
      new m.Tuple(new m.Atom('tsqueryresp'), new m.Tuple(1n, [], [])),
      new m.Tuple(new m.Atom('tsqueryresp'), new m.Tuple([], [], [[new m.Atom('x')]])),
    ]) {
      answer(odd);
      expect(await failure(riak.timeSeries.query('x', { asTerms }))).toMatchObject({ code: 'PROTOCOL' });
    }
    expect((await failure(riak.timeSeries.put('t', [[1n]], { asTerms, columns: ['a'] }))).message).toMatch(/^columns: /);
    server.answer(Buffer.from('0000000268ff', 'hex'));
    expect(await failure(riak.timeSeries.query('x', { asTerms }))).toMatchObject({ code: 'PROTOCOL' });
    expect(await failure(riak.ping())).toMatchObject({ code: 'CLOSED' });
  });
});

describe('objects by index', () => {
  it('are given by Riak TS, and refused by Riak KV, which gives keys', async () => {
    await using server = await ScriptedServer.start();
    await using riak = await RiakClient.connect({ port: server.port });
    const objects = ['a', 'b'].map((key) => ({ key, object: { content: [{ value: key }], vclock: 'v' } }));
    server.answer(reply(m.RpbIndexBodyResp, { objects }), done(m.RpbIndexBodyResp));
    const query = { bucket: 'b', index: '$key', from: 'a', to: 'z' } as const;
    expect((await collect(riak.index.objects(query))).map(({ key, object }) => `${key}=${object.text()}`)).toEqual(['a=a', 'b=b']);
    server.answer(reply(m.RpbIndexResp, { keys: ['a'] }), done(m.RpbIndexResp));
    expect(await failure(collect(riak.index.objects(query)))).toMatchObject({ code: 'UNSUPPORTED' });
    server.answer(reply(m.RpbPingResp));
    await riak.ping();
    const page = { objects, continuation: 'next' };
    server.answer(reply(m.RpbCSBucketResp, page), done(m.RpbCSBucketResp));
    const { objects: found, continuation } = await riak.objectsPage({ bucket: 'b' }, { pageSize: 2 });
    expect([found.length, String(continuation)]).toEqual([2, 'next']);
  });
});
