import { type DtOp, DtUpdateReq, type MapOp, MapUpdateFlagOp } from '../messages/riak-dt.js';
import { RpbAaeFoldReplKeysReq, RpbCounterUpdateReq, RpbFetchReq, RpbPushReq, RpbPutReq, RpbRTEReq } from '../messages/riak-kv.js';
import type { Codec, Written } from '../wire/codec.js';

/** What counts, and what moves a replication queue. */
const NEVER: readonly number[] = [RpbCounterUpdateReq, RpbFetchReq, RpbPushReq, RpbRTEReq, RpbAaeFoldReplKeysReq].map(({ code }) => code);

/**
 * True when a request that may have been served can be made again, and nothing is there twice or lost: all but increments, puts
 * that let the server make a key, puts with a condition, removals that do not say what was seen, and what moves a
 * replication queue.
 */
export function isRepeatable<Request>(request: Codec<Request>, message: Written<Request>): boolean {
  if (NEVER.includes(request.code)) return false;
  if (request.code === RpbPutReq.code) return isRepeatablePut(message as Written<RpbPutReq>);
  if (request.code === DtUpdateReq.code) {
    const { key, op, context } = message as Written<DtUpdateReq>;
    return key !== undefined && isRepeatableChange(op, context !== undefined);
  }
  return true;
}

/** The condition of a put that has happened does not hold any more. */
export function isRepeatablePut({
  key,
  ifNoneMatch,
  ifNotModified,
}: Pick<Written<RpbPutReq>, 'key' | 'ifNoneMatch' | 'ifNotModified'>): boolean {
  return key !== undefined && !ifNoneMatch && !ifNotModified;
}

/** @param seen a context goes with it: what is removed is what was seen, and nothing that has come since */
export function isRepeatableChange({ counterOp, setOp, mapOp }: Written<DtOp> = {}, seen: boolean): boolean {
  return counterOp === undefined && (seen || !setOp?.removes?.length) && (mapOp === undefined || isRepeatableWithin(mapOp, seen));
}

function isRepeatableWithin({ removes = [], updates = [] }: Written<MapOp>, seen: boolean): boolean {
  if (removes.length > 0 && !seen) return false;
  return updates.every((update) => isRepeatableChange(update, seen) && (seen || update.flagOp !== MapUpdateFlagOp.DISABLE));
}
