// What @outpool/contract exports. Written by `pnpm api`.
export {
    BACKEND,
    Backend,
    BackendDeclaration,
    BackendProblem,
    CLOCK,
    CONTRACT_VERSION,
    CallContext,
    CallOptions,
    CallOutcome,
    Clock,
    ConnectAttempt,
    ConnectionOf,
    EndReason,
    Endpoint,
    ErrorCode,
    EventName,
    Fate,
    FateDetails,
    Job,
    OptionsOf,
    OutpoolBackends,
    OverrunHandler,
    Phase,
    PoolError,
    PoolEvents,
    PoolKey,
    PoolOptions,
    PoolSettings,
    PoolState,
    PoolType,
    Problem,
    STRATEGY,
    Schema,
    SchemaIssue,
    SchemaResult,
    Secret,
    SelectWorker,
    Strategy,
    StrategyClass,
    StrategySetup,
    Timer,
    TlsOptions,
    Token,
    UnsuitableEndpoint,
    WorkerView,
    backend,
    errorCodes,
    eventCatalogue,
    formatKey,
    host,
    inject,
    isPoolError,
    keyId,
    onEvent,
    port,
    readTls,
    secret,
    server,
    strategy,
    tls,
    tlsSchema,
    untilAborted,
    z,
}

// backend.d.ts
export interface ConnectAttempt<Options> {
    readonly options: Options;
    readonly host: string;
    readonly tag: string;
    readonly worker: number;
    readonly endpoint: Endpoint | undefined;
    readonly concurrency: number;
    readonly signal: AbortSignal;
    lost(reason: unknown): void;
    blocked(reason: string | undefined): void;
    blame(): void;
    discovered(endpoints: readonly Endpoint[]): void;
}
export type Fate = 'keep' | 'replace' | 'lost' | FateDetails;
export interface FateDetails {
    readonly connection: 'keep' | 'replace' | 'lost';
    readonly callLost?: boolean;
    readonly sent?: boolean;
    readonly blameEndpoint?: boolean;
}
export interface BackendProblem {
    readonly path: readonly (string | number)[];
    readonly message: string;
}
export interface Backend<Options = unknown, Connection = unknown> {
    readonly options: Schema<Options>;
    connect(attempt: ConnectAttempt<Options>): Promise<Connection>;
    close(connection: Connection): Promise<void>;
    ping?(connection: Connection, signal: AbortSignal): Promise<void>;
    fate?(error: unknown, connection: Connection): Fate;
    release?(connection: Connection): void | PromiseLike<void>;
    endpoints?(options: Options): readonly Endpoint[];
    poolOptions?(options: Options): Partial<PoolSettings>;
    check?(options: Options, pool: PoolSettings): Iterable<BackendProblem>;
}
export declare class UnsuitableEndpoint extends Error {
    readonly name = "UnsuitableEndpoint";
    static is(error: unknown): error is UnsuitableEndpoint;
}
export interface OutpoolBackends {
}
export type PoolType = keyof OutpoolBackends & string;
export type ConnectionOf<Type extends string> = OutpoolBackends extends Record<Type, {
    connection: infer Connection;
}> ? Connection : unknown;
export type OptionsOf<Type extends string> = OutpoolBackends extends Record<Type, {
    options: infer Options;
}> ? Options : unknown;

// clock.d.ts
export interface Timer {
    cancel(): void;
}
export interface Clock {
    now(): number;
    setTimer(callback: () => void, delayMs: number, holds?: () => boolean): Timer;
    nextTurn(callback: () => void): void;
    random(): number;
}

