import { once } from 'node:events';
import { connect as dial } from 'node:net';
import { connect } from '@nats-io/transport-node';
import { type Backend, type BackendProblem, backend, type ConnectAttempt, type Fate } from '@outpool/contract';
import { type PoolSettings, readTls, type Schema, untilAborted } from '@outpool/contract';
import { NatsConnection } from './nats-connection.js';
import { type NatsOptions, type NatsSettings, natsOptions } from './nats-options.js';

/** Connections to NATS, each for many calls at once. */
@backend({ type: 'nats', concurrency: 1_024 })
export class NatsBackend implements Backend<NatsSettings, NatsConnection> {
  readonly options: Schema<NatsSettings> = natsOptions;

  async connect({ options, signal, lost }: ConnectAttempt<NatsSettings>): Promise<NatsConnection> {
    const { host, port, username: user, tls, connectionName: name, handshakeTimeoutMs: timeout, requestTimeoutMs } = options;
    const [pass, secured] = await Promise.all([options.password?.read(), tls && readTls(tls, host)]);
    await greeted(host, port, signal);
    const connecting = connect({
      servers: `${host.includes(':') ? `[${host}]` : host}:${port}`,
      name,
      timeout,
      tls: (secured as object | undefined) ?? null,
      ...(user !== undefined && { user }),
      ...(pass !== undefined && { pass }),
      // The pool does that.
      reconnect: false,
      ignoreClusterUpdates: true,
    });
    try {
      const client = await untilAborted(connecting, signal);
      void client.closed().then((reason) => lost(reason ?? new Error('the server closed the connection')));
      return new NatsConnection(client, requestTimeoutMs);
    } catch (error) {
      // The client cannot be told to give up. What it still brings is nobody's.
      void connecting.then(
        (late) => late.close(),
        () => undefined,
      );
      throw error;
    }
  }

  /** Bounded: the client's close never ends when the connection is reset in that very moment. */
  async close({ client }: NatsConnection): Promise<void> {
    await untilAborted(client.close(), AbortSignal.timeout(1_000)).catch(() => undefined);
  }

  ping({ client }: NatsConnection, signal: AbortSignal): Promise<void> {
    return untilAborted(client.flush(), signal);
  }

  fate(_error: unknown, { client }: NatsConnection): Fate {
    return client.isClosed() ? 'lost' : 'keep';
  }

  *check({ handshakeTimeoutMs }: NatsSettings, { connectTimeoutMs }: PoolSettings): Iterable<BackendProblem> {
    if (handshakeTimeoutMs <= connectTimeoutMs) return;
    const message = `must not be above connectTimeoutMs of the pool (${connectTimeoutMs}): the client would go on after it`;
    yield { path: ['connection', 'handshakeTimeoutMs'], message };
  }
}

/** Waits until the server speaks. The client leaves its socket open for ever when a server never does. */
async function greeted(host: string, port: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const socket = dial({ host, port, signal });
  try {
    await once(socket, 'data', { signal });
  } finally {
    socket.destroy();
  }
}

declare module '@outpool/contract' {
  interface OutpoolBackends {
    nats: { options: NatsOptions; connection: NatsConnection };
  }
}
