// What @outpool/core exports. Written by `pnpm api`.
export {
    * from '@outpool/contract',
    ConfigFormat,
    Distribution,
    Lease,
    LoadConfigOptions,
    OUTGOING_POOLS,
    OutgoingHealth,
    OutgoingPools,
    OutgoingPoolsConfig,
    OutgoingPoolsOptions,
    Pool,
    PoolEntryInput,
    PoolHealth,
    PoolObject,
    PoolStats,
    PoolTuple,
    WorkerAnswer,
    configJsonSchema,
    createOutgoingPools,
    defineConfig,
    injectPool,
    loadConfig,
    poolToken,
    registerBackend,
    registerOutgoingPools,
    registerStrategy,
}

// connection/connection-dialer.d.ts
import { type Backend, type Clock, type Endpoint, PoolError, type PoolKey, type PoolSettings } from '@outpool/contract/internal';
export interface DialerSetup {
    readonly key: PoolKey;
    readonly backend: Backend;
    readonly options: unknown;
    readonly settings: PoolSettings;
    readonly clock: Clock;
}
export interface DialerOwner {
    starting(worker: number, endpoint: Endpoint | undefined): void;
    failed(error: PoolError): void;
    settled(): void;
    changed(): void;
}

// connection/connection-holder.d.ts
import type { Endpoint } from '@outpool/contract/internal';
export interface Opened {
    readonly connection: unknown;
    readonly blocked: string | undefined;
    readonly endpointIndex: number | undefined;
    readonly at: number;
    readonly retireAt: number | undefined;
}
interface Numbered {
    readonly index: number;
}
export interface ConnectionOwner<Worker> {
    connected(worker: Worker, opened: Opened, endpoint: Endpoint | undefined, connectMs: number): void;
    lost(worker: Worker, reason: unknown): void;
    blocked(worker: Worker, reason: string | undefined): void;
    blamed(worker: Worker): void;
    vacant(worker: Worker): void;
}
export interface Dialer {
    dial(holder: ConnectionHolder): void;
    hangUp(holder: ConnectionHolder): void;
    close(opened: Opened, worker: number, byItself: boolean): Promise<void>;
}
export declare class ConnectionHolder<Worker extends Numbered = Numbered> {
    readonly worker: Worker;
    opened: Opened | undefined;
    state: 'vacant' | 'dialing' | 'open' | 'closing';
    constructor(worker: Worker, dialer: Dialer, owner: ConnectionOwner<Worker>);
    open(): void;
    close(): void;
    handOver(opened: Opened, endpoint: Endpoint | undefined, connectMs: number): void;
    died(reason: unknown, dead?: Opened): void;
    block(reason: string | undefined, opened: Opened): void;
    blame(opened: Opened): void;
}

// outgoing-pools.d.ts
import { type OutgoingPoolsConfig, type PlannedPool, type PoolEntry, type PoolEntryInput } from '@outpool/config';
import type { DependencyContainer } from 'tsyringe';
import { type Clock, type ConnectionOf, type PoolKey, type PoolType } from '@outpool/contract/internal';
export interface OutgoingPoolsOptions {
    readonly backends?: readonly Plugin[];
    readonly strategies?: readonly Plugin[];
    readonly container?: DependencyContainer;
    readonly clock?: Clock;
}
export interface OutgoingHealth {
    readonly status: 'up' | 'degraded' | 'down';
    readonly pools: readonly PoolHealth[];
}
export declare function createOutgoingPools(config: OutgoingPoolsConfig, options?: OutgoingPoolsOptions): OutgoingPools;
export declare function configJsonSchema(options?: OutgoingPoolsOptions): object;
export declare class OutgoingPools implements AsyncDisposable {
    constructor(entries: readonly PoolEntry[], hosts: readonly string[], plan: readonly PlannedPool[], catalogue: Catalogue, clock: Clock);
    get hosts(): readonly string[];
    start(): Promise<this>;
    get<Type extends PoolType>(type: Type, host?: string, tag?: string): Pool<ConnectionOf<Type>>;
    find<Type extends PoolType>(type: Type, host?: string, tag?: string): Pool<ConnectionOf<Type>> | undefined;
    keys(): PoolKey[];
    stats(): PoolStats[];
    stats(key: PoolKey): PoolStats;
    health(): OutgoingHealth;
    startPool(input: PoolEntryInput): Promise<void>;
    stopPool(key: PoolKey, options?: {
        readonly graceMs?: number;
    }): Promise<void>;
    addHost(host: string): Promise<void>;
    removeHost(host: string, options?: {
        readonly graceMs?: number;
    }): Promise<void>;
    stop(options?: {
        readonly graceMs?: number;
    }): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}

