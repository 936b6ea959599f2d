import { describe, expect, it } from 'vitest';
import { type AnyCodec, codecs, decode, encode } from '../messages.js';

const [ALL, QUORUM, DEFAULT] = [0xffff_fffc, 0xffff_fffd, 0xffff_fffb];
const map = (fields: readonly object[]) => ({ context: '\x01', type: 3, value: { mapValue: fields } });

/** Frames whose bytes are known: from the official documentation, and from the schema. */
const known: readonly (readonly [name: string, message: object, hex: string])[] = [
  ['RpbPingReq', {}, '00 00 00 01 01'],
  ['RpbSetClientIdReq', { clientId: Buffer.from('016501b6', 'hex') }, '00 00 00 07 05 0A 04 01 65 01 B6'],
  ['RpbGetReq', { bucket: 'b', key: 'k' }, '00 00 00 07 09 0A 01 62 12 01 6B'],
  [
    'RpbGetReq',
    {
      bucket: 'b',
      key: 'k',
      r: ALL,
      pr: DEFAULT,
      basicQuorum: true,
      notfoundOk: false,
      ifModified: Buffer.of(0xff),
      head: true,
      deletedvclock: true,
      timeout: 1_500,
      sloppyQuorum: false,
      nVal: 2,
      type: 't',
      nodeConfirms: 1,
    },
    '00 00 00 2A 09 0A 01 62 12 01 6B 18 FC FF FF FF 0F 20 FB FF FF FF 0F 28 01 30 00 3A 01 FF 40 01 48 01 50 DC 0B 58 00 60 02 6A 01 74 70 01',
  ],
  ['RpbGetResp', { unchanged: true }, '00 00 00 03 0A 18 01'],
  ['RpbGetResp', { content: [{ value: 'a' }, { value: 'b' }], vclock: '\x01' }, '00 00 00 0E 0A 0A 03 0A 01 61 0A 03 0A 01 62 12 01 01'],
  [
    'RpbPutReq',
    { bucket: 'b', key: 'k', content: { value: '{"foo":"bar"}' }, w: 2, returnBody: true },
    '00 00 00 1C 0B 0A 01 62 12 01 6B 22 0F 0A 0D 7B 22 66 6F 6F 22 3A 22 62 61 72 22 7D 28 02 38 01',
  ],
  [
    'RpbPutReq',
    {
      bucket: 'b',
      key: 'k',
      content: {
        value: 'v',
        contentType: 'text/plain',
        charset: 'utf-8',
        contentEncoding: 'gzip',
        usermeta: [{ key: 'm', value: '1' }],
        indexes: [
          { key: 'e_bin', value: 'x' },
          { key: 'n_int', value: '-42' },
        ],
      },
    },
    '00 00 00 47 0B 0A 01 62 12 01 6B 22 3E 0A 01 76 12 0A 74 65 78 74 2F 70 6C 61 69 6E 1A 05 75 74 66 2D 38 22 04 67 7A 69 70 4A 06 0A 01 6D 12 01 31 52 0A 0A 05 65 5F 62 69 6E 12 01 78 52 0C 0A 05 6E 5F 69 6E 74 12 03 2D 34 32',
  ],
  [
    'RpbPutReq',
    { bucket: 'b', key: 'k', vclock: '\x01', content: { value: 'v' }, ifNotModified: true, returnHead: true, asis: true },
    '00 00 00 15 0B 0A 01 62 12 01 6B 1A 01 01 22 03 0A 01 76 48 01 58 01 68 01',
  ],
  ['RpbPutResp', { key: 'K1' }, '00 00 00 05 0C 1A 02 4B 31'],
  ['RpbDelResp', {}, '00 00 00 01 0E'],
  ['RpbListBucketsReq', { timeout: 1_000, stream: true, type: 't' }, '00 00 00 09 0F 08 E8 07 10 01 1A 01 74'],
  ['RpbListKeysResp', { keys: ['10', '3'] }, '00 00 00 08 12 0A 02 31 30 0A 01 33'],
  ['RpbSetBucketReq', { bucket: 'friends', props: { allowMult: true } }, '00 00 00 0E 15 0A 07 66 72 69 65 6E 64 73 12 02 10 01'],
  ['RpbSetBucketReq', { bucket: 'b', props: { hasPostcommit: true } }, '00 00 00 08 15 0A 01 62 12 02 38 01'],
  [
    'RpbGetBucketResp',
    { props: { nVal: 3, allowMult: false, hasPrecommit: true, hasPostcommit: true, r: QUORUM, w: QUORUM, repl: 0 } },
    '00 00 00 1B 14 0A 18 08 03 10 00 28 01 38 01 78 FD FF FF FF 0F 80 01 FD FF FF FF 0F C0 01 00',
  ],
  ['RpbMapRedResp', { done: true }, '00 00 00 03 18 18 01'],
  [
    'RpbIndexResp',
    {
      results: [
        { key: '300', value: 'bob' },
        { key: '301', value: 'bob' },
      ],
    },
    '00 00 00 19 1A 12 0A 0A 03 33 30 30 12 03 62 6F 62 12 0A 0A 03 33 30 31 12 03 62 6F 62',
  ],
  [
    'RpbSearchQueryReq',
    { q: 'pig*', index: 'animals', rows: 100, start: 0, sort: 'name' },
    '00 00 00 1A 1B 0A 04 70 69 67 2A 12 07 61 6E 69 6D 61 6C 73 18 64 20 00 2A 04 6E 61 6D 65',
  ],
  ['RpbSearchQueryResp', { maxScore: 1.5, numFound: 0 }, '00 00 00 08 1C 15 00 00 C0 3F 18 00'],
  ['RpbCounterUpdateReq', { bucket: 'b', key: 'c', amount: -1n }, '00 00 00 09 32 0A 01 62 12 01 63 18 01'],
  [
    'RpbGetBucketKeyPreflistResp',
    { preflist: [{ partition: 0n, node: 'riak@n', primary: true }] },
    '00 00 00 0F 22 0A 0C 08 00 12 06 72 69 61 6B 40 6E 18 01',
  ],
  ['DtFetchReq', { bucket: 'a', key: 'a', type: 'a', includeContext: false }, '00 00 00 0C 50 0A 01 61 12 01 61 1A 01 61 58 00'],
  ['DtFetchResp', { type: 1, value: { counterValue: -(2n ** 63n) } }, '00 00 00 10 51 10 01 1A 0B 08 FF FF FF FF FF FF FF FF FF 01'],
  [
    'DtUpdateReq',
    { bucket: 'b', key: 'k', type: 'c', op: { counterOp: { increment: 1n } } },
    '00 00 00 10 52 0A 01 62 12 01 6B 1A 01 63 2A 04 0A 02 08 02',
  ],
  [
    'DtUpdateReq',
    { bucket: 'b', key: 'k', type: 's', context: '\x01', op: { setOp: { adds: ['a'], removes: ['b'] } }, returnBody: true },
    '00 00 00 19 52 0A 01 62 12 01 6B 1A 01 73 22 01 01 2A 08 12 06 0A 01 61 12 01 62 48 01',
  ],
  [
    'DtUpdateReq',
    { bucket: 'b', key: 'k', type: 'g', op: { gsetOp: { adds: ['x'] } } },
    '00 00 00 11 52 0A 01 62 12 01 6B 1A 01 67 2A 05 2A 03 0A 01 78',
  ],
  [
    'DtFetchResp',
    map([
      { field: { name: 'c', type: 1 }, counterValue: 2n },
      { field: { name: 'f', type: 4 }, flagValue: true },
      { field: { name: 'm', type: 5 } },
    ]),
    '00 00 00 27 51 0A 01 01 10 03 1A 1F 1A 09 0A 05 0A 01 63 10 01 10 04 1A 09 0A 05 0A 01 66 10 04 28 01 1A 07 0A 05 0A 01 6D 10 05',
  ],
  [
    'RpbYokozunaIndexPutReq',
    { index: { name: 'i', schema: 's', nVal: 3 }, timeout: 30_000 },
    '00 00 00 0F 38 0A 08 0A 01 69 12 01 73 18 03 10 B0 EA 01',
  ],
  ['RpbStartTls', {}, '00 00 00 01 FF'],
  ['RpbAuthReq', { user: 'u', password: '' }, '00 00 00 06 FD 0A 01 75 12 00'],
  ['RpbErrorResp', { errmsg: 'timeout', errcode: 0 }, '00 00 00 0C 00 0A 07 74 69 6D 65 6F 75 74 10 00'],
  [
    'RpbCSBucketReq',
    { bucket: 'b', startKey: 'a', endKey: 'z', endIncl: true, maxResults: 20 },
    '00 00 00 0E 28 0A 01 62 12 01 61 1A 01 7A 28 01 38 14',
  ],
  ['RpbFetchResp', { queueEmpty: true }, '00 00 00 03 CB 08 01'],
  ['RpbMembershipResp', { upNodes: [{ ip: '127.0.0.1', port: 8_087 }] }, '00 00 00 11 CF 0A 0E 0A 09 31 32 37 2E 30 2E 30 2E 31 10 97 3F'],
  [
    'RpbAaeFoldFindKeysReq',
    { bucket: 'b', keyRange: false, modifiedRange: true, lastModStart: 1, lastModEnd: 2, finder: 0, findLimit: 1 },
    '00 00 00 15 D7 12 01 62 50 00 C0 02 01 C8 02 01 D0 02 02 90 03 00 98 03 01',
  ],
  ['TsGetReq', { table: 't', key: [{ varcharValue: 'a' }, { sint64Value: 5n }] }, '00 00 00 0D 60 0A 01 74 12 03 0A 01 61 12 02 10 0A'],
];

