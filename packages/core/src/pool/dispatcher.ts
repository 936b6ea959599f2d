import { AsyncResource } from 'node:async_hooks';
import type { DialerSetup } from '../connection/connection-dialer.js';
import {
  type Clock,
  type EndReason,
  eventChannel,
  type FateDetails,
  guard,
  type Job,
  type PoolError,
  publish,
  type Strategy,
} from '@outpool/contract/internal';
import { hashSlot } from '../strategy/hash-slot.js';
import { type DeadlineList, Deadlines } from '../time/deadlines.js';
import { Call, type CallOwner, CallState, type CallTerms } from '../worker/call.js';
import { SignalWatch } from '../worker/signal-watch.js';
import type { WaitingLine } from '../worker/waiting-line.js';
import type { Worker } from '../worker/worker.js';
import * as errors from './call-errors.js';
import { nextLeaseStep } from './lease-plan.js';
import type { Ledger } from './ledger.js';
import { type Overrun, type OverrunOwner, OverrunWatch } from './overrun-watch.js';
import { RetryBudget } from './retry-budget.js';
import { WaitingRoom } from './waiting-room.js';

/** What dispatching asks of whoever minds the workers. */
export interface Crew extends errors.PoolView {
  /** A call waits, for this worker or for any: perhaps there is a slot to be opened for it. */
  needed(worker: Worker | undefined, calls?: number): void;
  /** Lets the connection end with its last call. */
  retire(worker: Worker, reason: EndReason): void;
  /** A call has shown that the connection is dead. */
  condemn(worker: Worker, reason: unknown): void;
  /** Pings a worker that has been idle too long to be trusted; it is not ready meanwhile. */
  probe(worker: Worker): void;
  /** Keeps an idle worker from the next call until its backend has tidied it up. */
  tidy(worker: Worker, done: PromiseLike<void>): void;
  /** A worker that is not ready has changed: it may be time to close its connection, or to let it serve again. */
  reconsider(worker: Worker): void;
  /** A call has shown that its server is at fault. */
  blame(worker: Worker): void;
}

export interface DispatcherSetup extends DialerSetup {
  readonly strategy: Strategy;
  readonly ledger: Ledger;
  /** Every slot, by index. */
  readonly slots: readonly Worker[];
}

/** The async id of the main program. Named as the cause of a resource it costs nothing; to find out the true one does. */
const MAIN = 1;

const startedChannel = eventChannel('call.started');
const settledChannel = eventChannel('call.settled');

/**
 * The hot path: finds a worker, runs the job there or lets it wait, and answers the caller exactly once. A call that
 * finds room costs one record, one promise and two clock readings; no timer, signal or captured context of its own.
 *
 * Over 300 lines because a call's whole life is here: each step relies on what the others leave behind.
 */
export class Dispatcher implements CallOwner, OverrunOwner {
  readonly #setup: DispatcherSetup;
  readonly #crew: Crew;
  readonly #clock: Clock;
  readonly #ledger: Ledger;
  readonly #slots: readonly Worker[];
  readonly #deadlines: Deadlines;
  readonly #overruns: Deadlines | undefined;
  readonly #usualDeadlines: DeadlineList;
  readonly #validateAfterIdleMs: number;
  /** True if starting or ending a call takes more than running its job. */
  readonly #isWatched: boolean;
  /** True if the backend looks after a connection between two jobs. */
  readonly #tidies: boolean;
  readonly #room: WaitingRoom;
  readonly #budget = new RetryBudget();
  /** Workers that the strategy may choose, in no order. */
  readonly #ready: Worker[] = [];
  #strategy: Strategy;
  #tickets = 0;
  #resuming = false;
  #arranging = false;
  #emptying = false;
  #drained: (() => void) | undefined;
  /** True while calls are accepted but none is started. */
  held = false;
  /** True once no call is accepted any more. */
  closed = false;

