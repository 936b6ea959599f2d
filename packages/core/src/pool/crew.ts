import { ConnectionDialer, type DialerSetup } from '../connection/connection-dialer.js';
import { ConnectionHolder, type Opened } from '../connection/connection-holder.js';
import type { Backend } from '../contract/backend.js';
import type { Timer } from '../contract/clock.js';
import type { EndReason, PoolEvents } from '../contract/pool-events.js';
import type { PoolKey } from '../contract/pool-key.js';
import type { PoolSettings } from '../contract/pool-options.js';
import type { Strategy } from '../contract/strategy.js';
import { messageOf, type PoolError } from '../errors/pool-error.js';
import { guard, publish } from '../events/events.js';
import { Worker } from '../worker/worker.js';
import { type Crew, Dispatcher } from './dispatcher.js';
import { Housekeeper } from './housekeeper.js';
import { Ledger } from './ledger.js';
import { StateMachine } from './pool-state.js';

/** What a pool is made of. */
export interface PoolSetup extends DialerSetup {
  /** Makes the strategy for so many workers; again when their number changes. */
  readonly createStrategy: (workers: number) => Strategy;
}

/** Least and most workers. */
export interface Size {
  readonly min: number;
  readonly max: number;
}

export function sizeOf(workers: PoolSettings['workers']): Size {
  return typeof workers === 'number' ? { min: workers, max: workers } : workers;
}

/**
 * The workers of one pool and their connections: which slots have one, when it ends and why, and what that makes of
 * the pool's state. Wanted against actual is compared after every change, so no event can be missed.
 */
export class WorkerCrew implements Crew {
  readonly key: PoolKey;
  readonly dispatcher: Dispatcher;
  readonly slots: Worker[] = [];
  readonly state: StateMachine;
  readonly ledger = new Ledger();
  readonly #setup: PoolSetup;
  readonly #dialer: ConnectionDialer;
  readonly #housekeeper: Housekeeper;
  readonly #timers = new Set<Timer>();
  /** Workers whose slot is gone but whose connection is not. */
  readonly #leaving = new Set<Worker>();
  readonly #capacity: number;
  #size: Size;
  #wanted = 0;
  #connected = 0;
  #failing = false;
  #stopped = false;
  #lastFailure: PoolError | undefined;
  #changed: (() => void)[] = [];