// plugin/catalogue.d.ts
import { type DependencyContainer } from 'tsyringe';
import { type Backend, type BackendManifest, type Clock, type StrategyClass } from '@outpool/contract/internal';
export type Plugin = (new (...args: never[]) => object) | readonly Plugin[] | {
    readonly [exported: string]: unknown;
};
export interface CatalogueInput {
    readonly container?: DependencyContainer | undefined;
    readonly backends?: readonly Plugin[] | undefined;
    readonly strategies?: readonly Plugin[] | undefined;
    readonly builtInStrategies: readonly string[];
    readonly clock: Clock;
}
export type Catalogue = ReturnType<typeof createCatalogue>;
export declare function createCatalogue({ container, backends, strategies, builtInStrategies, clock }: CatalogueInput): {
    backend: (type: string) => {
        plugin: unknown;
        backend: Backend;
        manifest: BackendManifest;
    } | undefined;
    types: () => string[];
    strategy: (name: string) => StrategyClass | undefined;
    strategies: () => string[];
};

// plugin/container.d.ts
import { type DependencyContainer } from 'tsyringe';
import { type Backend, type PoolKey, type StrategyClass, type Token } from '@outpool/contract/internal';
export declare function registerBackend(container: DependencyContainer, backend: new (...args: never[]) => Backend): void;
export declare function registerStrategy(container: DependencyContainer, strategy: StrategyClass): void;
export declare const OUTGOING_POOLS: Token;
export declare const poolToken: (type: string, host?: string, tag?: string) => Token;
export declare function injectPool(type: string, { host, tag }?: {
    readonly host?: string;
    readonly tag?: string;
}): (target: any, propertyKey: string | symbol | undefined, parameterIndex: number) => any;
export interface RegistrablePools {
    readonly hosts: readonly string[];
    keys(): readonly PoolKey[];
    get(type: string, host: string, tag: string): unknown;
    stop(): Promise<void>;
}
export declare function registerOutgoingPools(container: DependencyContainer, pools: RegistrablePools): void;

// pool/crew.d.ts
import { type Backend, type Endpoint, type EndReason, type PoolError, type PoolKey, type PoolSettings, type Strategy } from '@outpool/contract/internal';
export interface PoolSetup extends DialerSetup {
    readonly createStrategy: (workers: number) => Strategy;
}
export interface Size {
    readonly min: number;
    readonly max: number;
}
export declare class WorkerCrew implements Crew, ConnectionOwner<Worker>, DialerOwner {
    readonly key: PoolKey;
    readonly dispatcher: Dispatcher;
    readonly slots: Worker[];
    readonly state: StateMachine;
    readonly ledger: Ledger;
    constructor(setup: PoolSetup);
    get waiting(): number;
    get running(): number;
    get ready(): number;
    get workers(): number;
    get lastFailure(): PoolError | undefined;
    get size(): Size;
    get ping(): Backend['ping'];
    get everyone(): readonly Worker[];
    start(): void;
    needed(worker: Worker | undefined, calls?: number): void;
    dismiss(worker: Worker, reason: EndReason): void;
    resize(size: Size): void;
    starting(worker: number, endpoint: Endpoint | undefined): void;
    failed(error: PoolError): void;
    settled(): void;
    changed(): void;
    connected(worker: Worker, opened: Opened, endpoint: Endpoint | undefined, connectMs: number): void;
    lost(worker: Worker, reason: unknown): void;
    blocked(worker: Worker, reason: string | undefined): void;
    blamed(worker: Worker): void;
    vacant(worker: Worker): void;
    condemn(worker: Worker, reason: unknown): void;
    retire(worker: Worker, reason: EndReason): void;
    reconsider(worker: Worker): void;
    blame(worker: Worker): void;
    probe(worker: Worker): void;
    tidy(worker: Worker, done: PromiseLike<void>): void;
    evict(which: 'idle' | 'all', overMs: number): void;
    stop(): Promise<void>;
    until(holds: () => boolean): Promise<void>;
    wake(): void;
}

