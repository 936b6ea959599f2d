import { RpbGetServerInfoReq, RpbGetServerInfoResp, RpbPingReq, RpbPingResp } from '../../messages/riak.js';
import {
  RpbFetchReq,
  RpbFetchResp,
  RpbGetBucketKeyPreflistReq,
  RpbGetBucketKeyPreflistResp,
  RpbGetClientIdReq,
  RpbGetClientIdResp,
  RpbMembershipReq,
  RpbMembershipResp,
  RpbPushReq,
  RpbPushResp,
  RpbSetClientIdReq,
  RpbSetClientIdResp,
} from '../../messages/riak-kv.js';
import { type AnyOperation, answers, place } from '../operation.js';
import { ServerError } from '../server-error.js';

/** What is about the server, not about its data. */
export const basics: readonly AnyOperation[] = [
  answers(RpbPingReq, RpbPingResp, () => ({})),
  answers(RpbGetServerInfoReq, RpbGetServerInfoResp, (_, { node, version }) => ({ node, serverVersion: version })),
  answers(RpbSetClientIdReq, RpbSetClientIdResp, ({ clientId }, session) => {
    session.clientId = clientId ?? Buffer.alloc(4);
    return {};
  }),
  answers(RpbGetClientIdReq, RpbGetClientIdResp, (_, { clientId }) => ({ clientId })),
  answers(RpbMembershipReq, RpbMembershipResp, (_, { members }) => ({
    upNodes: members.map(({ address, port }) => ({ ip: address, port })),
  })),
  answers(
    RpbGetBucketKeyPreflistReq,
    RpbGetBucketKeyPreflistResp,
    ({ key }, { node }) => {
      const first = (key?.reduce((sum, byte) => (sum * 31 + byte) % 8, 7) ?? 0) % 8;
      return { preflist: [0, 1, 2].map((step) => ({ partition: (first + step) % 8, node, primary: true })) };
    },
    { name: 'riak_kv.get_preflist', on: place },
  ),
  answers(RpbFetchReq, RpbFetchResp, () => {
    throw new ServerError('queue_not_defined');
  }),
  answers(RpbPushReq, RpbPushResp, () => {
    throw ServerError.crash('badarg'); // over a name of a queue that it has never heard
  }),
];