  constructor(setup: PoolSetup) {
    const { settings, key, clock } = setup;
    this.key = key;
    this.#setup = setup;
    this.#size = sizeOf(settings.workers);
    this.state = new StateMachine(settings.start === 'lazy' ? 'lazy' : 'starting', (from, to) => publish('pool.state', { key, from, to }));
    this.#dialer = new ConnectionDialer(setup, {
      starting: (worker, endpoint) =>
        this.#announce('worker.starting', setup.settings.callbacks?.workerStarting, { key, worker, endpoint }),
      failed: (error) => this.#attemptFailed(error),
    });
    const strategy = setup.createStrategy(this.#size.max);
    this.dispatcher = new Dispatcher({ ...setup, strategy, ledger: this.ledger, slots: this.slots }, this);
    this.#capacity = strategy.room === 'idle' ? 1 : settings.concurrency;
    while (this.slots.length < this.#size.max) this.#addSlot();
    this.#housekeeper = new Housekeeper(settings, clock, this, this.#dialer);
  }

  // ---- what errors and statistics tell of us ---------------------------------------------------------------------

  get waiting(): number {
    return this.ledger.waiting;
  }

  get running(): number {
    return this.slots.reduce((sum, worker) => sum + worker.running, 0);
  }

  /** Workers with a connection. */
  get ready(): number {
    return this.#connected;
  }

  get workers(): number {
    return this.#wanted;
  }

  get lastFailure(): PoolError | undefined {
    return this.#lastFailure;
  }

  get size(): Size {
    return this.#size;
  }

  get canGrow(): boolean {
    return this.#wanted < this.slots.length;
  }

  get ping(): Backend['ping'] {
    return this.#setup.backend.ping;
  }

  /** Every worker that may have a connection. */
  get everyone(): readonly Worker[] {
    return this.#leaving.size === 0 ? this.slots : [...this.slots, ...this.#leaving];
  }

  // ---- slots are filled and emptied ------------------------------------------------------------------------------

  /** Opens the least number of connections. */
  start(): void {
    if (this.state.state === 'lazy') this.state.become('starting');
    for (const worker of this.slots.slice(0, this.#size.min)) this.#want(worker);
    this.#review();
  }

  needed(worker: Worker | undefined): void {
    if (this.#stopped) return;
    if (this.state.state === 'lazy') this.start();
    if (worker !== undefined && !worker.wanted) this.#want(worker);
    else if (this.canGrow) this.#grow();
  }

  /** One more connection for each call in the line that no attempt under way will serve. */
  #grow(): void {
    const dialing = this.slots.filter((worker) => worker.wanted && worker.holder.state !== 'open').length;
    if (dialing * this.#setup.settings.concurrency >= this.waiting) return;
    const spare = this.slots.find((worker) => !worker.wanted);
    if (spare !== undefined) this.#want(spare);
  }

  #want(worker: Worker): void {
    if (worker.wanted) return;
    worker.wanted = true;
    this.#wanted++;
    worker.holder.open();
  }

  /** Empties a slot that is not needed now. */
  dismiss(worker: Worker, reason: EndReason): void {
    if (!worker.wanted) return;
    worker.wanted = false;
    this.#wanted--;
    if (worker.holder.state === 'dialing') worker.holder.close();
    else this.retire(worker, reason);
  }

  /** Changes the number of workers. Those taken away finish what they run. */
  resize(size: Size): void {
    const before = this.slots.length;
    this.#size = size;
    const gone = this.slots.splice(size.max);
    while (this.slots.length < size.max) this.#addSlot();
    if (before !== size.max) {
      for (const worker of gone) this.dispatcher.leave(worker);
      this.dispatcher.use(this.#setup.createStrategy(size.max));
    }
    for (const worker of gone) {
      if (worker.holder.state !== 'vacant') this.#leaving.add(worker);
      this.dismiss(worker, 'resized');
      this.dispatcher.scatter(worker, true);
    }
    if (this.state.state === 'lazy' || this.#stopped) return;
    for (const worker of this.slots.slice(0, size.min)) this.#want(worker);
    this.#review();
  }

  // ---- a connection's life ---------------------------------------------------------------------------------------

  #addSlot(): void {
    const index = this.slots.length;
    const holder = new ConnectionHolder(index, this.#dialer, {
      connected: (opened) => this.#becameConnected(worker, opened),
      lost: (reason) => this.#lost(worker, reason),
      vacant: () => this.#becameVacant(worker),
    });
    const worker = new Worker(index, this.#capacity, holder);
    this.slots.push(worker);
  }

  #becameConnected(worker: Worker, opened: Opened): void {
    this.#connected++;
    this.#failing = false;
    this.ledger.connectionsOpened++;
    worker.connection = opened.connection;
    worker.idleSince = opened.at;
    const { endpoint, connectMs } = opened;
    this.#announce('worker.ready', this.#setup.settings.callbacks?.workerReady, {
      key: this.key,
      worker: worker.index,
      endpoint,
      connectMs,
    });
    if (!worker.wanted || this.#stopped) {
      this.#end(worker, 'stopped');
      return;
    }
    this.dispatcher.join(worker);
    this.#review();
  }

  #lost(worker: Worker, reason: unknown): void {
    this.#connected--;
    this.ledger.ended('lost');
    const callsLost = this.dispatcher.detach(worker, reason);
    this.#announce('worker.lost', this.#setup.settings.callbacks?.workerLost, { key: this.key, worker: worker.index, reason, callsLost });
    this.#review();
  }

  #becameVacant(worker: Worker): void {
    this.#leaving.delete(worker);
    if (worker.wanted && !this.#stopped) worker.holder.open();
    this.#review();
  }

  condemn(worker: Worker, reason: unknown): void {
    worker.holder.died(reason);
  }

  retire(worker: Worker, reason: EndReason): void {
    if (worker.holder.state !== 'open' || worker.retiring !== undefined) return;
    worker.retiring = reason;
    this.dispatcher.leave(worker);
    this.dispatcher.scatter(worker);
    this.reconsider(worker);
  }

  reconsider(worker: Worker): void {
    if (worker.ready || worker.holder.state !== 'open') return;
    if (worker.retiring !== undefined) {
      // Calls that were answered already hold nothing back: their jobs have had their grace.
      if (worker.running === worker.abandoned) this.#end(worker, worker.retiring);
    } else if (worker.claimedBy !== undefined) {
      if (worker.running === 0 && !worker.probing) this.dispatcher.lend(worker);
    } else if (!worker.probing && !worker.leased && !this.#stopped) {
      this.dispatcher.join(worker);
    }
  }

  #end(worker: Worker, reason: EndReason): void {
    this.#connected--;
    this.ledger.ended(reason);
    this.dispatcher.detach(worker, new Error(`the pool closed the connection (${reason})`));
    this.#announce('worker.closed', this.#setup.settings.callbacks?.workerClosed, { key: this.key, worker: worker.index, reason });
    worker.holder.close();
    this.#review();
  }

  blame(worker: Worker): void {
    this.#dialer.blame(worker.holder.opened?.endpointIndex);
  }

  /** Pings a worker that has nothing running; meanwhile it is not ready. */
  probe(worker: Worker): void {
    const { backend, clock, settings } = this.#setup;
    const { epoch } = worker;
    this.dispatcher.leave(worker);
    worker.probing = true;
    const controller = new AbortController();
    const done = (failure?: { readonly error: unknown }): void => {
      timer.cancel();
      this.#timers.delete(timer);
      if (worker.epoch !== epoch || !worker.probing) return;
      worker.probing = false;
      if (failure !== undefined) {
        this.condemn(worker, new Error(`the connection did not answer a ping: ${messageOf(failure.error)}`, { cause: failure.error }));
        return;
      }
      worker.idleSince = clock.now();
      this.reconsider(worker);
      this.#housekeeper.look();
    };
    const timer = clock.setTimer(() => {
      const error = new Error(`no answer in pingTimeoutMs (${settings.pingTimeoutMs} ms)`);
      done({ error });
      controller.abort(error);
    }, settings.pingTimeoutMs);
    this.#timers.add(timer);
    try {
      // Bound to a worker with nothing running, so its connection is open and nobody else uses it.
      (backend.ping?.(worker.connection, controller.signal) ?? Promise.resolve()).then(
        () => done(),
        (error: unknown) => done({ error }),
      );
    } catch (error) {
      done({ error });
    }
  }

  /** Replaces connections, spread evenly over a time so that the server does not meet them all at once. */
  evict(which: 'idle' | 'all', overMs: number): void {
    const chosen = this.slots.filter((worker) => worker.holder.state === 'open' && (which === 'all' || worker.running === 0));
    for (const [position, worker] of chosen.entries()) {
      const { epoch } = worker;
      const evict = (): void => {
        if (worker.epoch === epoch && (which === 'all' || worker.running === 0)) this.retire(worker, 'evicted');
      };
      const delayMs = (overMs * position) / chosen.length;
      if (delayMs === 0) {
        evict();
        continue;
      }
      const timer = this.#setup.clock.setTimer(() => {
        this.#timers.delete(timer);
        evict();
      }, delayMs);
      this.#timers.add(timer);
    }
  }

  // ---- the end ---------------------------------------------------------------------------------------------------

  /** Closes every connection and gives up every attempt. Settles in bounded time, whatever the servers do. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#housekeeper.stop();
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    for (const worker of this.everyone) {
      if (worker.holder.state === 'open') this.#end(worker, 'stopped');
      else worker.holder.close();
    }
    await this.until(() => this.everyone.every((worker) => worker.holder.state === 'vacant'));
    this.dispatcher.dispose();
  }

  /** Settles once `holds` is true; it is asked after every change. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (holds()) resolve();
        else this.#changed.push(check);
      };
      check();
    });
  }

  /** Lets whoever waits in `until` ask again. */
  wake(): void {
    const changed = this.#changed;
    this.#changed = [];
    for (const check of changed) check();
  }

  #attemptFailed(error: PoolError): void {
    this.#failing = true;
    this.#lastFailure = error;
    this.ledger.connectFailures++;
    this.ledger.lastFailure = { message: error.message, at: new Date() };
    this.#review();
  }

  /** Brings the pool's state in line with its connections, and tells who waits for a change. */
  #review(): void {
    const { state } = this.state;
    if (state !== 'lazy' && state !== 'draining' && state !== 'closed') {
      const connected = this.#connected;
      if (connected === 0 && this.#failing) this.state.become('down');
      else if (connected >= this.#size.min) this.state.become('ready');
      else if (connected > 0 || state !== 'starting') this.state.become(state === 'down' && connected === 0 ? 'down' : 'degraded');
    }
    this.#housekeeper.look();
    this.wake();
  }

  #announce<Name extends 'worker.starting' | 'worker.ready' | 'worker.lost' | 'worker.closed'>(
    name: Name,
    callback: ((event: PoolEvents[Name]) => void) | undefined,
    event: PoolEvents[Name],
  ): void {
    publish(name, event);
    guard(name, callback, event);
  }
}
