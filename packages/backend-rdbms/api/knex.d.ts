// What @outpool/backend-rdbms/knex exports. Written by `pnpm api`.
export {
    RdbmsPool,
    knexClient,
}

// knex.d.ts
import { type Knex } from 'knex';
declare const dialects: {
    readonly postgres: {
        readonly client: 'pg';
        readonly whichDatabase: 'select current_database() as name';
    };
    readonly mysql: {
        readonly client: 'mysql2';
        readonly whichDatabase: 'select database() as name';
    };
};
export declare function knexClient(pool: RdbmsPool, database: keyof typeof dialects): typeof Knex.Client;

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