// pool/dispatcher.d.ts
import { type EndReason, type Job, type Strategy } from '@outpool/contract/internal';
export interface Crew extends errors.PoolView {
    needed(worker: Worker | undefined, calls?: number): void;
    retire(worker: Worker, reason: EndReason): void;
    condemn(worker: Worker, reason: unknown): void;
    probe(worker: Worker): void;
    tidy(worker: Worker, done: PromiseLike<void>): void;
    reconsider(worker: Worker): void;
    blame(worker: Worker): void;
}
export interface DispatcherSetup extends DialerSetup {
    readonly strategy: Strategy;
    readonly ledger: Ledger;
    readonly slots: readonly Worker[];
}
export declare class Dispatcher implements CallOwner, OverrunOwner {
    held: boolean;
    closed: boolean;
    constructor(setup: DispatcherSetup, crew: Crew);
    accept(job: Job<unknown, unknown>, terms: CallTerms, given?: Worker): Promise<unknown> | undefined;
    expired(call: Call, now: number): void;
    cancelled(call: Call, reason: unknown, why?: string): void;
    arrange(): void;
    use(strategy: Strategy): void;
    join(worker: Worker): void;
    leave(worker: Worker): void;
    detach(worker: Worker, cause: unknown): number;
    scatter(worker: Worker, all?: boolean): void;
    resume(): void;
    get unplaced(): number;
    drain(): Promise<void>;
    cancelAll(why: string): void;
    dispose(): void;
    overran(call: Call, overrun: Overrun): void;
}

// pool/histogram.d.ts
export declare class Histogram {
    get count(): number;
    get maxMs(): number;
    record(durationMs: number): void;
    quantile(share: number, count?: number): number;
}

// pool/lease.d.ts
export interface Lease<Connection> extends AsyncDisposable {
    readonly connection: Connection;
    readonly worker: number;
    readonly signal: AbortSignal;
    release(): void;
}

// pool/ledger.d.ts
import type { EndReason } from '@outpool/contract/internal';
export declare class Ledger {
    accepted: number;
    waiting: number;
    started: number;
    ok: number;
    failed: number;
    timedOut: number;
    cancelled: number;
    lost: number;
    dropped: number;
    refused: number;
    repeated: number;
    late: number;
    overruns: number;
    connectionsOpened: number;
    connectFailures: number;
    readonly connectionsEnded: Partial<Record<EndReason, number>>;
    lastFailure: {
        readonly message: string;
        readonly at: Date;
    } | undefined;
    readonly waitMs: Histogram;
    readonly runMs: Histogram;
    ended(reason: EndReason): void;
}

// pool/overrun-watch.d.ts
import type { PoolEvents, PoolSettings } from '@outpool/contract/internal';
export type Overrun = Pick<PoolEvents['call.overrun'], 'runMs' | 'warnings' | 'final'>;
export interface OverrunOwner {
    overran(call: Call, overrun: Overrun): void;
}

