import { type DtOp, DtUpdateReq, type MapOp } from '../messages/riak-dt.js';
import { RpbCounterUpdateReq, RpbFetchReq, RpbPushReq, RpbPutReq } from '../messages/riak-kv.js';
import type { Codec, Written } from '../wire/codec.js';

/**
 * True when a request that may have been served can be made again, and nothing is there twice or lost: all but increments, puts
 * that let the server make a key, puts that want nothing to be there, and what moves a replication queue.
 */
export function isRepeatable<Request>(request: Codec<Request>, message: Written<Request>): boolean {
  if ([RpbCounterUpdateReq.code, RpbFetchReq.code, RpbPushReq.code].includes(request.code)) return false;
  if (request.code === RpbPutReq.code) {
    const { key, ifNoneMatch } = message as Written<RpbPutReq>;
    return key !== undefined && !ifNoneMatch;
  }
  if (request.code === DtUpdateReq.code) {
    const { key, op } = message as Written<DtUpdateReq>;
    return key !== undefined && !increments(op);
  }
  return true;
}

function increments(op: Written<DtOp> | undefined): boolean {
  return op?.counterOp !== undefined || (op?.mapOp !== undefined && incrementsWithin(op.mapOp));
}

function incrementsWithin({ updates = [] }: Written<MapOp>): boolean {
  return updates.some(({ counterOp, mapOp }) => counterOp !== undefined || (mapOp !== undefined && incrementsWithin(mapOp)));
}
