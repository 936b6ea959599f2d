import type { CallContext, Job } from '@outpool/contract';
import type { Content } from './client/content.js';
import type { ChangeOptions, DataTypeLocation, DataTypeReadOptions } from './client/data-types/data-type.js';
import { MapChanges } from './client/data-types/map-changes.js';
import type { Fetched, Stored } from './client/fetched.js';
import type { IndexMatch, IndexPage, IndexQuery } from './client/indexes.js';
import type { Bucket, Location } from './client/location.js';
import type { DeleteOptions, GetOptions, PutOptions, Target } from './client/objects.js';
import type { ReadOptions } from './client/read-options.js';
import type { RiakClient } from './client/riak-client.js';
import type { WriteOptions } from './client/write-options.js';
import { isRepeatableChange, isRepeatablePut } from './link/repeatable.js';
import type { Terms } from './link/terms.js';
import type { Bytes } from './wire/codec.js';

/** One operation for a pool's `call`. */
export type RiakJob<Result> = Job<RiakClient, Promise<Result>>;
/** The options of an operation, without the signal: that is the call's. */
type Of<Options> = Omit<Options, 'signal'>;

/**
 * Operations as jobs of a pool: `pool.call(jobs.get(location))`. Each is one operation of the client, takes the signal of
 * the call, and says itself whether it may run twice. A pool repeats those that may when their connection is lost; never an
 * increment, a put without a key or with a condition, or a removal, which would look anew at what is there.
 */
export const jobs = {
  get: (location: Location, options?: Of<GetOptions>): RiakJob<Fetched> =>
    repeatable((riak, terms) => riak.get(location, { ...options, ...terms })),

  /** May run twice with a key and without a condition. Where siblings are kept, the same version may stand there twice then. */
  put: (target: Target, content: Content, options?: Of<PutOptions>): RiakJob<Stored> =>
    job((riak, terms) => riak.put(target, content, { ...options, ...terms }), isRepeatablePut({ key: target.key, ...options })),

  delete: (location: Location, options?: Of<DeleteOptions>): RiakJob<void> =>
    repeatable((riak, terms) => riak.delete(location, { ...options, ...terms })),

  counter: (location: DataTypeLocation) => ({
    value: (options?: Of<ReadOptions>): RiakJob<bigint | undefined> =>
      repeatable((riak, terms) => riak.counter(location).value({ ...options, ...terms })),
    increment: (by?: bigint | number, options?: Of<WriteOptions>): RiakJob<bigint> =>
      once((riak, terms) => riak.counter(location).increment(by, { ...options, ...terms })),
    decrement: (by?: bigint | number, options?: Of<WriteOptions>): RiakJob<bigint> =>
      once((riak, terms) => riak.counter(location).decrement(by, { ...options, ...terms })),
  }),

  set: (location: DataTypeLocation) => ({
    members: (options?: Of<DataTypeReadOptions>) => repeatable((riak, terms) => riak.set(location).members({ ...options, ...terms })),
    add: (members: Bytes | readonly Bytes[], options?: Of<ChangeOptions>) =>
      job((riak, terms) => riak.set(location).add(members, { ...options, ...terms }), isKeyed(location)),
    remove: (members: Bytes | readonly Bytes[], options?: Of<ChangeOptions>) =>
      once((riak, terms) => riak.set(location).remove(members, { ...options, ...terms })),
  }),

  growOnlySet: (location: DataTypeLocation) => ({
    members: (options?: Of<ReadOptions>) => repeatable((riak, terms) => riak.growOnlySet(location).members({ ...options, ...terms })),
    add: (members: Bytes | readonly Bytes[], options?: Of<WriteOptions>) =>
      job((riak, terms) => riak.growOnlySet(location).add(members, { ...options, ...terms }), isKeyed(location)),
  }),

  hyperLogLog: (location: DataTypeLocation) => ({
    cardinality: (options?: Of<ReadOptions>) =>
      repeatable((riak, terms) => riak.hyperLogLog(location).cardinality({ ...options, ...terms })),
    add: (members: Bytes | readonly Bytes[], options?: Of<ChangeOptions>) =>
      job((riak, terms) => riak.hyperLogLog(location).add(members, { ...options, ...terms }), isKeyed(location)),
  }),

  map: (location: DataTypeLocation) => ({
    value: (options?: Of<DataTypeReadOptions>) => repeatable((riak, terms) => riak.map(location).value({ ...options, ...terms })),
    /** May run twice when it neither increments nor removes anything. `change` is called here, once. */
    update(change: (map: MapChanges) => void, options?: Of<WriteOptions>) {
      const changes = new MapChanges();
      change(changes);
      const mayRunTwice = isKeyed(location) && isRepeatableChange({ mapOp: changes.operation }, false);
      return job((riak, terms) => riak.map(location).apply(changes, { ...options, ...terms }), mayRunTwice);
    },
  }),

  index: {
    /** All matches in one list. */
    all: (query: IndexQuery, options?: Of<Terms>): RiakJob<IndexMatch[]> =>
      repeatable((riak, terms) => collect(riak.index.query(query, { ...options, ...terms }))),
    page: (query: IndexQuery, options: Of<Terms> & { readonly pageSize: number; readonly continuation?: Uint8Array }): RiakJob<IndexPage> =>
      repeatable((riak, terms) => riak.index.page(query, { ...options, ...terms })),
  },

  /** All keys of a bucket in one list: for buckets of which that fits into memory. */
  keys: (bucket: Bucket, options?: Of<Terms>): RiakJob<Buffer[]> =>
    repeatable((riak, terms) => collect(riak.keys(bucket, { ...options, ...terms }))),
};

type Operation<Result> = (riak: RiakClient, terms: Pick<CallContext, 'signal'>) => Promise<Result>;

/** Without a key each run would make another. */
function isKeyed({ key }: DataTypeLocation): boolean {
  return key !== undefined;
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function repeatable<Result>(operation: Operation<Result>): RiakJob<Result> {
  return job(operation, true);
}

function once<Result>(operation: Operation<Result>): RiakJob<Result> {
  return job(operation, false);
}

/** @param idempotent it may run twice; where it may not, the caller can still say otherwise */
function job<Result>(operation: Operation<Result>, idempotent: boolean): RiakJob<Result> {
  const run: RiakJob<Result> = (riak, { signal }) => operation(riak, { signal });
  return idempotent ? Object.assign(run, { idempotent }) : run;
}
