import {
  type CallOptions,
  type Clock,
  type Job,
  PoolError,
  type PoolKey,
  type PoolSettings,
  type PoolState,
} from '@outpool/contract/internal';
import type { Call, CallTerms } from '../worker/call.js';
import type { Worker } from '../worker/worker.js';
import { reasonOf } from './call-errors.js';
import { type PoolSetup, sizeOf, WorkerCrew } from './crew.js';
import type { Dispatcher } from './dispatcher.js';
import type { Lease } from './lease.js';
import { type PoolHealth, type PoolStats, takeHealth, takeStats } from './pool-stats.js';
import { readTerms } from './terms.js';

/** What one worker answered to a `broadcall`. */
export type WorkerAnswer<Result> =
  | { readonly worker: number; readonly status: 'fulfilled'; readonly value: Result }
  | { readonly worker: number; readonly status: 'rejected'; readonly reason: unknown };

/** One pool: so many workers, each with one connection at a time, behind one strategy. */
export class Pool<Connection = unknown> {
  readonly key: PoolKey;
  readonly #settings: PoolSettings;
  readonly #clock: Clock;
  readonly #crew: WorkerCrew;
  readonly #dispatcher: Dispatcher;
  readonly #usual: CallTerms;
  /** The same for a job that may run twice. */
  readonly #usualTwice: CallTerms;
  #stopping: Promise<void> | undefined;

  constructor(setup: PoolSetup) {
    this.key = setup.key;
    this.#settings = setup.settings;
    this.#clock = setup.clock;
    this.#crew = new WorkerCrew(setup);
    this.#dispatcher = this.#crew.dispatcher;
    this.#usual = readTerms(setup.settings.callTimeoutMs);
    this.#usualTwice = { ...this.#usual, idempotent: true };
  }

  get state(): PoolState {
    return this.#crew.state.state;
  }

