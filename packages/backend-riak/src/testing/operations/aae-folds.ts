import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import {
  RpbAaeFoldEraseKeysReqChangeMethod as ChangeMethod,
  RpbAaeFoldFindKeysReqFindType as FindType,
  RpbAaeFoldEraseKeysReq,
  RpbAaeFoldFetchClocksNValReq,
  RpbAaeFoldFetchClocksRangeReq,
  RpbAaeFoldFindKeysReq,
  RpbAaeFoldFindTombsReq,
  RpbAaeFoldKeyCountResp,
  RpbAaeFoldKeyValueResp,
  RpbAaeFoldListBucketsReq,
  RpbAaeFoldListBucketsResp,
  RpbAaeFoldMergeBranchNValReq,
  RpbAaeFoldMergeRootNValReq,
  RpbAaeFoldMergeTreesRangeReq,
  RpbAaeFoldObjectStatsReq,
  RpbAaeFoldReapTombsReq,
  RpbAaeFoldRepairKeysReq,
  RpbAaeFoldReplKeysReq,
  RpbAaeFoldTreeResp,
  type RpbKeysCount,
  RpbAaeFoldTreeRespRpbTreeSize as TreeSize,
} from '../../messages/riak-kv.js';
import type { Codec, Written } from '../../wire/codec.js';
import { type AnyOperation, answers } from '../operation.js';
import { type Entry, isDead, type Store } from '../store.js';
import { removeObject } from './objects.js';

/** What most folds say of the keys that they want. */
interface Range {
  readonly type: Buffer | undefined;
  readonly bucket: Buffer | undefined;
  readonly keyRange: boolean | undefined;
  readonly startKey: Buffer | undefined;
  readonly endKey: Buffer | undefined;
  readonly segmentFilter?: boolean | undefined;
  readonly idFilter?: number[];
  readonly modifiedRange: boolean | undefined;
  readonly lastModStart: number | undefined;
  readonly lastModEnd: number | undefined;
}

/** Trees here have so many branches of so many segments, whatever their size is called. */
const FAN = 64;
const none = Buffer.alloc(0);

/** Folds over anti-entropy. Counts and lists are as a real server's; trees are this server's own. */
export const aaeFolds: readonly AnyOperation[] = [
  answers(RpbAaeFoldMergeRootNValReq, RpbAaeFoldTreeResp, (_, { store }) => ({ ...tree(store.known), size: TreeSize.large, levelTwo: [] })),
  answers(RpbAaeFoldMergeBranchNValReq, RpbAaeFoldTreeResp, ({ idFilter }, { store }) => {
    const { levelTwo } = tree(store.known);
    return { size: TreeSize.large, levelTwo: levelTwo.filter((branch) => idFilter.includes(branch.readUInt32BE())) };
  }),
  answers(RpbAaeFoldMergeTreesRangeReq, RpbAaeFoldTreeResp, (range, { store }) => ({
    ...tree(living(range, store)),
    size: range.treeSize,
  })),
  answers(RpbAaeFoldFetchClocksNValReq, RpbAaeFoldKeyValueResp, ({ idFilter, ...times }, { store }) => {
    const found = store.known.filter((entry) => !isDead(entry) && idFilter.includes(segmentOf(entry)) && isWithin(entry, times));
    return clocks(found, store);
  }),
  answers(RpbAaeFoldFetchClocksRangeReq, RpbAaeFoldKeyValueResp, (range, { store }) => clocks(living(range, store), store)),
  answers(RpbAaeFoldFindTombsReq, RpbAaeFoldKeyValueResp, (range, { store }) => clocks(dead(range, store), store)),
  answers(RpbAaeFoldFindKeysReq, RpbAaeFoldKeyCountResp, (range, { store }) => {
    const { finder, findLimit = 0 } = range;
    const size = (entry: Entry): number => (finder === FindType.sibling_count ? entry.versions.length : bytesOf(entry));
    const found = living(range, store).filter((entry) => size(entry) > findLimit);
    return { responseType: 'find_keys', keysCount: found.map((entry) => ({ tag: entry.key, count: size(entry) })) };
  }),
  answers(RpbAaeFoldObjectStatsReq, RpbAaeFoldKeyCountResp, (range, { store }) => {
    const found = living(range, store);
    const total = found.reduce((sum, entry) => sum + bytesOf(entry), 0);
    const sizes = histogram('sizes', found, (entry) => String(bytesOf(entry)).length);
    const siblings = histogram('siblings', found, ({ versions }) => Math.max(1, versions.length));
    const totals = store.folds
      ? [
          { tag: 'total_count', count: found.length },
          { tag: 'total_size', count: total },
        ]
      : [];
    return { responseType: 'stats', keysCount: [...totals, ...sizes, ...siblings] };
  }),
  dispatching(RpbAaeFoldReplKeysReq, 'repl_keys', (range, store) => living(range, store).length),
  dispatching(RpbAaeFoldRepairKeysReq, 'repair_keys', (range, store) => living(range, store).length),
  dispatching(RpbAaeFoldReapTombsReq, 'reap_tombs', (range, store) => {
    const found = dead(range, store);
    if (range.changeMethod !== ChangeMethod.count) for (const entry of found) store.reap(entry);
    return found.length;
  }),
  dispatching(RpbAaeFoldEraseKeysReq, 'erase_keys', (range, store) => {
    const found = living(range, store);
    if (range.changeMethod !== ChangeMethod.count)
      for (const { key } of found) removeObject({ type: range.type, bucket: range.bucket, key }, store);
    return found.length;
  }),
  answers(RpbAaeFoldListBucketsReq, RpbAaeFoldListBucketsResp, (_, { store }) => {
    const found = store.known
      .filter((entry) => !isDead(entry))
      .map(({ type, bucket }) => JSON.stringify([type, bucket.toString('latin1')]));
    const places = [...new Set(found)].map((place) => JSON.parse(place) as [string, string]);
    return { bucketList: places.map(([type, bucket]) => ({ ...typeField(type), bucket: Buffer.from(bucket, 'latin1') })) };
  }),
];

