import { once } from 'node:events';
import { connect } from 'node:net';
import { type Backend, backend, type ConnectAttempt, type Fate, type Schema } from '@outpool/contract';
import { SampleConnection } from './sample-connection.js';
import { type SampleOptions, type SampleSettings, sampleOptions } from './sample-options.js';

/** Connections to a server that answers each line with one, one after the other. */
@backend({ type: 'sample' })
export class SampleBackend implements Backend<SampleSettings, SampleConnection> {
  readonly options: Schema<SampleSettings> = sampleOptions;

  async connect({ options, signal, lost }: ConnectAttempt<SampleSettings>): Promise<SampleConnection> {
    signal.throwIfAborted();
    const socket = connect({ ...options, signal });
    await once(socket, 'connect');
    const connection = new SampleConnection(socket, lost);
    try {
      await connection.ask('ping', signal); // that TCP connects says nothing of the server
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  close(connection: SampleConnection): Promise<void> {
    return connection.close();
  }

  async ping(connection: SampleConnection, signal: AbortSignal): Promise<void> {
    await connection.ask('ping', signal);
  }

  fate(_error: unknown, connection: SampleConnection): Fate {
    if (connection.dead !== undefined) return 'lost';
    // The answer of a question that nobody waits for any more would be taken for that of the next.
    return connection.busy ? 'replace' : 'keep';
  }
}

declare module '@outpool/contract' {
  interface OutpoolBackends {
    sample: { options: SampleOptions; connection: SampleConnection };
  }
}
