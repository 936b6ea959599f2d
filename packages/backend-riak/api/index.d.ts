// What @outpool/backend-riak exports. Written by `pnpm api`.
export {
    Resolver,
    RiakBackend,
    RiakClient,
    RiakError,
    RiakErrorCode,
    RiakJob,
    RiakOptions,
    jobs,
    newest,
}

// client/aae-range.d.ts
export type TreeSize = keyof typeof TreeSizes;
export interface AaeRange extends Bucket {
    readonly keys?: {
        readonly from: Bytes;
        readonly to: Bytes;
    } | undefined;
    readonly modified?: {
        readonly from: Date;
        readonly to: Date;
    } | undefined;
}
export interface SegmentRange extends AaeRange {
    readonly segments?: {
        readonly ids: readonly number[];
        readonly treeSize: TreeSize;
    } | undefined;
}

// client/aae.d.ts
export interface Tree {
    readonly size: TreeSize | undefined;
    readonly root: Buffer | undefined;
    readonly branches: readonly Buffer[];
}
export interface KeyClock {
    readonly type: Buffer | undefined;
    readonly bucket: Buffer;
    readonly key: Buffer;
    readonly vclock: Buffer;
}
export interface Count {
    readonly tag: string;
    readonly order: number | undefined;
    readonly count: number;
}
export type Method = {
    readonly job: number;
} | 'local' | 'count';
export declare class Aae {
    constructor(link: Line);
    mergeRoot(nVal: number, terms?: Terms): Promise<Tree>;
    mergeBranches(nVal: number, branches: readonly number[], terms?: Terms): Promise<Tree>;
    mergeTrees(range: SegmentRange, options: Terms & {
        readonly size: TreeSize;
        readonly seed?: number;
    }): Promise<Tree>;
    clocks(nVal: number, segments: readonly number[], options?: Terms & Pick<AaeRange, 'modified'>): Promise<KeyClock[]>;
    clocksOf(range: SegmentRange, terms?: Terms): Promise<KeyClock[]>;
    tombstones(range: SegmentRange, terms?: Terms): Promise<KeyClock[]>;
    findKeys(range: AaeRange, above: {
        readonly siblings: number;
    } | {
        readonly bytes: number;
    }, terms?: Terms): Promise<Count[]>;
    stats(range: AaeRange, terms?: Terms): Promise<Count[]>;
    replicate(range: AaeRange, queue: string, terms?: Terms): Promise<Count[]>;
    repair(range: AaeRange, terms?: Terms): Promise<Count[]>;
    reap(range: SegmentRange, method: Method, terms?: Terms): Promise<Count[]>;
    erase(range: SegmentRange, method: Method, terms?: Terms): Promise<Count[]>;
    buckets(nVal?: number, terms?: Terms): Promise<{
        type: Buffer | undefined;
        bucket: Buffer;
    }[]>;
}

// client/bucket-properties.d.ts
export type Hook = {
    readonly module: string;
    readonly function: string;
} | {
    readonly name: string;
};
export interface BucketProperties {
    readonly nVal?: number | undefined;
    readonly allowMult?: boolean | undefined;
    readonly lastWriteWins?: boolean | undefined;
    readonly precommit?: readonly Hook[] | undefined;
    readonly postcommit?: readonly Hook[] | undefined;
    readonly chashKeyfun?: Hook | undefined;
    readonly linkfun?: Hook | undefined;
    readonly oldVclock?: number | undefined;
    readonly youngVclock?: number | undefined;
    readonly bigVclock?: number | undefined;
    readonly smallVclock?: number | undefined;
    readonly r?: Quorum | undefined;
    readonly pr?: Quorum | undefined;
    readonly w?: Quorum | undefined;
    readonly pw?: Quorum | undefined;
    readonly dw?: Quorum | undefined;
    readonly rw?: Quorum | undefined;
    readonly basicQuorum?: boolean | undefined;
    readonly notfoundOk?: boolean | undefined;
    readonly backend?: string | undefined;
    readonly search?: boolean | undefined;
    readonly repl?: 'off' | 'realtime' | 'fullsync' | 'both' | undefined;
    readonly searchIndex?: string | undefined;
    readonly datatype?: string | undefined;
    readonly consistent?: boolean | undefined;
    readonly writeOnce?: boolean | undefined;
    readonly hllPrecision?: number | undefined;
}
export declare class Properties {
    constructor(link: Link);
    get(bucket: Bucket, terms?: Terms): Promise<BucketProperties>;
    set(bucket: Bucket, properties: BucketProperties, terms?: Terms): Promise<void>;
    reset(bucket: Bucket, terms?: Terms): Promise<void>;
    ofType(type: Bytes, terms?: Terms): Promise<BucketProperties>;
    setType(type: Bytes, properties: BucketProperties, terms?: Terms): Promise<void>;
}

// client/bulk.d.ts
export interface FoldOptions extends Terms {
    readonly from?: Bytes | undefined;
    readonly to?: Bytes | undefined;
    readonly includeFrom?: boolean | undefined;
    readonly includeTo?: boolean | undefined;
    readonly limit?: number | undefined;
    readonly coverContext?: Uint8Array | undefined;
}
export interface FoldedObject {
    readonly key: Buffer;
    readonly object: Fetched;
}
export interface CoverageEntry {
    readonly address: string;
    readonly port: number;
    readonly description: string;
    readonly context: Buffer;
}
export interface FoldPage {
    readonly objects: readonly FoldedObject[];
    readonly continuation: Buffer | undefined;
}
export interface FoldPageOptions extends Omit<FoldOptions, 'limit'> {
    readonly pageSize: number;
    readonly continuation?: Uint8Array | undefined;
}
export interface CoverageOptions {
    readonly minPartitions?: number | undefined;
    readonly replace?: Uint8Array | undefined;
    readonly unavailable?: readonly Uint8Array[] | undefined;
}

