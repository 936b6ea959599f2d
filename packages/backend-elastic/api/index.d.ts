// What @outpool/backend-elastic exports. Written by `pnpm api`.
export {
    BulkFailure,
    BulkOperation,
    BulkOptions,
    BulkResult,
    ClusterHealth,
    ElasticAnswer,
    ElasticBackend,
    ElasticConnection,
    ElasticError,
    ElasticErrorCode,
    ElasticOptions,
    ElasticPool,
    ElasticRequest,
    Hit,
    HitsOptions,
    RequestOptions,
    SearchAnswer,
    StoredDocument,
    WriteAnswer,
    elasticClientOver,
    openSearchClientOver,
    pointInTimeOver,
    scrollOver,
}

// bulk.d.ts
export interface BulkOperation {
    readonly action: 'index' | 'create' | 'update' | 'delete';
    readonly index: string;
    readonly id?: string;
    readonly document?: object;
    readonly meta?: Readonly<Record<string, unknown>>;
}
export interface BulkOptions {
    readonly query?: Query;
    readonly signal?: AbortSignal | undefined;
    readonly timeoutMs?: number | undefined;
    readonly maxBytes?: number;
    readonly maxCount?: number;
    readonly retries?: number;
    readonly backoffMs?: number;
}
export interface BulkFailure {
    readonly position: number;
    readonly operation: BulkOperation;
    readonly error: ElasticError;
}
export interface BulkResult {
    readonly succeeded: number;
    readonly failures: readonly BulkFailure[];
    readonly retried: number;
}

// client-over.d.ts
import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
type ConnectionClass = new (...args: any[]) => object;
interface Asked {
    readonly method: string;
    readonly path: string;
    readonly querystring?: string | null;
    readonly headers?: IncomingHttpHeaders;
    readonly body?: string | Buffer | Readable | null;
}
export declare function elasticClientOver<Base extends ConnectionClass>(pool: ElasticPool, base: Base): {
    node: string;
    Connection: {
        new (...args: any[]): {
            request(asked: Asked, options: {
                timeout?: number | null;
                signal?: AbortSignal;
                asStream?: boolean;
            }): Promise<object>;
            close(): Promise<void>;
        };
    } & Base;
    maxRetries: number;
};
export declare function openSearchClientOver<Base extends ConnectionClass>(pool: ElasticPool, base: Base): {
    node: string;
    Connection: {
        new (...args: any[]): {
            request(asked: Asked & {
                timeout?: number;
            }, callback: (error: unknown, response: unknown) => void): {
                abort(): void;
            };
            close(callback?: () => void): void;
        };
    } & Base;
    maxRetries: number;
    agent: false;
};

// elastic-answers.d.ts
export interface Hit<Source = unknown> {
    readonly _index: string;
    readonly _id: string;
    readonly _score: number | null;
    readonly _source: Source;
    readonly sort?: readonly unknown[];
}
export interface SearchAnswer<Source = unknown> {
    readonly took: number;
    readonly timed_out: boolean;
    readonly _shards: {
        readonly total: number;
        readonly successful: number;
        readonly failed: number;
    };
    readonly hits: {
        readonly total?: {
            readonly value: number;
            readonly relation: string;
        };
        readonly hits: readonly Hit<Source>[];
    };
    readonly aggregations?: Readonly<Record<string, unknown>>;
}
export interface WriteAnswer {
    readonly _index: string;
    readonly _id: string;
    readonly _version: number;
    readonly _seq_no: number;
    readonly _primary_term: number;
    readonly result: 'created' | 'updated' | 'deleted' | 'not_found' | 'noop';
}
export interface StoredDocument<Source = unknown> extends Omit<WriteAnswer, 'result'> {
    readonly _source: Source;
}
export interface ClusterHealth extends Readonly<Record<string, unknown>> {
    readonly cluster_name: string;
    readonly status: 'green' | 'yellow' | 'red';
    readonly timed_out: boolean;
    readonly number_of_nodes: number;
}

// elastic-backend.d.ts
import { type Backend, type ConnectAttempt, type Endpoint, type Fate, type Schema } from '@outpool/contract';
export declare class ElasticBackend implements Backend<ElasticSettings, ElasticConnection> {
    readonly options: Schema<ElasticSettings>;
    endpoints(options: ElasticSettings): readonly Endpoint[];
    connect(attempt: ConnectAttempt<ElasticSettings>): Promise<ElasticConnection>;
    close(connection: ElasticConnection): Promise<void>;
    ping(connection: ElasticConnection, signal: AbortSignal): Promise<void>;
    fate(error: unknown, connection: ElasticConnection): Fate;
}

// elastic-connection.d.ts
export declare class ElasticConnection {
    readonly product: 'elasticsearch' | 'opensearch';
    readonly version: string;
    constructor(wire: Wire, product: 'elasticsearch' | 'opensearch', version: string);
    raw(request: ElasticRequest): Promise<ElasticAnswer>;
    request<Answer = unknown>(request: ElasticRequest): Promise<Answer>;
    health(options?: RequestOptions): Promise<ClusterHealth>;
    search<Source = unknown>(index: string, body?: object, options?: RequestOptions): Promise<SearchAnswer<Source>>;
    index(index: string, document: object, { id, ...options }?: RequestOptions & {
        readonly id?: string;
    }): Promise<WriteAnswer>;
    get<Source = unknown>(index: string, id: string, options?: RequestOptions): Promise<StoredDocument<Source> | undefined>;
    delete(index: string, id: string, options?: RequestOptions): Promise<WriteAnswer>;
    update(index: string, id: string, change: object, options?: RequestOptions): Promise<WriteAnswer>;
    bulk(operations: Iterable<BulkOperation> | AsyncIterable<BulkOperation>, options?: BulkOptions): Promise<BulkResult>;
}

