// What @outpool/testkit exports. Written by `pnpm api`.
export {
    Address,
    Attempt,
    BackendCases,
    BackendTypes,
    Capabilities,
    Capability,
    ConnectStep,
    FaultArrival,
    FaultDirection,
    FaultProxy,
    FaultProxyOptions,
    FaultProxyShape,
    FaultProxyStatus,
    FaultProxyTarget,
    Play,
    Runner,
    Scheduler,
    SchedulerOptions,
    Script,
    ScriptedAttempt,
    ScriptedBackend,
    ScriptedBackendOptions,
    ScriptedConnection,
    ScriptedOptions,
    SeedRun,
    Skip,
    Step,
    StrategyCases,
    TestServer,
    VirtualClock,
    VirtualClockOptions,
    backendCaseNames,
    playSeeds,
    runFaultCommand,
    startFaultProxy,
    testBackend,
    testStrategy,
}

// attempt.d.ts
import type { ConnectAttempt, Endpoint } from '@outpool/contract';
export declare class Attempt<Options> implements ConnectAttempt<Options> {
    readonly options: Options;
    readonly host = "global";
    readonly tag = "default";
    readonly worker = 0;
    readonly endpoint: Endpoint | undefined;
    readonly concurrency: number;
    readonly controller: AbortController;
    readonly signal: AbortSignal;
    readonly losses: unknown[];
    readonly blocks: (string | undefined)[];
    readonly discoveries: (readonly Endpoint[])[];
    blames: number;
    readonly lostOnce: Promise<unknown>;
    constructor(options: Options, more?: {
        readonly endpoint?: Endpoint | undefined;
        readonly concurrency?: number;
    });
    readonly lost: (reason: unknown) => void;
    readonly blocked: (reason: string | undefined) => void;
    readonly blame: () => void;
    readonly discovered: (endpoints: readonly Endpoint[]) => void;
}

// backend-cases.d.ts
import type { OutgoingPoolsOptions } from '@outpool/core';
import type { Backend, CallContext } from '@outpool/contract';
export interface Address {
    readonly host: string;
    readonly port: number;
}
export interface TestServer extends Address {
    kill(): Promise<unknown>;
    restart(): Promise<unknown>;
}
export interface BackendCases<Connection = unknown> extends Runner {
    readonly name: string;
    readonly backend?: new (...args: never[]) => Backend<unknown, Connection>;
    factory?(): Backend<unknown, Connection>;
    create?(): Backend<unknown, Connection>;
    readonly container?: NonNullable<OutgoingPoolsOptions['container']>;
    readonly capabilities?: Capabilities;
    options(): unknown;
    work(connection: Connection, context: CallContext): Promise<unknown>;
    failWork?(connection: Connection, context: CallContext): Promise<unknown>;
    slowWork?(connection: Connection, context: CallContext): Promise<unknown>;
    echo?(connection: Connection, text: string, context: CallContext): Promise<unknown>;
    sever?(connection: Connection): unknown;
    readonly server?: TestServer;
    proxied?(address: Address): unknown;
    denied?(): unknown;
    readonly secrets?: readonly string[];
    readonly network?: boolean;
    readonly skip?: readonly Skip[];
}

// backend-types.d.ts
import type { Backend, ConnectionOf, OptionsOf } from '@outpool/contract';
type AnyBackend = new (...args: any[]) => Backend<any, any>;
type Written<Class extends AnyBackend> = InstanceType<Class>['options'] extends {
    readonly '~standard': {
        readonly types?: {
            readonly input: infer Input;
        } | undefined;
    };
} ? Input : unknown;
type Made<Class extends AnyBackend> = Awaited<ReturnType<InstanceType<Class>['connect']>>;
export type BackendTypes<Type extends string, Class extends AnyBackend> = unknown extends ConnectionOf<Type> ? `OutpoolBackends declares no "${Type}"` : [Made<Class>] extends [ConnectionOf<Type>] ? unknown extends Written<Class> ? true : [OptionsOf<Type>] extends [Written<Class>] ? true : `the options of "${Type}" in OutpoolBackends are not what its schema reads` : `the connection of "${Type}" in OutpoolBackends is not what ${Type}'s connect resolves with`;