  /**
   * Runs a job on a worker's connection and gives its result. Waits for a worker while there is none free, and within
   * its time for a connection while there is none at all.
   *
   * Rejects with what the job throws, or with a `PoolError`: `QUEUE_TIMEOUT`, `POOL_DOWN`, `CALL_TIMEOUT`,
   * `CALL_CANCELLED`, `CONNECTION_LOST`, `QUEUE_FULL`, `QUEUE_OVERFLOW`, `NO_AVAILABLE_WORKER`, `STRATEGY_FAILED`,
   * `POOL_CLOSED`; with a `TypeError` for a misuse. Never throws.
   */
  call<Result>(job: Job<Connection, Result>, options?: CallOptions): Promise<Awaited<Result>> {
    try {
      checkJob(job);
      const usual = saysIdempotent(job) ? this.#usualTwice : this.#usual;
      const terms = options === undefined ? usual : readTerms(this.#settings.callTimeoutMs, options, 'call', usual.idempotent);
      return this.#dispatcher.accept(job as Job<unknown, unknown>, terms) as Promise<Awaited<Result>>;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Runs a job whose result nobody awaits. How it ended is told by the event `call.settled` and the statistics.
   * @throws PoolError `POOL_CLOSED`, `QUEUE_FULL`, `NO_AVAILABLE_WORKER`, `STRATEGY_FAILED` when it is refused at once
   */
  cast(job: Job<Connection, unknown>, options?: CallOptions): void {
    checkJob(job);
    this.#dispatcher.accept(job as Job<unknown, unknown>, readTerms(this.#settings.callTimeoutMs, options, 'cast', saysIdempotent(job)));
  }

  /**
   * Casts a job to every worker, each in its turn. A worker without a connection runs it when it has one again.
   * @throws PoolError `POOL_CLOSED`, `QUEUE_FULL`
   */
  broadcast(job: Job<Connection, unknown>, options?: Omit<CallOptions, 'key'>): void {
    for (const worker of this.#present()) this.#assign(worker, job, options, 'cast');
  }

  /** Calls a job on every worker and gives all answers, in the order of the workers. All share one deadline. Never rejects. */
  broadcall<Result>(job: Job<Connection, Result>, options?: Omit<CallOptions, 'key'>): Promise<WorkerAnswer<Awaited<Result>>[]> {
    return Promise.all(
      this.#present().map(async (worker): Promise<WorkerAnswer<Awaited<Result>>> => {
        try {
          const value = (await this.#assign(worker, job, options, 'call')) as Awaited<Result>;
          return { worker: worker.index, status: 'fulfilled', value };
        } catch (reason) {
          return { worker: worker.index, status: 'rejected', reason };
        }
      }),
    );
  }

  /**
   * Takes a worker out of the choice for one holder. `timeoutMs` bounds only the waiting; holding it is bounded by
   * `overrunWarningMs` with `maxOverrunWarnings`, and by the signal. Rejects as `call` does.
   */
  lease(options?: CallOptions): Promise<Lease<Connection>> {
    return new Promise((resolve, reject) => {
      const terms = readTerms(this.#settings.callTimeoutMs, options, 'lease');
      const hold = (connection: unknown, context: Call): Promise<void> =>
        new Promise((end) => {
          const release = (): void => end();
          const worker = context.worker?.index as number;
          const { signal } = context;
          resolve({ connection: connection as Connection, worker, signal, release, [Symbol.asyncDispose]: async () => release() });
        });
      // After the lease has been granted a rejection is news for its signal only.
      this.#dispatcher.accept(hold as Job<unknown, unknown>, terms)?.catch(reject);
    });
  }

  /** A snapshot of the pool's numbers. Made when asked for; nothing is collected meanwhile. */
  stats(): PoolStats {
    return takeStats(this.#crew);
  }

  /** How the pool is, from what it knows: no connection is used to find out. */
  health(): PoolHealth {
    return takeHealth(this.#crew, this.#settings.optional);
  }

  /**
   * Changes the number of workers. Those taken away finish what they run; calls waiting for them move. Routes by key
   * change with the maximum.
   * @throws TypeError for numbers that are none
   */
  resize(workers: PoolSettings['workers']): void {
    const { min, max } = sizeOf(workers);
    if (!Number.isInteger(min) || !Number.isInteger(max) || min < 0 || max < 1 || min > max) {
      throw new TypeError(`workers must be a whole number from 1 up, or { min, max }, not ${JSON.stringify(workers)}`);
    }
    this.#crew.resize({ min, max });
  }

  /** Starts no more calls until `resume`; new ones wait, within their deadlines. Running ones go on. */
  pause(): void {
    this.#dispatcher.held = true;
  }

  resume(): void {
    this.#dispatcher.held = false;
    this.#dispatcher.resume();
  }

  /** Replaces connections, each when its running calls have ended: the idle ones (default) or all, evenly over `overMs`. */
  evict(options: { readonly which?: 'idle' | 'all'; readonly overMs?: number } = {}): void {
    const { which = 'idle', overMs = 0 } = options;
    if (!(overMs >= 0 && overMs < Number.POSITIVE_INFINITY)) throw new TypeError(`overMs must be a number of ms from 0 up, not ${overMs}`);
    this.#crew.evict(which, overMs);
  }

  /**
   * Connects, and waits for the first connection; the others follow. An optional pool is not waited for, a lazy one
   * connects at its first call. Rejects with `CONNECT_TIMEOUT` or the last failure after `startTimeoutMs`; the pool goes on trying until stopped.
   */
  async start(): Promise<void> {
    if (this.#settings.start === 'lazy') return;
    if (this.#stopping === undefined) this.#crew.start();
    if (this.#settings.optional) return;
    let timedOut = false;
    const timer = this.#clock.setTimer(() => {
      timedOut = true;
      this.#crew.wake();
    }, this.#settings.startTimeoutMs);
    const served = (): boolean => this.state === 'ready' || this.state === 'degraded';
    await this.#crew.until(() => timedOut || served() || this.#stopping !== undefined);
    timer.cancel();
    if (served()) return;
    if (this.#stopping !== undefined) throw new PoolError('POOL_CLOSED', 'the pool was stopped while it was starting', { key: this.key });
    const { startTimeoutMs } = this.#settings;
    const { lastFailure } = this.#crew;
    const text = lastFailure === undefined ? 'it has not ended yet' : reasonOf(lastFailure);
    throw new PoolError('CONNECT_TIMEOUT', `no connection in startTimeoutMs (${startTimeoutMs} ms); the last attempt: ${text}`, {
      key: this.key,
      phase: 'connect',
      cause: lastFailure,
    });
  }

  /**
   * Takes no more calls, gives the accepted ones `graceMs` to end, cancels those that have not, and closes every
   * connection. Settles in bounded time, whatever the servers do; never rejects.
   */
  stop(options: { readonly graceMs?: number } = {}): Promise<void> {
    this.#stopping ??= this.#stop(options.graceMs ?? 5_000);
    return this.#stopping;
  }

  async #stop(graceMs: number): Promise<void> {
    this.#crew.state.become('draining');
    this.#dispatcher.held = false;
    const drained = this.#dispatcher.drain();
    this.#dispatcher.resume();
    const over = Promise.withResolvers<void>();
    const timer = this.#clock.setTimer(over.resolve, graceMs);
    await Promise.race([drained, over.promise]);
    timer.cancel();
    this.#dispatcher.cancelAll('the pool stopped');
    await this.#crew.stop();
    this.#crew.state.become('closed');
  }

  #present(): Worker[] {
    if (this.state === 'lazy') this.#crew.start();
    return this.#crew.slots.filter((worker) => worker.wanted);
  }

  #assign(
    worker: Worker,
    job: Job<Connection, unknown>,
    options: CallOptions | undefined,
    kind: 'call' | 'cast',
  ): Promise<unknown> | undefined {
    checkJob(job);
    const terms = { ...readTerms(this.#settings.callTimeoutMs, options, kind, saysIdempotent(job)), key: undefined, bound: true };
    return this.#dispatcher.accept(job as Job<unknown, unknown>, terms, worker);
  }
}

function saysIdempotent(job: Job<never, unknown>): boolean {
  return job.idempotent === true;
}

function checkJob(job: unknown): void {
  if (typeof job !== 'function') throw new TypeError('a job is a function over the connection');
}