// client/content.d.ts
export type Term = Bytes | number | bigint;
export interface NewObject {
    readonly value?: Bytes | undefined;
    readonly json?: unknown;
    readonly contentType?: string | undefined;
    readonly charset?: string | undefined;
    readonly contentEncoding?: string | undefined;
    readonly meta?: Readonly<Record<string, Bytes>> | undefined;
    readonly indexes?: Readonly<Record<string, Term | readonly Term[]>> | undefined;
    readonly links?: readonly ObjectLink[] | undefined;
}
export type Content = Bytes | NewObject | RiakObject;

// client/data-types/counter.d.ts
export declare class Counter {
    constructor(link: Link, location: DataTypeLocation);
    get key(): Bytes | undefined;
    value(options?: ReadOptions): Promise<bigint | undefined>;
    increment(by?: bigint | number, options?: WriteOptions): Promise<bigint>;
    decrement(by?: bigint | number, options?: WriteOptions): Promise<bigint>;
}

// client/data-types/data-type.d.ts
export interface DataTypeLocation extends Bucket {
    readonly type: Bytes;
    readonly key?: Bytes | undefined;
}
export interface DataTypeReadOptions extends ReadOptions {
    readonly includeContext?: boolean | undefined;
}
export interface ChangeOptions extends WriteOptions {
    readonly returnBody?: boolean | undefined;
}

// client/data-types/grow-only-set.d.ts
export declare class GrowOnlySet {
    constructor(link: Link, location: DataTypeLocation);
    get key(): Bytes | undefined;
    members(options?: ReadOptions): Promise<Members | undefined>;
    add(members: Bytes | readonly Bytes[], options?: WriteOptions): Promise<void>;
}

// client/data-types/hyper-log-log.d.ts
export declare class HyperLogLog {
    constructor(link: Link, location: DataTypeLocation);
    get key(): Bytes | undefined;
    cardinality(options?: ReadOptions): Promise<bigint | undefined>;
    add(members: Bytes | readonly Bytes[], options?: ChangeOptions): Promise<bigint | undefined>;
}

// client/data-types/map-changes.d.ts
export type FieldKind = 'counter' | 'set' | 'register' | 'flag' | 'map';
export declare class MapChanges {
    increment(name: Bytes, by?: bigint | number): this;
    add(name: Bytes, members: Bytes | readonly Bytes[]): this;
    remove(name: Bytes, members: Bytes | readonly Bytes[]): this;
    assign(name: Bytes, value: Bytes): this;
    enable(name: Bytes): this;
    disable(name: Bytes): this;
    map(name: Bytes, change: (inner: MapChanges) => void): this;
    drop(kind: FieldKind, name: Bytes): this;
    get isEmpty(): boolean;
    get needsContext(): boolean;
    get operation(): Written<MapOp>;
}

// client/data-types/map-value.d.ts
export declare class MapValue {
    constructor(entries: readonly MapEntry[]);
    fields(): {
        kind: FieldKind;
        name: string;
    }[];
    counter(name: Bytes): bigint | undefined;
    set(name: Bytes): Members | undefined;
    register(name: Bytes): Buffer | undefined;
    text(name: Bytes): string | undefined;
    flag(name: Bytes): boolean | undefined;
    map(name: Bytes): MapValue | undefined;
}

// client/data-types/members.d.ts
export declare class Members implements Iterable<Buffer> {
    constructor(members: readonly Buffer[]);
    get size(): number;
    has(member: Bytes): boolean;
    texts(): string[];
    [Symbol.iterator](): Iterator<Buffer>;
}

// client/data-types/riak-map.d.ts
export declare class RiakMap {
    constructor(link: Link, location: DataTypeLocation);
    get key(): Bytes | undefined;
    value(options?: DataTypeReadOptions): Promise<MapValue | undefined>;
    update(change: (map: MapChanges) => void, options?: WriteOptions): Promise<MapValue>;
    apply(changes: MapChanges, options?: WriteOptions): Promise<MapValue>;
}

// client/data-types/riak-set.d.ts
export declare class RiakSet {
    constructor(link: Link, location: DataTypeLocation);
    get key(): Bytes | undefined;
    members(options?: DataTypeReadOptions): Promise<Members | undefined>;
    add(members: Bytes | readonly Bytes[], options?: ChangeOptions): Promise<Members | undefined>;
    remove(members: Bytes | readonly Bytes[], options?: ChangeOptions): Promise<Members | undefined>;
    change(change: {
        add?: Bytes | readonly Bytes[];
        remove?: Bytes | readonly Bytes[];
    }, options?: ChangeOptions): Promise<Members | undefined>;
}

// client/fetched.d.ts
export declare class Fetched {
    readonly versions: readonly RiakObject[];
    readonly vclock: Buffer | undefined;
    constructor({ content, vclock, unchanged }: RpbGetResp);
    get outcome(): 'found' | 'siblings' | 'missing' | 'deleted' | 'unchanged';
    get found(): boolean;
    get siblings(): readonly RiakObject[];
    get object(): RiakObject | undefined;
    resolve(resolver: Resolver | undefined): RiakObject | undefined;
    get value(): Buffer | undefined;
    text(): string | undefined;
    json<Value = unknown>(): Value | undefined;
}
export declare class Stored extends Fetched {
    readonly key: string | undefined;
    constructor({ content, vclock, key }: RpbPutResp);
}

