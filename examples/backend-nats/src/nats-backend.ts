import { connect } from '@nats-io/transport-node';
import { type Backend, backend, type ConnectAttempt, type Fate, readTls, type Schema, untilAborted } from '@outpool/contract';
import { NatsConnection } from './nats-connection.js';
import { type NatsOptions, type NatsSettings, natsOptions } from './nats-options.js';
import { SocketsOf } from './sockets-of.js';

/** The pool's signal says when a connect has taken too long, and nobody else. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Connections to NATS, each for many calls at once. */
@backend({ type: 'nats', concurrency: 1_024 })
export class NatsBackend implements Backend<NatsSettings, NatsConnection> {
  readonly options: Schema<NatsSettings> = natsOptions;
  readonly #sockets = new WeakMap<NatsConnection, SocketsOf>();

  async connect({ options, signal, lost }: ConnectAttempt<NatsSettings>): Promise<NatsConnection> {
    const { host, port, username: user, tls, connectionName: name, requestTimeoutMs } = options;
    const [pass, secured] = await Promise.all([options.password?.read(), tls && readTls(tls, host)]);
    signal.throwIfAborted();
    // The client cannot be told to give up a connect, and may leave its socket open when one fails.
    const sockets = new SocketsOf();
    const connecting = sockets.watch(() =>
      connect({
        servers: `${host.includes(':') ? `[${host}]` : host}:${port}`,
        name,
        timeout: MAX_TIMEOUT_MS,
        tls: (secured as object | undefined) ?? null,
        ...(user !== undefined && { user }),
        ...(pass !== undefined && { pass }),
        // The pool does that.
        reconnect: false,
        ignoreClusterUpdates: true,
      }),
    );
    try {
      const client = await untilAborted(connecting, signal);
      void client.closed().then((reason) => lost(reason ?? new Error('the server closed the connection')));
      const connection = new NatsConnection(client, requestTimeoutMs);
      this.#sockets.set(connection, sockets);
      return connection;
    } catch (error) {
      sockets.destroy();
      throw error;
    }
  }

  /** Bounded: the client's own close never ends when the connection is reset in that very moment. */
  async close(connection: NatsConnection): Promise<void> {
    await untilAborted(connection.client.close(), AbortSignal.timeout(1_000)).catch(() => undefined);
    this.#sockets.get(connection)?.destroy();
  }

  ping({ client }: NatsConnection, signal: AbortSignal): Promise<void> {
    return untilAborted(client.flush(), signal);
  }

  fate(_error: unknown, { client }: NatsConnection): Fate {
    return client.isClosed() ? 'lost' : 'keep';
  }
}

declare module '@outpool/contract' {
  interface OutpoolBackends {
    nats: { options: NatsOptions; connection: NatsConnection };
  }
}
