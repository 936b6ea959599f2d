import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Backend, backend, type ConnectAttempt, type Fate, readTls, type Schema } from '@outpool/contract';
import { MemcachedConnection } from './memcached-connection.js';
import { type MemcachedOptions, type MemcachedSettings, memcachedOptions } from './memcached-options.js';

/** Connections to memcached, each for many calls at once. */
@backend({ type: 'memcached', concurrency: 256 })
export class MemcachedBackend implements Backend<MemcachedSettings, MemcachedConnection> {
  readonly options: Schema<MemcachedSettings> = memcachedOptions;

  async connect({ options: { host, port, tls }, signal, lost }: ConnectAttempt<MemcachedSettings>): Promise<MemcachedConnection> {
    const secured = tls && (await readTls(tls, host));
    signal.throwIfAborted();
    const socket = secured ? connectTls({ ...secured, host, port }) : connect({ host, port });
    try {
      await once(socket, secured ? 'secureConnect' : 'connect', { signal });
      const connection = new MemcachedConnection(socket, lost);
      await connection.ping(signal); // that TCP connects says nothing of the server
      return connection;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  close(connection: MemcachedConnection): Promise<void> {
    return connection.close();
  }

  ping(connection: MemcachedConnection, signal: AbortSignal): Promise<void> {
    return connection.ping(signal);
  }

  fate(_error: unknown, connection: MemcachedConnection): Fate {
    return connection.dead === undefined ? 'keep' : 'lost';
  }
}

declare module '@outpool/contract' {
  interface OutpoolBackends {
    memcached: { options: MemcachedOptions; connection: MemcachedConnection };
  }
}