// client/indexes.d.ts
export interface IndexQuery extends Bucket {
    readonly index: string;
    readonly equals?: Term | undefined;
    readonly from?: Term | undefined;
    readonly to?: Term | undefined;
    readonly matching?: string | undefined;
    readonly withTerms?: boolean | undefined;
    readonly sorted?: boolean | undefined;
    readonly coverContext?: Uint8Array | undefined;
}
export interface IndexMatch {
    readonly key: Buffer;
    readonly term: Buffer | undefined;
}
export interface IndexPage {
    readonly matches: readonly IndexMatch[];
    readonly continuation: Buffer | undefined;
}
export declare class Indexes {
    constructor(link: Line, slow?: Line);
    query(query: IndexQuery, terms?: Terms): AsyncGenerator<IndexMatch, void, undefined>;
    objects(query: IndexQuery & {
        readonly index: '$bucket' | '$key';
    }, terms?: Terms): AsyncGenerator<FoldedObject, void, undefined>;
    pages(query: IndexQuery, pageSize: number, terms?: Terms): AsyncGenerator<readonly IndexMatch[], void, undefined>;
    page(query: IndexQuery, options: Terms & {
        readonly pageSize: number;
        readonly continuation?: Uint8Array | undefined;
    }): Promise<IndexPage>;
}

// client/legacy-counter.d.ts
export declare class LegacyCounter {
    constructor(link: Link, location: Location);
    value(options?: Pick<ReadOptions, 'r' | 'pr' | 'basicQuorum' | 'notfoundOk' | 'nodeConfirms'> & Terms): Promise<bigint | undefined>;
    increment(by?: bigint | number, options?: Pick<WriteOptions, 'w' | 'dw' | 'pw' | 'nodeConfirms'> & Terms): Promise<bigint>;
}

// client/location.d.ts
export interface Bucket {
    readonly type?: Bytes | undefined;
    readonly bucket: Bytes;
}
export interface Location extends Bucket {
    readonly key: Bytes;
}

// client/map-reduce.d.ts
export type MapReduceBucket = string | readonly [type: string, bucket: string];
export type MapReduceInputs = MapReduceBucket | readonly (readonly [bucket: string, key: string, data?: unknown, type?: string])[] | {
    readonly bucket: MapReduceBucket;
    readonly key_filters: readonly (readonly unknown[])[];
} | {
    readonly bucket: MapReduceBucket;
    readonly index: string;
    readonly key: string | number;
} | {
    readonly bucket: MapReduceBucket;
    readonly index: string;
    readonly start: string | number;
    readonly end: string | number;
} | {
    readonly module: string;
    readonly function: string;
    readonly arg?: unknown;
};
export interface MapReduceFunction {
    readonly language: 'erlang' | 'javascript';
    readonly module?: string;
    readonly function?: string;
    readonly name?: string;
    readonly source?: string;
    readonly bucket?: string;
    readonly key?: string;
    readonly arg?: unknown;
    readonly keep?: boolean;
}
export type MapReducePhase = {
    readonly map: MapReduceFunction;
} | {
    readonly reduce: MapReduceFunction;
} | {
    readonly link: {
        readonly bucket?: string;
        readonly tag?: string;
        readonly keep?: boolean;
    };
};
export interface MapReduceJob {
    readonly inputs: MapReduceInputs;
    readonly query: readonly MapReducePhase[];
}
export interface MapReduceResults {
    readonly phase: number;
    readonly results: readonly unknown[];
}
export interface EncodedJob {
    readonly request: Bytes;
    readonly contentType: string;
}
export interface EncodedResults {
    readonly phase: number;
    readonly response: Buffer;
}

// client/objects.d.ts
export interface GetOptions extends ReadOptions {
    readonly ifModified?: Uint8Array | undefined;
    readonly head?: boolean | undefined;
    readonly deletedVclock?: boolean | undefined;
}
export interface PutOptions extends WriteOptions {
    readonly vclock?: Uint8Array | undefined;
    readonly returnBody?: boolean | undefined;
    readonly returnHead?: boolean | undefined;
    readonly ifNotModified?: boolean | undefined;
    readonly ifNoneMatch?: boolean | undefined;
    readonly asIs?: boolean | undefined;
}
export interface DeleteOptions extends Omit<WriteOptions, 'nodeConfirms'> {
    readonly vclock?: Uint8Array | undefined;
    readonly r?: Quorum | undefined;
    readonly pr?: Quorum | undefined;
    readonly rw?: Quorum | undefined;
}
export interface UpdateOptions extends ReadOptions, Pick<WriteOptions, 'w' | 'dw' | 'pw'> {
    readonly resolve?: Resolver | undefined;
    readonly attempts?: number | undefined;
}
export type Change = (current: RiakObject | undefined) => Content | undefined | Promise<Content | undefined>;
export type Target = Bucket & {
    readonly key?: Bytes | undefined;
};

// client/quorum.d.ts
export type Quorum = number | 'one' | 'quorum' | 'all' | 'default';
export declare function quorum(option: string, value: Quorum | undefined): number | undefined;

// client/read-options.d.ts
export interface ReadOptions extends Terms {
    readonly r?: Quorum | undefined;
    readonly pr?: Quorum | undefined;
    readonly basicQuorum?: boolean | undefined;
    readonly notfoundOk?: boolean | undefined;
    readonly sloppyQuorum?: boolean | undefined;
    readonly nVal?: number | undefined;
    readonly nodeConfirms?: number | undefined;
}

