import { certificates } from '@outpool/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RiakClient } from '../../src/client.js';
import { RiakServer } from '../../src/testing.js';
import { type AnyCodec, byCode, decode, encode } from '../messages.js';
import { RawClient } from '../raw-client.js';
import { type Recording, recordings } from './recordings.js';

type Fields = Record<string, unknown>;

const bucketTypes = {
  counters: { datatype: 'counter' },
  sets: { datatype: 'set' },
  maps: { datatype: 'map' },
  gsets: { datatype: 'gset' },
  hlls: { datatype: 'hll' },
  multi: {},
  n1: {},
  lww: { lastWriteWins: true },
  wonce: { writeOnce: true },
} as const;

/** Fields whose values are the server's own. */
const VARYING = new Set(['vclock', 'context', 'vtag', 'lastMod', 'lastModUsecs', 'partition', 'node', 'port']);
/** Exchanges in which a key is made, or the value is the inside of a data type. */
const MADE = new Set(['put_generated_key_return_body', 'dt_update_generated_key', 'kv_get_of_dt_object']);
/** Lists that come in any order, in any number of frames. */
const LISTS = ['keys', 'buckets', 'results', 'objects', 'response'];

/** What a reply looks like, whatever its varying bytes are: lists in order and in one, marks where only presence counts. */
function shape({ name }: Recording, frames: readonly { code: number; payload: Buffer }[]): unknown {
  const shown = frames.map(({ code, payload }) => {
    const codec = byCode.get(code) as AnyCodec;
    return { name: codec.name, fields: plain(decode(codec, payload), MADE.has(name)) as Fields };
  });
  const merged = new Map<string, unknown[]>();
  for (const { fields } of shown) {
    for (const list of LISTS.filter((one) => fields[one] !== undefined)) {
      const items = list === 'response' ? (JSON.parse(String(fields[list])) as unknown[]) : (fields[list] as unknown[]);
      merged.set(list, [...(merged.get(list) ?? []), ...items]);
      delete fields[list];
    }
  }
  const lists = Object.fromEntries([...merged].map(([list, items]) => [list, items.map((item) => JSON.stringify(item)).sort()]));
  const kinds = [...new Set(shown.map((one) => JSON.stringify(one)))];
  return { lists, kinds };
}

function plain(value: unknown, made: boolean): unknown {
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map((item) => plain(item, made));
  if (typeof value !== 'object' || value === null) return value;
  const present = Object.entries(value).filter(([, field]) => field !== undefined && !(Array.isArray(field) && field.length === 0));
  const shown = (name: string, field: unknown): unknown =>
    VARYING.has(name) || (made && (name === 'key' || name === 'value')) ? 'there' : plain(field, made);
  return Object.fromEntries(
    present.map(([name, field]) => [
      name,
      Buffer.isBuffer(field) || typeof field !== 'object' || VARYING.has(name) ? shown(name, field) : plain(field, made),
    ]),
  );
}

/** Contexts of the recordings -> those of this run. */
const contexts = new Map<string, Buffer>();

function learn(recorded: unknown, ours: unknown): void {
  if (typeof recorded !== 'object' || recorded === null || typeof ours !== 'object' || ours === null || Buffer.isBuffer(recorded)) return;
  for (const [name, value] of Object.entries(recorded)) {
    const own = (ours as Fields)[name];
    if ((name === 'vclock' || name === 'context') && Buffer.isBuffer(value) && Buffer.isBuffer(own))
      contexts.set(value.toString('hex'), own);
    else learn(value, own);
  }
}

function translated(hex: string): Buffer {
  const bytes = Buffer.from(hex, 'hex');
  const codec = byCode.get(bytes[4] as number);
  if (codec === undefined || bytes.length === 5) return bytes;
  const message = decode(codec, bytes.subarray(5));
  const names = ['vclock', 'context', 'ifModified'].filter((name) =>
    contexts.has((message[name] as Buffer | undefined)?.toString('hex') ?? ''),
  );
  if (names.length === 0) return bytes;
  return encode(codec, {
    ...message,
    ...Object.fromEntries(names.map((name) => [name, contexts.get((message[name] as Buffer).toString('hex'))])),
  });
}

