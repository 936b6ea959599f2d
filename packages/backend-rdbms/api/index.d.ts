// What @outpool/backend-rdbms exports. Written by `pnpm api`.
export {
    ErrorKind,
    Field,
    QueryOptions,
    QueryResult,
    Queryable,
    RdbmsBackend,
    RdbmsConnection,
    RdbmsError,
    RdbmsOptions,
    Row,
    StreamOptions,
    Transaction,
    TransactionOptions,
}

// index.d.ts
declare module '@outpool/contract' {
    interface OutpoolBackends {
        rdbms: {
            options: RdbmsOptions;
            connection: RdbmsConnection;
        };
    }
}

// job-connection.d.ts
type Check = () => void;
export declare class JobConnection implements RdbmsConnection, Line {
    readonly session: Session;
    constructor(session: Session, settings: RdbmsSettings, names: Map<string, string>);
    close(): Promise<void>;
    get client(): unknown;
    get transactionStatus(): 'none' | 'open' | 'failed';
    get wantsWrites(): boolean;
    get busy(): boolean;
    query<Result extends object = Row>(sql: string, params?: readonly unknown[], options?: QueryOptions): Promise<QueryResult<Result>>;
    execute<Result extends object = Row>(statement: string, params?: readonly unknown[], options?: QueryOptions): Promise<QueryResult<Result>>;
    prepare(name: string, sql: string): void;
    stream<Result extends object = Row>(sql: string, params?: readonly unknown[], options?: StreamOptions): AsyncIterable<Result>;
    insert(table: string, rows: readonly Readonly<Row>[], { signal }?: QueryOptions): Promise<QueryResult<never>>;
    transaction<Result>(work: (transaction: Transaction) => Result | PromiseLike<Result>, options?: TransactionOptions): Promise<Result>;
    send<Result>(text: string, params: readonly unknown[], prepared: Prepared, { signal, driverOptions }?: QueryOptions, check?: Check): Promise<QueryResult<Result>>;
    settled(): Promise<void>;
    read<Result>(sql: string, params: readonly unknown[], options: StreamOptions, check?: Check): AsyncIterable<Result>;
    tidy(): Promise<void> | undefined;
}

// queryable.d.ts
export interface QueryOptions {
    readonly signal?: AbortSignal | undefined;
    readonly driverOptions?: DriverOptions | undefined;
}
export interface StreamOptions extends QueryOptions {
    readonly batchRows?: number | undefined;
}
export interface TransactionOptions extends TransactionMode {
    readonly retries?: number | undefined;
}
export type Row = Record<string, unknown>;
export interface Queryable {
    query<Result extends object = Row>(sql: string, params?: readonly unknown[], options?: QueryOptions): Promise<QueryResult<Result>>;
    execute<Result extends object = Row>(statement: string, params?: readonly unknown[], options?: QueryOptions): Promise<QueryResult<Result>>;
    stream<Result extends object = Row>(sql: string, params?: readonly unknown[], options?: StreamOptions): AsyncIterable<Result>;
    insert(table: string, rows: readonly Readonly<Row>[], options?: QueryOptions): Promise<QueryResult<never>>;
    transaction<Result>(work: (transaction: Transaction) => Result | PromiseLike<Result>, options?: TransactionOptions): Promise<Result>;
}
export type Transaction = Queryable;
export interface RdbmsConnection extends Queryable {
    readonly client: unknown;
    readonly transactionStatus: 'none' | 'open' | 'failed';
    prepare(name: string, sql: string): void;
}

// rdbms-backend.d.ts
import { type Backend, type BackendProblem, type ConnectAttempt, type Endpoint, type Fate, type PoolSettings, type Schema } from '@outpool/contract';
export declare class RdbmsBackend implements Backend<RdbmsSettings, JobConnection> {
    readonly options: Schema<RdbmsSettings>;
    endpoints(options: RdbmsSettings): readonly Endpoint[];
    connect(attempt: ConnectAttempt<RdbmsSettings>): Promise<JobConnection>;
    close(connection: JobConnection): Promise<void>;
    ping(connection: JobConnection, signal: AbortSignal): Promise<void>;
    fate(error: unknown, connection: JobConnection): Fate;
    release(connection: JobConnection): Promise<void> | undefined;
    check(options: RdbmsSettings, pool: PoolSettings): Generator<BackendProblem>;
}

// rdbms-driver.d.ts
export interface Field {
    readonly name: string;
}
export interface QueryResult<Row> {
    readonly rows: Row[];
    readonly rowCount: number;
    readonly fields: readonly Field[];
    readonly insertId?: number | string | undefined;
}
export type DriverOptions = Readonly<Record<string, unknown>>;
export type Prepared = boolean | 'if frequent';
export interface Statement {
    readonly sql: string;
    readonly params: readonly unknown[];
    readonly prepared: Prepared;
    readonly driverOptions?: DriverOptions | undefined;
}
export interface RowReader<Row> {
    read(): Promise<Row[]>;
    close(): Promise<void>;
}
export interface Session {
    readonly client: unknown;
    readonly dialect: Dialect;
    readonly transaction: 'none' | 'open' | 'failed';
    readonly fault: Error | undefined;
    run<Row>(statement: Statement): Promise<QueryResult<Row>>;
    open<Row>(statement: Statement, batchRows: number): RowReader<Row>;
    cancel(): Promise<void>;
    reset(): Promise<void>;
    fail(reason: Error): void;
    close(): Promise<void>;
}

