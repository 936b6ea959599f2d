/** What a function may ask about the call that it serves. */
export interface RunContext {
  /** Aborts when the call times out or is cancelled. On a thread it never does: the thread is ended instead. */
  readonly signal: AbortSignal;
  readonly key: string | undefined;
  readonly label: string | undefined;
}

/** What `run` and `module` name. Its result is awaited. */
export type GenericFunction = { call(input: unknown, context: RunContext): unknown }['call'];

/** One worker of a `generic` pool. */
export interface GenericConnection {
  /**
   * Calls the function of the pool. Give it the context of your job: `(worker, context) => worker.run(input, context)`.
   * Rejects with what the function throws; with a `TypeError` when the pool has neither `run` nor `module`.
   */
  run<Result = unknown>(input?: unknown, context?: Partial<RunContext>): Promise<Result>;
}

/** A worker in this process: whatever its function computes, the event loop waits for. */
export class LocalConnection implements GenericConnection {
  readonly #function: GenericFunction | undefined;

  constructor(call: GenericFunction | undefined) {
    this.#function = call;
  }

  async run<Result>(input?: unknown, context: Partial<RunContext> = {}): Promise<Result> {
    if (this.#function === undefined) throw new TypeError('this pool has neither `run` nor `module` in its connection options');
    const { key, label } = context;
    return (await this.#function(input, {
      // Asked for, a signal is made.
      get signal() {
        return context.signal ?? new AbortController().signal;
      },
      key,
      label,
    })) as Result;
  }
}
