import type { Line } from '../link/line.js';
import type { Terms } from '../link/terms.js';
import { RpbListBucketsReq, RpbListBucketsResp, RpbListKeysReq, RpbListKeysResp } from '../messages/riak-kv.js';
import type { Bytes } from '../wire/codec.js';
import { type Bucket, bucketFields } from './location.js';
import { whole } from './quorum.js';

/**
 * The keys of a bucket, as they come: in no order, perhaps twice. The server visits every key of the cluster: for
 * bulk work, not for requests of users.
 */
export async function* listKeys(link: Line, bucket: Bucket, options: Terms): AsyncGenerator<Buffer, void, undefined> {
  const request = { ...bucketFields(bucket), timeout: whole('timeoutMs', options.timeoutMs) };
  for await (const { keys } of link.stream(RpbListKeysReq, request, RpbListKeysResp, options)) yield* keys;
}

/** The buckets that hold something. As heavy as listing keys. */
export async function* listBuckets(link: Line, type: Bytes | undefined, options: Terms): AsyncGenerator<Buffer, void, undefined> {
  // Here the server knows no limit of its own.
  const request = { type, stream: true, timeout: whole('timeoutMs', options.timeoutMs ?? Math.min(link.timeoutMs, 0xffff_ffff)) };
  for await (const { buckets } of link.stream(RpbListBucketsReq, request, RpbListBucketsResp, options)) yield* buckets;
}
