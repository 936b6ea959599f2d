// What @outpool/backend-cassandra exports. Written by `pnpm api`.
export {
    BatchOptions,
    BatchResult,
    BatchStatement,
    CassandraBackend,
    CassandraConnection,
    CassandraError,
    CassandraErrorCode,
    CassandraNode,
    CassandraOptions,
    CassandraPool,
    CassandraResult,
    Consistency,
    ExecuteFailure,
    ExecuteManyOptions,
    ExecuteManyResult,
    ExecuteOptions,
    RowsOptions,
    isCassandraError,
    rowsOver,
}

// cassandra-backend.d.ts
import { type Backend, type ConnectAttempt, type Fate, type Schema } from '@outpool/contract';
export declare class CassandraBackend implements Backend<CassandraSettings, CassandraConnection> {
    readonly options: Schema<CassandraSettings>;
    connect(attempt: ConnectAttempt<CassandraSettings>): Promise<CassandraConnection>;
    close(connection: CassandraConnection): Promise<void>;
    ping({ client }: CassandraConnection, signal: AbortSignal): Promise<void>;
    fate(error: unknown, connection: CassandraConnection): Fate;
}

// cassandra-connection.d.ts
import type { ArrayOrObject, Client, types } from 'cassandra-driver';
export interface CassandraResult<Row = types.Row> extends Omit<types.ResultSet, 'rows' | 'first' | 'nextPage' | 'nextPageAsync'> {
    readonly rows: Row[];
    first(): Row | null;
}
export declare class CassandraConnection {
    readonly client: Client;
    constructor(live: LiveClient, maxRequests: number);
    execute<Row = types.Row>(query: string, params?: ArrayOrObject, options?: ExecuteOptions): Promise<CassandraResult<Row>>;
    batch(statements: readonly BatchStatement[], options?: BatchOptions): Promise<BatchResult>;
    stream<Row = types.Row>(query: string, params?: ArrayOrObject, options?: ExecuteOptions): AsyncGenerator<Row, void, undefined>;
    eachRow<Row = types.Row>(query: string, params: ArrayOrObject | undefined, each: (row: Row, position: number) => unknown, options?: ExecuteOptions): Promise<number>;
    executeMany<Row = types.Row>(query: string, parameters: Iterable<ArrayOrObject> | AsyncIterable<ArrayOrObject>, options?: ExecuteManyOptions, each?: (result: CassandraResult<Row>, position: number) => unknown): Promise<ExecuteManyResult>;
    nodes(): CassandraNode[];
}

// cassandra-error.d.ts
export type CassandraErrorCode = 'syntax' | 'invalid' | 'keyspace_missing' | 'already_exists' | 'authentication' | 'unauthorized' | 'batch_too_large' | 'unavailable' | 'write_timeout' | 'read_timeout' | 'write_failure' | 'read_failure' | 'overloaded' | 'server' | 'parameters' | 'timeout' | 'node_lost' | 'no_node';
export declare class CassandraError extends Error {
    readonly name = "CassandraError";
    readonly code: CassandraErrorCode;
    readonly serverCode: number | undefined;
    readonly nodes: Readonly<Record<string, string>>;
    readonly consistency: Consistency | undefined;
    readonly required: number | undefined;
    readonly alive: number | undefined;
    readonly received: number | undefined;
    readonly writeType: string | undefined;
    constructor(code: CassandraErrorCode, message: string, options?: ErrorOptions);
    static of(error: unknown): unknown;
}
export declare function isCassandraError(error: unknown, code?: CassandraErrorCode): error is CassandraError;

// cassandra-options.d.ts
import { z } from '@outpool/contract';
export declare const cassandraOptions: z.ZodObject<{
    servers: z.ZodPrefault<z.ZodArray<z.ZodUnion<readonly [z.ZodPipe<z.ZodUnion<readonly [z.ZodPipe<z.ZodString, z.ZodTransform<readonly [string, number], string>>, z.ZodTuple<[z.ZodString, z.ZodInt], null>]>, z.ZodTransform<{
        host: string;
        port: number;
    }, [string, number] | readonly [string, number]>>, z.ZodObject<{
        host: z.ZodString;
        port: z.ZodDefault<z.ZodInt>;
    }, z.core.$strict>]>>>;
    keyspace: z.ZodDefault<z.ZodUnion<readonly [z.ZodString, z.ZodLiteral<false>]>>;
    localDataCenter: z.ZodOptional<z.ZodString>;
    auth: z.ZodOptional<z.ZodObject<{
        plain: z.ZodObject<{
            username: z.ZodString;
            password: z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
                env: z.ZodString;
            }, z.core.$strict>, z.ZodObject<{
                file: z.ZodString;
            }, z.core.$strict>]>, z.ZodTransform<import("@outpool/contract").Secret, string | {
                env: string;
            } | {
                file: string;
            }>>;
        }, z.core.$strict>;
    }, z.core.$strict>>;
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
    consistency: z.ZodDefault<z.ZodEnum<{
        ALL: "ALL";
        ANY: "ANY";
        EACH_QUORUM: "EACH_QUORUM";
        LOCAL_ONE: "LOCAL_ONE";
        LOCAL_QUORUM: "LOCAL_QUORUM";
        LOCAL_SERIAL: "LOCAL_SERIAL";
        ONE: "ONE";
        QUORUM: "QUORUM";
        SERIAL: "SERIAL";
        THREE: "THREE";
        TWO: "TWO";
    }>>;
    requestTimeoutMs: z.ZodDefault<z.ZodNumber>;
    pageSize: z.ZodDefault<z.ZodInt>;
    connectionsPerNode: z.ZodDefault<z.ZodInt>;
    maxRequests: z.ZodDefault<z.ZodInt>;
    speculativeExecution: z.ZodOptional<z.ZodObject<{
        delayMs: z.ZodNumber;
        max: z.ZodDefault<z.ZodInt>;
    }, z.core.$strict>>;
    driver: z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodUnknown>>;
}, z.core.$strict>;
export type CassandraOptions = z.input<typeof cassandraOptions>;
export type CassandraSettings = z.output<typeof cassandraOptions>;