describe('known frames', () => {
  it.each(known)('of %s are written byte for byte, and read', (name, message, hex) => {
    const codec = codecs.get(name) as AnyCodec;
    const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
    expect(encode(codec, message as Record<string, unknown>).toString('hex')).toBe(bytes.toString('hex'));
    expect(encode(codec, decode(codec, bytes.subarray(5)))).toEqual(bytes);
  });

  it('of a real server are read', () => {
    const hex =
      '0A 31 0A 0D 7B 22 66 6F 6F 22 3A 22 62 61 72 22 7D 2A 16 31 63 61 79 6B 4F 44 39 36 69 4E 41 68 6F 6D 79 65 56 6A 4F 59 43 38 AF B0 A3 DE 04 40 90 E7 18 12 2C 6B CE 61 60 60 60 CA 60 CA 05 52 2C 2C E9 0C 86 19 4C 89 8C 79 AC 0C 5A 21 B6 47 F9 20 C2 6C CD 49 AC 0D 77 7C A0 12 FA 20 89 2C 00';
    const { content, vclock } = decode(codecs.get('RpbPutResp') as AnyCodec, Buffer.from(hex.replaceAll(' ', ''), 'hex'));
    expect(content).toMatchObject([
      { value: Buffer.from('{"foo":"bar"}'), vtag: Buffer.from('1caykOD96iNAhomyeVjOYC'), lastMod: 1_271_453_743, lastModUsecs: 406_416 },
    ]);
    expect(vclock).toHaveLength(44);
  });
});