// client/replication.d.ts
export interface Replicated {
    readonly deleted: boolean;
    readonly object: Buffer | undefined;
    readonly crc: number | undefined;
    readonly deletedVclock: Buffer | undefined;
    readonly segmentId: number | undefined;
    readonly segmentHash: number | undefined;
}
export interface QueueState {
    readonly exists: boolean;
    readonly folds: number | undefined;
    readonly fullSync: number | undefined;
    readonly realTime: number | undefined;
}
export declare class Replication {
    constructor(link: Line);
    fetch(queue: string, options?: Terms & {
        readonly encoding?: 'internal' | 'internal_aaehash';
    }): Promise<Replicated | undefined>;
    push(queue: string, keys: readonly (Location & {
        readonly vclock: Bytes;
    })[], terms?: Terms): Promise<QueueState>;
    enqueue(location: Location, options?: Omit<ReadOptions, 'nodeConfirms'>): Promise<void>;
    get(location: Location, clusterId: string, options?: GetOptions): Promise<Fetched>;
    clusterId(terms?: Terms): Promise<string>;
}

// client/resolver.d.ts
export type Resolver = (siblings: readonly RiakObject[]) => Content;
export declare const newest: Resolver;

// client/riak-client.d.ts
import type { ConnectionOptions as TlsOptions } from 'node:tls';
export interface RiakClientOptions {
    readonly address?: string | undefined;
    readonly port?: number | undefined;
    readonly credentials?: {
        readonly user: string;
        readonly password?: string | undefined;
    } | undefined;
    readonly tls?: TlsOptions | undefined;
    readonly timeoutMs?: number | undefined;
    readonly maxFrameBytes?: number | undefined;
    readonly streamConnections?: number | undefined;
    readonly signal?: AbortSignal | undefined;
}
export declare class RiakClient implements AsyncDisposable {
    readonly link: Link;
    readonly side: SideLinks | undefined;
    readonly properties: Properties;
    readonly index: Indexes;
    readonly search: Search;
    readonly aae: Aae;
    readonly replication: Replication;
    readonly timeSeries: TimeSeries;
    constructor(link: Link, side?: SideLinks);
    static connect(options?: RiakClientOptions): Promise<RiakClient>;
    get(location: Location, options?: GetOptions): Promise<Fetched>;
    put(target: Target, content: Content, options?: PutOptions): Promise<Stored>;
    delete(location: Location, options?: DeleteOptions): Promise<void>;
    update(location: Location, change: Change, options?: UpdateOptions): Promise<Fetched>;
    keys(bucket: Bucket, terms?: Terms): AsyncGenerator<Buffer, void, undefined>;
    buckets(type?: Bytes, terms?: Terms): AsyncGenerator<Buffer, void, undefined>;
    objects(bucket: Bucket, options?: FoldOptions): AsyncGenerator<FoldedObject, void, undefined>;
    objectsPage(bucket: Bucket, options: FoldPageOptions): Promise<FoldPage>;
    mapReduce(job: MapReduceJob, terms?: Terms): AsyncGenerator<MapReduceResults, void, undefined>;
    mapReduceEncoded(job: EncodedJob, terms?: Terms): AsyncGenerator<EncodedResults, void, undefined>;
    counter(location: DataTypeLocation): Counter;
    set(location: DataTypeLocation): RiakSet;
    map(location: DataTypeLocation): RiakMap;
    growOnlySet(location: DataTypeLocation): GrowOnlySet;
    hyperLogLog(location: DataTypeLocation): HyperLogLog;
    legacyCounter(location: Location): LegacyCounter;
    ping(terms?: Terms): Promise<void>;
    serverInfo(terms?: Terms): Promise<{
        node: string;
        version: string;
    }>;
    clientId(terms?: Terms): Promise<Buffer>;
    setClientId(id: Bytes, terms?: Terms): Promise<void>;
    members(terms?: Terms): Promise<{
        address: string;
        port: number;
    }[]>;
    replicas(location: Location, terms?: Terms): Promise<Replica[]>;
    coverage(bucket: Bucket, options?: Terms & CoverageOptions): Promise<CoverageEntry[]>;
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}

// client/riak-object.d.ts
export interface ObjectLink {
    readonly bucket: string;
    readonly key: string;
    readonly tag: string;
}
export declare class RiakObject {
    readonly raw: RpbContent;
    constructor(raw: RpbContent);
    get value(): Buffer;
    text(): string;
    json<Value = unknown>(): Value;
    get contentType(): string | undefined;
    get charset(): string | undefined;
    get contentEncoding(): string | undefined;
    get vtag(): string | undefined;
    get lastModified(): Date | undefined;
    get deleted(): boolean;
    get meta(): Readonly<Record<string, string>>;
    get indexes(): Readonly<Record<string, readonly string[]>>;
    get links(): readonly ObjectLink[];
    get stored(): Written<RpbContent>;
}

// client/search.d.ts
export interface SearchQuery {
    readonly index: string;
    readonly query: string;
    readonly rows?: number | undefined;
    readonly start?: number | undefined;
    readonly sort?: string | undefined;
    readonly filter?: string | undefined;
    readonly defaultField?: string | undefined;
    readonly defaultOperator?: 'and' | 'or' | undefined;
    readonly fields?: readonly string[] | undefined;
    readonly presort?: 'key' | 'score' | undefined;
}
export interface SearchResults {
    readonly documents: readonly Readonly<Record<string, readonly string[]>>[];
    readonly maxScore: number | undefined;
    readonly found: number;
}
export interface SearchIndex {
    readonly name: string;
    readonly schema?: string | undefined;
    readonly nVal?: number | undefined;
}
export declare class Search {
    constructor(link: Line, slow?: Line);
    query(query: SearchQuery, terms?: Terms): Promise<SearchResults>;
    indexes(name?: string, terms?: Terms): Promise<SearchIndex[]>;
    putIndex({ name, schema, nVal }: SearchIndex, terms?: Terms): Promise<void>;
    deleteIndex(name: string, terms?: Terms): Promise<void>;
    schema(name: string, terms?: Terms): Promise<Buffer | undefined>;
    putSchema(name: string, content: Bytes, terms?: Terms): Promise<void>;
}