  constructor(setup: DispatcherSetup, crew: Crew) {
    this.#setup = setup;
    this.#crew = crew;
    this.#clock = setup.clock;
    this.#ledger = setup.ledger;
    this.#slots = setup.slots;
    this.#strategy = setup.strategy;
    this.#deadlines = new Deadlines(setup.clock);
    this.#usualDeadlines = this.#deadlines.list(setup.settings.callTimeoutMs);
    const { callbacks, maxUses, overrunWarningMs, validateAfterIdleMs } = setup.settings;
    this.#validateAfterIdleMs = validateAfterIdleMs;
    this.#overruns = overrunWarningMs === Number.POSITIVE_INFINITY ? undefined : new Deadlines(setup.clock);
    this.#isWatched = callbacks !== undefined || Math.min(maxUses, overrunWarningMs) !== Number.POSITIVE_INFINITY;
    this.#tidies = setup.backend.release !== undefined;
    this.#room = new WaitingRoom(setup.settings, setup.ledger, setup.slots);
  }

  /** Reads the clock. The time of calls that came since and have to wait begins. */
  #now(): number {
    const now = this.#clock.now();
    if (this.#usualDeadlines.hasNew) this.#usualDeadlines.begin(now);
    return now;
  }

  // ---- a call comes in -------------------------------------------------------------------------------------------

