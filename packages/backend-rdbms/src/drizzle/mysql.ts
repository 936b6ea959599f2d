import { Readable } from 'node:stream';
import type { Pool } from 'mysql2/promise';
import { type Lease, type RdbmsPool, sendFrom } from '../leased.js';
import type { Field } from '../rdbms-driver.js';

export type { RdbmsPool } from '../leased.js';

/** A statement as Drizzle writes it for mysql2. */
type Query = { readonly sql: string; readonly values?: readonly unknown[] } | string;
/** Rows, or what became of a statement that gives none. */
type Answer = [object[] | { affectedRows: number; insertId: number | string }, readonly Field[]];

/**
 * Lets Drizzle run on a pool of outpool, over mysql: `drizzle({ client: drizzleClient(pools.get('rdbms')) })` with `drizzle` of
 * `drizzle-orm/mysql2`. Each query leases a connection, a transaction one for all of it.
 * @returns of mysql2's `Pool` what Drizzle uses, and no more
 */
export function drizzleClient(pool: RdbmsPool): Pool {
  return new OutpoolPool(pool) as unknown as Pool;
}

class OutpoolPool {
  readonly #pool: RdbmsPool;

  constructor(pool: RdbmsPool) {
    this.#pool = pool;
  }

  async getConnection(): Promise<LeasedConnection> {
    return new LeasedConnection(await this.#pool.lease({ label: 'drizzle' }));
  }

  async query(query: Query, params?: readonly unknown[]): Promise<Answer> {
    const connection = await this.getConnection();
    try {
      return await connection.query(query, params);
    } finally {
      connection.release();
    }
  }

  /** Of `all`, where nothing is prepared for more than one use. */
  execute(query: Query, params?: readonly unknown[]): Promise<Answer> {
    return this.query(query, params);
  }
}

class LeasedConnection {
  readonly #lease: Lease;
  /** mysql2's own of a promised one: Drizzle's `iterator` streams from it, and ends it. */
  readonly connection = {
    query: (query: Query, params: readonly unknown[]) => ({ stream: () => this.#stream(query, params) }),
    end: () => this.release(),
  };

  constructor(lease: Lease) {
    this.#lease = lease;
  }

  async query(query: Query, params?: readonly unknown[]): Promise<Answer> {
    const { sql, values, options } = this.#statement(query, params);
    const { rows, rowCount, fields, insertId = 0 } = await sendFrom<object>(this.#lease.connection, sql, values, options);
    return [fields.length > 0 ? rows : { affectedRows: rowCount, insertId }, fields];
  }

  execute(query: Query, params?: readonly unknown[]): Promise<Answer> {
    return this.query(query, params);
  }

  release(): void {
    this.#lease.release();
  }

  #stream(query: Query, params: readonly unknown[]): Readable {
    const { sql, values, options } = this.#statement(query, params);
    return Readable.from(this.#lease.connection.stream(sql, values, options));
  }

  #statement(query: Query, params: readonly unknown[] | undefined) {
    const { sql, values, ...driverOptions } = typeof query === 'string' ? { sql: query, values: params } : query;
    return { sql, values: params ?? values ?? [], options: { signal: this.#lease.signal, driverOptions } };
  }
}
