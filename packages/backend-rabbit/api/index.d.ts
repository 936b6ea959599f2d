// What @outpool/backend-rabbit exports. Written by `pnpm api`.
export {
    ConsumeOptions,
    Consumer,
    Content,
    RabbitBackend,
    RabbitConnection,
    RabbitError,
    RabbitErrorCode,
    RabbitOptions,
    RequestOptions,
    isRabbitError,
}

// broker-connection.d.ts
import { type ConnectAttempt, type Endpoint } from '@outpool/contract';
import { type Channel } from 'amqplib';
type Attempt = ConnectAttempt<RabbitSettings>;
export interface Passenger {
    brokerBlocked(reason: string | undefined): void;
}
export declare class BrokerConnection {
    readonly endpoint: Endpoint;
    fault: unknown;
    over: boolean;
    blocked: string | undefined;
    constructor(attempt: Attempt, endpoint: Endpoint);
    hasSeatFor({ options, host, tag }: Attempt, endpoint: Endpoint): boolean;
    openChannel(signal: AbortSignal): Promise<Channel>;
    board(passenger: Passenger): void;
    leave(answers: boolean, passenger?: Passenger): Promise<void>;
}

// confirms.d.ts
export type Content = string | Uint8Array;

// consumer.d.ts
import type { Channel, ConsumeMessage, Options } from 'amqplib';
export interface ConsumeOptions extends Options.Consume {
    readonly prefetch?: number;
}
export declare class Consumer {
    readonly done: Promise<void>;
    static start(channel: Channel, queue: string, handle: (message: ConsumeMessage) => unknown, { prefetch, ...options }: ConsumeOptions): Promise<Consumer>;
    cancel(): Promise<void>;
    fail(reason: unknown): void;
}

// index.d.ts
declare module '@outpool/contract' {
    interface OutpoolBackends {
        rabbit: {
            options: RabbitOptions;
            connection: RabbitConnection;
        };
    }
}

// rabbit-backend.d.ts
import { type Backend, type BackendProblem, type ConnectAttempt, type Endpoint, type Fate, type PoolSettings, type Schema } from '@outpool/contract';
export declare class RabbitBackend implements Backend<RabbitSettings, RabbitConnection> {
    readonly options: Schema<RabbitSettings>;
    endpoints({ servers }: RabbitSettings): readonly Endpoint[];
    poolOptions({ maxWorkerQueueLen }: RabbitSettings): Partial<PoolSettings>;
    check({ maxWorkerQueueLen }: RabbitSettings, { maxWorkerQueue }: PoolSettings): Iterable<BackendProblem>;
    connect(attempt: ConnectAttempt<RabbitSettings>): Promise<RabbitConnection>;
    close(connection: RabbitConnection): Promise<void>;
    ping({ channel }: RabbitConnection, signal: AbortSignal): Promise<void>;
    release(connection: RabbitConnection): void;
    fate(error: unknown, connection: RabbitConnection): Fate;
}

// rabbit-connection.d.ts
import type { Channel, ConfirmChannel, ConsumeMessage, GetMessage, Message, Options } from 'amqplib';
export interface RequestOptions extends Options.Publish {
    readonly signal?: AbortSignal | undefined;
}
export interface Watcher {
    lost(reason: unknown): void;
    blocked(reason: string | undefined): void;
}
export interface ChannelSetup {
    readonly channel: Channel | ConfirmChannel;
    readonly broker: BrokerConnection;
    readonly watcher: Watcher;
    readonly confirmTimeoutMs: number;
}
export declare class RabbitConnection implements Passenger {
    readonly channel: Channel;
    fault: unknown;
    constructor({ channel, broker, watcher, confirmTimeoutMs }: ChannelSetup);
    get brokerIsGone(): boolean;
    get blocked(): string | undefined;
    get isTainted(): boolean;
    publish(exchange: string, routingKey: string, content: Content, options?: Options.Publish): Promise<void>;
    request(exchange: string, routingKey: string, content: Content, { signal, ...options }?: RequestOptions): Promise<Message>;
    get<Result>(queue: string, handle: (message: GetMessage) => Result | PromiseLike<Result>): Promise<Result | undefined>;
    consume(queue: string, handle: (message: ConsumeMessage) => unknown, options?: ConsumeOptions): Promise<Consumer>;
    brokerBlocked(): void;
    close(): Promise<void>;
}

// rabbit-error.d.ts
export type RabbitErrorCode = 'NACKED' | 'RETURNED' | 'REFUSED' | 'CONFIRM_TIMEOUT' | 'UNCONFIRMED' | 'CANCELLED';
export declare class RabbitError extends Error {
    readonly name = "RabbitError";
    readonly code: RabbitErrorCode;
    constructor(code: RabbitErrorCode, message: string, options?: ErrorOptions);
}
export declare function isRabbitError(error: unknown, code?: RabbitErrorCode): error is RabbitError;

