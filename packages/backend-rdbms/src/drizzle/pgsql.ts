import type { Pool } from 'pg';
import { type Lease, type RdbmsPool, sendFrom } from '../leased.js';
import type { QueryResult } from '../rdbms-driver.js';

export type { RdbmsPool } from '../leased.js';

/** A statement as Drizzle writes it for pg. */
interface Query {
  readonly text: string;
  /** Of a prepared statement. */
  readonly name?: string | undefined;
  readonly rowMode?: 'array';
  readonly types?: unknown;
}

/**
 * Lets Drizzle run on a pool of outpool, over pgsql: `drizzle({ client: drizzleClient(pools.get('rdbms')) })` with `drizzle` of
 * `drizzle-orm/node-postgres`. Each query leases a connection, a transaction one for all of it.
 * @returns of pg's `Pool` what Drizzle uses, and no more
 */
export function drizzleClient(pool: RdbmsPool): Pool {
  return new OutpoolPool(pool) as unknown as Pool;
}

/** Drizzle knows a pool by its name. */
class OutpoolPool {
  readonly #pool: RdbmsPool;

  constructor(pool: RdbmsPool) {
    this.#pool = pool;
  }

  async connect(): Promise<LeasedClient> {
    return new LeasedClient(await this.#pool.lease({ label: 'drizzle' }));
  }

  async query(query: Query | string, params?: readonly unknown[]): Promise<QueryResult<object>> {
    const client = await this.connect();
    try {
      return await client.query(query, params);
    } finally {
      client.release();
    }
  }
}

class LeasedClient {
  readonly #lease: Lease;

  constructor(lease: Lease) {
    this.#lease = lease;
  }

  async query(query: Query | string, params: readonly unknown[] = []): Promise<QueryResult<object>> {
    const { connection, signal } = this.#lease;
    const { text, name, ...driverOptions } = typeof query === 'string' ? { text: query } : query;
    const options = { signal, driverOptions };
    return name === undefined ? await sendFrom(connection, text, params, options) : await connection.execute(text, params, options);
  }

  release(): void {
    this.#lease.release();
  }
}
