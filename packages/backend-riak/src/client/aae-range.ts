import { RpbAaeFoldMergeTreesRangeReqRpbTreeSize as TreeSizes } from '../messages/riak-kv.js';
import type { Bytes } from '../wire/codec.js';
import { type Bucket, bucketFields } from './location.js';

export type TreeSize = keyof typeof TreeSizes;

/** Which keys of a bucket. */
export interface AaeRange extends Bucket {
  /** Keys from, and to. Left out: all. */
  readonly keys?: { readonly from: Bytes; readonly to: Bytes } | undefined;
  /** Written between these two, to the second. Left out: whenever. */
  readonly modified?: { readonly from: Date; readonly to: Date } | undefined;
}

/** Which keys, and of those only the ones in segments of a tree. */
export interface SegmentRange extends AaeRange {
  readonly segments?: { readonly ids: readonly number[]; readonly treeSize: TreeSize } | undefined;
}

export function keyRange(range: AaeRange) {
  const { keys, modified } = range;
  return {
    ...bucketFields(range),
    keyRange: keys !== undefined,
    startKey: keys?.from,
    endKey: keys?.to,
    modifiedRange: modified !== undefined,
    lastModStart: modified && seconds(modified.from),
    lastModEnd: modified && seconds(modified.to),
  };
}

export function segmentRange(range: SegmentRange) {
  const { segments } = range;
  return {
    ...keyRange(range),
    segmentFilter: segments !== undefined,
    idFilter: segments?.ids,
    filterTreeSize: segments && TreeSizes[segments.treeSize],
  };
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1_000);
}