// error-codes.d.ts
export declare const errorCodes: {
    readonly CONFIG_INVALID: {
        readonly when: 'The config has problems; `problems` lists all of them with their paths.';
        readonly remedy: 'Mend each listed path.';
    };
    readonly PLUGIN_INVALID: {
        readonly when: 'A backend or strategy class cannot be used as it is.';
        readonly remedy: 'The message says what it lacks.';
    };
    readonly START_FAILED: {
        readonly when: 'A pool got no connection in `startTimeoutMs`; all were stopped.';
        readonly remedy: 'Each has its own error in `errors`.';
    };
    readonly POOL_NOT_STARTED: {
        readonly when: 'No pool has the type, host and tag, nor is there a `global` one.';
        readonly remedy: 'The message lists the pools.';
    };
    readonly POOL_ALREADY_STARTED: {
        readonly when: 'A pool of the same type, host and tag is already there.';
        readonly remedy: 'Stop it first, or use another tag.';
    };
    readonly POOL_CLOSED: {
        readonly when: 'The pool is stopping or has stopped; it takes no new calls.';
        readonly remedy: 'Stop callers before pools.';
    };
    readonly POOL_DOWN: {
        readonly when: 'The call timed out while no worker had a connection.';
        readonly remedy: '`cause` is the last failure to connect.';
    };
    readonly QUEUE_TIMEOUT: {
        readonly when: 'The call timed out while waiting; it never ran.';
        readonly remedy: 'Allow more time, add workers, or send less.';
    };
    readonly QUEUE_FULL: {
        readonly when: '`maxQueue` or `maxWorkerQueue` was reached; the call was refused.';
        readonly remedy: 'Send less, or add workers.';
    };
    readonly QUEUE_OVERFLOW: {
        readonly when: 'The queue was full, and the call, its oldest, was dropped (`overflow`).';
        readonly remedy: 'Send less, or add workers.';
    };
    readonly NO_AVAILABLE_WORKER: {
        readonly when: '`next_available_worker`: every worker is busy.';
        readonly remedy: 'Try later, or use a strategy that waits.';
    };
    readonly CALL_TIMEOUT: {
        readonly when: 'The call timed out while running; its signal told the job.';
        readonly remedy: 'The server may still have done the work.';
    };
    readonly CALL_CANCELLED: {
        readonly when: "The caller's signal was aborted, or the pool stopped; `name` is `AbortError`.";
        readonly remedy: 'None is needed.';
    };
    readonly CONNECTION_LOST: {
        readonly when: 'The connection died under the call; `sent`: the server may have it.';
        readonly remedy: 'Repeat it if that is safe.';
    };
    readonly CONNECT_TIMEOUT: {
        readonly when: 'A connect attempt was not done in `connectTimeoutMs`.';
        readonly remedy: 'Check address and network.';
    };
    readonly CONNECT_FAILED: {
        readonly when: 'A connect attempt failed; `cause` is what the client library said.';
        readonly remedy: 'The pool goes on trying.';
    };
    readonly STRATEGY_FAILED: {
        readonly when: 'The strategy threw, or answered with what is not one of the workers.';
        readonly remedy: 'Mend the strategy.';
    };
    readonly BUG: {
        readonly when: 'Something that cannot happen has happened in outpool.';
        readonly remedy: 'Please report it.';
    };
};
export type ErrorCode = keyof typeof errorCodes;

// events.d.ts
export type EventName = keyof PoolEvents;
export declare const eventCatalogue: {
    readonly 'pool.state': 'The state of a pool changed.';
    readonly 'worker.starting': 'A worker begins to connect.';
    readonly 'worker.ready': 'A worker has a connection and takes calls.';
    readonly 'worker.lost': 'The connection of a worker died; the worker connects again.';
    readonly 'worker.closed': 'The connection of a worker was closed by the pool: retired, idle, resized or stopped.';
    readonly 'connect.failed': 'A connect attempt failed; another follows after `retryInMs`.';
    readonly 'connect.late': 'A connect attempt ended after its deadline; what came was closed.';
    readonly 'close.failed': 'Closing a connection failed or took longer than `closeTimeoutMs`; it was abandoned.';
    readonly 'endpoint.ejected': 'A server is left out for `forMs`.';
    readonly 'endpoint.returned': 'A server that was left out has taken a connection again.';
    readonly 'endpoints.changed': 'The backend has found out that there are other servers than before.';
    readonly 'call.started': 'A job was started on a worker.';
    readonly 'call.settled': 'A call was answered, whichever way; also for casts.';
    readonly 'call.late': 'The job of a call that had timed out or was cancelled has settled after all.';
    readonly 'call.overrun': 'A call runs longer than `overrunWarningMs`.';
    readonly 'loop.stalled': 'The event loop was blocked: a timer fired `lateMs` late.';
    readonly 'listener.failed': 'A callback, handler or listener threw; nobody was hurt.';
};
export declare function onEvent<Name extends EventName>(name: Name, listener: (event: PoolEvents[Name]) => void): () => void;