  /**
   * Takes one call, for a given worker or for whom the strategy chooses: runs it at once if there is room, else lets
   * it wait.
   * @returns the caller's promise; nothing for a cast
   * @throws what the caller is to be told at once
   */
  accept(job: Job<unknown, unknown>, terms: CallTerms, given?: Worker): Promise<unknown> | undefined {
    if (this.closed) throw errors.poolClosed(this.#setup.key);
    if (terms.signal?.aborted) throw errors.cancelled(undefined, terms.signal.reason, this.#setup.key);
    for (;;) {
      const worker = given ?? this.#route(terms);
      if (worker === undefined || !worker.hasRoom || this.held || (terms.exclusive && worker.running > 0))
        return this.#wait(job, terms, worker);
      const now = this.#now();
      if (worker.running === 0 && this.#isStale(worker, now)) {
        this.#crew.probe(worker);
        continue;
      }
      if (this.#ledger.waiting === 0 || !this.#hasOlder(worker)) return this.#startNow(job, terms, worker, now);
      const answer = this.#wait(job, terms, terms.bound ? worker : undefined);
      this.#fill(worker);
      return answer;
    }
  }

  #route({ key, exclusive }: CallTerms): Worker | undefined {
    const strategy = this.#strategy;
    if (key !== undefined && strategy.keyed !== true) return this.#slots[hashSlot(key, this.#slots.length)];
    const needsKey = strategy.needsKey === true && key === undefined;
    if (exclusive && (needsKey || (key === undefined && this.#isShared))) return this.#ready.find((worker) => worker.running === 0);
    if (needsKey) throw new TypeError('every call of this pool needs a key: { key }');
    return this.#ready.length === 0 ? undefined : (strategy.select(this.#ready, key) as Worker | undefined);
  }

  #startNow(job: Job<unknown, unknown>, terms: CallTerms, worker: Worker, now: number): Promise<unknown> | undefined {
    // Only an idempotent call can have to start again later, so only it carries its caller's context.
    const scope = terms.idempotent ? new AsyncResource('OutpoolCall', MAIN) : undefined;
    const call = new Call(this, job, terms, this.#tickets++, now, scope);
    this.#ledger.accepted++;
    this.#reserve(worker);
    const result = this.#begin(call, worker, now);
    if (isPromiseLike(result)) {
      const answer = this.#open(call, terms, now);
      this.#follow(call, worker, result);
      return answer;
    }
    this.#succeeded(call, result);
    return terms.cast ? undefined : Promise.resolve(result);
  }

  #wait(job: Job<unknown, unknown>, terms: CallTerms, worker: Worker | undefined): Promise<unknown> | undefined {
    if (worker === undefined && this.#strategy.whenNone === 'fail' && !this.held) this.#refuse();
    const line = this.#lineFor(terms, worker);
    const limit = this.#room.full(line);
    if (limit !== undefined) this.#makeRoom(line, limit);
    const call = new Call(this, job, terms, this.#tickets++, Number.POSITIVE_INFINITY, new AsyncResource('OutpoolCall', MAIN));
    this.#ledger.accepted++;
    const answer = this.#open(call, terms);
    this.#room.enter(call, line);
    if (line === this.#room.leases) {
      if (terms.bound) call.worker = worker;
      this.arrange();
    }
    this.#crew.needed(terms.bound ? worker : undefined);
    // A worker that could not be had at once is not worth 0 ms of waiting.
    if (terms.timeoutMs === 0 && call.state === CallState.waiting) this.expired(call, this.#now());
    return answer;
  }

  #refuse(): never {
    this.#ledger.refused++;
    this.#crew.needed(undefined, 1);
    throw errors.noAvailableWorker(this.#crew);
  }

  /** Lets one who waits go in favour of a newcomer, where that is the pool's rule. */
  #makeRoom(line: WaitingLine, limit: 'maxQueue' | 'maxWorkerQueue'): void {
    const { key, settings } = this.#setup;
    const now = this.#now();
    const victim = this.#room.victim(line);
    if (victim === undefined) {
      this.#ledger.refused++;
      throw errors.queueFull(`${limit} (${settings[limit]})`, this.#crew);
    }
    this.#ledger.dropped++;
    this.#dismiss(victim, errors.queueOverflow(victim, now, key), now);
  }

  /** Makes the caller's promise, and lets the deadline and the signal watch over the call. */
  #open(call: Call, terms: CallTerms, now?: number): Promise<unknown> | undefined {
    const timeoutMs = terms.exclusive && call.state !== CallState.waiting ? Number.POSITIVE_INFINITY : terms.timeoutMs;
    const list = timeoutMs === this.#usualDeadlines.timeoutMs ? this.#usualDeadlines : this.#deadlines.list(timeoutMs);
    if (now !== undefined) list.link(call, now);
    else if (list === this.#usualDeadlines) list.linkSoon(call);
    else {
      call.begin(this.#now());
      list.link(call, call.acceptedAt);
    }
    if (terms.signal !== undefined) SignalWatch.attach(terms.signal, call);
    if (terms.cast) return undefined;
    // A closure for each: functions kept in the module for a moment cost more, in writes from an old object to a new one.
    return new Promise((resolve, reject) => {
      call.resolve = resolve;
      call.reject = reject;
    });
  }

  #lineFor(terms: CallTerms, worker: Worker | undefined): WaitingLine {
    if (terms.exclusive && this.#isShared) return this.#room.leases;
    return worker === undefined || (this.held && !terms.bound) ? this.#room.line : worker.mailbox;
  }

  // ---- a job runs ------------------------------------------------------------------------------------------------

  #reserve(worker: Worker): void {
    worker.running++;
    this.#strategy.loadChanged?.(worker);
  }

  #giveBack(worker: Worker): void {
    worker.running--;
    if (worker.ready) this.#strategy.loadChanged?.(worker);
    else this.#crew.reconsider(worker);
    if (worker.running === 0 && this.#room.leases.length > 0) this.arrange();
    if (this.closed) this.#checkDrained();
  }

  /** Starts a job on a slot that is reserved for it. Never throws: what the job throws comes back as a rejected promise. */
  #begin(call: Call, worker: Worker, now: number): unknown {
    call.state = CallState.running;
    call.worker = worker;
    call.epoch = worker.epoch;
    call.startedAt = now;
    call.runs++;
    this.#ledger.started++;
    if (now !== call.acceptedAt) this.#ledger.waitMs.record(now - call.acceptedAt);
    if (this.#isWatched || startedChannel.hasSubscribers || call.terms.exclusive) {
      this.#prepare(call, worker, now);
      // What waits for a worker that retires starts elsewhere, now, and may end other calls: this one, or its connection.
      if (call.epoch !== worker.epoch) return Promise.reject(worker.endedBy);
      if (call.state !== CallState.running) return undefined;
    }
    try {
      return call.scope === undefined
        ? call.job(worker.connection, call)
        : call.scope.runInAsyncScope(call.job, undefined, worker.connection, call);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** What only some calls need before they run. */
  #prepare(call: Call, worker: Worker, now: number): void {
    const { settings } = this.#setup;
    if (call.terms.exclusive) {
      this.leave(worker);
      worker.away = 'leased';
      if (call.deadlines !== undefined) {
        // A lease is bounded by its holder, not by the deadline under which it waited; it stays in a list to be found there.
        call.deadlines.unlink(call);
        this.#deadlines.list(Number.POSITIVE_INFINITY).link(call, now);
      }
    }
    if (startedChannel.hasSubscribers || settings.callbacks !== undefined) this.#announceStart(call, worker);
    if (++worker.uses >= settings.maxUses) this.#crew.retire(worker, 'uses');
    if (this.#overruns !== undefined) call.overrun = new OverrunWatch(call, settings, this.#overruns, this);
  }

  #follow(call: Call, worker: Worker, result: PromiseLike<unknown>): void {
    // Anything but a real promise may call back twice, or never asynchronously.
    const promise = result instanceof Promise ? result : Promise.resolve(result);
    promise.then(
      (value) => this.#succeeded(call, value),
      (error) => this.#failed(call, error),
    );
    // The job itself has killed its connection before it returned.
    if (call.epoch !== worker.epoch && call.state === CallState.running) this.#lose(call, worker.endedBy, true, this.#now());
  }

  /** Gives a reserved slot to whose turn it is, in a loop: a job that ends at once must not nest the next one. */
  #serve(worker: Worker, epoch: number, now: number): void {
    for (;;) {
      // The connection ended under us: what was reserved ended with it.
      if (worker.epoch !== epoch) return;
      const call = worker.ready && !this.held ? this.#room.next(worker) : undefined;
      if (call === undefined) {
        worker.idleSince = now;
        this.#giveBack(worker);
        return;
      }
      if (call.terms.signal?.aborted) {
        // Its signal is just telling one call after the other.
        this.cancelled(call, call.terms.signal.reason);
        continue;
      }
      // It may have come since then, from a listener.
      if (call.acceptedAt > now) now = this.#now();
      const result = this.#begin(call, worker, now);
      if (isPromiseLike(result)) {
        this.#follow(call, worker, result);
        return;
      }
      now = this.#now();
      this.#settle(call, result, now);
      if (this.#tidies) this.#tidy(worker, epoch);
    }
  }

  /** True inside a job or callback, while those who wait are just being served: a newcomer must not overtake them. */
  #hasOlder(worker: Worker): boolean {
    return this.#setup.settings.queueType === 'fifo' && this.#waitsFor(worker);
  }

  /** True if somebody waits for a slot of this worker. */
  #waitsFor(worker: Worker): boolean {
    return worker.queued > 0 || this.#room.line.length > 0;
  }

  #fill(worker: Worker): void {
    while (worker.hasRoom && !this.held && this.#waitsFor(worker)) {
      const now = this.#now();
      if (worker.running === 0 && this.#isStale(worker, now)) {
        this.#crew.probe(worker);
        return;
      }
      this.#reserve(worker);
      this.#serve(worker, worker.epoch, now);
    }
  }

  /** True if an idle worker has to answer a ping before it is trusted with a call. */
  #isStale(worker: Worker, now: number): boolean {
    const after = this.#validateAfterIdleMs;
    return now - worker.idleSince > after && now - worker.pingedAt > after;
  }

  // ---- a job ends ------------------------------------------------------------------------------------------------

  #succeeded(call: Call, value: unknown): void {
    const now = this.#now();
    this.#settle(call, value, now);
    this.#release(call, now);
  }

  #settle(call: Call, value: unknown, now: number): void {
    this.#tellEnded(call, true, now);
    if (call.state === CallState.running) {
      this.#ledger.ok++;
      this.#close(call, 'ok', undefined, now);
      if (call.resolve !== undefined) call.resolve(value);
    } else if (call.state === CallState.abandoned) this.#endedLate(call, now);
  }

  #failed(call: Call, error: unknown): void {
    const now = this.#now();
    const worker = call.worker as Worker;
    this.#tellEnded(call, false, now);
    if (call.epoch === worker.epoch && call.state !== CallState.done) {
      const fate = this.#fateOf(error, worker);
      if (fate.blameEndpoint) this.#crew.blame(worker);
      if (fate.connection === 'lost') {
        this.#lose(call, error, fate.sent ?? true, now);
        this.#crew.condemn(worker, error);
        return;
      }
      if (fate.connection === 'replace') this.#crew.retire(worker, 'replaced');
      if (fate.callLost && call.state === CallState.running) {
        this.#lose(call, error, fate.sent ?? true, now);
        this.#release(call, now);
        return;
      }
    }
    if (call.state === CallState.running) {
      this.#ledger.failed++;
      this.#reject(call, error, 'failed', now);
    } else if (call.state === CallState.abandoned) this.#endedLate(call, now);
    this.#release(call, now);
  }

