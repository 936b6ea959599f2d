import type { Line } from '../link/line.js';
import type { Terms } from '../link/terms.js';
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
  RpbAaeFoldMergeTreesRangeReqRpbTreeSize as TreeSizes,
} from '../messages/riak-kv.js';
import type { Codec, Written } from '../wire/codec.js';
import { type AaeRange, keyRange, type SegmentRange, segmentRange, type TreeSize } from './aae-range.js';
import { whole } from './quorum.js';

/** The server gives a fold an hour. */
const FOLD_MS = 3_600_000;

/** A hash tree, to be compared with that of another cluster. */
export interface Tree {
  readonly size: TreeSize | undefined;
  readonly root: Buffer | undefined;
  /** Each: four bytes of its number, then zlib. */
  readonly branches: readonly Buffer[];
}

/** A key and its vclock. */
export interface KeyClock {
  readonly type: Buffer | undefined;
  readonly bucket: Buffer;
  readonly key: Buffer;
  readonly vclock: Buffer;
}

/** A line of a count: `tag` is a key, or names what is counted. */
export interface Count {
  readonly tag: string;
  /** Order of magnitude, or number of siblings. */
  readonly order: number | undefined;
  readonly count: number;
}

/** How keys are dropped: told to a job, at once, or only counted. */
export type Method = { readonly job: number } | 'local' | 'count';

/** Folds over the Tictac AAE of a cluster (Riak 2.9 and later): slow questions about many keys, one reply each. */
export class Aae {
  readonly #link: Line;

  constructor(link: Line) {
    this.#link = link;
  }

