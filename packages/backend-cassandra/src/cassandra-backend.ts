import { type Backend, backend, type ConnectAttempt, type Fate, type Schema, untilAborted } from '@outpool/contract';
import { CassandraConnection } from './cassandra-connection.js';
import { lossOf } from './cassandra-error.js';
import { type CassandraSettings, cassandraOptions } from './cassandra-options.js';
import type { LiveClient } from './live-client.js';
import { openClient } from './open-client.js';

/** A client is a connection to every node, and serves all callers best: what is shared by more of them is sent apart. */
const workers = { min: 1, max: 2 };

/** A cluster that is back is to be found within a second of that. */
const reconnect = { maxMs: 500 };

/**
 * Clients of a Cassandra cluster, over cassandra-driver: one for each worker. The driver finds the nodes, and repeats
 * idempotent statements on others; the pool does the rest.
 */
@backend({ type: 'cassandra', concurrency: 2_048, defaults: { workers, reconnect } })
export class CassandraBackend implements Backend<CassandraSettings, CassandraConnection> {
  readonly options: Schema<CassandraSettings> = cassandraOptions;
  readonly #clients = new WeakMap<CassandraConnection, LiveClient>();

  async connect(attempt: ConnectAttempt<CassandraSettings>): Promise<CassandraConnection> {
    const live = await openClient(attempt);
    const connection = new CassandraConnection(live, attempt.options.maxRequests);
    this.#clients.set(connection, live);
    return connection;
  }

  async close(connection: CassandraConnection): Promise<void> {
    await this.#clientOf(connection).close();
  }

  async ping({ client }: CassandraConnection, signal: AbortSignal): Promise<void> {
    await untilAborted(client.execute('SELECT key FROM system.local', [], { prepare: false }), signal);
  }

  fate(error: unknown, connection: CassandraConnection): Fate {
    const loss = lossOf(error);
    const sent = loss !== 'unsent';
    if (!this.#clientOf(connection).isAlive) return { connection: 'lost', sent };
    // One node is gone, or none was there for a moment; the others serve on. What the driver has repeated is not repeated again.
    return { connection: 'keep', callLost: loss === 'unsent' || loss === 'sent', sent };
  }

  #clientOf(connection: CassandraConnection): LiveClient {
    return this.#clients.get(connection) as LiveClient;
  }
}