// consistency.d.ts
import { types } from 'cassandra-driver';
declare const NUMBERS: {
    readonly ANY: types.consistencies.any;
    readonly ONE: types.consistencies.one;
    readonly TWO: types.consistencies.two;
    readonly THREE: types.consistencies.three;
    readonly QUORUM: types.consistencies.quorum;
    readonly ALL: types.consistencies.all;
    readonly LOCAL_QUORUM: types.consistencies.localQuorum;
    readonly EACH_QUORUM: types.consistencies.eachQuorum;
    readonly SERIAL: types.consistencies.serial;
    readonly LOCAL_SERIAL: types.consistencies.localSerial;
    readonly LOCAL_ONE: types.consistencies.localOne;
};
export type Consistency = keyof typeof NUMBERS;

// execute-many.d.ts
import type { ArrayOrObject } from 'cassandra-driver';
export interface ExecuteManyOptions extends ExecuteOptions {
    readonly concurrency?: number;
    readonly stopOnFailure?: boolean;
}
export interface ExecuteFailure {
    readonly position: number;
    readonly params: ArrayOrObject;
    readonly error: unknown;
}
export interface ExecuteManyResult {
    readonly succeeded: number;
    readonly failures: readonly ExecuteFailure[];
}

// execute-options.d.ts
import type { QueryOptions } from 'cassandra-driver';
export interface ExecuteOptions {
    readonly consistency?: Consistency;
    readonly serialConsistency?: 'SERIAL' | 'LOCAL_SERIAL';
    readonly idempotent?: boolean;
    readonly prepare?: boolean;
    readonly timeoutMs?: number;
    readonly pageSize?: number;
    readonly pageState?: string;
    readonly timestamp?: number;
    readonly signal?: AbortSignal | undefined;
    readonly driver?: QueryOptions;
}

// index.d.ts
declare module '@outpool/contract' {
    interface OutpoolBackends {
        cassandra: {
            options: CassandraOptions;
            connection: CassandraConnection;
        };
    }
}

// live-client.d.ts
import { Client, type ClientOptions } from 'cassandra-driver';
export interface LiveClientSetup {
    renew(options: ClientOptions): Promise<void>;
    lost(reason: unknown): void;
    readonly signal: AbortSignal;
}
export interface CassandraNode {
    readonly address: string;
    readonly dataCenter: string;
    readonly rack: string;
    readonly version: string;
    readonly up: boolean;
    readonly connections: number;
    readonly running: number;
    readonly tls: boolean;
}
export declare class LiveClient {
    readonly client: Client;
    static connect(options: ClientOptions, setup: LiveClientSetup): Promise<LiveClient>;
    get isAlive(): boolean;
    nodes(): CassandraNode[];
    examineAfter(error: unknown): void;
    close(): Promise<void>;
}

// rows-over.d.ts
import type { CallOptions, Job } from '@outpool/contract';
import type { ArrayOrObject, types } from 'cassandra-driver';
export interface CassandraPool {
    call<Result>(job: Job<CassandraConnection, Result>, options?: CallOptions): Promise<Result>;
}
export interface RowsOptions extends Omit<ExecuteOptions, 'signal' | 'timeoutMs' | 'idempotent' | 'pageState'> {
    readonly call?: CallOptions;
}
export declare function rowsOver<Row = types.Row>(pool: CassandraPool, query: string, params?: ArrayOrObject, { call, ...options }?: RowsOptions): AsyncGenerator<Row, void, undefined>;

// send-batch.d.ts
import type { ArrayOrObject, types } from 'cassandra-driver';
export type BatchStatement = string | {
    readonly query: string;
    readonly params?: ArrayOrObject;
};
export interface BatchOptions extends ExecuteOptions {
    readonly logged?: boolean;
    readonly counter?: boolean;
    readonly sliceSize?: number;
}
export interface BatchResult {
    readonly slices: number;
    readonly applied: boolean;
    readonly rows: readonly types.Row[];
}