// elastic-error.d.ts
export type ElasticErrorCode = 'version_conflict' | 'index_not_found' | 'not_found' | 'already_exists' | 'parse' | 'rejected' | 'too_large' | 'context_missing' | 'unauthorized' | 'forbidden' | 'blocked' | 'unavailable' | 'request' | 'timeout' | 'answer_too_large' | 'not_json';
export interface ElasticErrorDetails {
    readonly status?: number;
    readonly type?: string | undefined;
    readonly body?: unknown;
    readonly cause?: unknown;
}
export declare class ElasticError extends Error {
    readonly name = "ElasticError";
    readonly code: ElasticErrorCode;
    readonly status: number;
    readonly type: string | undefined;
    readonly body: unknown;
    constructor(code: ElasticErrorCode, message: string, { status, type, body, cause }?: ElasticErrorDetails);
    static of(what: string, status: number, body: unknown): ElasticError;
}

// elastic-exchange.d.ts
import type { IncomingHttpHeaders } from 'node:http';
export interface ElasticAnswer {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly body: Buffer;
}

// elastic-options.d.ts
import { type Endpoint, type TlsOptions, z } from '@outpool/contract';
export declare const elasticOptions: z.ZodObject<{
    host: z.ZodOptional<z.ZodString>;
    port: z.ZodOptional<z.ZodInt>;
    nodes: z.ZodOptional<z.ZodArray<z.ZodUnion<readonly [z.ZodPipe<z.ZodUnion<readonly [z.ZodPipe<z.ZodString, z.ZodTransform<readonly [string, number], string>>, z.ZodTuple<[z.ZodString, z.ZodInt], null>]>, z.ZodTransform<{
        host: string;
        port: number;
    }, [string, number] | readonly [string, number]>>, z.ZodObject<{
        host: z.ZodString;
        port: z.ZodDefault<z.ZodInt>;
    }, z.core.$strict>]>>>;
    sniff: z.ZodDefault<z.ZodBoolean>;
    cloudId: z.ZodOptional<z.ZodString>;
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
    username: z.ZodOptional<z.ZodString>;
    password: z.ZodOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
        env: z.ZodString;
    }, z.core.$strict>, z.ZodObject<{
        file: z.ZodString;
    }, z.core.$strict>]>, z.ZodTransform<import("@outpool/contract").Secret, string | {
        env: string;
    } | {
        file: string;
    }>>>;
    apiKey: z.ZodOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
        env: z.ZodString;
    }, z.core.$strict>, z.ZodObject<{
        file: z.ZodString;
    }, z.core.$strict>]>, z.ZodTransform<import("@outpool/contract").Secret, string | {
        env: string;
    } | {
        file: string;
    }>>>;
    bearer: z.ZodOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
        env: z.ZodString;
    }, z.core.$strict>, z.ZodObject<{
        file: z.ZodString;
    }, z.core.$strict>]>, z.ZodTransform<import("@outpool/contract").Secret, string | {
        env: string;
    } | {
        file: string;
    }>>>;
    requestTimeoutMs: z.ZodDefault<z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<number>]>>;
    maxResponseBytes: z.ZodDefault<z.ZodInt>;
}, z.core.$strict>;
export type ElasticOptions = z.input<typeof elasticOptions>;
export type ElasticSettings = z.output<typeof elasticOptions>;

// elastic-path.d.ts
type Value = string | number | boolean | undefined;
export type Query = Readonly<Record<string, Value | readonly string[]>>;

// hits-over.d.ts
import type { CallOptions, Job } from '@outpool/contract';
export interface ElasticPool {
    call<Result>(job: Job<ElasticConnection, Result>, options?: CallOptions): Promise<Result>;
}
export interface HitsOptions extends CallOptions {
    readonly size?: number;
    readonly keepAlive?: string;
}
export declare function scrollOver<Source = unknown>(pool: ElasticPool, index: string, body?: object, { size, keepAlive, ...call }?: HitsOptions): AsyncGenerator<Hit<Source>, void, undefined>;
export declare function pointInTimeOver<Source = unknown>(pool: ElasticPool, index: string, body?: object, { size, keepAlive, ...call }?: HitsOptions): AsyncGenerator<Hit<Source>, void, undefined>;

// index.d.ts
declare module '@outpool/contract' {
    interface OutpoolBackends {
        elastic: {
            options: ElasticOptions;
            connection: ElasticConnection;
        };
    }
}

// wire.d.ts
import type { Readable } from 'node:stream';
import { type ConnectAttempt, type Endpoint, type FateDetails } from '@outpool/contract';
export interface RequestOptions {
    readonly query?: Query | undefined;
    readonly signal?: AbortSignal | undefined;
    readonly timeoutMs?: number | undefined;
}
export interface ElasticRequest extends RequestOptions {
    readonly method?: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: object | string | Uint8Array | Readable | undefined;
}
export declare class Wire {
    static open(attempt: ConnectAttempt<ElasticSettings>, endpoint: Endpoint): Promise<Wire>;
    send(path: string, { method, query, headers, body, signal, timeoutMs }: Omit<ElasticRequest, 'path'>): Promise<ElasticAnswer>;
    ask<Answer>(path: string, request: Omit<ElasticRequest, 'path'>): Promise<Answer>;
    get sniffs(): boolean;
    sniff(signal: AbortSignal): Promise<void>;
    fateOf(error: unknown): FateDetails;
    close(): Promise<void>;
}