// client/server.d.ts
export interface Replica {
    readonly partition: number;
    readonly node: string;
    readonly primary: boolean;
}

// client/time-series-rows.d.ts
export type Cell = string | bigint | number | Date | boolean | Uint8Array | null;
export interface Column {
    readonly name: string;
    readonly type: 'varchar' | 'sint64' | 'double' | 'timestamp' | 'boolean' | 'blob' | undefined;
}
export interface Rows {
    readonly columns: readonly Column[];
    readonly rows: readonly (readonly Cell[])[];
}

// client/time-series.d.ts
export interface TableTerms extends Terms {
    readonly asTerms?: boolean | undefined;
}
export interface TableCoverage {
    readonly address: string;
    readonly port: number;
    readonly context: Buffer;
    readonly description: string | undefined;
    readonly range: TimeRange | undefined;
}
export interface TimeRange {
    readonly column: string;
    readonly from: Date;
    readonly to: Date;
    readonly includesFrom: boolean;
    readonly includesTo: boolean;
}
export declare class TimeSeries {
    constructor(link: Line, slow?: Line);
    query(sql: string, options?: TableTerms & {
        readonly coverContext?: Uint8Array | undefined;
    }): Promise<Rows>;
    put(table: string, rows: readonly (readonly Cell[])[], options?: TableTerms & {
        readonly columns?: readonly string[] | undefined;
    }): Promise<void>;
    get(table: string, key: readonly Cell[], options?: TableTerms): Promise<Rows>;
    delete(table: string, key: readonly Cell[], options?: Terms & {
        readonly vclock?: Uint8Array | undefined;
    }): Promise<void>;
    keys(table: string, terms?: Terms): AsyncGenerator<readonly Cell[], void, undefined>;
    coverage(table: string, sql: string, options?: Terms & Omit<CoverageOptions, 'minPartitions'>): Promise<TableCoverage[]>;
}

// client/write-options.d.ts
export interface WriteOptions extends Terms {
    readonly w?: Quorum | undefined;
    readonly dw?: Quorum | undefined;
    readonly pw?: Quorum | undefined;
    readonly sloppyQuorum?: boolean | undefined;
    readonly nVal?: number | undefined;
    readonly nodeConfirms?: Quorum | undefined;
}

// index.d.ts
declare module '@outpool/contract' {
    interface OutpoolBackends {
        riak: {
            options: RiakOptions;
            connection: RiakClient;
        };
    }
}

// jobs.d.ts
import type { Job } from '@outpool/contract';
export type RiakJob<Result> = Job<RiakClient, Promise<Result>>;
type Of<Options> = Omit<Options, 'signal'>;
export declare const jobs: {
    get: (location: Location, options?: Of<GetOptions>) => RiakJob<Fetched>;
    put: (target: Target, content: Content, options?: Of<PutOptions>) => RiakJob<Stored>;
    delete: (location: Location, options?: Of<DeleteOptions>) => RiakJob<void>;
    counter: (location: DataTypeLocation) => {
        value: (options?: Of<ReadOptions>) => RiakJob<bigint | undefined>;
        increment: (by?: bigint | number, options?: Of<WriteOptions>) => RiakJob<bigint>;
        decrement: (by?: bigint | number, options?: Of<WriteOptions>) => RiakJob<bigint>;
    };
    set: (location: DataTypeLocation) => {
        members: (options?: Of<DataTypeReadOptions>) => RiakJob<import("./client.js").Members | undefined>;
        add: (members: Bytes | readonly Bytes[], options?: Of<ChangeOptions>) => RiakJob<import("./client.js").Members | undefined>;
        remove: (members: Bytes | readonly Bytes[], options?: Of<ChangeOptions>) => RiakJob<import("./client.js").Members | undefined>;
    };
    growOnlySet: (location: DataTypeLocation) => {
        members: (options?: Of<ReadOptions>) => RiakJob<import("./client.js").Members | undefined>;
        add: (members: Bytes | readonly Bytes[], options?: Of<WriteOptions>) => RiakJob<void>;
    };
    hyperLogLog: (location: DataTypeLocation) => {
        cardinality: (options?: Of<ReadOptions>) => RiakJob<bigint | undefined>;
        add: (members: Bytes | readonly Bytes[], options?: Of<ChangeOptions>) => RiakJob<bigint | undefined>;
    };
    map: (location: DataTypeLocation) => {
        value: (options?: Of<DataTypeReadOptions>) => RiakJob<import("./client.js").MapValue | undefined>;
        update(change: (map: MapChanges) => void, options?: Of<WriteOptions>): RiakJob<import("./client.js").MapValue>;
    };
    index: {
        all: (query: IndexQuery, options?: Of<Terms>) => RiakJob<IndexMatch[]>;
        page: (query: IndexQuery, options: Of<Terms> & {
            readonly pageSize: number;
            readonly continuation?: Uint8Array;
        }) => RiakJob<IndexPage>;
    };
    keys: (bucket: Bucket, options?: Of<Terms>) => RiakJob<Buffer[]>;
};

// link/line.d.ts
export interface Line {
    readonly timeoutMs: number;
    call<Request, Reply>(request: Codec<Request>, message: Written<Request>, reply: Codec<Reply>, terms?: Terms): Promise<Reply>;
    stream<Request, Reply extends {
        done: boolean | undefined;
    }>(request: Codec<Request>, message: Written<Request>, reply: Codec<Reply>, terms?: Terms, also?: Codec<Reply>): AsyncGenerator<Reply, void, undefined>;
}

