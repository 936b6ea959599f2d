import { connect as dial, type Socket } from 'node:net';
import { type Backend, backend, type ConnectAttempt, type Fate, secret, z } from '@outpool/contract';

const lineOptions = z.strictObject({ host: z.string(), port: z.int(), password: secret() });
export type LineOptions = z.input<typeof lineOptions>;
type LineSettings = z.output<typeof lineOptions>;

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

  async ask(line: string, signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    if (this.#ended !== undefined) throw this.#ended;
    // Nobody can tell the answer that comes late from the next one: the connection ends with its question.
    const abort = (): void => void this.socket.destroy(new Error('the question was given up'));
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await new Promise<string>((resolve, reject) => {
        this.#questions.push({ resolve, reject });
        this.socket.write(`${line}\n`);
      });
    } finally {
      signal?.removeEventListener('abort', abort);
    }
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

/** A sound backend, small enough to be broken in every way: `mutants/` does so. */
@backend({ type: 'line', concurrency: 4 })
export class LineBackend implements Backend<LineSettings, LineConnection> {
  readonly options = lineOptions;

  async connect(attempt: ConnectAttempt<LineSettings>): Promise<LineConnection> {
    const { options, signal } = attempt;
    const password = await options.password.read();
    signal.throwIfAborted();
    const socket = dial(options.port, options.host);
    const abort = (): void => void socket.destroy(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    const connection = new LineConnection(socket);
    try {
      await connection.ask(`hello ${password}`);
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
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

declare module '@outpool/contract' {
  interface OutpoolBackends {
    line: { options: LineOptions; connection: LineConnection };
  }
}
