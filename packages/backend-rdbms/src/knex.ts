import { Readable, type Writable } from 'node:stream';
import knex, { type Knex } from 'knex';
import { type Lease, type RdbmsPool, sendFrom } from './leased.js';
import type { QueryOptions } from './queryable.js';
import type { QueryResult } from './rdbms-driver.js';

export type { RdbmsPool } from './leased.js';

const dialects = {
  postgres: { client: 'pg', whichDatabase: 'select current_database() as name' },
  mysql: { client: 'mysql2', whichDatabase: 'select database() as name' },
} as const;
/** What would stand beside outpool's own, or has another place there. */
const misplaced = {
  connection: 'it is the pool that connects',
  pool: 'its options are those of the pool of outpool',
  connectionPool: 'the pool is that of outpool',
  searchPath: 'set it on the role instead: ALTER ROLE app SET search_path = ...',
} as const;

/** What Knex holds as a connection. */
interface Held {
  readonly lease: Lease;
  /** Aborts what runs. */
  cancelling: AbortController;
}

/** A statement as Knex compiles it. */
interface Compiled {
  readonly sql: string;
  readonly bindings?: readonly unknown[];
  readonly method?: string;
  readonly options?: Record<string, unknown>;
  response?: unknown;
}

type Result = QueryResult<object>;

/**
 * Lets Knex run on a pool of outpool: `knex({ client: knexClient(pools.get('rdbms'), 'postgres') })`. Each query leases a
 * connection, a transaction one for all of it. `acquireConnectionTimeout` bounds the wait for one; without it the pool's
 * `callTimeoutMs` does. The pool stays yours: Knex's `destroy` does not stop it.
 * @param database what the pool speaks to, by whichever driver
 */
export function knexClient(pool: RdbmsPool, database: keyof typeof dialects): typeof Knex.Client {
  const { client, whichDatabase } = dialects[database];
  const Dialect = knex({ client }).client.constructor as typeof Knex.Client;
  const { toResponse, prepare } = database === 'postgres' ? postgresWays : mysqlWays;

  // Knex gives transactions an object of this prototype that no constructor has seen: nothing may lie in private fields.
  return class OutpoolClient extends Dialect {
    constructor(config: Knex.Config) {
      for (const [option, instead] of Object.entries(misplaced))
        if (config[option as keyof Knex.Config] !== undefined)
          throw new TypeError(`${option} has no place in Knex over outpool: ${instead}`);
      super(config);
    }

    override async acquireConnection(): Promise<Held> {
      const { acquireConnectionTimeout: timeoutMs } = this.config;
      const lease = await pool.lease({ label: 'knex', timeoutMs });
      const settings = this.connectionSettings as { database?: string };
      // The schema builder asks for it without waiting.
      settings.database ??= await databaseOf(lease, whichDatabase);
      return { lease, cancelling: new AbortController() };
    }

    override async releaseConnection({ lease }: Held): Promise<void> {
      lease.release();
    }

    /** Of `timeout(ms, { cancel: true })`. */
    override async cancelQuery(held?: Held): Promise<void> {
      held?.cancelling.abort(new Error('Knex has cancelled the query'));
      if (held !== undefined) held.cancelling = new AbortController();
    }

    async _query({ lease, cancelling }: Held, compiled: Compiled): Promise<Compiled> {
      if (!compiled.sql) throw new Error('The query is empty');
      const { sql, bindings } = prepare(compiled);
      const result = await sendFrom<object>(lease.connection, sql, bindings, { signal: cancelling.signal, ...optionsOf(compiled) });
      compiled.response = toResponse(result, compiled);
      return compiled;
    }

    _stream(
      { lease, cancelling }: Held,
      compiled: Compiled,
      into: Writable,
      { batchSize, highWaterMark = batchSize }: { batchSize?: number; highWaterMark?: number } = {},
    ): Promise<void> {
      if (!compiled.sql) throw new Error('The query is empty');
      const { sql, bindings } = prepare(compiled);
      const options = { batchRows: highWaterMark, signal: cancelling.signal, ...optionsOf(compiled) };
      const rows = Readable.from(lease.connection.stream(sql, bindings, options));
      return new Promise((resolve, reject) => {
        rows.on('close', resolve).on('error', (error) => {
          reject(error);
          into.emit('error', error);
        });
        rows.pipe(into);
      });
    }
  };
}

async function databaseOf({ connection, release }: Lease, sql: string): Promise<string> {
  try {
    return (await connection.query<{ name: string }>(sql)).rows[0]?.name ?? '';
  } catch (error) {
    release();
    throw error;
  }
}

function optionsOf({ options = {} }: Compiled): QueryOptions {
  return Object.keys(options).length === 0 ? {} : { driverOptions: options };
}

interface Ways {
  prepare(compiled: Compiled): { sql: string; bindings: readonly unknown[] };
  /** What Knex's own dialect would have got from its client library. */
  toResponse(result: Result, compiled: Compiled): unknown;
}

/** Commands that PostgreSQL names otherwise than Knex its methods. */
const commands: Readonly<Record<string, string>> = { first: 'SELECT', pluck: 'SELECT', del: 'DELETE' };

const postgresWays: Ways = {
  prepare: ({ sql, bindings = [] }) => ({ sql, bindings }),
  toResponse: (result, { sql, method = 'raw' }) => {
    const command = method === 'raw' ? (/\w+/.exec(sql)?.[0] ?? '') : (commands[method] ?? method);
    return { ...result, command: command.toUpperCase() };
  },
};

const mysqlWays: Ways = {
  prepare: ({ sql, bindings = [] }) => spread(sql, bindings),
  toResponse: ({ rows, rowCount, fields, insertId = 0 }) =>
    fields.length > 0 ? [rows, fields] : [{ affectedRows: rowCount, insertId }, undefined],
};

/** `in (?)` with a list, and `values ?` with lists of lists, as mysql2 takes them. */
function spread(sql: string, bindings: readonly unknown[]): { sql: string; bindings: readonly unknown[] } {
  if (!bindings.some(Array.isArray)) return { sql, bindings };
  let next = 0;
  const marks = (value: unknown): string => (Array.isArray(value) ? `(${value.map(() => '?').join(', ')})` : '?');
  const text = sql.replaceAll('?', () => {
    const value = bindings[next++];
    return Array.isArray(value) ? value.map(marks).join(', ') : '?';
  });
  return { sql: text, bindings: bindings.flatMap((value) => (Array.isArray(value) ? value.flat() : [value])) };
}
