import {
  type Backend,
  type BackendProblem,
  backend,
  type ConnectAttempt,
  type Endpoint,
  type Fate,
  type PoolSettings,
  type Schema,
  untilAborted,
} from '@outpool/contract';
import { JobConnection } from './job-connection.js';
import { connectMysql } from './mysql/mysql-driver.js';
import { connectOdbc } from './odbc/odbc-driver.js';
import { connectPgsql } from './pgsql/pgsql-driver.js';
import type { Driver, Session } from './rdbms-driver.js';
import { asRdbmsError, RdbmsError } from './rdbms-error.js';
import { type RdbmsSettings, rdbmsOptions, type SocketSettings } from './rdbms-options.js';
import { connectToRole } from './server-role.js';

const drivers: Readonly<Record<SocketSettings['driver'], Driver<SocketSettings>>> = { pgsql: connectPgsql, mysql: connectMysql };

/** Connections to SQL databases: PostgreSQL over pg, MySQL and MariaDB over mysql2, others over ODBC. */
@backend({ type: 'rdbms', endpointPolicy: 'failover', defaults: { callTimeoutMs: 60_000, strategy: 'available_worker' } })
export class RdbmsBackend implements Backend<RdbmsSettings, JobConnection> {
  readonly options: Schema<RdbmsSettings> = rdbmsOptions;
  /** The names that jobs have given to statements, for each pool. */
  readonly #names = new WeakMap<RdbmsSettings, Map<string, string>>();

  endpoints(options: RdbmsSettings): readonly Endpoint[] {
    return options.driver === 'odbc' ? [] : options.servers;
  }

  async connect(attempt: ConnectAttempt<RdbmsSettings>): Promise<JobConnection> {
    const { options } = attempt;
    const names = this.#names.get(options) ?? new Map<string, string>();
    this.#names.set(options, names);
    try {
      return new JobConnection(await this.#session(attempt), options, names);
    } catch (error) {
      throw asRdbmsError(error);
    }
  }

  close(connection: JobConnection): Promise<void> {
    return connection.close();
  }

  async ping(connection: JobConnection, signal: AbortSignal): Promise<void> {
    await untilAborted(connection.query('SELECT 1'), signal);
  }

  /** Goes by the state of the session rather than by the error: that may come from anywhere, another database included. */
  fate(error: unknown, connection: JobConnection): Fate {
    if (connection.session.fault) return { connection: 'lost', sent: true, blameEndpoint: true };
    // A server that takes no writes any more has a successor, which the next connection looks for.
    const demoted = error instanceof RdbmsError && error.kind === 'read_only' && connection.wantsWrites;
    return connection.busy || demoted ? 'replace' : 'keep';
  }

  release(connection: JobConnection): Promise<void> | undefined {
    return connection.tidy();
  }

  *check(options: RdbmsSettings, pool: PoolSettings): Generator<BackendProblem> {
    if (options.driver !== 'odbc') return;
    const threads = Number(process.env.UV_THREADPOOL_SIZE ?? 4);
    const most = typeof pool.workers === 'number' ? pool.workers : pool.workers.max;
    if (most <= threads) return;
    const message = `each statement of ODBC holds a thread of Node.js, which has ${threads}: set UV_THREADPOOL_SIZE=${most} in the environment, or fewer workers`;
    yield { path: ['pool', 'workers'], message };
  }

  async #session(attempt: ConnectAttempt<RdbmsSettings>): Promise<Session> {
    const { options, endpoint } = attempt;
    if (options.driver === 'odbc') return await connectOdbc(options, attempt);
    const place = endpoint ?? (options.servers[0] as Endpoint);
    return await connectToRole(drivers[options.driver], options, attempt, place);
  }
}