// link/link.d.ts
import type { Socket } from 'node:net';
export interface LinkOptions {
    readonly maxFrameBytes: number;
    readonly timeoutMs: number;
}
export declare class Link implements Line {
    constructor(socket: Socket, options: LinkOptions, lost?: (reason: unknown) => void);
    get failure(): unknown;
    get pending(): number;
    get timeoutMs(): number;
    get isBehind(): boolean;
    get isSound(): boolean;
    get isUpset(): boolean;
    call<Request, Reply>(request: Codec<Request>, message: Written<Request>, reply: Codec<Reply>, terms?: Terms): Promise<Reply>;
    stream<Request, Reply extends {
        done: boolean | undefined;
    }>(request: Codec<Request>, message: Written<Request>, reply: Codec<Reply>, { signal, timeoutMs }?: Terms, also?: Codec<Reply>): AsyncGenerator<Reply, void, undefined>;
    close(): Promise<void>;
}

// link/riak-error.d.ts
export type RiakErrorCode = keyof typeof CODES;
declare const CODES: {
    readonly TIMEOUT: 'try a read again; a write may have happened';
    readonly OVERLOAD: 'try again, after a while and best on another node';
    readonly NOT_READY: 'try another node';
    readonly QUORUM: 'try again, or ask for fewer replicas';
    readonly CONDITION_FAILED: 'read the object anew';
    readonly HOOK_REFUSED: 'change the value';
    readonly TOO_LARGE: 'split the object, or resolve its siblings';
    readonly NOT_PRESENT: 'read the data type anew';
    readonly NO_BUCKET_TYPE: 'create and activate it with riak-admin';
    readonly NOT_FOUND: 'create it';
    readonly INVALID: 'change the argument';
    readonly PERMISSION_DENIED: 'grant it with riak-admin security grant';
    readonly AUTHENTICATION_FAILED: 'check the credentials and the sources of the user';
    readonly SECURITY_REQUIRED: 'configure credentials';
    readonly TLS_REFUSED: 'enable the security of the server, or configure neither credentials nor TLS';
    readonly UNSUPPORTED: 'see which version of the server has it';
    readonly CRASHED: 'do not send the same request again';
    readonly SIBLINGS: 'give a resolver, or look at the siblings';
    readonly DEADLINE: 'the connection was closed; a write may have happened';
    readonly CLOSED: 'connect anew';
    readonly PROTOCOL: 'the connection was closed';
    readonly OTHER: 'see the text of the server';
};
interface Details {
    readonly cause?: unknown;
    readonly serverText?: string | undefined;
    readonly serverCode?: number | undefined;
    readonly repeatable?: boolean | undefined;
}
export declare class RiakError extends Error {
    readonly name = "RiakError";
    readonly code: RiakErrorCode;
    readonly serverCode: number | undefined;
    readonly repeatable: boolean;
    constructor(code: RiakErrorCode, message: string, { cause, serverText, serverCode, repeatable }?: Details);
    static fromServer(text: string, serverCode: number | undefined, repeatable?: boolean): RiakError;
    get serverText(): string | undefined;
    get mayPass(): boolean;
}

// link/side-links.d.ts
export type Failure = 'unsent' | 'lost' | 'refused';
export type Dial = (signal: AbortSignal, lost: () => void) => Promise<Link>;
export declare class SideLinks implements Line {
    readonly timeoutMs: number;
    constructor(dial: Dial, limit: number, timeoutMs: number);
    call<Request, Reply>(request: Codec<Request>, message: Written<Request>, reply: Codec<Reply>, terms?: Terms): Promise<Reply>;
    stream<Request, Reply extends {
        done: boolean | undefined;
    }>(request: Codec<Request>, message: Written<Request>, reply: Codec<Reply>, terms?: Terms, also?: Codec<Reply>): AsyncGenerator<Reply, void, undefined>;
    failureOf(error: unknown): Failure | undefined;
    close(): Promise<void>;
}

// link/terms.d.ts
export interface Terms {
    readonly signal?: AbortSignal | undefined;
    readonly timeoutMs?: number | undefined;
}

// messages/riak-dt.d.ts
export interface MapField {
    name: Buffer | undefined;
    type: number | undefined;
}
export declare const MapField: Codec<MapField>;
export interface MapEntry {
    field: MapField | undefined;
    counterValue: bigint | undefined;
    setValue: Buffer[];
    registerValue: Buffer | undefined;
    flagValue: boolean | undefined;
    mapValue: MapEntry[];
}
export declare const MapEntry: Codec<MapEntry>;
export interface CounterOp {
    increment: bigint | undefined;
}
export declare const CounterOp: Codec<CounterOp>;
export interface SetOp {
    adds: Buffer[];
    removes: Buffer[];
}
export declare const SetOp: Codec<SetOp>;
export interface MapUpdate {
    field: MapField | undefined;
    counterOp: CounterOp | undefined;
    setOp: SetOp | undefined;
    registerOp: Buffer | undefined;
    flagOp: number | undefined;
    mapOp: MapOp | undefined;
}
export declare const MapUpdate: Codec<MapUpdate>;
export interface MapOp {
    removes: MapField[];
    updates: MapUpdate[];
}
export declare const MapOp: Codec<MapOp>;