// fields.d.ts
import { z } from 'zod';
export declare const host: () => z.ZodString;
export declare const port: () => z.ZodInt;
export declare const server: (standard: number) => z.ZodUnion<readonly [z.ZodPipe<z.ZodUnion<readonly [z.ZodPipe<z.ZodString, z.ZodTransform<readonly [string, number], string>>, z.ZodTuple<[z.ZodString, z.ZodInt], null>]>, z.ZodTransform<{
    host: string;
    port: number;
}, [string, number] | readonly [string, number]>>, z.ZodObject<{
    host: z.ZodString;
    port: z.ZodDefault<z.ZodInt>;
}, z.core.$strict>]>;
export declare const tls: () => z.ZodPrefault<z.ZodUnion<readonly [z.ZodPipe<z.ZodBoolean, z.ZodTransform<{
    verify: "none" | "peer" | "selfsigned_peer";
    caFile?: string | undefined;
    certFile?: string | undefined;
    keyFile?: string | undefined;
    passphrase?: import("./secret.js").Secret | undefined;
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
    }, z.core.$strict>]>, z.ZodTransform<import("./secret.js").Secret, string | {
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

// job.d.ts
export interface CallContext {
    readonly signal: AbortSignal;
    readonly deadline: number;
    readonly key: string | undefined;
    readonly label: string | undefined;
}
export interface Job<Connection, Result> {
    (connection: Connection, context: CallContext): Result | PromiseLike<Result>;
    readonly idempotent?: boolean | undefined;
}
export interface CallOptions {
    readonly timeoutMs?: number | undefined;
    readonly signal?: AbortSignal | undefined;
    readonly key?: string | undefined;
    readonly label?: string | undefined;
    readonly idempotent?: boolean | undefined;
}

// manifest.d.ts
export declare const CONTRACT_VERSION = 1;
export declare const thisCopy: {
    readonly url: string;
};
export interface Manifest {
    readonly contract: number;
    readonly core: typeof thisCopy;
}
export interface BackendManifest extends Manifest {
    readonly type: string;
    readonly concurrency: number;
    readonly unsupportedStrategies: readonly string[];
    readonly endpointPolicy: 'spread' | 'failover';
    readonly defaults: Partial<PoolOptions>;
}
export interface BackendDeclaration extends Partial<Omit<BackendManifest, 'type' | 'core'>>, Pick<BackendManifest, 'type'> {
    readonly inject?: readonly Token[];
}
export declare function backend({ inject: tokens, ...declared }: BackendDeclaration): (target: new (...args: any[]) => Backend<any, any>, _context?: unknown) => void;
export declare function strategy(name: string): (target: StrategyClass, _context?: unknown) => void;

// pool-error.d.ts
export type Phase = 'config' | 'wait' | 'connect' | 'run' | 'close';
export interface Problem {
    readonly path: string;
    readonly message: string;
    readonly file?: string;
    readonly line?: number;
    readonly column?: number;
}
type PoolErrorDetails = ErrorOptions & Partial<Pick<PoolError, 'key' | 'phase' | 'sent' | 'problems' | 'errors'>>;
export declare class PoolError extends Error {
    readonly code: ErrorCode;
    readonly key: PoolKey | undefined;
    readonly phase: Phase | undefined;
    readonly sent: boolean | undefined;
    readonly problems: readonly Problem[] | undefined;
    readonly errors: readonly PoolError[] | undefined;
    constructor(code: ErrorCode, message: string, details?: PoolErrorDetails);
}
export declare function isPoolError(error: unknown, code?: ErrorCode): error is PoolError;

// pool-events.d.ts
export interface Endpoint {
    readonly host: string;
    readonly port: number;
}
export type PoolState = 'lazy' | 'starting' | 'ready' | 'degraded' | 'down' | 'draining' | 'closed';
export type EndReason = 'lost' | 'lifetime' | 'uses' | 'idle' | 'evicted' | 'replaced' | 'overrun' | 'resized' | 'moved' | 'stopped';
export type CallOutcome = 'ok' | 'failed' | (string & {});
interface Events {
    'pool.state': {
        key: PoolKey;
        from: PoolState;
        to: PoolState;
    };
    'worker.starting': {
        key: PoolKey;
        worker: number;
        endpoint: Endpoint | undefined;
    };
    'worker.ready': {
        key: PoolKey;
        worker: number;
        endpoint: Endpoint | undefined;
        connectMs: number;
    };
    'worker.lost': {
        key: PoolKey;
        worker: number;
        reason: unknown;
        callsLost: number;
    };
    'worker.closed': {
        key: PoolKey;
        worker: number;
        reason: EndReason;
    };
    'connect.failed': {
        key: PoolKey;
        worker: number;
        endpoint: Endpoint | undefined;
        error: unknown;
        attempts: number;
        retryInMs: number;
    };
    'connect.late': {
        key: PoolKey;
        worker: number;
        lateMs: number;
    };
    'close.failed': {
        key: PoolKey;
        worker: number;
        error: unknown;
    };
    'endpoint.ejected': {
        key: PoolKey;
        endpoint: Endpoint;
        forMs: number;
    };
    'endpoint.returned': {
        key: PoolKey;
        endpoint: Endpoint;
    };
    'endpoints.changed': {
        key: PoolKey;
        endpoints: readonly Endpoint[];
    };
    'call.started': {
        key: PoolKey;
        worker: number;
        label: string | undefined;
        waitMs: number;
    };
    'call.settled': {
        key: PoolKey;
        worker: number | undefined;
        label: string | undefined;
        outcome: CallOutcome;
        error: unknown;
        cast: boolean;
        waitMs: number;
        runMs: number;
    };
    'call.late': {
        key: PoolKey;
        worker: number;
        label: string | undefined;
        lateMs: number;
    };
    'call.overrun': {
        key: PoolKey;
        worker: number;
        label: string | undefined;
        runMs: number;
        warnings: number;
        final: boolean;
    };
    'loop.stalled': {
        lateMs: number;
    };
    'listener.failed': {
        event: string;
        error: unknown;
    };
}
export type PoolEvents = {
    readonly [Name in keyof Events]: Readonly<Events[Name]>;
};

// pool-key.d.ts
export interface PoolKey {
    readonly type: string;
    readonly host: string;
    readonly tag: string;
}
export declare const keyId: ({ type, host, tag }: PoolKey) => string;
export declare const formatKey: ({ type, host, tag }: PoolKey) => string;

// pool-options.d.ts
import { z } from 'zod';
export type OverrunHandler = (event: PoolEvents['call.overrun']) => void;
export declare const poolOptionsSchema: z.ZodObject<{
    workers: z.ZodDefault<z.ZodUnion<readonly [z.ZodInt, z.ZodObject<{
        min: z.ZodInt;
        max: z.ZodInt;
    }, z.core.$strict>]>>;
    strategy: z.ZodDefault<z.ZodUnion<readonly [z.ZodString, z.ZodCustom<(workers: readonly import("./strategy.js").WorkerView[], key: string | undefined) => import("./strategy.js").WorkerView | undefined, (workers: readonly import("./strategy.js").WorkerView[], key: string | undefined) => import("./strategy.js").WorkerView | undefined>]>>;
    concurrency: z.ZodOptional<z.ZodInt>;
    callTimeoutMs: z.ZodDefault<z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<number>]>>;
    cancelGraceMs: z.ZodDefault<z.ZodNumber>;
    queueType: z.ZodDefault<z.ZodEnum<{
        fifo: "fifo";
        lifo: "lifo";
    }>>;
    maxQueue: z.ZodDefault<z.ZodUnion<readonly [z.ZodInt, z.ZodLiteral<number>]>>;
    maxWorkerQueue: z.ZodDefault<z.ZodUnion<readonly [z.ZodInt, z.ZodLiteral<number>]>>;
    overflow: z.ZodDefault<z.ZodEnum<{
        drop_oldest: "drop_oldest";
        reject: "reject";
    }>>;
    overrunWarningMs: z.ZodDefault<z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<number>]>>;
    maxOverrunWarnings: z.ZodDefault<z.ZodUnion<readonly [z.ZodInt, z.ZodLiteral<number>]>>;
    overrunHandler: z.ZodOptional<z.ZodUnion<readonly [z.ZodCustom<OverrunHandler, OverrunHandler>, z.ZodArray<z.ZodCustom<OverrunHandler, OverrunHandler>>]>>;
    keepaliveIntervalMs: z.ZodDefault<z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<number>]>>;
    validateAfterIdleMs: z.ZodDefault<z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<number>]>>;
    pingTimeoutMs: z.ZodDefault<z.ZodNumber>;
    idleTimeoutMs: z.ZodDefault<z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<number>]>>;
    maxLifetimeMs: z.ZodDefault<z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<number>]>>;
    maxUses: z.ZodDefault<z.ZodUnion<readonly [z.ZodInt, z.ZodLiteral<number>]>>;
    connectTimeoutMs: z.ZodDefault<z.ZodNumber>;
    maxConnecting: z.ZodDefault<z.ZodInt>;
    reconnect: z.ZodPrefault<z.ZodObject<{
        minMs: z.ZodDefault<z.ZodNumber>;
        maxMs: z.ZodDefault<z.ZodNumber>;
    }, z.core.$strict>>;
    endpointPolicy: z.ZodOptional<z.ZodEnum<{
        failover: "failover";
        spread: "spread";
    }>>;
    closeTimeoutMs: z.ZodDefault<z.ZodNumber>;
    start: z.ZodDefault<z.ZodEnum<{
        eager: "eager";
        lazy: "lazy";
    }>>;
    startTimeoutMs: z.ZodDefault<z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<number>]>>;
    optional: z.ZodDefault<z.ZodBoolean>;
    callbacks: z.ZodOptional<z.ZodObject<{
        workerStarting: z.ZodOptional<z.ZodCustom<(event: Readonly<{
            key: import("./pool-key.js").PoolKey;
            worker: number;
            endpoint: import("./pool-events.js").Endpoint | undefined;
        }>) => void, (event: Readonly<{
            key: import("./pool-key.js").PoolKey;
            worker: number;
            endpoint: import("./pool-events.js").Endpoint | undefined;
        }>) => void>>;
        workerReady: z.ZodOptional<z.ZodCustom<(event: Readonly<{
            key: import("./pool-key.js").PoolKey;
            worker: number;
            endpoint: import("./pool-events.js").Endpoint | undefined;
            connectMs: number;
        }>) => void, (event: Readonly<{
            key: import("./pool-key.js").PoolKey;
            worker: number;
            endpoint: import("./pool-events.js").Endpoint | undefined;
            connectMs: number;
        }>) => void>>;
        workerLost: z.ZodOptional<z.ZodCustom<(event: Readonly<{
            key: import("./pool-key.js").PoolKey;
            worker: number;
            reason: unknown;
            callsLost: number;
        }>) => void, (event: Readonly<{
            key: import("./pool-key.js").PoolKey;
            worker: number;
            reason: unknown;
            callsLost: number;
        }>) => void>>;
        workerClosed: z.ZodOptional<z.ZodCustom<(event: Readonly<{
            key: import("./pool-key.js").PoolKey;
            worker: number;
            reason: import("./pool-events.js").EndReason;
        }>) => void, (event: Readonly<{
            key: import("./pool-key.js").PoolKey;
            worker: number;
            reason: import("./pool-events.js").EndReason;
        }>) => void>>;
        callStarted: z.ZodOptional<z.ZodCustom<(event: Readonly<{
            key: import("./pool-key.js").PoolKey;
            worker: number;
            label: string | undefined;
            waitMs: number;
        }>) => void, (event: Readonly<{
            key: import("./pool-key.js").PoolKey;
            worker: number;
            label: string | undefined;
            waitMs: number;
        }>) => void>>;
        callSettled: z.ZodOptional<z.ZodCustom<(event: Readonly<{
            key: import("./pool-key.js").PoolKey;
            worker: number | undefined;
            label: string | undefined;
            outcome: import("./pool-events.js").CallOutcome;
            error: unknown;
            cast: boolean;
            waitMs: number;
            runMs: number;
        }>) => void, (event: Readonly<{
            key: import("./pool-key.js").PoolKey;
            worker: number | undefined;
            label: string | undefined;
            outcome: import("./pool-events.js").CallOutcome;
            error: unknown;
            cast: boolean;
            waitMs: number;
            runMs: number;
        }>) => void>>;
    }, z.core.$strict>>;
}, z.core.$strict>;
export type PoolOptions = z.input<typeof poolOptionsSchema>;
export type PoolSettings = z.output<typeof poolOptionsSchema> & {
    concurrency: number;
    endpointPolicy: 'spread' | 'failover';
};

