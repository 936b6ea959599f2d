import { ConnectionDialer, type DialerOwner, type DialerSetup } from '../connection/connection-dialer.js';
import type { ConnectionOwner, Opened } from '../connection/connection-holder.js';
import {
  type Backend,
  type Endpoint,
  type EndReason,
  guard,
  messageOf,
  type PoolError,
  type PoolEvents,
  type PoolKey,
  type PoolSettings,
  publish,
  type Strategy,
  type Timer,
} from '@outpool/contract/internal';
import { outsideCallers } from '../time/system-clock.js';
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
 *
 * Over 300 lines because what fills a slot, what empties it and what that makes of the pool change the same few numbers.
 */
export class WorkerCrew implements Crew, ConnectionOwner<Worker>, DialerOwner {
  readonly key: PoolKey;
  readonly dispatcher: Dispatcher;
  readonly slots: Worker[] = [];
  readonly state: StateMachine;
  readonly ledger = new Ledger();
  readonly #setup: PoolSetup;
  readonly #dialer: ConnectionDialer;
  readonly #housekeeper: Housekeeper;
  #timers: readonly Timer[] = [];
  /** Workers whose slot is gone but whose connection is not. */
  #leaving: readonly Worker[] = [];
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
    this.#dialer = new ConnectionDialer(setup, this);
    const strategy = setup.createStrategy(this.#size.max);
    this.dispatcher = new Dispatcher({ ...setup, strategy, ledger: this.ledger, slots: this.slots }, this);
    this.#capacity = strategy.room === 'idle' ? 1 : settings.concurrency;
    while (this.slots.length < this.#size.max) this.slots.push(new Worker(this.slots.length, this.#capacity, this.#dialer, this));
    this.#housekeeper = new Housekeeper(settings, clock, this, this.#dialer);
  }

  // ---- what errors and statistics tell of us ---------------------------------------------------------------------

  get waiting(): number {
    return this.ledger.waiting;
  }

  get running(): number {
    return this.everyone.reduce((sum, worker) => sum + worker.running, 0);
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

  get ping(): Backend['ping'] {
    return this.#setup.backend.ping;
  }

  /** Every worker that may have a connection. */
  get everyone(): readonly Worker[] {
    return this.#leaving.length === 0 ? this.slots : [...this.slots, ...this.#leaving];
  }

  // ---- slots are filled and emptied ------------------------------------------------------------------------------

  /** Opens the least number of connections. */
  start(): void {
    if (this.state.state === 'lazy') this.state.become('starting');
    for (const worker of this.slots.slice(0, this.#size.min)) this.#want(worker);
    this.#review();
  }

  needed(worker: Worker | undefined, calls?: number): void {
    // The usual answer, and a call that waits has no time: every slot has what it can have.
    if (this.#stopped || (worker === undefined && this.#wanted === this.slots.length)) return;
    if (this.state.state === 'lazy') this.start();
    if (worker !== undefined) this.#want(worker);
    else this.#grow(calls ?? this.waiting);
  }

  /** One more connection for each of so many calls that no attempt under way will serve. */
  #grow(calls: number): void {
    if (calls === 0 || this.#wanted === this.slots.length) return;
    // One that is vacant waits for its place, nobody knows how long.
    const isComing = ({ holder, away }: Worker): boolean => holder.state === 'dialing' || holder.state === 'closing' || away === 'probing';
    let coming = this.slots.filter((worker) => worker.wanted && isComing(worker)).length;
    for (const worker of this.slots) {
      if (coming * this.#capacity >= calls) return;
      if (worker.wanted) continue;
      this.#want(worker);
      if (isComing(worker)) coming++;
    }
  }

  #want(worker: Worker): void {
    if (worker.wanted) return;
    worker.wanted = true;
    this.#wanted++;
    this.#open(worker);
  }

  #unwant(worker: Worker): void {
    if (worker.wanted) this.#wanted--;
    worker.wanted = false;
  }

  /** Connects a worker, unless the one that a resize took from its place is still connected. */
  #open(worker: Worker): void {
    if (!this.#leaving.some(({ index }) => index === worker.index)) worker.holder.open();
  }

  /** Empties a slot that is not needed now. */
  dismiss(worker: Worker, reason: EndReason): void {
    this.#unwant(worker);
    if (worker.holder.state === 'dialing') worker.holder.close();
    else this.retire(worker, reason);
  }

  /** Changes the number of workers. Those taken away finish what they run. */
  resize(size: Size): void {
    const before = this.slots.length;
    this.#size = size;
    const gone = this.slots.splice(size.max);
    while (this.slots.length < size.max) this.slots.push(new Worker(this.slots.length, this.#capacity, this.#dialer, this));
    if (before !== size.max) {
      for (const worker of gone) {
        this.#unwant(worker);
        this.dispatcher.leave(worker);
      }
      this.dispatcher.use(this.#setup.createStrategy(size.max));
    }
    for (const worker of gone) {
      if (worker.holder.state !== 'vacant') this.#leaving = [...this.#leaving, worker];
      this.dismiss(worker, 'resized');
      this.dispatcher.scatter(worker, true);
    }
    if (this.state.state === 'lazy' || this.#stopped) return;
    for (const worker of this.slots.slice(0, size.min)) this.#want(worker);
    this.#review();
  }

  // ---- a connection's life ---------------------------------------------------------------------------------------

  starting(worker: number, endpoint: Endpoint | undefined): void {
    this.#announce('worker.starting', this.#setup.settings.callbacks?.workerStarting, { key: this.key, worker, endpoint });
  }

  failed(error: PoolError): void {
    this.#failing = true;
    this.#lastFailure = error;
    this.ledger.connectFailures++;
    this.ledger.lastFailure = { message: error.message, at: new Date() };
    this.#review();
  }

  settled(): void {
    this.wake();
  }

  changed(): void {
    this.#housekeeper.look();
  }

  connected(worker: Worker, opened: Opened, endpoint: Endpoint | undefined, connectMs: number): void {
    this.#connected++;
    this.#failing = false;
    this.ledger.connectionsOpened++;
    worker.connection = opened.connection;
    worker.endpoint = endpoint;
    worker.blocked = opened.blocked;
    worker.idleSince = opened.at;
    this.#announce('worker.ready', this.#setup.settings.callbacks?.workerReady, {
      key: this.key,
      worker: worker.index,
      endpoint,
      connectMs,
    });
    if (!worker.wanted || this.#stopped) this.retire(worker, 'stopped');
    else this.reconsider(worker);
    this.#review();
  }

  lost(worker: Worker, reason: unknown): void {
    this.#connected--;
    this.ledger.ended('lost');
    const callsLost = this.dispatcher.detach(worker, reason);
    this.#announce('worker.lost', this.#setup.settings.callbacks?.workerLost, { key: this.key, worker: worker.index, reason, callsLost });
    this.#review();
  }

  blocked(worker: Worker, reason: string | undefined): void {
    worker.blocked = reason;
    if (reason === undefined) {
      this.reconsider(worker);
    } else {
      this.dispatcher.leave(worker);
      this.dispatcher.scatter(worker);
    }
    this.#review();
  }

  blamed(worker: Worker): void {
    this.blame(worker);
    this.retire(worker, 'replaced');
  }

  vacant(worker: Worker): void {
    this.#leaving = this.#leaving.filter((one) => one !== worker);
    const heir = this.slots[worker.index];
    if (heir?.wanted && !this.#stopped) this.#open(heir);
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
    this.dispatcher.arrange();
  }

  reconsider(worker: Worker): void {
    if (worker.ready || worker.holder.state !== 'open') return;
    if (worker.retiring !== undefined) {
      // Calls that were answered already hold nothing back: their jobs have had their grace.
      if (worker.running === worker.abandoned) this.#end(worker, worker.retiring);
    } else if (worker.away === undefined && worker.blocked === undefined && !this.#stopped) {
      this.dispatcher.join(worker);
    }
  }

  #end(worker: Worker, reason: EndReason): void {
    this.#connected--;
    this.ledger.ended(reason);
    this.dispatcher.leave(worker);
    worker.holder.close();
    this.dispatcher.detach(worker, new Error(`the pool closed the connection (${reason})`));
    this.#announce('worker.closed', this.#setup.settings.callbacks?.workerClosed, { key: this.key, worker: worker.index, reason });
    this.#review();
  }

  blame(worker: Worker): void {
    this.#dialer.blame(worker.holder.opened?.endpointIndex);
  }

  probe(worker: Worker): void {
    // Bound to a worker with nothing running, so its connection is open and nobody else uses it.
    this.#await(worker, 'answer a ping', async (signal) => this.#setup.backend.ping?.(worker.connection, signal));
  }

  tidy(worker: Worker, done: PromiseLike<void>): void {
    this.#await(worker, 'become clean after a job', async () => done);
  }

  /** Keeps an idle worker from serving until its backend is done with it; in vain, its connection is dead. */
  #await(worker: Worker, what: string, act: (signal: AbortSignal) => Promise<void>): void {
    const { clock, settings } = this.#setup;
    const { epoch } = worker;
    this.dispatcher.leave(worker);
    worker.away = 'probing';
    const controller = new AbortController();
    const done = (failure?: { readonly error: unknown }): void => {
      timer.cancel();
      this.#forget(timer);
      if (worker.epoch !== epoch || worker.away !== 'probing') return;
      worker.away = undefined;
      if (failure !== undefined) {
        const { error: cause } = failure;
        worker.holder.died(new Error(`the connection did not ${what}: ${messageOf(cause)}`, { cause }), worker.holder.opened);
        return;
      }
      worker.pingedAt = clock.now();
      this.reconsider(worker);
      // What waits may have waited for this worker only.
      this.#review();
    };
    const timer = clock.setTimer(() => {
      const error = new Error(`no answer in pingTimeoutMs (${settings.pingTimeoutMs} ms)`);
      done({ error });
      controller.abort(error);
    }, settings.pingTimeoutMs);
    this.#timers = [...this.#timers, timer];
    outsideCallers(() => act(controller.signal)).then(
      () => done(),
      (error: unknown) => done({ error }),
    );
  }

  /** Replaces connections, spread evenly over a time so that the server does not meet them all at once. */
  evict(which: 'idle' | 'all', overMs: number): void {
    const isChosen = (worker: Worker): boolean => worker.holder.state === 'open' && (which === 'all' || worker.running === 0);
    // The epochs of now: what an eviction moves elsewhere may end the next connection.
    const chosen = this.slots.filter(isChosen).map((worker) => ({ worker, epoch: worker.epoch }));
    for (const [position, { worker, epoch }] of chosen.entries()) {
      const evict = (): void => {
        if (worker.epoch === epoch && (which === 'all' || worker.running === 0)) this.retire(worker, 'evicted');
      };
      const delayMs = (overMs * position) / chosen.length;
      if (delayMs === 0) {
        evict();
        continue;
      }
      const timer = this.#setup.clock.setTimer(() => {
        this.#forget(timer);
        evict();
      }, delayMs);
      this.#timers = [...this.#timers, timer];
    }
  }

  #forget(timer: Timer): void {
    this.#timers = this.#timers.filter((one) => one !== timer);
  }

  // ---- the end ---------------------------------------------------------------------------------------------------

  /** Closes every connection and gives up every attempt. Settles in bounded time, whatever the servers do. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#housekeeper.stop();
    this.#dialer.stop();
    for (const timer of this.#timers) timer.cancel();
    this.#timers = [];
    for (const worker of this.everyone) {
      if (worker.holder.state === 'open') this.#end(worker, 'stopped');
      else worker.holder.close();
    }
    await this.until(() => this.everyone.every((worker) => worker.holder.state === 'vacant'));
    // What a connect that was given up still brings is closed before we say that nothing is left.
    const over = Promise.withResolvers<void>();
    const timer = this.#setup.clock.setTimer(over.resolve, this.#setup.settings.closeTimeoutMs);
    await Promise.race([this.until(() => this.#dialer.unsettled === 0), over.promise]);
    timer.cancel();
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

  /** Brings the pool's state in line with its connections, and tells who waits for a change. */
  #review(): void {
    const { state } = this.state;
    if (state !== 'lazy' && state !== 'draining' && state !== 'closed') {
      const connected = this.#connected;
      if (connected === 0 && this.#failing) this.state.become('down');
      else if (connected >= this.#size.min) this.state.become('ready');
      else if (connected > 0 || state !== 'starting') this.state.become(state === 'down' && connected === 0 ? 'down' : 'degraded');
    }
    if (state !== 'lazy' && !this.#stopped) this.#grow(this.dispatcher.unplaced);
    this.dispatcher.arrange();
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