// pool/pool-state.d.ts
import { type PoolState } from '@outpool/contract/internal';
export declare class StateMachine {
    constructor(initial: 'lazy' | 'starting', changed: (from: PoolState, to: PoolState) => void);
    get state(): PoolState;
    become(next: PoolState): void;
}

// pool/pool-stats.d.ts
export type PoolStats = ReturnType<typeof takeStats>;
export type PoolHealth = ReturnType<typeof takeHealth>;
export type Distribution = ReturnType<typeof distribution>;
export declare function takeStats(crew: WorkerCrew): {
    key: import("@outpool/contract").PoolKey;
    state: import("@outpool/contract").PoolState;
    paused: boolean;
    workers: {
        min: number;
        max: number;
        wanted: number;
        ready: number;
    };
    connections: {
        idle: number;
        used: number;
        connecting: number;
        closing: number;
        open: number;
        opened: number;
        connectFailures: number;
        ended: {
            evicted?: number;
            idle?: number;
            lifetime?: number;
            lost?: number;
            moved?: number;
            overrun?: number;
            replaced?: number;
            resized?: number;
            stopped?: number;
            uses?: number;
        };
    };
    waiting: number;
    running: number;
    calls: {
        accepted: number;
        ok: number;
        failed: number;
        timedOut: number;
        cancelled: number;
        lost: number;
        dropped: number;
        refused: number;
        repeated: number;
        late: number;
        overruns: number;
    };
    waitMs: {
        count: number;
        p50: number;
        p90: number;
        p99: number;
        max: number;
    };
    runMs: {
        count: number;
        p50: number;
        p90: number;
        p99: number;
        max: number;
    };
    lastFailure: {
        readonly message: string;
        readonly at: Date;
    } | undefined;
};
export declare function takeHealth(crew: WorkerCrew, optional: boolean): {
    key: import("@outpool/contract").PoolKey;
    status: "degraded" | "down" | "up";
    state: import("@outpool/contract").PoolState;
    optional: boolean;
    workers: {
        ready: number;
        wanted: number;
        blocked: {
            worker: number;
            reason: string;
        }[];
    };
    lastFailure: {
        readonly message: string;
        readonly at: Date;
    } | undefined;
};
declare function distribution(histogram: Histogram, count?: number): {
    count: number;
    p50: number;
    p90: number;
    p99: number;
    max: number;
};

// pool/pool.d.ts
import { type CallOptions, type Job, type PoolKey, type PoolSettings, type PoolState } from '@outpool/contract/internal';
export type WorkerAnswer<Result> = {
    readonly worker: number;
    readonly status: 'fulfilled';
    readonly value: Result;
} | {
    readonly worker: number;
    readonly status: 'rejected';
    readonly reason: unknown;
};
export declare class Pool<Connection = unknown> {
    readonly key: PoolKey;
    constructor(setup: PoolSetup);
    get state(): PoolState;
    call<Result>(job: Job<Connection, Result>, options?: CallOptions): Promise<Awaited<Result>>;
    cast(job: Job<Connection, unknown>, options?: CallOptions): void;
    broadcast(job: Job<Connection, unknown>, options?: Omit<CallOptions, 'key'>): void;
    broadcall<Result>(job: Job<Connection, Result>, options?: Omit<CallOptions, 'key'>): Promise<WorkerAnswer<Awaited<Result>>[]>;
    lease(options?: CallOptions): Promise<Lease<Connection>>;
    stats(): PoolStats;
    health(): PoolHealth;
    resize(workers: PoolSettings['workers']): void;
    pause(): void;
    resume(): void;
    evict(options?: {
        readonly which?: 'idle' | 'all';
        readonly overMs?: number;
    }): void;
    start(): Promise<void>;
    stop(options?: {
        readonly graceMs?: number;
    }): Promise<void>;
}