// capabilities.d.ts
type Member = 'failWork' | 'slowWork' | 'echo' | 'sever' | 'server' | 'proxied' | 'denied' | 'secrets';
interface Claims {
    readonly network: true;
    readonly ping: true;
    readonly pingsItself: true;
    readonly handshake: true;
    readonly idleLoss: true;
    readonly cancel?: true;
    readonly order?: true;
}
export type Capability = Member | keyof Claims;
export type Capabilities = {
    readonly [Name in Capability]?: true | string;
};

// fault-commands.d.ts
export declare function runFaultCommand(proxy: FaultProxy, line: string): Promise<string>;

// fault-link.d.ts
export interface FaultProxyShape {
    readonly latencyMs?: number | undefined;
    readonly jitterMs?: number | undefined;
    readonly bytesPerSecond?: number | undefined;
    readonly sliceBytes?: number | undefined;
    readonly sliceDelayMs?: number | undefined;
    readonly limitBytes?: number | undefined;
    readonly closeDelayMs?: number | undefined;
}
export type FaultDirection = 'up' | 'down';

// fault-proxy.d.ts
import { type Server } from 'node:net';
export interface FaultProxyTarget {
    readonly host: string;
    readonly port: number;
}
export interface FaultProxyOptions {
    readonly host?: string;
    readonly port?: number;
    readonly random?: () => number;
}
export type FaultArrival = 'pass' | 'blackHole' | 'resetOnConnect' | 'refuse' | 'timeout';
export interface FaultProxyStatus {
    readonly host: string;
    readonly port: number;
    readonly target: FaultProxyTarget;
    readonly arrival: FaultArrival;
    readonly connections: number;
    readonly accepted: number;
    readonly up: FaultProxyShape;
    readonly down: FaultProxyShape;
}
export declare function startFaultProxy(target: FaultProxyTarget, options?: FaultProxyOptions): Promise<FaultProxy>;
export declare class FaultProxy implements AsyncDisposable {
    readonly host: string;
    readonly port: number;
    constructor(target: FaultProxyTarget, host: string, server: Server, random: () => number);
    get connections(): number;
    get accepted(): number;
    get status(): FaultProxyStatus;
    set(shape: FaultProxyShape, direction?: FaultDirection): void;
    blackHole(): void;
    halfOpen(): void;
    reset(): void;
    end(): void;
    timeout(ms: number): void;
    resetOnConnect(): void;
    refuse(): void;
    heal(): Promise<void>;
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}

// play-seeds.d.ts
export interface SeedRun {
    readonly seeds?: number;
    readonly first?: number;
    readonly again: string;
}
export interface Play {
    readonly seed: number;
    say(line: string): void;
}
export declare function playSeeds(run: SeedRun, play: (one: Play) => unknown): Promise<void>;

// runner.d.ts
export interface Runner {
    readonly describe: (name: string, body: () => void) => unknown;
    readonly it: It;
}
type It = (name: string, body: () => Promise<void>) => unknown;
export interface Skip {
    readonly case: string;
    readonly reason: string;
}

// scheduler.d.ts
export interface SchedulerOptions {
    readonly seed?: number;
    readonly clock?: VirtualClock;
}
export declare class Scheduler {
    readonly seed: number;
    readonly trace: string[];
    constructor(options?: SchedulerOptions);
    readonly random: () => number;
    pick<Of>(from: readonly [Of, ...Of[]]): Of;
    pick<Of>(from: readonly Of[]): Of | undefined;
    turn(name: string): Promise<void>;
    start(name: string, task: () => unknown): void;
    run(): Promise<void>;
}