  /** Lets the strategy learn from a job that has ended, unless its worker is not to be chosen anyway. */
  #tellEnded(call: Call, ok: boolean, now: number): void {
    const worker = call.worker as Worker;
    if (worker.ready && call.epoch === worker.epoch) this.#strategy.callEnded?.(worker, now - call.startedAt, ok);
  }

  #fateOf(error: unknown, worker: Worker): FateDetails {
    let fate: FateDetails | FateDetails['connection'] = 'replace';
    try {
      fate = this.#setup.backend.fate?.(error, worker.connection) ?? 'keep';
    } catch (thrown) {
      publish('listener.failed', { event: 'backend.fate', error: thrown });
    }
    const details = typeof fate === 'string' ? { connection: fate } : fate;
    return { blameEndpoint: details.connection === 'lost', ...details };
  }

  /** The job's slot is free: the next call takes it over, or it goes back. */
  #release(call: Call, now: number): void {
    const worker = call.worker as Worker;
    if (call.epoch !== worker.epoch) return;
    worker.idleSince = now;
    if (call.terms.exclusive) worker.away = undefined;
    if (this.#tidies) this.#tidy(worker, call.epoch);
    if (worker.ready && this.#ledger.waiting > 0) this.#serve(worker, worker.epoch, now);
    else this.#giveBack(worker);
  }

  /** Lets the backend look after a connection on which nothing runs any more. */
  #tidy(worker: Worker, epoch: number): void {
    if (worker.running > 1 || worker.retiring !== undefined || worker.epoch !== epoch) return;
    try {
      const done = this.#setup.backend.release?.(worker.connection);
      if (done !== undefined) this.#crew.tidy(worker, done);
    } catch {
      this.#crew.retire(worker, 'replaced');
    }
  }

  #reject(call: Call, error: unknown, outcome: string, now: number): void {
    this.#close(call, outcome, error, now);
    call.reject?.(error);
  }

  /** The caller is being answered and nothing watches over the call any more. */
  #close(call: Call, outcome: string, error: unknown, now: number): void {
    call.state = CallState.done;
    call.deadlines?.unlink(call);
    if (call.watch !== undefined) call.watch.detach(call);
    if (call.runs > 0) this.#ledger.runMs.record(now - call.startedAt);
    if (this.#isWatched || settledChannel.hasSubscribers) this.#announceEnd(call, outcome, error, now);
  }

  #endedLate(call: Call, now: number): void {
    const worker = call.worker as Worker;
    this.#ledger.late++;
    call.state = CallState.done;
    call.deadlines?.unlink(call);
    if (call.epoch === worker.epoch) worker.abandoned--;
    const lateMs = Math.max(0, now - call.deadline);
    publish('call.late', { key: this.#setup.key, worker: worker.index, label: call.terms.label, lateMs });
  }

  // ---- a call is answered before its job ends --------------------------------------------------------------------

  expired(call: Call, now: number): void {
    if (call.state === CallState.waiting) {
      this.#ledger.timedOut++;
      this.#dismiss(call, errors.waitedTooLong(call, now, this.#crew), now);
    } else if (call.state === CallState.running) {
      this.#ledger.timedOut++;
      this.#abandon(call, errors.ranTooLong(call, now, this.#crew), now);
    } else if (call.state === CallState.abandoned && call.epoch === call.worker?.epoch) {
      // It was told to stop and did not: the connection cannot be given to anybody else.
      this.#crew.retire(call.worker as Worker, 'replaced');
    }
  }

  cancelled(call: Call, reason: unknown, why?: string): void {
    const now = this.#now();
    this.#ledger.cancelled++;
    const error = errors.cancelled(call, reason, this.#setup.key, why);
    if (call.state === CallState.waiting) this.#dismiss(call, error, now);
    else this.#abandon(call, error, now);
  }

  /** Answers a call that has not run. */
  #dismiss(call: Call, error: PoolError, now: number): void {
    this.#room.leave(call);
    this.#reject(call, error, error.code, now);
    if (call.terms.exclusive) this.arrange();
    if (this.closed) this.#checkDrained();
  }

  /** Answers a call whose job still runs; the job keeps its slot until it settles or its connection is torn down. */
  #abandon(call: Call, error: PoolError, now: number): void {
    const worker = call.worker as Worker;
    this.#reject(call, error, error.code, now);
    call.state = CallState.abandoned;
    worker.abandoned++;
    // Never 0: a job that settles as soon as it is told to stop has to be heard first.
    this.#deadlines.list(Math.max(1, this.#setup.settings.cancelGraceMs)).link(call, now);
    call.controller?.abort(error);
    if (!worker.ready && call.epoch === worker.epoch) this.#crew.reconsider(worker);
  }

  /** The connection died under a call: it is run once more if that was allowed, else its caller is told. */
  #lose(call: Call, cause: unknown, sent: boolean, now: number): void {
    const { terms } = call;
    if (call.state !== CallState.running) {
      call.deadlines?.unlink(call);
      call.state = CallState.done;
    } else if (terms.idempotent && call.runs === 1 && !this.closed && this.#budget.spend(this.#ledger.accepted)) {
      this.#ledger.repeated++;
      this.#room.enter(this.#again(call), this.#lineFor(terms, terms.bound ? (call.worker as Worker) : undefined));
      this.#resumeSoon();
    } else {
      this.#ledger.lost++;
      const error = errors.connectionLost(call, now, cause, sent, this.#setup.key);
      this.#reject(call, error, error.code, now);
      call.controller?.abort(error);
    }
  }

  /** The same call anew, in its place: the first run may still settle, and must not be heard. */
  #again(call: Call): Call {
    const next = new Call(this, call.job, call.terms, call.ticket, call.acceptedAt, call.scope);
    next.runs = call.runs;
    next.resolve = call.resolve;
    next.reject = call.reject;
    call.deadlines?.replace(call, next);
    call.watch?.detach(call);
    call.overrun?.detach(call);
    if (call.terms.signal !== undefined) SignalWatch.attach(call.terms.signal, next);
    call.state = CallState.done;
    call.controller?.abort();
    return next;
  }

  /** Not at once: the other connections of the same server may be dying in this very turn. */
  #resumeSoon(): void {
    if (this.#resuming) return;
    this.#resuming = true;
    this.#clock.nextTurn(() => {
      this.#resuming = false;
      this.resume();
    });
  }

  // ---- leases of shared workers ----------------------------------------------------------------------------------

  /** True if one connection serves several calls at once, so that a lease has to wait until it is empty. */
  get #isShared(): boolean {
    return (this.#slots[0]?.capacity ?? 1) > 1;
  }

  /** Brings the workers in line with the leases that wait. To be called after whatever may have changed their prospects. */
  arrange(): void {
    const { leases } = this.#room;
    // What a step sets going may ask for more: the loop sees to it. And where no lease waits, no worker runs empty for one.
    if (this.#arranging || (leases.length === 0 && !this.#emptying)) return;
    this.#arranging = true;
    for (;;) {
      const step = nextLeaseStep(this.held ? undefined : leases.oldest, this.#slots);
      if (step === undefined) break;
      const { worker, call } = step;
      if (call !== undefined) this.#lend(worker, call);
      else if (worker.ready) {
        this.#emptying = true;
        this.leave(worker);
        worker.away = 'emptying';
        this.scatter(worker);
      } else this.join(worker);
    }
    this.#arranging = false;
    this.#emptying = leases.length > 0;
  }

  #lend(worker: Worker, call: Call): void {
    const now = this.#now();
    if (this.#isStale(worker, now)) {
      this.#crew.probe(worker);
    } else if (call.terms.signal?.aborted) {
      this.cancelled(call, call.terms.signal.reason);
    } else {
      this.#room.leave(call);
      this.leave(worker);
      worker.running++;
      const result = this.#begin(call, worker, now);
      if (isPromiseLike(result)) this.#follow(call, worker, result);
      else this.#succeeded(call, result);
    }
  }

  // ---- workers come and go ---------------------------------------------------------------------------------------

  /** Chooses by another strategy, made for another number of workers. */
  use(strategy: Strategy): void {
    this.#strategy = strategy;
    for (const worker of this.#ready) strategy.joined?.(worker);
  }

  /** The worker may be chosen from now on. */
  join(worker: Worker): void {
    worker.ready = true;
    worker.away = undefined;
    worker.position = this.#ready.length;
    this.#ready.push(worker);
    this.#strategy.joined?.(worker);
    this.arrange();
    this.#fill(worker);
  }

  /** The worker is chosen no more; what runs on it goes on. */
  leave(worker: Worker): void {
    if (worker.away === 'emptying') worker.away = undefined;
    if (!worker.ready) return;
    worker.ready = false;
    this.#strategy.left?.(worker);
    const { position } = worker;
    const last = this.#ready.pop() as Worker;
    if (last === worker) return;
    this.#ready[position] = last;
    last.position = position;
  }

  /**
   * The worker's connection has ended: its running calls are lost, its waiting ones move to other workers unless they
   * are bound to this one.
   * @returns how many callers lost their call
   */
  detach(worker: Worker, cause: unknown): number {
    const now = this.#now();
    this.leave(worker);
    const began = (call: Call): boolean => call.worker === worker && call.epoch === worker.epoch && call.state !== CallState.waiting;
    const calls = (this.#deadlines.all() as Call[]).filter(began);
    const lost = calls.filter((call) => call.state === CallState.running).length;
    worker.forget(cause);
    for (const call of calls) this.#lose(call, cause, true, now);
    this.scatter(worker, this.#slots[worker.index] !== worker);
    if (this.closed) this.#checkDrained();
    return lost;
  }

  /** Moves what waits in a worker's mailbox and need not stay there. With `all`, nothing may stay: the slot goes away. */
  scatter(worker: Worker, all = false): void {
    for (const call of worker.mailbox.toArray()) {
      // One that has left meanwhile was taken or answered by what the others do.
      if (call.line !== worker.mailbox || (call.terms.bound && !all)) continue;
      if (call.terms.bound && call.terms.key === undefined) this.cancelled(call, undefined, 'its worker was removed');
      else this.#move(call);
    }
    if (!all) return;
    for (const lease of this.#room.leases.toArray()) if (lease.worker === worker && lease.line === this.#room.leases) this.#move(lease);
  }

  /** Lets a waiting call wait, or run, where the strategy says now. */
  #move(call: Call): void {
    this.#room.leave(call);
    let worker: Worker | undefined;
    try {
      worker = this.#route(call.terms);
    } catch {
      // A strategy that cannot say leaves it to the line.
    }
    const line = this.#lineFor(call.terms, worker);
    if (line === this.#room.leases) call.worker = worker;
    this.#room.enter(call, line);
    if (worker?.ready) this.#fill(worker);
    else this.#crew.needed(worker);
  }

  /** Starts what can be started, after a pause. */
  resume(): void {
    // A worker that a lease waits for may have been given up meanwhile.
    for (const { worker } of this.#room.leases.toArray()) if (worker !== undefined) this.#crew.needed(worker as Worker);
    this.arrange();
    for (const worker of [...this.#ready]) this.#fill(worker);
    this.#crew.needed(undefined, this.unplaced);
  }

  /** Calls that wait for any worker. */
  get unplaced(): number {
    return this.held ? 0 : this.#room.line.length + this.#room.leases.length;
  }

  // ---- the end ---------------------------------------------------------------------------------------------------

  /** Accepts no more calls. Settles when the last accepted one has ended. */
  drain(): Promise<void> {
    this.closed = true;
    return new Promise((resolve) => {
      this.#drained = resolve;
      this.#checkDrained();
    });
  }

  #checkDrained(): void {
    if (this.#ledger.waiting === 0 && this.#crew.running === 0) this.#drained?.();
  }

  /** Answers every open call with `CALL_CANCELLED`. */
  cancelAll(why: string): void {
    for (const call of this.#deadlines.all() as Call[]) {
      if (call.state < CallState.abandoned) this.cancelled(call, undefined, why);
    }
  }

  /** Leaves no timer behind. To be called when every connection has ended. */
  dispose(): void {
    this.#deadlines.clear();
    this.#overruns?.clear();
  }

  // ---- telling ---------------------------------------------------------------------------------------------------

  #announceStart(call: Call, worker: Worker): void {
    const waitMs = call.startedAt - call.acceptedAt;
    const event = { key: this.#setup.key, worker: worker.index, label: call.label, waitMs };
    startedChannel.publish(event);
    guard('call.started', this.#setup.settings.callbacks?.callStarted, event);
  }

  #announceEnd(call: Call, outcome: string, error: unknown, now: number): void {
    call.overrun?.detach(call);
    const startedAt = call.runs > 0 ? call.startedAt : now;
    const times = { waitMs: startedAt - call.acceptedAt, runMs: now - startedAt };
    const event = { key: this.#setup.key, worker: call.worker?.index, label: call.label, outcome, error, cast: call.terms.cast, ...times };
    settledChannel.publish(event);
    guard('call.settled', this.#setup.settings.callbacks?.callSettled, event);
  }

  overran(call: Call, overrun: Overrun): void {
    const worker = call.worker as Worker;
    const event = { key: this.#setup.key, worker: worker.index, label: call.label, ...overrun };
    this.#ledger.overruns++;
    publish('call.overrun', event);
    for (const handler of [this.#setup.settings.overrunHandler ?? []].flat()) guard('call.overrun', handler, event);
    if (!overrun.final || call.state !== CallState.running) return;
    // The call is over for its caller; the connection ends as soon as nothing else needs it.
    this.#ledger.lost++;
    const now = this.#now();
    const cause = new Error(`it ran for ${Math.round(overrun.runMs)} ms and ignored ${overrun.warnings} overrun warnings`);
    this.#abandon(call, errors.connectionLost(call, now, cause, true, this.#setup.key), now);
    this.#crew.retire(worker, 'overrun');
  }
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  if (value instanceof Promise) return true;
  try {
    return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function';
  } catch {
    // Asked again by Promise.resolve, which makes a rejection of it.
    return true;
  }
}
