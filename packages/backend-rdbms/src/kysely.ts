import {
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import { type Lease, type RdbmsPool, sendFrom } from './leased.js';
import { mysql, postgres, type Dialect as Sql } from './sql/dialect.js';

interface Abortable {
  readonly signal?: AbortSignal;
}

const parts = {
  postgres: { adapter: PostgresAdapter, compiler: PostgresQueryCompiler, introspector: PostgresIntrospector, sql: postgres },
  mysql: { adapter: MysqlAdapter, compiler: MysqlQueryCompiler, introspector: MysqlIntrospector, sql: mysql },
} as const;

/**
 * Lets Kysely run on a pool of outpool: `new Kysely({ dialect: new OutpoolDialect(pools.get('rdbms'), 'postgres') })`. Each query
 * leases a connection, a transaction one for all of it. The pool stays yours: Kysely's `destroy` does not stop it.
 */
export class OutpoolDialect implements Dialect {
  readonly #pool: RdbmsPool;
  readonly #parts: (typeof parts)[keyof typeof parts];

  /** @param database what the pool speaks to, by whichever driver */
  constructor(pool: RdbmsPool, database: keyof typeof parts) {
    this.#pool = pool;
    this.#parts = parts[database];
  }

  createAdapter(): DialectAdapter {
    return new this.#parts.adapter();
  }

  createDriver(): Driver {
    return new OutpoolDriver(this.#pool, this.#parts.sql);
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new this.#parts.introspector(db);
  }

  createQueryCompiler(): QueryCompiler {
    return new this.#parts.compiler();
  }
}

class OutpoolDriver implements Driver {
  readonly #pool: RdbmsPool;
  readonly #sql: Sql;

  constructor(pool: RdbmsPool, sql: Sql) {
    this.#pool = pool;
    this.#sql = sql;
  }

  async init(): Promise<void> {}

  async destroy(): Promise<void> {}

  async acquireConnection({ signal }: Abortable = {}): Promise<LeasedConnection> {
    return new LeasedConnection(await this.#pool.lease({ signal, label: 'kysely' }));
  }

  async releaseConnection(leased: LeasedConnection): Promise<void> {
    leased.lease.release();
  }

  async beginTransaction({ lease: { connection } }: LeasedConnection, { isolationLevel, accessMode }: TransactionSettings): Promise<void> {
    if (isolationLevel === 'snapshot') throw new TypeError('neither PostgreSQL nor MySQL has the isolation level snapshot');
    const mode = { isolation: isolationLevel, readOnly: accessMode === 'read only' };
    for (const sql of this.#sql.begin(mode)) await connection.query(sql);
  }

  async commitTransaction({ lease: { connection } }: LeasedConnection): Promise<void> {
    await sendFrom(connection, 'COMMIT');
  }

  async rollbackTransaction({ lease }: LeasedConnection): Promise<void> {
    await lease.connection.query('ROLLBACK');
  }

  async savepoint({ lease }: LeasedConnection, name: string): Promise<void> {
    await lease.connection.query(`SAVEPOINT ${this.#sql.quote(name)}`);
  }

  async rollbackToSavepoint({ lease }: LeasedConnection, name: string): Promise<void> {
    await lease.connection.query(`ROLLBACK TO SAVEPOINT ${this.#sql.quote(name)}`);
  }

  async releaseSavepoint({ lease }: LeasedConnection, name: string): Promise<void> {
    await lease.connection.query(`RELEASE SAVEPOINT ${this.#sql.quote(name)}`);
  }
}

class LeasedConnection implements DatabaseConnection {
  readonly lease: Lease;

  constructor(lease: Lease) {
    this.lease = lease;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery, { signal = this.lease.signal }: Abortable = {}): Promise<QueryResult<Row>> {
    const result = await this.lease.connection.query<Row & object>(sql, parameters, { signal });
    const { rows, rowCount, insertId } = result;
    return { rows, numAffectedRows: BigInt(rowCount), ...(insertId !== undefined && { insertId: BigInt(insertId) }) };
  }

  async *streamQuery<Row>(
    { sql, parameters }: CompiledQuery,
    batchRows: number,
    { signal = this.lease.signal }: Abortable = {},
  ): AsyncIterableIterator<QueryResult<Row>> {
    for await (const row of this.lease.connection.stream<Row & object>(sql, parameters, { batchRows, signal })) yield { rows: [row] };
  }
}
