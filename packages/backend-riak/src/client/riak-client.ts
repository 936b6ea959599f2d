import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { connect } from '../link/connect.js';
import type { Line } from '../link/line.js';
import type { Link } from '../link/link.js';
import { SideLinks } from '../link/side-links.js';
import type { Terms } from '../link/terms.js';
import type { Bytes } from '../wire/codec.js';
import { Aae } from './aae.js';
import { Properties } from './bucket-properties.js';
import {
  type CoverageEntry,
  type CoverageOptions,
  coverage,
  type FoldedObject,
  type FoldOptions,
  type FoldPage,
  type FoldPageOptions,
  foldObjects,
  foldPage,
} from './bulk.js';
import type { Content } from './content.js';
import { Counter } from './data-types/counter.js';
import type { DataTypeLocation } from './data-types/data-type.js';
import { GrowOnlySet } from './data-types/grow-only-set.js';
import { HyperLogLog } from './data-types/hyper-log-log.js';
import { RiakMap } from './data-types/riak-map.js';
import { RiakSet } from './data-types/riak-set.js';
import type { Fetched, Stored } from './fetched.js';
import { Indexes } from './indexes.js';
import { LegacyCounter } from './legacy-counter.js';
import { listBuckets, listKeys } from './lists.js';
import type { Bucket, Location } from './location.js';
import {
  type EncodedJob,
  type EncodedResults,
  type MapReduceJob,
  type MapReduceResults,
  mapReduce,
  mapReduceEncoded,
} from './map-reduce.js';
import {
  type Change,
  type DeleteOptions,
  deleteObject,
  type GetOptions,
  getObject,
  type PutOptions,
  putObject,
  type Target,
  type UpdateOptions,
  updateObject,
} from './objects.js';
import { whole } from './quorum.js';
import { Replication } from './replication.js';
import { Search } from './search.js';
import { clientId, members, ping, type Replica, replicas, serverInfo, setClientId } from './server.js';
import { TimeSeries } from './time-series.js';

export interface RiakClientOptions {
  /** Name or address of the node. Default `127.0.0.1`. */
  readonly address?: string | undefined;
  /** Default 8087. */
  readonly port?: number | undefined;
  /** Who logs in, inside TLS. A user who shows a certificate has no password. */
  readonly credentials?: { readonly user: string; readonly password?: string | undefined } | undefined;
  /** What `tls.connect` takes: `ca`, `cert`, `key`, `servername`, ... The server is verified unless it says `rejectUnauthorized: false`. */
  readonly tls?: TlsOptions | undefined;
  /** How long the server may be silent, in ms, where an operation says nothing else. Default 60000. */
  readonly timeoutMs?: number | undefined;
  /** Longest reply that is taken, in bytes. A longer one ends the connection. Default 128 MiB. */
  readonly maxFrameBytes?: number | undefined;
  /**
   * So many connections may be made beside this one, for lists, streams, MapReduce and folds, each for one at a time. Default 0:
   * those go over this one, and hold up what is asked for behind them.
   */
  readonly streamConnections?: number | undefined;
  /** Gives up connecting. */
  readonly signal?: AbortSignal | undefined;
}

export const DEFAULT_TIMEOUT_MS = 60_000;
export const DEFAULT_MAX_FRAME_BYTES = 128 * 1024 * 1024;

/**
 * A connection to a Riak node, and every operation of it. Requests that are made at once go out at once and are answered
 * in order; what yields many results (`keys`, `index.query`, ...) holds up what is asked for behind it, unless
 * `streamConnections` lets it have a connection of its own. It does not connect again by itself: that is a pool's work.
 */
export class RiakClient implements AsyncDisposable {
  /** The connection under it. */
  readonly link: Link;
  /** Connections beside it, for what keeps one busy. */
  readonly side: SideLinks | undefined;
  readonly #slow: Line;
  /** Properties of buckets and bucket types. */
  readonly properties: Properties;
  /** Secondary indexes. */
  readonly index: Indexes;
  /** Full-text search, Riak 1.2 to 2.9. */
  readonly search: Search;
  /** Folds over active anti-entropy, Riak 2.9 and later. */
  readonly aae: Aae;
  /** Replication queues. */
  readonly replication: Replication;
  /** Tables of Riak TS. */
  readonly timeSeries: TimeSeries;

  /** @param side connections for what keeps one busy; left out: it goes over the same one as all else */
  constructor(link: Link, side?: SideLinks) {
    const slow = side ?? link;
    this.link = link;
    this.side = side;
    this.#slow = slow;
    this.properties = new Properties(link);
    this.index = new Indexes(link, slow);
    this.search = new Search(link, slow);
    this.aae = new Aae(slow);
    this.replication = new Replication(link);
    this.timeSeries = new TimeSeries(link, slow);
  }

