// What @outpool/backend-http exports. Written by `pnpm api`.
export {
    HttpBackend,
    HttpConnection,
    HttpError,
    HttpErrorCode,
    HttpOptions,
    HttpPool,
    HttpRequest,
    HttpResponse,
    PoolFetch,
    Query,
    fetchOver,
}

// fetch-over.d.ts
import type { CallOptions, Job } from '@outpool/contract';
import { type RequestInit, type Response } from 'undici';
export interface HttpPool {
    call<Result>(job: Job<HttpConnection, Result>, options?: CallOptions): Promise<Result>;
}
export type PoolFetch = (input: string | URL | globalThis.Request, init?: RequestInit) => Promise<Response>;
export declare function fetchOver(pool: HttpPool, options?: CallOptions): PoolFetch;

// http-backend.d.ts
import { type Backend, type BackendProblem, type ConnectAttempt, type Endpoint, type Fate, type PoolSettings, type Schema } from '@outpool/contract';
export declare class HttpBackend implements Backend<HttpSettings, HttpConnection> {
    readonly options: Schema<HttpSettings>;
    endpoints(options: HttpSettings): readonly Endpoint[];
    check({ requestTimeoutMs, httpOpts }: HttpSettings, { callTimeoutMs, concurrency }: PoolSettings): Iterable<BackendProblem>;
    connect(attempt: ConnectAttempt<HttpSettings>): Promise<HttpConnection>;
    close(connection: HttpConnection): Promise<void>;
    ping(connection: HttpConnection, signal: AbortSignal): Promise<void>;
    fate(error: unknown, connection: HttpConnection): Fate;
}

// http-connection.d.ts
import type { Readable } from 'node:stream';
import { type ConnectAttempt, type Endpoint, type FateDetails } from '@outpool/contract';
export interface HttpRequest {
    readonly method?: string;
    readonly path?: string;
    readonly query?: Query;
    readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
    readonly body?: string | Uint8Array | Readable;
    readonly json?: unknown;
    readonly signal?: AbortSignal;
    readonly timeoutMs?: number;
    readonly stream?: boolean;
}
type Rest = Omit<HttpRequest, 'method' | 'path'>;
export declare class HttpConnection {
    readonly address: PoolAddress;
    static open(attempt: ConnectAttempt<HttpSettings>, endpoint: Endpoint): Promise<HttpConnection>;
    request(request?: HttpRequest): Promise<HttpResponse>;
    get(path: string, request?: Rest): Promise<HttpResponse>;
    head(path: string, request?: Rest): Promise<HttpResponse>;
    post(path: string, request?: Rest): Promise<HttpResponse>;
    put(path: string, request?: Rest): Promise<HttpResponse>;
    patch(path: string, request?: Rest): Promise<HttpResponse>;
    delete(path: string, request?: Rest): Promise<HttpResponse>;
    answered(status: number): void;
    failed(error: unknown, fate: FateDetails): void;
    fateOf(error: unknown): FateDetails;
    renew(signal: AbortSignal): Promise<void>;
    close(): Promise<void>;
}

// http-error.d.ts
export type HttpErrorCode = 'HTTP_TIMEOUT' | 'HTTP_TOO_LARGE' | 'HTTP_STREAM_ENDED' | 'HTTP_NOT_JSON';
export declare class HttpError extends Error {
    readonly name = "HttpError";
    readonly code: HttpErrorCode;
    constructor(code: HttpErrorCode, message: string, options?: ErrorOptions);
}