// rdbms-error.d.ts
export type ErrorKind = 'unique_violation' | 'foreign_key_violation' | 'not_null_violation' | 'check_violation' | 'serialization_failure' | 'deadlock' | 'lock_timeout' | 'query_canceled' | 'query_timeout' | 'too_many_connections' | 'authentication_failed' | 'permission_denied' | 'unknown_database' | 'unknown_table' | 'unknown_column' | 'syntax_error' | 'invalid_value' | 'read_only' | 'transaction_failed' | 'invalid_parameter' | 'other';
export declare class RdbmsError extends Error {
    readonly name = "RdbmsError";
    readonly kind: ErrorKind;
    readonly code: string | undefined;
    readonly sqlState: string | undefined;
    constructor(message: string, details: {
        kind: ErrorKind;
        code?: string | undefined;
        sqlState?: string | undefined;
        cause?: unknown;
    });
    get retryable(): boolean;
}

// rdbms-options.d.ts
import { type Endpoint, type Secret, z } from '@outpool/contract';
declare const tlsBlock: z.ZodObject<{
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
    }, z.core.$strict>]>, z.ZodTransform<Secret, string | {
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
    mode: z.ZodDefault<z.ZodEnum<{
        disable: "disable";
        prefer: "prefer";
        require: "require";
    }>>;
}, z.core.$strict>;
declare const fields: z.ZodObject<{
    driver: z.ZodOptional<z.ZodEnum<{
        mysql: "mysql";
        odbc: "odbc";
        pgsql: "pgsql";
    }>>;
    host: z.ZodOptional<z.ZodString>;
    port: z.ZodOptional<z.ZodInt>;
    servers: z.ZodOptional<z.ZodArray<z.ZodUnion<readonly [z.ZodPipe<z.ZodUnion<readonly [z.ZodPipe<z.ZodString, z.ZodTransform<readonly [string, number], string>>, z.ZodTuple<[z.ZodString, z.ZodInt], null>]>, z.ZodTransform<{
        host: string;
        port: number;
    }, [string, number] | readonly [string, number]>>, z.ZodObject<{
        host: z.ZodString;
        port: z.ZodDefault<z.ZodInt>;
    }, z.core.$strict>]>>>;
    database: z.ZodOptional<z.ZodString>;
    username: z.ZodOptional<z.ZodString>;
    password: z.ZodOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
        env: z.ZodString;
    }, z.core.$strict>, z.ZodObject<{
        file: z.ZodString;
    }, z.core.$strict>]>, z.ZodTransform<Secret, string | {
        env: string;
    } | {
        file: string;
    }>>>;
    connectionString: z.ZodOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
        env: z.ZodString;
    }, z.core.$strict>, z.ZodObject<{
        file: z.ZodString;
    }, z.core.$strict>]>, z.ZodTransform<Secret, string | {
        env: string;
    } | {
        file: string;
    }>>>;
    server: z.ZodOptional<z.ZodUnion<readonly [z.ZodTuple<[z.ZodEnum<{
        mysql: "mysql";
        pgsql: "pgsql";
    }>, z.ZodString, z.ZodInt, z.ZodString, z.ZodString, z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
        env: z.ZodString;
    }, z.core.$strict>, z.ZodObject<{
        file: z.ZodString;
    }, z.core.$strict>]>, z.ZodTransform<Secret, string | {
        env: string;
    } | {
        file: string;
    }>>], null>, z.ZodTuple<[z.ZodEnum<{
        mysql: "mysql";
        pgsql: "pgsql";
    }>, z.ZodString, z.ZodInt, z.ZodString, z.ZodString, z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
        env: z.ZodString;
    }, z.core.$strict>, z.ZodObject<{
        file: z.ZodString;
    }, z.core.$strict>]>, z.ZodTransform<Secret, string | {
        env: string;
    } | {
        file: string;
    }>>, z.ZodUnion<readonly [z.ZodBoolean, z.ZodLiteral<"required">, z.ZodObject<{
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
        }, z.core.$strict>]>, z.ZodTransform<Secret, string | {
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
        mode: z.ZodDefault<z.ZodEnum<{
            disable: "disable";
            prefer: "prefer";
            require: "require";
        }>>;
    }, z.core.$strict>]>], null>, z.ZodTuple<[z.ZodEnum<{
        mysql: "mysql";
        pgsql: "pgsql";
    }>, z.ZodString, z.ZodString, z.ZodString, z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
        env: z.ZodString;
    }, z.core.$strict>, z.ZodObject<{
        file: z.ZodString;
    }, z.core.$strict>]>, z.ZodTransform<Secret, string | {
        env: string;
    } | {
        file: string;
    }>>], null>, z.ZodTuple<[z.ZodEnum<{
        mysql: "mysql";
        pgsql: "pgsql";
    }>, z.ZodString, z.ZodString, z.ZodString, z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
        env: z.ZodString;
    }, z.core.$strict>, z.ZodObject<{
        file: z.ZodString;
    }, z.core.$strict>]>, z.ZodTransform<Secret, string | {
        env: string;
    } | {
        file: string;
    }>>, z.ZodUnion<readonly [z.ZodBoolean, z.ZodLiteral<"required">, z.ZodObject<{
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
        }, z.core.$strict>]>, z.ZodTransform<Secret, string | {
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
        mode: z.ZodDefault<z.ZodEnum<{
            disable: "disable";
            prefer: "prefer";
            require: "require";
        }>>;
    }, z.core.$strict>]>], null>, z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
        env: z.ZodString;
    }, z.core.$strict>, z.ZodObject<{
        file: z.ZodString;
    }, z.core.$strict>]>, z.ZodTransform<Secret, string | {
        env: string;
    } | {
        file: string;
    }>>]>>;
    tls: z.ZodDefault<z.ZodUnion<readonly [z.ZodBoolean, z.ZodLiteral<"required">, z.ZodObject<{
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
        }, z.core.$strict>]>, z.ZodTransform<Secret, string | {
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
        mode: z.ZodDefault<z.ZodEnum<{
            disable: "disable";
            prefer: "prefer";
            require: "require";
        }>>;
    }, z.core.$strict>]>>;
    targetSessionAttrs: z.ZodOptional<z.ZodEnum<{
        any: "any";
        "prefer-standby": "prefer-standby";
        "read-write": "read-write";
    }>>;
    queryTimeoutMs: z.ZodDefault<z.ZodUnion<readonly [z.ZodInt, z.ZodLiteral<number>]>>;
    reset: z.ZodDefault<z.ZodEnum<{
        never: "never";
        session: "session";
        transactions: "transactions";
    }>>;
    preparedStatements: z.ZodDefault<z.ZodInt>;
    applicationName: z.ZodDefault<z.ZodString>;
}, z.core.$strict>;
type Fields = z.output<typeof fields>;
type Written = z.input<typeof fields>;
type Common = Pick<Fields, 'queryTimeoutMs' | 'reset' | 'preparedStatements'>;
export interface SocketSettings extends Common {
    readonly driver: 'pgsql' | 'mysql';
    readonly servers: readonly Endpoint[];
    readonly database: string;
    readonly username: string;
    readonly password: Secret | undefined;
    readonly tls: z.output<typeof tlsBlock>;
    readonly targetSessionAttrs: 'any' | 'read-write' | 'prefer-standby';
    readonly applicationName: string;
}
export interface OdbcSettings extends Common {
    readonly driver: 'odbc';
    readonly connectionString: Secret;
}
export type RdbmsSettings = SocketSettings | OdbcSettings;
type Anywhere = Pick<Written, 'queryTimeoutMs' | 'reset' | 'preparedStatements'>;
type OnSockets = Anywhere & Pick<Written, 'tls' | 'targetSessionAttrs' | 'applicationName'>;
type Login = {
    database: string;
    username: string;
    password?: Written['password'];
};
type Place = {
    host?: string;
    port?: number;
} | {
    servers: NonNullable<Written['servers']>;
};
export type RdbmsOptions = (OnSockets & Login & Place & {
    driver: 'pgsql' | 'mysql';
}) | (Anywhere & {
    driver: 'odbc';
    connectionString: NonNullable<Written['connectionString']>;
}) | (OnSockets & {
    server: NonNullable<Written['server']>;
});

// sql/dialect.d.ts
export interface TransactionMode {
    readonly isolation?: 'read uncommitted' | 'read committed' | 'repeatable read' | 'serializable' | undefined;
    readonly readOnly?: boolean | undefined;
}
export interface Dialect {
    readonly placeholders: 'numbered' | 'marks';
    readonly tokens: RegExp;
    readonly maxParams: number;
    readonly writesTuples?: boolean;
    quote(name: string): string;
    begin(mode: TransactionMode): readonly string[];
    readonly settle: string;
    readonly reset?: string;
    readonly session: string;
    cancel(session: number): string;
}

// transactions.d.ts
export interface Line {
    readonly session: Session;
    send<Row>(sql: string, params: readonly unknown[], prepared: Prepared, options?: QueryOptions, check?: () => void): Promise<QueryResult<Row>>;
    read<Row>(sql: string, params: readonly unknown[], options: StreamOptions, check?: () => void): AsyncIterable<Row>;
    settled(): Promise<void>;
}
