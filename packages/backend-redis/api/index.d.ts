// What @outpool/backend-redis exports. Written by `pnpm api`.
export {
    RedisBackend,
    RedisConnection,
    RedisOptions,
}

// index.d.ts
declare module '@outpool/contract' {
    interface OutpoolBackends {
        redis: {
            options: RedisOptions;
            connection: RedisConnection;
        };
    }
}

// redis-backend.d.ts
import { type Backend, type ConnectAttempt, type Endpoint, type Fate, type Schema } from '@outpool/contract';
export declare class RedisBackend implements Backend<RedisSettings, RedisConnection> {
    readonly options: Schema<RedisSettings>;
    endpoints({ host, port, path, servers, sentinel, cluster }: RedisSettings): readonly Endpoint[];
    connect(attempt: ConnectAttempt<RedisSettings>): Promise<RedisConnection>;
    close({ client }: RedisConnection): Promise<void>;
    ping({ client }: RedisConnection, signal: AbortSignal): Promise<void>;
    fate(error: unknown, { client }: RedisConnection): Fate;
    release({ client }: RedisConnection): void;
}

// redis-connection.d.ts
import type { Cluster, Redis } from 'ioredis';
export interface RedisConnection {
    readonly client: Redis | Cluster;
}

// redis-options.d.ts
import { z } from '@outpool/contract';
export declare const redisOptions: z.ZodObject<{
    host: z.ZodOptional<z.ZodString>;
    port: z.ZodOptional<z.ZodInt>;
    path: z.ZodOptional<z.ZodString>;
    servers: z.ZodOptional<z.ZodArray<z.ZodUnion<readonly [z.ZodPipe<z.ZodUnion<readonly [z.ZodPipe<z.ZodString, z.ZodTransform<readonly [string, number], string>>, z.ZodTuple<[z.ZodString, z.ZodInt], null>]>, z.ZodTransform<{
        host: string;
        port: number;
    }, [string, number] | readonly [string, number]>>, z.ZodObject<{
        host: z.ZodString;
        port: z.ZodDefault<z.ZodInt>;
    }, z.core.$strict>]>>>;
    sentinel: z.ZodOptional<z.ZodObject<{
        servers: z.ZodArray<z.ZodUnion<readonly [z.ZodPipe<z.ZodUnion<readonly [z.ZodPipe<z.ZodString, z.ZodTransform<readonly [string, number], string>>, z.ZodTuple<[z.ZodString, z.ZodInt], null>]>, z.ZodTransform<{
            host: string;
            port: number;
        }, [string, number] | readonly [string, number]>>, z.ZodObject<{
            host: z.ZodString;
            port: z.ZodDefault<z.ZodInt>;
        }, z.core.$strict>]>>;
        master: z.ZodString;
        username: z.ZodOptional<z.ZodString>;
        password: z.ZodPrefault<z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
            env: z.ZodString;
        }, z.core.$strict>, z.ZodObject<{
            file: z.ZodString;
        }, z.core.$strict>]>, z.ZodTransform<import("@outpool/contract").Secret, string | {
            env: string;
        } | {
            file: string;
        }>>>;
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
    }, z.core.$strict>>;
    cluster: z.ZodOptional<z.ZodArray<z.ZodUnion<readonly [z.ZodPipe<z.ZodUnion<readonly [z.ZodPipe<z.ZodString, z.ZodTransform<readonly [string, number], string>>, z.ZodTuple<[z.ZodString, z.ZodInt], null>]>, z.ZodTransform<{
        host: string;
        port: number;
    }, [string, number] | readonly [string, number]>>, z.ZodObject<{
        host: z.ZodString;
        port: z.ZodDefault<z.ZodInt>;
    }, z.core.$strict>]>>>;
    database: z.ZodDefault<z.ZodInt>;
    username: z.ZodOptional<z.ZodString>;
    password: z.ZodPrefault<z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
        env: z.ZodString;
    }, z.core.$strict>, z.ZodObject<{
        file: z.ZodString;
    }, z.core.$strict>]>, z.ZodTransform<import("@outpool/contract").Secret, string | {
        env: string;
    } | {
        file: string;
    }>>>;
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
    protocol: z.ZodDefault<z.ZodUnion<readonly [z.ZodLiteral<2>, z.ZodLiteral<3>]>>;
    scripts: z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodObject<{
        lua: z.ZodString;
        numberOfKeys: z.ZodExactOptional<z.ZodInt>;
        readOnly: z.ZodExactOptional<z.ZodBoolean>;
    }, z.core.$strict>>>;
    connectionName: z.ZodOptional<z.ZodString>;
}, z.core.$strict>;
export type RedisOptions = z.input<typeof redisOptions>;
export type RedisSettings = z.output<typeof redisOptions>;
