// What @outpool/backend-rdbms/kysely exports. Written by `pnpm api`.
export {
    OutpoolDialect,
}

// kysely.d.ts
import { type DatabaseIntrospector, type Dialect, type DialectAdapter, type Driver, type Kysely, MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type QueryCompiler } from 'kysely';
declare const parts: {
    readonly postgres: {
        readonly adapter: typeof PostgresAdapter;
        readonly compiler: typeof PostgresQueryCompiler;
        readonly introspector: typeof PostgresIntrospector;
        readonly sql: Sql;
    };
    readonly mysql: {
        readonly adapter: typeof MysqlAdapter;
        readonly compiler: typeof MysqlQueryCompiler;
        readonly introspector: typeof MysqlIntrospector;
        readonly sql: Sql;
    };
};
export declare class OutpoolDialect implements Dialect {
    constructor(pool: RdbmsPool, database: keyof typeof parts);
    createAdapter(): DialectAdapter;
    createDriver(): Driver;
    createIntrospector(db: Kysely<unknown>): DatabaseIntrospector;
    createQueryCompiler(): QueryCompiler;
}

// leased.d.ts
export interface RdbmsPool {
    lease(options?: {
        readonly signal?: AbortSignal | undefined;
        readonly label?: string;
        readonly timeoutMs?: number | undefined;
    }): Promise<Lease>;
}
export interface Lease {
    readonly connection: RdbmsConnection;
    readonly signal: AbortSignal;
    release(): void;
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