  async mergeRoot(nVal: number, terms: Terms = {}): Promise<Tree> {
    return tree(await this.#fold(RpbAaeFoldMergeRootNValReq, { nVal: whole('nVal', nVal) }, RpbAaeFoldTreeResp, terms));
  }

  async mergeBranches(nVal: number, branches: readonly number[], terms: Terms = {}): Promise<Tree> {
    return tree(
      await this.#fold(RpbAaeFoldMergeBranchNValReq, { nVal: whole('nVal', nVal), idFilter: branches }, RpbAaeFoldTreeResp, terms),
    );
  }

  async mergeTrees(range: SegmentRange, options: Terms & { readonly size: TreeSize; readonly seed?: number }): Promise<Tree> {
    const { size, seed } = options;
    const request = { ...segmentRange(range), treeSize: TreeSizes[size], usePrehash: seed === undefined, initVector: whole('seed', seed) };
    return tree(await this.#fold(RpbAaeFoldMergeTreesRangeReq, request, RpbAaeFoldTreeResp, options));
  }

  /** Keys and clocks of segments of the trees for an `nVal`. */
  async clocks(nVal: number, segments: readonly number[], options: Terms & Pick<AaeRange, 'modified'> = {}): Promise<KeyClock[]> {
    const { modifiedRange, lastModStart, lastModEnd } = keyRange({ bucket: '-', modified: options.modified });
    const request = { nVal: whole('nVal', nVal), idFilter: segments, ...(modifiedRange && { modifiedRange, lastModStart, lastModEnd }) };
    return clocks(await this.#fold(RpbAaeFoldFetchClocksNValReq, request, RpbAaeFoldKeyValueResp, options));
  }

  /** Keys and clocks of a bucket. */
  async clocksOf(range: SegmentRange, terms: Terms = {}): Promise<KeyClock[]> {
    return clocks(await this.#fold(RpbAaeFoldFetchClocksRangeReq, segmentRange(range), RpbAaeFoldKeyValueResp, terms));
  }

  /** Marks of deletes. */
  async tombstones(range: SegmentRange, terms: Terms = {}): Promise<KeyClock[]> {
    return clocks(await this.#fold(RpbAaeFoldFindTombsReq, segmentRange(range), RpbAaeFoldKeyValueResp, terms));
  }

  /** Keys with more siblings than that, or larger than that in bytes. */
  async findKeys(range: AaeRange, above: { readonly siblings: number } | { readonly bytes: number }, terms: Terms = {}): Promise<Count[]> {
    const [finder, findLimit] = 'siblings' in above ? [FindType.sibling_count, above.siblings] : [FindType.object_size, above.bytes];
    return counts(
      await this.#fold(
        RpbAaeFoldFindKeysReq,
        { ...keyRange(range), finder, findLimit: whole('above', findLimit) },
        RpbAaeFoldKeyCountResp,
        terms,
      ),
    );
  }

  /** How many objects, how large, with how many siblings. */
  async stats(range: AaeRange, terms: Terms = {}): Promise<Count[]> {
    return counts(await this.#fold(RpbAaeFoldObjectStatsReq, keyRange(range), RpbAaeFoldKeyCountResp, terms));
  }

  /** Puts keys into a replication queue. */
  async replicate(range: AaeRange, queue: string, terms: Terms = {}): Promise<Count[]> {
    return counts(await this.#fold(RpbAaeFoldReplKeysReq, { ...keyRange(range), queuename: queue }, RpbAaeFoldKeyCountResp, terms));
  }

  /** Reads keys, so that replicas that differ are repaired. Riak 3.0.8 and later. */
  async repair(range: AaeRange, terms: Terms = {}): Promise<Count[]> {
    return counts(await this.#fold(RpbAaeFoldRepairKeysReq, keyRange(range), RpbAaeFoldKeyCountResp, terms));
  }

  /** Takes marks of deletes away. */
  async reap(range: SegmentRange, method: Method, terms: Terms = {}): Promise<Count[]> {
    return counts(await this.#fold(RpbAaeFoldReapTombsReq, { ...segmentRange(range), ...change(method) }, RpbAaeFoldKeyCountResp, terms));
  }

  /** Deletes keys. */
  async erase(range: SegmentRange, method: Method, terms: Terms = {}): Promise<Count[]> {
    return counts(await this.#fold(RpbAaeFoldEraseKeysReq, { ...segmentRange(range), ...change(method) }, RpbAaeFoldKeyCountResp, terms));
  }

  /** The buckets there are; far cheaper than listing them. @param nVal lowest in use */
  async buckets(nVal = 1, terms: Terms = {}): Promise<{ type: Buffer | undefined; bucket: Buffer }[]> {
    const { bucketList } = await this.#fold(RpbAaeFoldListBucketsReq, { nVal: whole('nVal', nVal) }, RpbAaeFoldListBucketsResp, terms);
    return bucketList.map(({ type, bucket }) => ({ type, bucket: bucket ?? Buffer.alloc(0) }));
  }

  #fold<Request, Reply>(request: Codec<Request>, message: Written<Request>, reply: Codec<Reply>, terms: Terms): Promise<Reply> {
    return this.#link.call(request, message, reply, { timeoutMs: FOLD_MS, ...terms });
  }
}

function tree({ size, levelOne, levelTwo }: RpbAaeFoldTreeResp): Tree {
  return { size: (Object.keys(TreeSizes) as TreeSize[]).find((name) => TreeSizes[name] === size), root: levelOne, branches: levelTwo };
}

function clocks({ keysValue }: RpbAaeFoldKeyValueResp): KeyClock[] {
  const none = Buffer.alloc(0);
  return keysValue.map(({ type, bucket = none, key = none, value = none }) => ({ type, bucket, key, vclock: value }));
}

function counts({ keysCount }: RpbAaeFoldKeyCountResp): Count[] {
  return keysCount.map(({ tag, order, count }) => ({ tag: tag?.toString() ?? '', order, count: count ?? 0 }));
}

function change(method: Method) {
  return typeof method === 'string'
    ? { changeMethod: ChangeMethod[method] }
    : { changeMethod: ChangeMethod.job, jobId: whole('job', method.job) };
}
