import type { Socket } from 'node:net';

/** What the server answers when it refuses a question. The connection stays sound. */
export class SampleError extends Error {
  override readonly name = 'SampleError';
}

/** One connection. It sends a line and awaits one, then the next: put your protocol or client library in its place. */
export class SampleConnection {
  readonly #socket: Socket;
  #awaited: PromiseWithResolvers<string> | undefined;
  #dead: unknown;

  constructor(socket: Socket, lost: (reason: unknown) => void) {
    this.#socket = socket;
    const died = (reason: unknown): void => {
      if (this.#dead !== undefined) return;
      this.#dead = reason;
      this.#awaited?.reject(reason);
      lost(reason);
    };
    let rest = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() as string; // what has no end yet is not whole
      for (const line of lines) this.#answer(line);
    });
    // Whichever comes first.
    socket.on('error', died).on('close', () => died(new Error('the server closed the connection')));
  }

  /** Why the connection is over, if it is. */
  get dead(): unknown {
    return this.#dead;
  }

  /** True while an answer is still to come, wanted or not. */
  get busy(): boolean {
    return this.#awaited !== undefined;
  }

  /** The answer to one line. @throws SampleError when the server refuses it */
  async ask(question: string, signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    if (this.#dead !== undefined) throw this.#dead;
    const answer = Promise.withResolvers<string>();
    const abort = (): void => answer.reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    this.#awaited = answer;
    this.#socket.write(`${question}\n`);
    try {
      return await answer.promise;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  async close(): Promise<void> {
    this.#socket.destroy();
  }

  #answer(line: string): void {
    const awaited = this.#awaited;
    this.#awaited = undefined;
    if (line.startsWith('-')) awaited?.reject(new SampleError(line.slice(1)));
    else awaited?.resolve(line);
  }
}