// http-options.d.ts
import { type Endpoint, z } from '@outpool/contract';
export declare const httpOptions: z.ZodObject<{
    server: z.ZodOptional<z.ZodString>;
    servers: z.ZodOptional<z.ZodArray<z.ZodString>>;
    pathPrefix: z.ZodDefault<z.ZodString>;
    requestTimeoutMs: z.ZodDefault<z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<number>]>>;
    maxResponseBytes: z.ZodDefault<z.ZodUnion<readonly [z.ZodInt, z.ZodLiteral<number>]>>;
    headers: z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
        env: z.ZodString;
    }, z.core.$strict>, z.ZodObject<{
        file: z.ZodString;
    }, z.core.$strict>]>, z.ZodTransform<import("@outpool/contract").Secret, string | {
        env: string;
    } | {
        file: string;
    }>>>>;
    tls: z.ZodOptional<z.ZodObject<{
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
    }, z.core.$strict>>;
    socketPath: z.ZodOptional<z.ZodString>;
    proxy: z.ZodOptional<z.ZodObject<{
        server: z.ZodString;
        authorization: z.ZodOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
            env: z.ZodString;
        }, z.core.$strict>, z.ZodObject<{
            file: z.ZodString;
        }, z.core.$strict>]>, z.ZodTransform<import("@outpool/contract").Secret, string | {
            env: string;
        } | {
            file: string;
        }>>>;
    }, z.core.$strict>>;
    dnsTtlMs: z.ZodDefault<z.ZodUnion<readonly [z.ZodInt, z.ZodLiteral<number>]>>;
    requestId: z.ZodOptional<z.ZodString>;
    traceparent: z.ZodOptional<z.ZodCustom<() => string | undefined, () => string | undefined>>;
    decompress: z.ZodDefault<z.ZodBoolean>;
    upstreamFaults: z.ZodPrefault<z.ZodObject<{
        statuses: z.ZodDefault<z.ZodArray<z.ZodInt>>;
        errorRate: z.ZodDefault<z.ZodNumber>;
        resets: z.ZodDefault<z.ZodBoolean>;
        timeouts: z.ZodDefault<z.ZodBoolean>;
    }, z.core.$strict>>;
    httpOpts: z.ZodPrefault<z.ZodObject<{
        keepAliveTimeout: z.ZodDefault<z.ZodInt>;
        keepAliveMaxTimeout: z.ZodDefault<z.ZodInt>;
        keepAliveTimeoutThreshold: z.ZodDefault<z.ZodInt>;
        maxRequestsPerClient: z.ZodOptional<z.ZodInt>;
        maxHeaderSize: z.ZodDefault<z.ZodInt>;
        strictContentLength: z.ZodDefault<z.ZodBoolean>;
        allowH2: z.ZodDefault<z.ZodBoolean>;
        localAddress: z.ZodOptional<z.ZodString>;
        autoSelectFamily: z.ZodDefault<z.ZodBoolean>;
        autoSelectFamilyAttemptTimeout: z.ZodDefault<z.ZodInt>;
        connect: z.ZodOptional<z.ZodNever>;
        connectTimeout: z.ZodOptional<z.ZodNever>;
        headersTimeout: z.ZodOptional<z.ZodNever>;
        bodyTimeout: z.ZodOptional<z.ZodNever>;
        maxResponseSize: z.ZodOptional<z.ZodNever>;
        pipelining: z.ZodOptional<z.ZodNever>;
        maxConcurrentStreams: z.ZodOptional<z.ZodNever>;
        socketPath: z.ZodOptional<z.ZodNever>;
        tls: z.ZodOptional<z.ZodNever>;
    }, z.core.$strict>>;
}, z.core.$strict>;
export type HttpOptions = z.input<typeof httpOptions>;
export type HttpSettings = z.output<typeof httpOptions>;

// http-response.d.ts
import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
export declare class HttpResponse {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    constructor(status: number, headers: IncomingHttpHeaders, body: Buffer | Readable);
    get ok(): boolean;
    bytes(): Promise<Uint8Array>;
    text(): Promise<string>;
    json<Value = unknown>(): Promise<Value>;
    stream(): Readable;
}

// index.d.ts
declare module '@outpool/contract' {
    interface OutpoolBackends {
        http: {
            options: HttpOptions;
            connection: HttpConnection;
        };
    }
}

// pool-address.d.ts
export declare class PoolAddress {
    constructor(settings: HttpSettings);
    resolve(input: string): URL;
    below(url: URL): string;
}

// request-target.d.ts
type Value = string | number | boolean | null | undefined;
export type Query = URLSearchParams | Readonly<Record<string, Value | readonly Value[]>>;
