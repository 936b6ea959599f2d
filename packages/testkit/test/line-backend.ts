import { connect as dial, type Socket } from 'node:net';
import { type Backend, backend, type CallContext, type ConnectAttempt, type Fate, z } from '@outpool/contract';

const lineOptions = z.strictObject({ host: z.string(), port: z.int() });
export type LineOptions = z.output<typeof lineOptions>;

interface Question {
  resolve(line: string): void;
  reject(error: Error): void;
}

export class Refused extends Error {}

/** One socket to a `LineServer`: each line sent is one question, answers come in order. */
export class LineConnection {
  readonly socket: Socket;
  readonly #questions: Question[] = [];
  #rest = '';
  #ended: Error | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (this.#rest + text).split('\n');
      this.#rest = lines.pop() as string;
      for (const line of lines) this.#answer(line);
    });
    socket.on('error', (error) => this.#end(error)).on('close', () => this.#end(new Error('the connection was closed')));
  }

  ask(line: string, signal?: AbortSignal): Promise<string> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const question = { resolve, reject };
      this.#questions.push(question);
      this.socket.write(`${line}\n`);
      signal?.addEventListener('abort', () => this.socket.destroy(new Error('aborted')), { once: true });
    });
  }

  #answer(line: string): void {
    const question = this.#questions.shift();
    if (line.startsWith('!')) question?.reject(new Refused(line.slice(1)));
    else question?.resolve(line);
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const question of this.#questions.splice(0)) question.reject(this.#ended);
  }
}

/** A sound backend, small enough to be broken in every way. */
@backend({ type: 'line', concurrency: 4 })
export class LineBackend implements Backend<LineOptions, LineConnection> {
  readonly options: Backend<LineOptions>['options'] = lineOptions;

  async connect(attempt: ConnectAttempt<LineOptions>): Promise<LineConnection> {
    attempt.signal.throwIfAborted();
    const socket = dial(attempt.options.port, attempt.options.host);
    const abort = (): void => void socket.destroy(attempt.signal.reason as Error);
    attempt.signal.addEventListener('abort', abort, { once: true });
    const connection = new LineConnection(socket);
    try {
      await connection.ask('hello');
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      attempt.signal.removeEventListener('abort', abort);
    }
    socket.once('close', () => attempt.lost(new Error('the server closed the connection')));
    return connection;
  }

  async close({ socket }: LineConnection): Promise<void> {
    socket.destroy();
  }

  async ping(connection: LineConnection, signal: AbortSignal): Promise<void> {
    await connection.ask('ping', signal);
  }

  fate(error: unknown): Fate {
    return error instanceof Refused ? 'keep' : 'lost';
  }
}

/** How the cases use it. */
export const lineWork = {
  work: (connection: LineConnection, { signal }: CallContext) => connection.ask('echo hi', signal),
  failWork: (connection: LineConnection) => connection.ask('fail'),
  slowWork: (connection: LineConnection, { signal }: CallContext) => connection.ask('slow', signal),
};
