// What @outpool/backend-rdbms/drizzle/mysql exports. Written by `pnpm api`.
export {
    RdbmsPool,
    drizzleClient,
}

// mysql.d.ts
import type { Pool } from 'mysql2/promise';
export declare function drizzleClient(pool: RdbmsPool): Pool;

// ../leased.d.ts
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

// ../queryable.d.ts
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

// ../rdbms-driver.d.ts
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

// ../sql/dialect.d.ts
export interface TransactionMode {
    readonly isolation?: 'read uncommitted' | 'read committed' | 'repeatable read' | 'serializable' | undefined;
    readonly readOnly?: boolean | undefined;
}
