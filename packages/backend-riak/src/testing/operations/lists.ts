import { RpbListBucketsReq, RpbListBucketsResp, RpbListKeysReq, RpbListKeysResp } from '../../messages/riak-kv.js';
import { type AnyOperation, place, streams } from '../operation.js';
import { inParts } from './in-parts.js';

/** Lists of keys and buckets. */
export const lists: readonly AnyOperation[] = [
  streams(
    RpbListKeysReq,
    RpbListKeysResp,
    ({ type, bucket = Buffer.alloc(0) }, { store }) => {
      store.types.of(type, bucket);
      return inParts(store.entries(type, bucket).map(({ key }) => key)).map((keys) => ({ keys }));
    },
    { name: 'riak_kv.list_keys', on: place },
  ),
  streams(
    RpbListBucketsReq,
    RpbListBucketsResp,
    ({ type, stream }, { store }) => {
      if (!stream) return undefined;
      store.types.of(type, Buffer.alloc(0));
      return inParts(store.buckets(type)).map((buckets) => ({ buckets }));
    },
    { name: 'riak_kv.list_buckets', on: ({ type }) => String(type ?? 'default') },
    ({ type }, { store }) => {
      store.types.of(type, Buffer.alloc(0));
      return { buckets: store.buckets(type) };
    },
  ),
];
