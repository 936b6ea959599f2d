import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConnectAttempt, FateDetails } from '@outpool/core/contract';
import { Piscina } from 'piscina';
import type { GenericConnection, RunContext } from './generic-connection.js';
import type { GenericSettings } from './generic-options.js';
import type { ThreadTask } from './thread-main.js';

// Next to this file, and in the same language: the thread has no loader but that of Node.js.
const threadMain = fileURLToPath(new URL(`./thread-main${extname(import.meta.url)}`, import.meta.url));

/** A worker on a thread of its own. The thread ends with the call that is cancelled, and the connection with the thread. */
export class ThreadConnection implements GenericConnection {
  readonly #piscina: Piscina<ThreadTask>;
  readonly #module: string;
  readonly #lost: (reason: unknown) => void;
  readonly #fates = new WeakMap<object, FateDetails>();
  /** Why the thread is over. */
  #end: { readonly reason: unknown } | undefined;

  private constructor(module: string, { maxHeapMb }: GenericSettings, lost: (reason: unknown) => void) {
    this.#module = module;
    this.#lost = lost;
    this.#piscina = new Piscina({
      filename: threadMain,
      // One thread, made by the first task and never again: its end is the end of this connection.
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: Number.POSITIVE_INFINITY,
      // Otherwise an idle thread is frozen, and with it the timers and sockets that its module keeps.
      atomics: 'disabled',
      recordTiming: false,
      ...(maxHeapMb !== undefined && { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } }),
    });
    this.#piscina.on('error', () => undefined); // the thread's own events, below, tell the same
  }

  /** Starts a thread and loads the module there. Rejects with what loading it throws; then no thread is left. */
  static async open(module: string, attempt: ConnectAttempt<GenericSettings>): Promise<ThreadConnection> {
    const connection = new ThreadConnection(module, attempt.options, (reason) => attempt.lost(reason));
    try {
      await connection.#piscina.run({ module }, { signal: attempt.signal });
    } catch (error) {
      await connection.close();
      throw attempt.signal.aborted ? attempt.signal.reason : error;
    }
    connection.#watch();
    return connection;
  }

  async run<Result>(input?: unknown, context: Partial<RunContext> = {}): Promise<Result> {
    const { signal, key, label } = context;
    try {
      signal?.throwIfAborted();
      if (this.#end !== undefined) throw this.#remember(new Error('the thread is gone', { cause: this.#end.reason }), { connection: 'lost', sent: false });
      return (await this.#piscina.run({ module: this.#module, call: { input, key, label } }, { signal: signal ?? null })) as Result;
    } catch (error) {
      if (this.#piscina.threads.length > 0) throw error; // the function's own
      if (signal?.aborted) {
        this.#over(signal.reason);
        throw this.#remember(signal.reason, { connection: 'replace' });
      }
      throw this.#remember(error, { connection: 'lost', sent: this.#fateOf(error)?.sent ?? true });
    }
  }

  /** For the pool: what an error that `run` has given means for this connection. */
  fateOf(error: unknown): FateDetails {
    // Jobs wrap errors.
    for (let inner = error; typeof inner === 'object' && inner !== null; inner = Reflect.get(inner, 'cause')) {
      const fate = this.#fates.get(inner);
      if (fate !== undefined) return fate;
    }
    return { connection: 'keep' };
  }

  /** For the pool: ends the thread, whatever it is doing. */
  async close(): Promise<void> {
    this.#end ??= { reason: new Error('the connection was closed') };
    await this.#piscina.destroy();
  }
}