// messages/riak-kv.d.ts
export declare const RpbAaeFoldMergeTreesRangeReqRpbTreeSize: {
    readonly xxsmall: 0;
    readonly xsmall: 1;
    readonly small: 2;
    readonly medium: 3;
    readonly large: 4;
    readonly xlarge: 5;
};
export interface RpbGetResp {
    content: RpbContent[];
    vclock: Buffer | undefined;
    unchanged: boolean | undefined;
}
export declare const RpbGetResp: Codec<RpbGetResp>;
export interface RpbPutResp {
    content: RpbContent[];
    vclock: Buffer | undefined;
    key: Buffer | undefined;
}
export declare const RpbPutResp: Codec<RpbPutResp>;
export interface RpbContent {
    value: Buffer | undefined;
    contentType: Buffer | undefined;
    charset: Buffer | undefined;
    contentEncoding: Buffer | undefined;
    vtag: Buffer | undefined;
    links: RpbLink[];
    lastMod: number | undefined;
    lastModUsecs: number | undefined;
    usermeta: RpbPair[];
    indexes: RpbPair[];
    deleted: boolean | undefined;
}
export declare const RpbContent: Codec<RpbContent>;
export interface RpbLink {
    bucket: Buffer | undefined;
    key: Buffer | undefined;
    tag: Buffer | undefined;
}
export declare const RpbLink: Codec<RpbLink>;

// messages/riak.d.ts
export interface RpbPair {
    key: Buffer | undefined;
    value: Buffer | undefined;
}
export declare const RpbPair: Codec<RpbPair>;

// riak-backend.d.ts
import { type Backend, type BackendProblem, type ConnectAttempt, type Endpoint, type Fate, type PoolSettings, type Schema } from '@outpool/contract';
export declare class RiakBackend implements Backend<RiakSettings, RiakClient> {
    readonly options: Schema<RiakSettings>;
    endpoints({ address, port, nodes }: RiakSettings): readonly Endpoint[];
    check({ credentials }: RiakSettings, { connectTimeoutMs }: PoolSettings): Iterable<BackendProblem>;
    connect({ options, endpoint, concurrency, signal, lost, discovered }: ConnectAttempt<RiakSettings>): Promise<RiakClient>;
    close(riak: RiakClient): Promise<void>;
    ping(riak: RiakClient, signal: AbortSignal): Promise<void>;
    release({ link }: RiakClient): void;
    fate(error: unknown, { link, side }: RiakClient): Fate;
}

