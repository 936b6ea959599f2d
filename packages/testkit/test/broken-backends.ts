import { connect as dial, type Socket } from 'node:net';
import { type Backend, backend, type ConnectAttempt, type Fate, z } from '@outpool/contract';
import { LineBackend, LineConnection, type LineOptions } from './line-backend.js';

type Attempt = ConnectAttempt<LineOptions>;
const broken = backend({ type: 'line', concurrency: 4 });

/** Sockets that broken backends have left behind: destroyed after the test that proves it. */
const strays = new Set<Socket>();

export function cleanUp(): void {
  for (const socket of strays) socket.destroy();
  strays.clear();
}

@broken
export class LeaksSocket extends LineBackend {
  override async close({ socket }: LineConnection): Promise<void> {
    strays.add(socket);
  }
}

@broken
export class LeaksUnreferencedSocketOfAnAbortedConnect extends LineBackend {
  override connect(attempt: Attempt): Promise<LineConnection> {
    const socket = dial(attempt.options.port, attempt.options.host).unref();
    strays.add(socket.on('error', () => {}));
    return new Promise((_, reject) => {
      attempt.signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
  }
}

@broken
export class LeaksTimer extends LineBackend {
  override async connect(attempt: Attempt): Promise<LineConnection> {
    const connection = await super.connect(attempt);
    const timer = setInterval(() => {}, 1000);
    setTimeout(() => clearInterval(timer), 6000).unref();
    return connection;
  }
}

@broken
export class SwallowsTheSignal extends LineBackend {
  override connect(attempt: Attempt): Promise<LineConnection> {
    return super.connect({ ...attempt, signal: new AbortController().signal });
  }
}

@broken
export class LosesTwice extends LineBackend {
  override async connect(attempt: Attempt): Promise<LineConnection> {
    const connection = await super.connect(attempt);
    connection.socket.once('close', () => attempt.lost(new Error('again')));
    return connection;
  }
}

@broken
export class NeverLoses extends LineBackend {
  override connect(attempt: Attempt): Promise<LineConnection> {
    return super.connect({ ...attempt, lost: () => {} });
  }
}

@broken
export class LosesTheLiving extends LineBackend {
  override async connect(attempt: Attempt): Promise<LineConnection> {
    const connection = await super.connect(attempt);
    attempt.lost(new Error('not true'));
    return connection;
  }
}

@broken
export class SaysNothing extends LineBackend {
  override connect(attempt: Attempt): Promise<LineConnection> {
    return super.connect({ ...attempt, lost: () => {} });
  }
  override fate(): Fate {
    return 'keep';
  }
}

@broken
export class TakesRefusalForDeath extends LineBackend {
  override fate(): Fate {
    return 'lost';
  }
}

@broken
export class HasNoFate extends LineBackend {
  override fate(error: unknown): Fate {
    return (error as Error).message.includes('no') ? 'keep' : 'lost';
  }
}

@broken
export class AcceptsAnything extends LineBackend {
  override readonly options = z.looseObject({ host: z.string(), port: z.int() });
}

@broken
export class ReadsLater extends LineBackend {
  override readonly options: Backend<LineOptions>['options'] = {
    '~standard': { version: 1, vendor: 'test', validate: async (value) => ({ value: value as LineOptions }) },
  };
}

@broken
export class SharesOne extends LineBackend {
  #one: Promise<LineConnection> | undefined;
  override connect(attempt: Attempt): Promise<LineConnection> {
    this.#one ??= super.connect(attempt);
    return this.#one;
  }
}

@broken
export class ClosesOnce extends LineBackend {
  override async close(connection: LineConnection): Promise<void> {
    if (connection.socket.destroyed) throw new Error('closed already');
    await super.close(connection);
  }
}

@broken
export class NeverCloses extends LineBackend {
  override async close(connection: LineConnection): Promise<void> {
    await super.close(connection);
    return new Promise(() => {});
  }
}

@broken
export class FailsToPing extends LineBackend {
  override async ping(): Promise<void> {
    throw new Error('not implemented');
  }
}

@broken
export class PingsForEver extends LineBackend {
  override async ping(connection: LineConnection): Promise<void> {
    await connection.ask('ping');
  }
}

/** Takes each packet for a line. */
class PacketConnection extends LineConnection {
  override ask(line: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.socket.once('data', (text: string) => resolve(text.trim()));
      this.socket.once('close', () => reject(new Error('closed')));
      this.socket.write(`${line}\n`);
    });
  }
}

@broken
export class TakesPacketsForLines extends LineBackend {
  override async connect(attempt: Attempt): Promise<LineConnection> {
    const connection = new PacketConnection(dial(attempt.options.port, attempt.options.host));
    if ((await connection.ask('hello')) !== 'welcome') throw connection.socket.destroy(new Error('not welcome')).errored;
    return connection;
  }
}

/** Answers nobody when the connection ends. */
class ForgetfulConnection extends LineConnection {
  override async ask(line: string): Promise<string> {
    return super.ask(line).catch(() => new Promise(() => {}));
  }
}

@broken
export class ForgetsCallers extends LineBackend {
  override async connect(attempt: Attempt): Promise<LineConnection> {
    const connection = new ForgetfulConnection(dial(attempt.options.port, attempt.options.host));
    await connection.ask('hello');
    connection.socket.once('close', () => attempt.lost(new Error('closed')));
    return connection;
  }
}

@broken
export class RejectsWithText extends LineBackend {
  override connect(attempt: Attempt): Promise<LineConnection> {
    return super.connect(attempt).catch((error) => Promise.reject(String(error)));
  }
}

export class Unmarked extends LineBackend {}