// scripted-backend.d.ts
import { type Backend, type BackendDeclaration, type ConnectAttempt, type Endpoint, type Fate, type Schema } from '@outpool/contract';
export type ConnectStep = Step | 'late' | 'same' | 'stillborn' | 'unsuitable';
export interface ScriptedBackendOptions extends Partial<BackendDeclaration> {
    readonly endpoints?: readonly Endpoint[];
    readonly fate?: (error: unknown, connection: ScriptedConnection) => Fate;
    readonly release?: (connection: ScriptedConnection) => void | PromiseLike<void>;
    readonly pings?: boolean;
    readonly options?: Schema<unknown>;
}
export interface ScriptedOptions {
    readonly label?: string | undefined;
}
export declare class ScriptedBackend {
    readonly Backend: new () => Backend<unknown, ScriptedConnection>;
    readonly attempts: ScriptedAttempt[];
    readonly opened: ScriptedConnection[];
    readonly closed: ScriptedConnection[];
    maxOpen: number;
    readonly connect: Script<ConnectStep, ScriptedAttempt>;
    readonly ping: Script<Step, ScriptedConnection>;
    readonly close: Script<Step, ScriptedConnection>;
    constructor(options?: ScriptedBackendOptions);
    get open(): ScriptedConnection[];
    get unclosed(): ScriptedConnection[];
    get connecting(): ScriptedAttempt[];
    beginConnect(request: ConnectAttempt<unknown>): Promise<ScriptedConnection>;
    beginPing(connection: ScriptedConnection, signal: AbortSignal): Promise<void>;
    beginClose(connection: ScriptedConnection): Promise<void>;
}
declare module '@outpool/contract' {
    interface OutpoolBackends {
        scripted: {
            options: ScriptedOptions;
            connection: ScriptedConnection;
        };
    }
}

// scripted-connection.d.ts
import type { ConnectAttempt, Endpoint } from '@outpool/contract';
export declare class ScriptedConnection {
    readonly id: number;
    readonly worker: number;
    readonly endpoint: Endpoint | undefined;
    closeCalls: number;
    pings: number;
    closing: Pending<void> | undefined;
    pinging: Pending<void> | undefined;
    constructor(id: number, attempt: ConnectAttempt<unknown>);
    get open(): boolean;
    get died(): Promise<unknown>;
    kill(reason?: unknown): void;
    block(reason?: string): void;
    discover(endpoints: readonly Endpoint[]): void;
    ended(): void;
}
export declare class ScriptedAttempt {
    readonly number: number;
    readonly request: ConnectAttempt<unknown>;
    readonly pending: Pending<ScriptedConnection>;
    constructor(number: number, request: ConnectAttempt<unknown>, connection: () => ScriptedConnection);
    get worker(): number;
    get endpoint(): Endpoint | undefined;
    get underWay(): boolean;
    succeed(): void;
    fail(error?: Error): void;
}

// scripted-steps.d.ts
export type Step = 'ok' | 'fail' | 'throw' | 'wait' | 'hang' | Error;
export declare class Script<Of, Subject> {
    always: Of | ((subject: Subject) => Of);
    constructor(always: Of);
    next(...steps: (Of | ((subject: Subject) => Of))[]): void;
    take(subject: Subject): Of;
}
export declare class Pending<Value> {
    readonly promise: Promise<Value>;
    open: boolean;
    constructor();
    resolve(value: Value): void;
    reject(reason: unknown): void;
    rejectUnseen(error: Error): void;
    heed(signal: AbortSignal): void;
}

// test-backend.d.ts
export declare const backendCaseNames: readonly string[];
export declare function testBackend<Connection>(setup: BackendCases<Connection>): void;

// test-strategy.d.ts
import type { Strategy, StrategySetup } from '@outpool/contract';
export interface StrategyCases extends Runner {
    readonly name: string;
    readonly create: (setup: StrategySetup) => Strategy;
    readonly skip?: readonly Skip[];
}
export declare function testStrategy(setup: StrategyCases): void;

// virtual-clock.d.ts
import type { Clock, Timer } from '@outpool/contract';
export interface VirtualClockOptions {
    readonly seed?: number;
    readonly start?: number;
}
export declare class VirtualClock implements Clock {
    constructor(options?: VirtualClockOptions);
    readonly now: () => number;
    readonly setTimer: (callback: () => void, delayMs: number, holds?: () => boolean) => Timer;
    readonly nextTurn: (callback: () => void) => void;
    readonly random: () => number;
    get pendingTimers(): number;
    get holdingTimers(): number;
    get nextTimerMs(): number | undefined;
    advance(ms: number): Promise<void>;
    settle(): Promise<void>;
    advanceSync(ms: number): void;
}
