import type { Line } from '../link/line.js';
import type { Terms } from '../link/terms.js';
import { RpbCoverageReq, RpbCoverageResp, RpbCSBucketReq, RpbCSBucketResp } from '../messages/riak-kv.js';
import type { Bytes, Written } from '../wire/codec.js';
import { Fetched } from './fetched.js';
import { type Bucket, bucketFields } from './location.js';
import { whole } from './quorum.js';

/** Part of a bucket, in the order of its keys. */
export interface FoldOptions extends Terms {
  /** First key. Default: the first there is. */
  readonly from?: Bytes | undefined;
  /** Last key. Default: the last there is. */
  readonly to?: Bytes | undefined;
  /** Default true. */
  readonly includeFrom?: boolean | undefined;
  /** Default false. */
  readonly includeTo?: boolean | undefined;
  /** At most so many objects. */
  readonly limit?: number | undefined;
  /** `context` of a piece of a coverage plan: only what lies there. Riak TS. */
  readonly coverContext?: Uint8Array | undefined;
}

/** An object of a fold. */
export interface FoldedObject {
  readonly key: Buffer;
  readonly object: Fetched;
}

/** A piece of the key space, and who can be asked for it. */
export interface CoverageEntry {
  readonly address: string;
  readonly port: number;
  readonly description: string;
  readonly context: Buffer;
}

/** Some of the objects of a bucket. */
export interface FoldPage {
  readonly objects: readonly FoldedObject[];
  /** Hand it to the next `objectsPage`. Absent: this was the last. One that is there may lead to an empty page. */
  readonly continuation: Buffer | undefined;
}

/** The objects of a bucket, values included, in the order of their keys. Made for Riak CS; good for exports. */
export async function* foldObjects(line: Line, bucket: Bucket, options: FoldOptions): AsyncGenerator<FoldedObject, void, undefined> {
  for await (const part of line.stream(RpbCSBucketReq, request(bucket, options), RpbCSBucketResp, options)) yield* foldedObjects(part);
}

/** The same page by page. */
export async function foldPage(line: Line, bucket: Bucket, options: FoldPageOptions): Promise<FoldPage> {
  const { pageSize: limit, continuation, ...more } = options;
  const objects: FoldedObject[] = [];
  let next: Buffer | undefined;
  const asked = { ...request(bucket, { ...more, limit }), continuation };
  for await (const part of line.stream(RpbCSBucketReq, asked, RpbCSBucketResp, options)) {
    objects.push(...foldedObjects(part));
    next = part.continuation ?? next;
  }
  return { objects, continuation: next };
}

export interface FoldPageOptions extends Omit<FoldOptions, 'limit'> {
  readonly pageSize: number;
  readonly continuation?: Uint8Array | undefined;
}

export function foldedObjects({ objects }: Pick<RpbCSBucketResp, 'objects'>): FoldedObject[] {
  return objects.flatMap(({ key, object }) => (key === undefined || object === undefined ? [] : [{ key, object: new Fetched(object) }]));
}

function request(bucket: Bucket, options: FoldOptions): Written<RpbCSBucketReq> {
  const { from = Buffer.of(0), to, includeFrom, includeTo, limit, coverContext, timeoutMs } = options;
  return {
    ...bucketFields(bucket),
    startKey: from,
    endKey: to,
    startIncl: includeFrom,
    endIncl: includeTo,
    maxResults: whole('limit', limit),
    coverContext,
    timeout: whole('timeoutMs', timeoutMs),
  };
}

/** How the bucket may be read in pieces, each from its own node. Riak TS. */
export async function coverage(link: Line, bucket: Bucket, options: Terms & CoverageOptions): Promise<CoverageEntry[]> {
  const { minPartitions, replace, unavailable = [] } = options;
  const request = {
    ...bucketFields(bucket),
    minPartitions: whole('minPartitions', minPartitions),
    replaceCover: replace,
    unavailableCover: unavailable,
  };
  const { entries } = await link.call(RpbCoverageReq, request, RpbCoverageResp, options);
  return entries.map(({ ip, port, keyspaceDesc, coverContext }) => ({
    address: ip?.toString() ?? '',
    port: port ?? 0,
    description: keyspaceDesc?.toString() ?? '',
    context: coverContext ?? Buffer.alloc(0),
  }));
}

export interface CoverageOptions {
  /** In at least so many pieces. */
  readonly minPartitions?: number | undefined;
  /** The context of a piece that failed: give another for it. */
  readonly replace?: Uint8Array | undefined;
  /** Contexts of other pieces that failed. */
  readonly unavailable?: readonly Uint8Array[] | undefined;
}