/** The field of a recorded request. */
function recorded(name: string, field: string): string {
  const bytes = Buffer.from(recordings.find((one) => one.name === name)?.request_hex[0] ?? '', 'hex');
  return (decode(byCode.get(bytes[4] as number) as AnyCodec, bytes.subarray(5))[field] as Buffer).toString('hex');
}

const untilDone = new Set(['RpbListKeysResp', 'RpbMapRedResp', 'RpbCSBucketResp']);

describe('the test server answers as the recorded Riak KV 3.2.3', () => {
  let server: RiakServer;
  let riak: RiakClient;
  let raw: RawClient;
  let secure: RiakServer;
  let secured: RawClient;
  let ca: string;

  beforeAll(async () => {
    const certs = await certificates();
    ca = certs.ca;
    const users = { alice: { password: 'secret' }, noperm: { password: 'secret', grants: [] } };
    server = await RiakServer.start({ bucketTypes, deleteMs: 600_000, node: 'riak1@127.0.0.1' });
    secure = await RiakServer.start({ bucketTypes, security: { ...certs.pair('server'), users, failureMs: 50 } });
    riak = await RiakClient.connect({ port: server.port });
    [raw, secured] = await Promise.all([RawClient.connect(server.port), RawClient.connect(secure.port)]);
  });
  afterAll(async () => {
    await Promise.all([riak.close(), raw[Symbol.asyncDispose](), secured[Symbol.asyncDispose]()]);
    await Promise.all([server.kill(), secure.kill()]);
  });

  const says = (field: string, error: string) => (): void => server.fail({ on: field, error });
  const login = async (user: string): Promise<void> => {
    await secured[Symbol.asyncDispose]();
    secured = await RawClient.connect(secure.port);
    secured.send('00000001ff');
    await secured.next();
    await secured.secure(ca);
    secured.send(encode(byCode.get(253) as AnyCodec, { user, password: 'secret' }));
    await secured.next();
  };

  /** What happened between two recordings. */
  const before: Record<string, () => unknown> = {
    put_if_none_match_fail: () => riak.put({ bucket: 'golden', key: 'inm' }, '1'),
    sibling_get_s1: () => riak.put({ type: 'multi', bucket: 'sib', key: 's1' }, { value: 'B', contentType: 'text/plain' }),
    get_deleted_with_deletedvclock: () => riak.delete({ bucket: 'golden', key: 'k1' }),
    tomb_put_newer: async () => {
      const { vclock } = await riak.put({ type: 'multi', bucket: 'sib', key: 't1' }, 'A', { returnBody: true });
      contexts.set(recorded('tomb_put_newer', 'vclock'), vclock as Buffer);
    },
    list_keys: () => Promise.all([0, 1, 2].map((n) => riak.put({ type: 'n1', bucket: 'lk', key: `key${n}` }, 'x'))),
    index_eq_bin: () =>
      Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          riak.put({ bucket: 'idx', key: `k0${n}` }, { value: Buffer.from('x'), indexes: { f_bin: `t${n >> 1}`, n_int: n * 10 - 20 } }),
        ),
      ),
    mapred_map_reduce: () => Promise.all([0, 1, 2].map((n) => riak.put({ bucket: 'mr', key: `m${n}` }, `${n}`))),
    counter_update: () => riak.properties.set({ bucket: 'lcnt' }, { allowMult: true }),
    dt_set_remove_no_context_error: async () => {
      const set = riak.set({ type: 'sets', bucket: 'dt', key: 's' });
      await set.change({ add: 'd', remove: 'a' });
    },
    dt_map_fetch: () =>
      riak.map({ type: 'maps', bucket: 'dt', key: 'm' }).update((map) =>
        map
          .increment('cnt', 3)
          .enable('flg')
          .assign('reg', 'value')
          .add('set', ['x', 'y'])
          .map('map', (inner) => inner.assign('inner', 'deep')),
      ),
    dt_gset_fetch: () => riak.growOnlySet({ type: 'gsets', bucket: 'dt', key: 'g' }).add(['g1', 'g2', 'g3']),
    dt_hll_fetch: () => riak.hyperLogLog({ type: 'hlls', bucket: 'dt', key: 'h' }).add(['a', 'b', 'c']),
    write_once_put_return_body: () => riak.put({ type: 'wonce', bucket: 'wo', key: 'k' }, 'once'),
    too_many_siblings_error: () =>
      Promise.all(Array.from({ length: 100 }, (_, n) => riak.put({ type: 'multi', bucket: 'sibx', key: 'k2' }, `${n}`))),
    put_blind_over_tombstone_return_body: async () => {
      await riak.put({ type: 'multi', bucket: 'sib', key: 'tb' }, '1');
      await riak.delete({ type: 'multi', bucket: 'sib', key: 'tb' });
    },
    invalid_frame_length: async () => {
      await raw[Symbol.asyncDispose]();
      raw = await RawClient.connect(server.port);
    },
    request_while_stream_in_progress_error: () =>
      Promise.all(Array.from({ length: 300 }, (_, n) => riak.put({ type: 'n1', bucket: 'lk2', key: `${n}` }, 'x'))),
    get_pr_unsatisfied_error: says('RpbGetReq', '{pr_val_unsatisfied,2,0}'),
    put_all_nodes_down_error: says('RpbPutReq', 'all_nodes_down'),
    list_keys_insufficient_vnodes_error: says('RpbListKeysReq', 'insufficient_vnodes_available'),
    index_insufficient_vnodes_error: says('RpbIndexReq', 'insufficient_vnodes_available'),
    get_timeout_error: says('RpbGetReq', 'timeout'),
    put_timeout_error: says('RpbPutReq', 'timeout'),
    list_keys_timeout_error: says('RpbListKeysReq', 'timeout'),
    list_buckets_timeout_error: says('RpbListBucketsReq', 'timeout'),
    mapred_timeout_error: says('RpbMapRedReq', 'timeout'),
    get_overload_error: says('RpbGetReq', 'overload'),
    put_overload_error: says('RpbPutReq', 'overload'),
    get_while_node_stopping_error: () => {
      server.servesData = false;
    },
    sec_starttls_again_error: () => secured.secure(ca),
    sec_put: () => login('alice'),
    sec_ping_no_permission_needed: () => login('noperm'),
  };

  it.each(recordings)('$name', async (recording) => {
    const { name, request_hex, response_hex } = recording;
    await before[name]?.();
    const client = name.startsWith('sec_') ? secured : raw;
    client.send(Buffer.concat(request_hex.map(translated)));
    const expected = response_hex.map((hex) => ({
      code: Number.parseInt(hex.slice(8, 10), 16),
      payload: Buffer.from(hex.slice(10), 'hex'),
    }));
    const frames: { code: number; payload: Buffer }[] = [];
    for (;;) {
      const frame = await client.next();
      if (frame === undefined) break;
      frames.push(frame);
      const codec = byCode.get(frame.code) as AnyCodec;
      const isStream =
        untilDone.has(codec.name) || (expected.length > 1 && frame.code !== 0) || name.endsWith('_stream') || name.includes('_stream_none');
      if (frame.code === 0 || !isStream || decode(codec, frame.payload).done === true) break;
    }
    // The keys that came before the connection was closed are a matter of luck.
    const counted = name === 'request_while_stream_in_progress_error' ? frames.slice(-1) : frames;
    expect(shape(recording, counted)).toEqual(shape(recording, expected));
    for (const [index, { code, payload }] of expected.entries()) {
      const own = frames[index];
      const codec = byCode.get(code) as AnyCodec;
      if (own?.code === code) learn(decode(codec, payload), decode(codec, own.payload));
    }
    if (name === 'invalid_frame_length' || name === 'request_while_stream_in_progress_error') {
      await raw[Symbol.asyncDispose]();
      raw = await RawClient.connect(server.port);
    }
  });
});