// schema.d.ts
export interface Schema<Output> {
    readonly '~standard': {
        readonly version: 1;
        readonly vendor: string;
        readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
        readonly jsonSchema?: {
            input(options: {
                target: string;
                libraryOptions?: Record<string, unknown>;
            }): object;
        };
    };
}
export type SchemaResult<Output> = {
    readonly value: Output;
    readonly issues?: undefined;
} | {
    readonly issues: readonly SchemaIssue[];
};
export interface SchemaIssue {
    readonly message: string;
    readonly path?: readonly (PropertyKey | {
        readonly key: PropertyKey;
    })[] | undefined;
}

// secret.d.ts
import { inspect } from 'node:util';
import { z } from 'zod';
type Source = string | {
    readonly env: string;
} | {
    readonly file: string;
};
export declare class Secret {
    constructor(source: Source);
    read(): Promise<string>;
    toString(): string;
    toJSON(): string;
    [inspect.custom](): string;
}
export declare const secret: () => z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
    env: z.ZodString;
}, z.core.$strict>, z.ZodObject<{
    file: z.ZodString;
}, z.core.$strict>]>, z.ZodTransform<Secret, string | {
    env: string;
} | {
    file: string;
}>>;

// strategy.d.ts
export interface WorkerView {
    readonly index: number;
    readonly running: number;
    readonly queued: number;
    readonly load: number;
    readonly capacity: number;
    readonly endpoint?: Endpoint | undefined;
}
export interface Strategy {
    select(workers: readonly WorkerView[], key: string | undefined): WorkerView | undefined;
    readonly whenNone?: 'wait' | 'fail';
    readonly room?: 'slot' | 'idle';
    readonly needsKey?: boolean;
    readonly keyed?: boolean;
    joined?(worker: WorkerView): void;
    left?(worker: WorkerView): void;
    loadChanged?(worker: WorkerView): void;
    callEnded?(worker: WorkerView, runMs: number, ok: boolean): void;
}
export type SelectWorker = Strategy['select'];
export interface StrategySetup {
    readonly workers: number;
    readonly capacity: number;
    readonly random: () => number;
    readonly now: () => number;
}
export type StrategyClass = new (setup: StrategySetup) => Strategy;

// tls.d.ts
import type { ConnectionOptions } from 'node:tls';
import { z } from 'zod';
export declare const tlsSchema: z.ZodObject<{
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
    }, z.core.$strict>]>, z.ZodTransform<import("./secret.js").Secret, string | {
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
}, z.core.$strict>;
export type TlsOptions = z.output<typeof tlsSchema>;
export declare function readTls(tls: TlsOptions, host: string): Promise<ConnectionOptions>;

// tokens.d.ts
export type Token<_Value = unknown> = symbol;
export declare const BACKEND: Token;
export declare const STRATEGY: Token;
export declare const CLOCK: Token<Clock>;

// until-aborted.d.ts
export declare function untilAborted<Answer>(answer: PromiseLike<Answer>, signal: AbortSignal): Promise<Answer>;
