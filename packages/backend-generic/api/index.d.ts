// What @outpool/backend-generic exports. Written by `pnpm api`.
export {
    GenericBackend,
    GenericConnection,
    GenericFunction,
    GenericOptions,
    RunContext,
}

// generic-backend.d.ts
import { type Backend, type BackendProblem, type ConnectAttempt, type Fate, type PoolSettings, type Schema } from '@outpool/contract';
export declare class GenericBackend implements Backend<GenericSettings, GenericConnection> {
    readonly options: Schema<GenericSettings>;
    check({ threads }: GenericSettings, { workers, concurrency }: PoolSettings): Iterable<BackendProblem>;
    connect(attempt: ConnectAttempt<GenericSettings>): Promise<GenericConnection>;
    close(connection: GenericConnection): Promise<void>;
    fate(error: unknown, connection: GenericConnection): Fate;
}

// generic-connection.d.ts
export interface RunContext {
    readonly signal: AbortSignal;
    readonly key: string | undefined;
    readonly label: string | undefined;
}
export type GenericFunction = {
    call(input: unknown, context: RunContext): unknown;
}['call'];
export interface GenericConnection {
    run<Result = unknown>(input?: unknown, context?: Partial<RunContext>): Promise<Result>;
}

// generic-options.d.ts
import { z } from '@outpool/contract';
export declare const genericOptions: z.ZodObject<{
    run: z.ZodOptional<z.ZodCustom<(input: unknown, context: import("./generic-connection.js").RunContext) => unknown, (input: unknown, context: import("./generic-connection.js").RunContext) => unknown>>;
    module: z.ZodOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodInstanceOf<import("url").URL>]>, z.ZodTransform<string, string | import("url").URL>>>;
    threads: z.ZodDefault<z.ZodUnion<readonly [z.ZodBoolean, z.ZodInt]>>;
    maxHeapMb: z.ZodOptional<z.ZodInt>;
}, z.core.$strict>;
export type GenericOptions = z.input<typeof genericOptions>;
export type GenericSettings = z.output<typeof genericOptions>;

// index.d.ts
declare module '@outpool/contract' {
    interface OutpoolBackends {
        generic: {
            options: GenericOptions;
            connection: GenericConnection;
        };
    }
}
