import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RiakClient } from '../../src/client.js';
import { RiakServer } from '../../src/testing.js';

describe('folds over anti-entropy', () => {
  let server: RiakServer;
  let riak: RiakClient;
  beforeAll(async () => {
    server = await RiakServer.start({ aae: true, deleteMs: 3_600_000 });
    riak = await RiakClient.connect({ port: server.port });
    for (const [key, size] of [
      ['a', 10],
      ['b', 200],
      ['c', 3_000],
    ] as const)
      await riak.put({ type: 'multi', bucket: 'b', key }, Buffer.alloc(size));
    await riak.put({ type: 'multi', bucket: 'b', key: 'b' }, 'sibling');
    await riak.put({ bucket: 'other', key: 'x' }, 'x');
    for (const key of ['gone', 'gone too']) {
      await riak.put({ bucket: 'dead', key }, 'x');
      await riak.delete({ bucket: 'dead', key });
    }
  });
  afterAll(async () => {
    await riak.close();
    await server.kill();
  });

  const place = { type: 'multi', bucket: 'b' };
  const tags = (counts: readonly { tag: string; count: number }[]) => counts.map(({ tag, count }) => `${tag} ${count}`);

  it('count', async () => {
    expect(tags(await riak.aae.findKeys(place, { siblings: 1 }))).toEqual(['b 2']);
    expect(tags(await riak.aae.findKeys(place, { bytes: 100 }))).toEqual(['b 207', 'c 3000']);
    expect(tags(await riak.aae.findKeys({ ...place, keys: { from: 'a', to: 'b' } }, { bytes: 1 }))).toEqual(['a 10', 'b 207']);
    expect(await riak.aae.stats(place)).toEqual([
      { tag: 'total_count', order: undefined, count: 3 },
      { tag: 'total_size', order: undefined, count: 3_217 },
      { tag: 'sizes', order: 2, count: 1 },
      { tag: 'sizes', order: 3, count: 1 },
      { tag: 'sizes', order: 4, count: 1 },
      { tag: 'siblings', order: 1, count: 2 },
      { tag: 'siblings', order: 2, count: 1 },
    ]);
    const hourAgo = new Date(Date.now() - 3_600_000);
    expect(await riak.aae.findKeys({ ...place, modified: { from: new Date(0), to: hourAgo } }, { bytes: 1 })).toEqual([]);
    expect(await riak.aae.findKeys({ ...place, modified: { from: hourAgo, to: new Date(Date.now() + 5_000) } }, { bytes: 1 })).toHaveLength(
      3,
    );
  });

  it('give buckets, and keys with their clocks', async () => {
    const buckets = await riak.aae.buckets();
    expect(buckets.map(({ type, bucket }) => `${type ?? '-'}/${bucket}`).sort()).toEqual(['-/other', 'multi/b']);
    const clocks = await riak.aae.clocksOf(place);
    expect(clocks.map(({ type, bucket, key }) => `${type}/${bucket}/${key}`)).toEqual(['multi/b/a', 'multi/b/b', 'multi/b/c']);
    expect(clocks[1]?.vclock).toEqual((await riak.get({ ...place, key: 'b' })).vclock);
    expect((await riak.aae.tombstones({ bucket: 'dead' })).map(({ key }) => String(key))).toEqual(['gone', 'gone too']);
  });

  it('give trees that differ where the data differ', async () => {
    const before = await riak.aae.mergeRoot(3);
    expect([before.size, before.branches]).toEqual(['large', []]);
    await riak.put({ bucket: 'other', key: 'y' }, 'y');
    const after = await riak.aae.mergeRoot(3);
    const differing = Array.from({ length: (after.root?.length ?? 0) / 4 }, (_, id) => id).filter(
      (id) => before.root?.readUInt32BE(id * 4) !== after.root?.readUInt32BE(id * 4),
    );
    expect(differing).toHaveLength(1);
    const { branches, root } = await riak.aae.mergeBranches(3, differing);
    expect([root, branches.map((branch) => branch.readUInt32BE())]).toEqual([undefined, differing]);
    const segments = inflateSync(branches[0]?.subarray(4) as Buffer);
    const ids = Array.from({ length: segments.length / 4 }, (_, at) => (differing[0] as number) * (segments.length / 4) + at);
    const found = await riak.aae.clocks(3, ids);
    expect(found.map(({ key }) => String(key))).toContain('y');
    expect((await riak.aae.clocksOf({ bucket: 'other', segments: { ids, treeSize: 'large' } })).map(({ key }) => String(key))).toContain(
      'y',
    );
    expect((await riak.aae.mergeTrees({ bucket: 'other' }, { size: 'small' })).size).toBe('small');
  });

  it('replicate, repair, reap and erase, or only count what they would', async () => {
    const count = async (fold: Promise<readonly { tag: string; count: number }[]>) => tags(await fold);
    expect(await count(riak.aae.replicate(place, 'q'))).toEqual(['dispatched_count 3']);
    expect(await count(riak.aae.repair(place))).toEqual(['dispatched_count 3']);
    expect(await count(riak.aae.reap({ bucket: 'dead' }, 'count'))).toEqual(['dispatched_count 2']);
    expect(await riak.aae.tombstones({ bucket: 'dead' })).toHaveLength(2);
    expect(await count(riak.aae.reap({ bucket: 'dead', keys: { from: 'gone', to: 'gone' } }, 'local'))).toEqual(['dispatched_count 1']);
    expect(await riak.aae.tombstones({ bucket: 'dead' })).toHaveLength(1);
    expect(await count(riak.aae.erase({ bucket: 'other' }, 'count'))).toEqual(['dispatched_count 2']);
    expect((await riak.get({ bucket: 'other', key: 'x' })).found).toBe(true);
    expect(await count(riak.aae.erase({ bucket: 'other' }, { job: 1 }))).toEqual(['dispatched_count 2']);
    expect((await riak.get({ bucket: 'other', key: 'x' })).found).toBe(false);
  });
});
