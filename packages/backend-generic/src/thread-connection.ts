import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConnectAttempt, FateDetails } from '@outpool/contract';
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
    signal?.throwIfAborted();
    if (this.#end !== undefined) {
      throw this.#mark(new Error('the thread has ended', { cause: this.#end.reason }), { connection: 'lost', sent: false });
    }
    try {
      return (await this.#piscina.run({ module: this.#module, call: { input, key, label } }, { signal: signal ?? null })) as Result;
    } catch (error) {
      if (this.#piscina.threads.length > 0) throw error; // the function's own
      if (signal?.aborted) throw this.#mark(signal.reason, { connection: 'replace' });
      throw this.#mark(error, { connection: 'lost', sent: true });
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

  /** Tells the pool of the thread's end, in a turn of its own: the call that it ended with tells more, and goes first. */
  #watch(): void {
    const [thread] = this.#piscina.threads;
    let thrown: unknown;
    thread?.once('error', (error) => {
      thrown = error;
    });
    thread?.once('exit', (code) => {
      if (this.#end !== undefined) return;
      const reason = thrown ?? new Error(`the thread ended by itself, with exit code ${code}`);
      this.#end = { reason };
      setImmediate(() => this.#lost(reason));
    });
  }

  #mark(error: unknown, fate: FateDetails): unknown {
    if (typeof error === 'object' && error !== null) this.#fates.set(error, fate);
    return error;
  }
}