function dispatching<Request>(
  request: Codec<Request>,
  responseType: string,
  act: (request: Request, store: Store) => number,
): AnyOperation {
  return answers(request, RpbAaeFoldKeyCountResp, (range, { store }) => {
    const count = act(range, store);
    return { responseType, keysCount: [{ tag: 'dispatched_count', count }] };
  });
}

function living(range: Range, store: Store): Entry[] {
  return inRange(range, store).filter((entry) => !isDead(entry));
}

function dead(range: Range, store: Store): Entry[] {
  return inRange(range, store).filter(isDead);
}

function inRange(range: Range, store: Store): Entry[] {
  const { type, bucket = none, keyRange, startKey = none, endKey, segmentFilter, idFilter = [] } = range;
  if (!store.folds) return [];
  const isKey = ({ key }: Entry): boolean =>
    Buffer.compare(key, startKey) >= 0 && (endKey === undefined || Buffer.compare(key, endKey) <= 0);
  return store
    .entries(type, bucket)
    .filter((entry) => (!keyRange || isKey(entry)) && (!segmentFilter || idFilter.includes(segmentOf(entry))) && isWithin(entry, range))
    .sort((a, b) => Buffer.compare(a.key, b.key));
}

function isWithin({ versions }: Entry, range: Pick<Range, 'modifiedRange' | 'lastModStart' | 'lastModEnd'>): boolean {
  const { modifiedRange, lastModStart = 0, lastModEnd = Number.POSITIVE_INFINITY } = range;
  if (!modifiedRange) return true;
  const last = Math.max(...versions.map(({ content }) => content.lastMod ?? 0));
  return last >= lastModStart && last <= lastModEnd;
}

function clocks(entries: readonly Entry[], store: Store): Written<RpbAaeFoldKeyValueResp> {
  const keysValue = entries.map((entry) => ({
    ...typeField(entry.type),
    bucket: entry.bucket,
    key: entry.key,
    value: store.vclockOf(entry),
  }));
  return { responseType: 'clock', keysValue };
}

function histogram(tag: string, entries: readonly Entry[], order: (entry: Entry) => number): Written<RpbKeysCount>[] {
  const groups = [...Map.groupBy(entries, order)].sort(([a], [b]) => a - b);
  return groups.map(([order, { length }]) => ({ tag, order, count: length }));
}

function bytesOf({ versions }: Entry): number {
  return versions.reduce((sum, { content }) => sum + Buffer.byteLength((content.value ?? '') as Uint8Array), 0);
}

function typeField(type: string): { type?: Buffer } {
  return type === 'default' ? {} : { type: Buffer.from(type) };
}

function digest(...parts: readonly Uint8Array[]): number {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part).update('/');
  return hash.digest().readUInt32BE();
}

function segmentOf({ type, bucket, key }: Entry): number {
  return digest(Buffer.from(type), bucket, key) % (FAN * FAN);
}

/** A root of one number for each branch, and the branches of one number for each segment. */
function tree(entries: readonly Entry[]): { levelOne: Buffer; levelTwo: Buffer[] } {
  const segments = Buffer.alloc(FAN * FAN * 4);
  for (const entry of entries) {
    const at = segmentOf(entry) * 4;
    const content = entry.versions.map(({ content }) => Buffer.from((content.value ?? '') as Uint8Array));
    segments.writeUInt32BE((segments.readUInt32BE(at) ^ digest(entry.key, ...content)) >>> 0, at);
  }
  const branch = (id: number): Buffer => segments.subarray(id * FAN * 4, (id + 1) * FAN * 4);
  const ids = Array.from({ length: FAN }, (_, id) => id).filter((id) => branch(id).some((byte) => byte !== 0));
  const levelOne = Buffer.alloc(FAN * 4);
  for (const id of ids) levelOne.writeUInt32BE(digest(branch(id)), id * 4);
  const numbered = (id: number): Buffer => Buffer.from([id >>> 24, id >>> 16, id >>> 8, id]);
  return { levelOne, levelTwo: ids.map((id) => Buffer.concat([numbered(id), deflateSync(branch(id))])) };
}
