import { type Backend, backend, type ConnectAttempt, type Fate, type Schema, untilAborted } from '@outpool/contract';
import { connectPgsql } from './pgsql/pgsql-driver.js';
import { RdbmsConnection } from './rdbms-connection.js';
import type { Driver } from './rdbms-driver.js';
import { type RdbmsSettings, rdbmsOptions } from './rdbms-options.js';

const drivers: Readonly<Record<RdbmsSettings['driver'], Driver>> = { pgsql: connectPgsql };

/** Connections to SQL databases: PostgreSQL over pg. */
@backend({ type: 'rdbms', defaults: { callTimeoutMs: 60_000 } })
export class RdbmsBackend implements Backend<RdbmsSettings, RdbmsConnection> {
  readonly options: Schema<RdbmsSettings> = rdbmsOptions;

  async connect(attempt: ConnectAttempt<RdbmsSettings>): Promise<RdbmsConnection> {
    return new RdbmsConnection(await drivers[attempt.options.driver](attempt));
  }

  close(connection: RdbmsConnection): Promise<void> {
    return connection.session.close();
  }

  async ping(connection: RdbmsConnection, signal: AbortSignal): Promise<void> {
    if (connection.session.transaction !== 'none') throw new Error('a job has left a transaction open');
    await untilAborted(connection.query('SELECT 1'), signal);
  }

  /** Goes by the state of the session, not by the error: that may come from anywhere, another database included. */
  fate(_error: unknown, connection: RdbmsConnection): Fate {
    if (connection.session.fault) return { connection: 'lost', sent: true, blameEndpoint: true };
    return connection.busy || connection.session.transaction !== 'none' ? 'replace' : 'keep';
  }
}