// riak-options.d.ts
import { z } from '@outpool/contract';
export declare const riakOptions: z.ZodPipe<z.ZodObject<{
    address: z.ZodOptional<z.ZodString>;
    port: z.ZodOptional<z.ZodInt>;
    nodes: z.ZodOptional<z.ZodArray<z.ZodUnion<readonly [z.ZodPipe<z.ZodUnion<readonly [z.ZodPipe<z.ZodString, z.ZodTransform<readonly [string, number], string>>, z.ZodTuple<[z.ZodString, z.ZodInt], null>]>, z.ZodTransform<{
        host: string;
        port: number;
    }, [string, number] | readonly [string, number]>>, z.ZodObject<{
        host: z.ZodString;
        port: z.ZodDefault<z.ZodInt>;
    }, z.core.$strict>]>>>;
    discoverNodes: z.ZodDefault<z.ZodBoolean>;
    credentials: z.ZodOptional<z.ZodUnion<readonly [z.ZodPipe<z.ZodTuple<[z.ZodString, z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
        env: z.ZodString;
    }, z.core.$strict>, z.ZodObject<{
        file: z.ZodString;
    }, z.core.$strict>]>, z.ZodTransform<import("@outpool/contract").Secret, string | {
        env: string;
    } | {
        file: string;
    }>>], null>, z.ZodTransform<{
        user: string;
        password: import("@outpool/contract").Secret;
    }, [string, import("@outpool/contract").Secret]>>, z.ZodObject<{
        user: z.ZodString;
        password: z.ZodPrefault<z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
            env: z.ZodString;
        }, z.core.$strict>, z.ZodObject<{
            file: z.ZodString;
        }, z.core.$strict>]>, z.ZodTransform<import("@outpool/contract").Secret, string | {
            env: string;
        } | {
            file: string;
        }>>>;
    }, z.core.$strict>]>>;
    tls: z.ZodPrefault<z.ZodUnion<readonly [z.ZodPipe<z.ZodBoolean, z.ZodTransform<{
        verify: "none" | "peer" | "selfsigned_peer";
        caFile?: string | undefined;
        certFile?: string | undefined;
        keyFile?: string | undefined;
        passphrase?: import("@outpool/contract").Secret | undefined;
        serverName?: string | false | undefined;
        ciphers?: string | undefined;
        minVersion?: "TLSv1.2" | "TLSv1.3" | undefined;
    } | undefined, boolean>>, z.ZodObject<{
        verify: z.ZodDefault<z.ZodEnum<{
            none: "none";
            peer: "peer";
            selfsigned_peer: "selfsigned_peer";
        }>>;
        caFile: z.ZodOptional<z.ZodString>;
        certFile: z.ZodOptional<z.ZodString>;
        keyFile: z.ZodOptional<z.ZodString>;
        passphrase: z.ZodOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
            env: z.ZodString;
        }, z.core.$strict>, z.ZodObject<{
            file: z.ZodString;
        }, z.core.$strict>]>, z.ZodTransform<import("@outpool/contract").Secret, string | {
            env: string;
        } | {
            file: string;
        }>>>;
        serverName: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodLiteral<false>]>>;
        ciphers: z.ZodOptional<z.ZodString>;
        minVersion: z.ZodOptional<z.ZodEnum<{
            "TLSv1.2": "TLSv1.2";
            "TLSv1.3": "TLSv1.3";
        }>>;
    }, z.core.$strict>]>>;
    cacertfile: z.ZodOptional<z.ZodString>;
    sslOpts: z.ZodOptional<z.ZodObject<{
        cacertfile: z.ZodOptional<z.ZodString>;
        certfile: z.ZodOptional<z.ZodString>;
        keyfile: z.ZodOptional<z.ZodString>;
        password: z.ZodOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
            env: z.ZodString;
        }, z.core.$strict>, z.ZodObject<{
            file: z.ZodString;
        }, z.core.$strict>]>, z.ZodTransform<import("@outpool/contract").Secret, string | {
            env: string;
        } | {
            file: string;
        }>>>;
        verify: z.ZodOptional<z.ZodEnum<{
            verify_none: "verify_none";
            verify_peer: "verify_peer";
        }>>;
        ciphers: z.ZodOptional<z.ZodArray<z.ZodString>>;
        serverNameIndication: z.ZodOptional<z.ZodString>;
    }, z.core.$strict>>;
    timeoutMs: z.ZodDefault<z.ZodNumber>;
    streamConnections: z.ZodDefault<z.ZodInt>;
    maxFrameBytes: z.ZodDefault<z.ZodInt>;
}, z.core.$strict>, z.ZodTransform<{
    address?: string | undefined;
    port?: number | undefined;
    nodes?: ({
        host: string;
        port: number;
    } | {
        host: string;
        port: number;
    })[] | undefined;
    discoverNodes: boolean;
    credentials?: {
        user: string;
        password: import("@outpool/contract").Secret;
    } | {
        user: string;
        password: import("@outpool/contract").Secret;
    } | undefined;
    tls: {
        verify: "none" | "peer" | "selfsigned_peer";
        caFile?: string | undefined;
        certFile?: string | undefined;
        keyFile?: string | undefined;
        passphrase?: import("@outpool/contract").Secret | undefined;
        serverName?: string | false | undefined;
        ciphers?: string | undefined;
        minVersion?: "TLSv1.2" | "TLSv1.3" | undefined;
    } | {
        verify: "none" | "peer" | "selfsigned_peer";
        caFile?: string | undefined;
        certFile?: string | undefined;
        keyFile?: string | undefined;
        passphrase?: import("@outpool/contract").Secret | undefined;
        serverName?: string | false | undefined;
        ciphers?: string | undefined;
        minVersion?: "TLSv1.2" | "TLSv1.3" | undefined;
    } | undefined;
    timeoutMs: number;
    streamConnections: number;
    maxFrameBytes: number;
}, {
    address?: string | undefined;
    port?: number | undefined;
    nodes?: ({
        host: string;
        port: number;
    } | {
        host: string;
        port: number;
    })[] | undefined;
    discoverNodes: boolean;
    credentials?: {
        user: string;
        password: import("@outpool/contract").Secret;
    } | {
        user: string;
        password: import("@outpool/contract").Secret;
    } | undefined;
    tls: {
        verify: "none" | "peer" | "selfsigned_peer";
        caFile?: string | undefined;
        certFile?: string | undefined;
        keyFile?: string | undefined;
        passphrase?: import("@outpool/contract").Secret | undefined;
        serverName?: string | false | undefined;
        ciphers?: string | undefined;
        minVersion?: "TLSv1.2" | "TLSv1.3" | undefined;
    } | {
        verify: "none" | "peer" | "selfsigned_peer";
        caFile?: string | undefined;
        certFile?: string | undefined;
        keyFile?: string | undefined;
        passphrase?: import("@outpool/contract").Secret | undefined;
        serverName?: string | false | undefined;
        ciphers?: string | undefined;
        minVersion?: "TLSv1.2" | "TLSv1.3" | undefined;
    } | undefined;
    cacertfile?: string | undefined;
    sslOpts?: {
        cacertfile?: string | undefined;
        certfile?: string | undefined;
        keyfile?: string | undefined;
        password?: import("@outpool/contract").Secret | undefined;
        verify?: "verify_none" | "verify_peer" | undefined;
        ciphers?: string[] | undefined;
        serverNameIndication?: string | undefined;
    } | undefined;
    timeoutMs: number;
    streamConnections: number;
    maxFrameBytes: number;
}>>;
export type RiakOptions = z.input<typeof riakOptions>;
export type RiakSettings = z.output<typeof riakOptions>;

// wire/codec.d.ts
export type Bytes = Uint8Array | string;
export type Written<Message> = {
    readonly [Field in keyof Message]?: WrittenField<Message[Field]> | undefined;
};
type WrittenField<Value> = Value extends Buffer ? Bytes : Value extends bigint ? bigint | number : Value extends readonly (infer Item)[] ? readonly WrittenField<Item>[] : Value extends object ? Written<Value> : Value;
export interface FieldWriter {
    message<Message>(tag: number, codec: Codec<Message>, message: Written<Message>): void;
    bytes(tag: number, value: Bytes): void;
    raw(bytes: Uint8Array): void;
    bool(tag: number, value: boolean): void;
    uint32(tag: number, value: number): void;
    int64(tag: number, value: bigint | number): void;
    uint64(tag: number, value: bigint | number): void;
    sint64(tag: number, value: bigint | number): void;
    double(tag: number, value: number): void;
    float(tag: number, value: number): void;
}
export interface FieldReader {
    position: number;
    tag(): number;
    message<Message>(codec: Codec<Message>, end: number, into?: Message): Message;
    length(end: number): number;
    bytes(end: number): Buffer;
    raw(end: number): Buffer;
    bool(): boolean;
    uint32(): number;
    int64(): bigint;
    uint64(): bigint;
    sint64(): bigint;
    double(): number;
    float(): number;
    skip(tag: number, end: number): void;
}
export interface Codec<Message> {
    readonly name: string;
    readonly code: number;
    write(writer: FieldWriter, message: Written<Message>): void;
    read(reader: FieldReader, end: number, message?: Message): Message;
}