  /**
   * Connects, starts TLS and logs in, as far as that is asked for.
   * @throws RiakError `AUTHENTICATION_FAILED`, after the 5 s that the server takes to say so; the errors of sockets and TLS
   */
  static async connect(options: RiakClientOptions = {}): Promise<RiakClient> {
    const {
      address = '127.0.0.1',
      port = 8087,
      credentials,
      tls,
      timeoutMs = DEFAULT_TIMEOUT_MS,
      maxFrameBytes = DEFAULT_MAX_FRAME_BYTES,
      streamConnections = 0,
      signal,
    } = options;
    const login = credentials && { user: credentials.user, password: credentials.password ?? '' };
    const place = { address, port, credentials: login, tls, timeoutMs, maxFrameBytes };
    const link = await connect({ ...place, signal });
    if (whole('streamConnections', streamConnections) === 0) return new RiakClient(link);
    return new RiakClient(link, new SideLinks((signal, lost) => connect({ ...place, signal }, lost), streamConnections, timeoutMs));
  }

  /** Reads an object. One that is not there is no error: see `outcome`, `found`, `object` and `siblings` of what comes. */
  get(location: Location, options: GetOptions = {}): Promise<Fetched> {
    return getObject(this.link, location, options);
  }

  /**
   * Stores an object.
   * @throws RiakError `CONDITION_FAILED` when `ifNoneMatch` or `ifNotModified` do not hold
   */
  put(target: Target, content: Content, options: PutOptions = {}): Promise<Stored> {
    return putObject(this.link, target, content, options);
  }

  /** Deletes an object; one that is not there is no error. */
  delete(location: Location, options: DeleteOptions = {}): Promise<void> {
    return deleteObject(this.link, location, options);
  }

  /**
   * Reads, changes and writes an object. When others write it at the same time, nothing is lost: `resolve` makes one of all.
   * @throws RiakError `SIBLINGS` when there are several versions and no resolver
   */
  update(location: Location, change: Change, options: UpdateOptions = {}): Promise<Fetched> {
    return updateObject(this.link, location, change, options);
  }

  /** The keys of a bucket, in no order, perhaps twice. Visits every key of the cluster: not for requests of users. */
  keys(bucket: Bucket, terms: Terms = {}): AsyncGenerator<Buffer, void, undefined> {
    return listKeys(this.#slow, bucket, terms);
  }

  /** The buckets of a type, untyped ones by default. As heavy as `keys`. */
  buckets(type?: Bytes, terms: Terms = {}): AsyncGenerator<Buffer, void, undefined> {
    return listBuckets(this.#slow, type, terms);
  }

  /** The objects of a bucket with their values, in the order of their keys. */
  objects(bucket: Bucket, options: FoldOptions = {}): AsyncGenerator<FoldedObject, void, undefined> {
    return foldObjects(this.#slow, bucket, options);
  }

  /** One page of them. */
  objectsPage(bucket: Bucket, options: FoldPageOptions): Promise<FoldPage> {
    return foldPage(this.#slow, bucket, options);
  }

  /** Runs a MapReduce job, and gives results as they come. */
  mapReduce(job: MapReduceJob, terms: Terms = {}): AsyncGenerator<MapReduceResults, void, undefined> {
    return mapReduce(this.#slow, job, terms);
  }

  /** The same with a job that is already encoded, and results that are not decoded. */
  mapReduceEncoded(job: EncodedJob, terms: Terms = {}): AsyncGenerator<EncodedResults, void, undefined> {
    return mapReduceEncoded(this.#slow, job, terms);
  }

  /** The counter that lies there. Nothing is sent before it is used; the same holds for the other data types. */
  counter(location: DataTypeLocation): Counter {
    return new Counter(this.link, location);
  }

  set(location: DataTypeLocation): RiakSet {
    return new RiakSet(this.link, location);
  }

  map(location: DataTypeLocation): RiakMap {
    return new RiakMap(this.link, location);
  }

  growOnlySet(location: DataTypeLocation): GrowOnlySet {
    return new GrowOnlySet(this.link, location);
  }

  hyperLogLog(location: DataTypeLocation): HyperLogLog {
    return new HyperLogLog(this.link, location);
  }

  /** A counter of Riak 1.4, in an untyped bucket that has `allowMult`. */
  legacyCounter(location: Location): LegacyCounter {
    return new LegacyCounter(this.link, location);
  }

  /** A sign of life. A node that starts or stops gives one, too, and serves nothing. */
  ping(terms: Terms = {}): Promise<void> {
    return ping(this.link, terms);
  }

  serverInfo(terms: Terms = {}): Promise<{ node: string; version: string }> {
    return serverInfo(this.link, terms);
  }

  /** An id that the server keeps for this connection, and does nothing with. */
  clientId(terms: Terms = {}): Promise<Buffer> {
    return clientId(this.link, terms);
  }

  setClientId(id: Bytes, terms: Terms = {}): Promise<void> {
    return setClientId(this.link, id, terms);
  }

  /** Addresses of the nodes that are up. Riak 3.0.10 and later. */
  members(terms: Terms = {}): Promise<{ address: string; port: number }[]> {
    return members(this.link, terms);
  }

  /** Where the replicas of an object lie. Riak 2.1 and later. */
  replicas(location: Location, terms: Terms = {}): Promise<Replica[]> {
    return replicas(this.link, location, terms);
  }

  /** How a bucket may be read in pieces. Riak TS. */
  coverage(bucket: Bucket, options: Terms & CoverageOptions = {}): Promise<CoverageEntry[]> {
    return coverage(this.link, bucket, options);
  }

  /** Ends the connection. Operations under way fail with `CLOSED`. */
  async close(): Promise<void> {
    await Promise.all([this.link.close(), this.side?.close()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