// time/deadlines.d.ts
import { type Clock } from '@outpool/contract/internal';
export interface Expirable {
    due: number;
    deadlines: DeadlineList | undefined;
    sooner: Expirable | undefined;
    later: Expirable | undefined;
    expire(now: number): void;
}
export interface Beginner extends Expirable {
    begin(now: number): void;
}
export declare class DeadlineList {
    readonly timeoutMs: number;
    head: Expirable | undefined;
    hasNew: boolean;
    constructor(timeoutMs: number, clock: Clock);
    link(node: Expirable, now: number): void;
    linkSoon(node: Beginner): void;
    begin(now: number): void;
    replace(node: Expirable, next: Expirable): void;
    unlink(node: Expirable): void;
    rest(): boolean;
}

// worker/call.d.ts
import type { AsyncResource } from 'node:async_hooks';
import type { CallContext, Job } from '@outpool/contract/internal';
export declare const CallState: {
    readonly waiting: 0;
    readonly running: 1;
    readonly abandoned: 2;
    readonly done: 3;
};
export type CallState = (typeof CallState)[keyof typeof CallState];
export interface CallTerms {
    readonly timeoutMs: number;
    readonly signal: AbortSignal | undefined;
    readonly key: string | undefined;
    readonly label: string | undefined;
    readonly idempotent: boolean;
    readonly cast: boolean;
    readonly bound: boolean;
    readonly exclusive: boolean;
}
export interface CallOwner {
    expired(call: Call, now: number): void;
    cancelled(call: Call, reason: unknown): void;
}
export interface CallWorker {
    readonly index: number;
    readonly epoch: number;
}
export interface Attachment {
    detach(call: Call): void;
}
export declare class Call implements Beginner, CallContext {
    readonly owner: CallOwner;
    readonly job: Job<unknown, unknown>;
    readonly terms: CallTerms;
    readonly ticket: number;
    acceptedAt: number;
    readonly scope: AsyncResource | undefined;
    state: CallState;
    resolve: ((value: unknown) => void) | undefined;
    reject: ((error: unknown) => void) | undefined;
    worker: CallWorker | undefined;
    epoch: number;
    startedAt: number;
    runs: number;
    controller: AbortController | undefined;
    watch: Attachment | undefined;
    overrun: Attachment | undefined;
    due: number;
    deadlines: DeadlineList | undefined;
    sooner: Expirable | undefined;
    later: Expirable | undefined;
    line: {
        leave(call: Call): void;
    } | undefined;
    ahead: Call | undefined;
    behind: Call | undefined;
    constructor(owner: CallOwner, job: Job<unknown, unknown>, terms: CallTerms, ticket: number, now: number, scope: AsyncResource | undefined);
    get signal(): AbortSignal;
    get deadline(): number;
    get key(): string | undefined;
    get label(): string | undefined;
    begin(now: number): void;
    expire(now: number): void;
}

// worker/waiting-line.d.ts
export declare class WaitingLine {
    oldest: Call | undefined;
    newest: Call | undefined;
    length: number;
    enter(call: Call): void;
    leave(call: Call): void;
    toArray(): Call[];
}

// worker/worker.d.ts
import type { EndReason, Endpoint, WorkerView } from '@outpool/contract/internal';
export declare class Worker implements WorkerView, CallWorker {
    readonly index: number;
    readonly capacity: number;
    readonly holder: ConnectionHolder<Worker>;
    connection: unknown;
    endpoint: Endpoint | undefined;
    running: number;
    abandoned: number;
    epoch: number;
    uses: number;
    idleSince: number;
    pingedAt: number;
    ready: boolean;
    position: number;
    retiring: EndReason | undefined;
    endedBy: unknown;
    away: 'probing' | 'leased' | 'emptying' | undefined;
    blocked: string | undefined;
    wanted: boolean;
    constructor(index: number, capacity: number, dialer: Dialer, owner: ConnectionOwner<Worker>);
    get mailbox(): WaitingLine;
    get queued(): number;
    get load(): number;
    get hasRoom(): boolean;
    forget(cause: unknown): void;
}