// rabbit-options.d.ts
import { z } from '@outpool/contract';
export declare const rabbitOptions: z.ZodPipe<z.ZodObject<{
    host: z.ZodOptional<z.ZodString>;
    port: z.ZodOptional<z.ZodInt>;
    servers: z.ZodOptional<z.ZodArray<z.ZodUnion<readonly [z.ZodPipe<z.ZodUnion<readonly [z.ZodPipe<z.ZodString, z.ZodTransform<readonly [string, number], string>>, z.ZodTuple<[z.ZodString, z.ZodInt], null>]>, z.ZodTransform<{
        host: string;
        port: number;
    }, [string, number] | readonly [string, number]>>, z.ZodObject<{
        host: z.ZodString;
        port: z.ZodDefault<z.ZodInt>;
    }, z.core.$strict>]>>>;
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
    loginBy: z.ZodDefault<z.ZodEnum<{
        certificate: "certificate";
        password: "password";
    }>>;
    virtualHost: z.ZodDefault<z.ZodString>;
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
    confirmsEnabled: z.ZodDefault<z.ZodBoolean>;
    confirmTimeoutMs: z.ZodDefault<z.ZodNumber>;
    channelsPerConnection: z.ZodDefault<z.ZodInt>;
    heartbeatMs: z.ZodDefault<z.ZodInt>;
    connectionName: z.ZodDefault<z.ZodString>;
    exchanges: z.ZodDefault<z.ZodArray<z.ZodObject<{
        name: z.ZodString;
        type: z.ZodDefault<z.ZodString>;
        durable: z.ZodDefault<z.ZodBoolean>;
        autoDelete: z.ZodDefault<z.ZodBoolean>;
        arguments: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodUnknown>>;
    }, z.core.$strict>>>;
    queues: z.ZodDefault<z.ZodArray<z.ZodObject<{
        name: z.ZodString;
        durable: z.ZodDefault<z.ZodBoolean>;
        autoDelete: z.ZodDefault<z.ZodBoolean>;
        arguments: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodUnknown>>;
    }, z.core.$strict>>>;
    bindings: z.ZodDefault<z.ZodArray<z.ZodObject<{
        exchange: z.ZodString;
        queue: z.ZodString;
        routingKey: z.ZodDefault<z.ZodString>;
        arguments: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodUnknown>>;
    }, z.core.$strict>>>;
    maxWorkerQueueLen: z.ZodOptional<z.ZodUnion<readonly [z.ZodInt, z.ZodLiteral<number>]>>;
    amqpHost: z.ZodOptional<z.ZodString>;
    amqpPort: z.ZodOptional<z.ZodInt>;
    amqpUsername: z.ZodOptional<z.ZodString>;
    amqpPassword: z.ZodOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
        env: z.ZodString;
    }, z.core.$strict>, z.ZodObject<{
        file: z.ZodString;
    }, z.core.$strict>]>, z.ZodTransform<import("@outpool/contract").Secret, string | {
        env: string;
    } | {
        file: string;
    }>>>;
}, z.core.$strict>, z.ZodTransform<{
    host?: string | undefined;
    port?: number | undefined;
    loginBy: "certificate" | "password";
    virtualHost: string;
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
    confirmsEnabled: boolean;
    confirmTimeoutMs: number;
    channelsPerConnection: number;
    heartbeatMs: number;
    connectionName: string;
    exchanges: {
        name: string;
        type: string;
        durable: boolean;
        autoDelete: boolean;
        arguments?: Record<string, unknown> | undefined;
    }[];
    queues: {
        name: string;
        durable: boolean;
        autoDelete: boolean;
        arguments?: Record<string, unknown> | undefined;
    }[];
    bindings: {
        exchange: string;
        queue: string;
        routingKey: string;
        arguments?: Record<string, unknown> | undefined;
    }[];
    maxWorkerQueueLen?: number | undefined;
    servers: {
        host: string;
        port: number;
    }[];
    username: string;
    password: import("@outpool/contract").Secret;
}, {
    host?: string | undefined;
    port?: number | undefined;
    servers?: ({
        host: string;
        port: number;
    } | {
        host: string;
        port: number;
    })[] | undefined;
    username?: string | undefined;
    password?: import("@outpool/contract").Secret | undefined;
    loginBy: "certificate" | "password";
    virtualHost: string;
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
    confirmsEnabled: boolean;
    confirmTimeoutMs: number;
    channelsPerConnection: number;
    heartbeatMs: number;
    connectionName: string;
    exchanges: {
        name: string;
        type: string;
        durable: boolean;
        autoDelete: boolean;
        arguments?: Record<string, unknown> | undefined;
    }[];
    queues: {
        name: string;
        durable: boolean;
        autoDelete: boolean;
        arguments?: Record<string, unknown> | undefined;
    }[];
    bindings: {
        exchange: string;
        queue: string;
        routingKey: string;
        arguments?: Record<string, unknown> | undefined;
    }[];
    maxWorkerQueueLen?: number | undefined;
    amqpHost?: string | undefined;
    amqpPort?: number | undefined;
    amqpUsername?: string | undefined;
    amqpPassword?: import("@outpool/contract").Secret | undefined;
}>>;
export type RabbitOptions = z.input<typeof rabbitOptions>;
export type RabbitSettings = z.output<typeof rabbitOptions>;
