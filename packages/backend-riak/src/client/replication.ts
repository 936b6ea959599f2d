import type { Line } from '../link/line.js';
import type { Terms } from '../link/terms.js';
import { RpbFetchReq, RpbFetchResp, RpbGetResp, RpbPushReq, RpbPushResp, RpbRTEReq, RpbRTEResp } from '../messages/riak-kv.js';
import { RpbReplGetClusterIdReq, RpbReplGetClusterIdResp, RpbReplGetReq } from '../messages/riak-repl.js';
import type { Bytes } from '../wire/codec.js';
import { Fetched } from './fetched.js';
import { type Location, locationFields, named } from './location.js';
import type { GetOptions } from './objects.js';
import { whole } from './quorum.js';
import { type ReadOptions, readFields } from './read-options.js';

/** An object from a replication queue. */
export interface Replicated {
  readonly deleted: boolean;
  /** The object in the encoding of replication. */
  readonly object: Buffer | undefined;
  /** CRC-32 of `object`. */
  readonly crc: number | undefined;
  /** Context of what was deleted. */
  readonly deletedVclock: Buffer | undefined;
  readonly segmentId: number | undefined;
  readonly segmentHash: number | undefined;
}

/** What a queue says after a push. */
export interface QueueState {
  readonly exists: boolean;
  /** Entries from folds, from full sync, and in real time. */
  readonly folds: number | undefined;
  readonly fullSync: number | undefined;
  readonly realTime: number | undefined;
}

/** Replication queues (Riak 2.9.1 and later), and reads from other clusters (Riak EE). */
export class Replication {
  readonly #link: Line;

  constructor(link: Line) {
    this.#link = link;
  }

  /** The next entry of a queue; `undefined` when it is empty. It is gone from the queue then. */
  async fetch(
    queue: string,
    options: Terms & { readonly encoding?: 'internal' | 'internal_aaehash' } = {},
  ): Promise<Replicated | undefined> {
    const reply = await this.#link.call(
      RpbFetchReq,
      { queuename: named('queue', queue), encoding: options.encoding },
      RpbFetchResp,
      options,
    );
    if (reply.queueEmpty !== false) return undefined;
    const { deleted, replencodedObject, crcCheck, deletedVclock, segmentId, segmentHash } = reply;
    return { deleted: deleted === true, object: replencodedObject, crc: crcCheck, deletedVclock, segmentId, segmentHash };
  }

  /** Puts keys into a queue, each with its vclock. Riak 3.0.7 and later. */
  async push(queue: string, keys: readonly (Location & { readonly vclock: Bytes })[], terms: Terms = {}): Promise<QueueState> {
    const keysValue = keys.map(({ vclock, ...location }) => ({ ...locationFields(location), value: vclock }));
    const { queueExists, foldqLength, fsyncLength, realtLength } = await this.#link.call(
      RpbPushReq,
      { queuename: named('queue', queue), keysValue },
      RpbPushResp,
      terms,
    );
    return { exists: queueExists === true, folds: foldqLength, fullSync: fsyncLength, realTime: realtLength };
  }

  /** Puts an object into the queues of real-time replication. In the schema since Riak 2.9; `UNSUPPORTED` by every server known. */
  async enqueue(location: Location, options: Omit<ReadOptions, 'nodeConfirms'> = {}): Promise<void> {
    const { nodeConfirms: _, ...fields } = readFields(options);
    const request = { ...locationFields(location), ...fields, timeout: whole('timeoutMs', options.timeoutMs) };
    await this.#link.call(RpbRTEReq, request, RpbRTEResp, options);
  }

  /** Reads an object, from another cluster when it is not here. */
  async get(location: Location, clusterId: string, options: GetOptions = {}): Promise<Fetched> {
    const { type: _, ...place } = locationFields(location);
    const { nodeConfirms: __, ...fields } = readFields(options);
    const { ifModified, head, deletedVclock } = options;
    const request = { ...place, ...fields, clusterId, ifModified, head, deletedvclock: deletedVclock };
    return new Fetched(await this.#link.call(RpbReplGetReq, request, RpbGetResp, options));
  }

  async clusterId(terms: Terms = {}): Promise<string> {
    const { clusterId } = await this.#link.call(RpbReplGetClusterIdReq, {}, RpbReplGetClusterIdResp, terms);
    return clusterId?.toString() ?? '';
  }
}
