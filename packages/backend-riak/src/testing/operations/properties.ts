import {
  RpbGetBucketReq,
  RpbGetBucketResp,
  RpbGetBucketTypeReq,
  RpbResetBucketReq,
  RpbResetBucketResp,
  RpbSetBucketReq,
  RpbSetBucketResp,
  RpbSetBucketTypeReq,
} from '../../messages/riak.js';
import { type AnyOperation, answers, place } from '../operation.js';
import { ServerError } from '../server-error.js';

const none = Buffer.alloc(0);
const setBucket = { name: 'riak_core.set_bucket', on: place };

/** Properties of buckets and of bucket types. */
export const properties: readonly AnyOperation[] = [
  answers(RpbGetBucketReq, RpbGetBucketResp, ({ type, bucket = none }, { store }) => ({ props: store.types.of(type, bucket) }), {
    name: 'riak_core.get_bucket',
    on: place,
  }),
  answers(
    RpbSetBucketReq,
    RpbSetBucketResp,
    ({ type, bucket = none, props }, { store }) => {
      if (props === undefined) throw ServerError.crash('function_clause');
      store.types.set(type, bucket, props);
      return {};
    },
    setBucket,
  ),
  answers(
    RpbResetBucketReq,
    RpbResetBucketResp,
    ({ type, bucket = none }, { store }) => {
      store.types.reset(type, bucket);
      return {};
    },
    setBucket,
  ),
  answers(RpbGetBucketTypeReq, RpbGetBucketResp, ({ type = none }, { store }) => ({ props: store.types.ofType(type) }), {
    name: 'riak_core.get_bucket_type',
    on: ({ type }) => String(type),
  }),
  answers(
    RpbSetBucketTypeReq,
    RpbSetBucketResp,
    ({ type = none, props }, { store }) => {
      if (props === undefined) throw ServerError.crash('function_clause');
      store.types.setType(type, props);
      return {};
    },
    { name: 'riak_core.set_bucket_type', on: ({ type }) => String(type) },
  ),
];
