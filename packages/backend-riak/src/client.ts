export type { Aae, Count, KeyClock, Method, Tree } from './client/aae.js';
export type { AaeRange, SegmentRange, TreeSize } from './client/aae-range.js';
export type { BucketProperties, Hook, Properties } from './client/bucket-properties.js';
export type { CoverageEntry, CoverageOptions, FoldedObject, FoldOptions, FoldPage, FoldPageOptions } from './client/bulk.js';
export type { Content, NewObject, Term } from './client/content.js';
export type { Counter } from './client/data-types/counter.js';
export type { ChangeOptions, DataTypeLocation, DataTypeReadOptions } from './client/data-types/data-type.js';
export type { GrowOnlySet } from './client/data-types/grow-only-set.js';
export type { HyperLogLog } from './client/data-types/hyper-log-log.js';
export { type FieldKind, MapChanges } from './client/data-types/map-changes.js';
export type { MapValue } from './client/data-types/map-value.js';
export type { Members } from './client/data-types/members.js';
export type { RiakMap } from './client/data-types/riak-map.js';
export type { RiakSet } from './client/data-types/riak-set.js';
export type { Fetched, Stored } from './client/fetched.js';
export type { Indexes, IndexMatch, IndexPage, IndexQuery } from './client/indexes.js';
export type { LegacyCounter } from './client/legacy-counter.js';
export type { Bucket, Location } from './client/location.js';
export type {
  EncodedJob,
  EncodedResults,
  MapReduceFunction,
  MapReduceInputs,
  MapReduceJob,
  MapReducePhase,
  MapReduceResults,
} from './client/map-reduce.js';
export type { Change, DeleteOptions, GetOptions, PutOptions, Target, UpdateOptions } from './client/objects.js';
export type { Quorum } from './client/quorum.js';
export type { ReadOptions } from './client/read-options.js';
export type { QueueState, Replicated, Replication } from './client/replication.js';
export { newest, type Resolver } from './client/resolver.js';
export { RiakClient, type RiakClientOptions } from './client/riak-client.js';
export type { ObjectLink, RiakObject } from './client/riak-object.js';
export type { Search, SearchIndex, SearchQuery, SearchResults } from './client/search.js';
export type { Replica } from './client/server.js';
export type { TableCoverage, TableTerms, TimeRange, TimeSeries } from './client/time-series.js';
export type { Cell, Column, Rows } from './client/time-series-rows.js';
export type { WriteOptions } from './client/write-options.js';
export type { Link } from './link/link.js';
export { RiakError, type RiakErrorCode } from './link/riak-error.js';
export type { Terms } from './link/terms.js';
export type { Bytes } from './wire/codec.js';
