import { VirtualClock } from '../../../testkit/src/virtual-clock.js';
import { type ConnectAttempt, type PoolSettings, poolOptionsSchema, type Strategy, type WorkerView } from '@outpool/contract/internal';
import type { Lease } from '../../src/pool/lease.js';
import { Pool } from '../../src/pool/pool.js';
import { createStrategy } from '../../src/strategy/create-strategy.js';
import { hashSlot } from '../../src/strategy/hash-slot.js';
import type { Makings, Step } from './history.js';
import { Model, ModelCall, ModelConnection, must } from './reference.js';
import { JobError, Servers } from './servers.js';

const CONNECT_MS = 30;
const CLOSE_MS = 20;
const PING_MS = 10;
const RETRY_RESERVE = 9;
const defaults = poolOptionsSchema.parse({});
type Size = number | { min: number; max: number };
const sizes: readonly [Size, ...Size[]] = [1, 2, 3, { min: 0, max: 2 }, { min: 1, max: 3 }, { min: 2, max: 4 }];
const ticks = [1, 5, 10, 15, 40, 60, 100, 1_000] as const;
const connectModes = [
  'ok',
  'ok',
  'ok',
  'pend',
  'pend',
  'deaf',
  'fail',
  'throw',
  'same',
  'stillborn',
  'brief',
  'blocked',
  'unsuitable',
] as const;
const closeModes = ['ok', 'pend', 'fail', 'throw'] as const;
const tidyModes = ['nothing', 'nothing', 'ok', 'pend', 'fail', 'throw'] as const;
const pingModes = ['ok', 'ok', 'pend', 'fail', 'throw'] as const;

interface Running {
  readonly call: ModelCall;
  readonly connection: ModelConnection;
  resolve(value: number): void;
  reject(error: unknown): void;
}

function choose<Of>(from: readonly [Of, ...Of[]], pick: number): Of;
function choose<Of>(from: readonly Of[], pick: number): Of | undefined;
function choose<Of>(from: readonly Of[], pick: number): Of | undefined {
  return from[pick % from.length];
}

/** Runs something after so many other microtasks. */
function soon(what: () => void, turns: number): void {
  queueMicrotask(() => (turns === 0 ? what() : soon(what, turns - 1)));
}

/** What a call can expect before it comes. */
interface Outlook {
  readonly waiting: number;
  readonly accepted: number;
  readonly startsAtOnce: boolean;
}

/** One pool on a virtual clock, its servers and its callers; the model looks on. */
export class World {
  readonly clock: VirtualClock;
  readonly model: Model;
  readonly pool: Pool<ModelConnection>;
  readonly #servers: Servers;
  readonly #settings: PoolSettings;
  /** The live numbers of every worker that was ever ready, by index; and those that are ready now. */
  readonly #views = new Map<number, WorkerView>();
  readonly #ready = new Set<WorkerView>();
  readonly #running: Running[] = [];
  readonly #leases = new Map<ModelCall, Lease<ModelConnection>>();
  readonly #aborts = new Map<ModelCall, AbortController>();
  #shared = new AbortController();
  #idempotent = 0;
  #depth = 0;
  #refused = 0;
  #stopped = false;
  #failure: unknown;

  constructor(makings: Makings) {
    const { min, max } = typeof makings.workers === 'number' ? { min: makings.workers, max: makings.workers } : makings.workers;
    this.clock = new VirtualClock({ seed: makings.seed });
    const strategy = makings.strategy === 'first' ? (workers: readonly WorkerView[]) => workers[0] : makings.strategy;
    this.#settings = {
      ...defaults,
      ...makings,
      endpointPolicy: makings.seed % 2 === 0 ? 'spread' : 'failover',
      connectTimeoutMs: CONNECT_MS,
      closeTimeoutMs: CLOSE_MS,
      pingTimeoutMs: PING_MS,
      reconnect: { minMs: 5, maxMs: 40 },
    } as PoolSettings;
    const alone = makings.strategy === 'available_worker' || makings.strategy === 'next_available_worker';
    const capacity = alone ? 1 : makings.concurrency;
    this.model = new Model(
      {
        lifo: makings.queueType === 'lifo',
        capacity,
        dropsOldest: makings.overflow === 'drop_oldest',
        graceMs: Math.max(1, makings.cancelGraceMs),
        maxUses: makings.maxUses,
        lifetimeMs: makings.maxLifetimeMs,
        idleMs: makings.idleTimeoutMs,
        overrunMs: makings.overrunWarningMs * makings.maxOverrunWarnings,
        oneLine: alone || makings.strategy === 'best_worker' || makings.strategy === 'hash_worker',
        moves: makings.endpoints > 1,
        tidies: makings.tidies,
      },
      this.clock.now,
    );
    Object.assign(this.model, { min, max });
    this.#servers = new Servers(
      {
        opened: (attempt, how) => this.#opened(attempt, how),
        existing: () => this.model.live()[0],
        closing: (connection) => this.#guard(() => this.model.closing(connection)),
      },
      makings.endpoints,
      makings.tidies,
    );
    const setup = { capacity, random: this.clock.random, now: this.clock.now };
    this.pool = new Pool({
      key: { type: 'model', host: 'global', tag: 'default' },
      backend: this.#servers,
      options: {},
      settings: {
        ...this.#settings,
        callbacks: {
          callStarted: ({ label, worker }) => this.#guard(() => this.#started(Number(label), worker)),
          callSettled: ({ label, outcome }) => this.#guard(() => this.model.answered(this.#call(Number(label)), outcome)),
        },
      },
      clock: this.clock,
      createStrategy: (workers) => this.#watched(createStrategy(strategy as string, { workers, ...setup })),
    });
  }

  /** What the model found wrong inside a callback, where nobody would hear it. */
  #guard(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#failure ??= error;
    }
  }

  /** The same strategy, watched: it is told who is ready. */
  #watched(inner: Strategy): Strategy {
    this.#ready.clear();
    const { whenNone = 'wait', room = 'slot', needsKey = false, keyed = false } = inner;
    return {
      whenNone,
      room,
      needsKey,
      keyed,
      select: (workers, key) => inner.select(workers, key),
      joined: (worker) => {
        this.#ready.add(worker);
        this.#views.set(worker.index, worker);
        inner.joined?.(worker);
      },
      left: (worker) => {
        this.#ready.delete(worker);
        inner.left?.(worker);
      },
      loadChanged: (worker) => inner.loadChanged?.(worker),
    };
  }

  #opened(attempt: ConnectAttempt<unknown>, how: 'brief' | 'stillborn' | 'blocked' | undefined): ModelConnection {
    const { model, clock } = this;
    const die = (): void => {
      if (connection.live) model.gone(connection);
      attempt.lost(new Error(`connection ${connection.id} died`));
    };
    const block = (blocked: boolean): void => {
      connection.blocked = blocked;
      attempt.blocked(blocked ? 'the server is busy' : undefined);
    };
    const connection = new ModelConnection(model.connections.length, attempt.worker, die, block, clock.now());
    connection.blocked = how === 'blocked';
    const lifetimeMs = model.rules.lifetimeMs;
    connection.mayFrom = clock.now() + lifetimeMs * 0.9;
    connection.mustFrom = clock.now() + lifetimeMs;
    connection.surplus = attempt.signal.aborted || how === 'stillborn';
    connection.live = !connection.surplus;
    // Given up before it was handed over.
    attempt.signal.addEventListener('abort', () => Object.assign(connection, { surplus: true, live: false }));
    model.connections.push(connection);
    if (how === 'brief') soon(die, 8);
    return connection;
  }

  #call(id: number): ModelCall {
    return this.model.calls[id] as ModelCall;
  }

  #started(id: number, worker: number): void {
    const connection = this.model.live().find((one) => one.worker === worker);
    must(connection !== undefined, 'a call starts on a worker that has a connection');
    this.model.started(this.#call(id), connection);
  }

  begin(): Promise<void> {
    this.pool.start().catch(() => {});
    return this.clock.settle();
  }

  // ---- what happens ----------------------------------------------------------------------------------------------

  async step({ kind, pick }: Step): Promise<void> {
    const { model, pool } = this;
    switch (kind) {
      case 'call':
      case 'cast':
      case 'lease':
        this.#place(kind, pick);
        break;
      case 'settle':
        this.#settle(pick);
        break;
      case 'tick':
        await this.#tick(choose(ticks, pick));
        break;
      case 'cancel':
        this.#cancel(choose([...this.#aborts.keys()], pick));
        break;
      case 'die':
        choose(model.live(), pick)?.die();
        break;
      case 'connected':
        this.#servers.answer(true);
        break;
      case 'refused':
        this.#servers.answer(false);
        break;
      case 'connectMode':
        this.#servers.connectMode = choose(connectModes, pick);
        break;
      case 'closeMode':
        this.#servers.closeMode = choose(closeModes, pick);
        break;
      case 'closed':
        choose(this.#servers.closes, pick)?.end(pick % 3 === 0 ? new Error('closing fails at last') : undefined);
        break;
      case 'pingMode':
        this.#servers.pingMode = choose(pingModes, pick);
        break;
      case 'tidyMode':
        this.#servers.tidyMode = choose(tidyModes, pick);
        break;
      case 'blocked':
        choose(model.live(), pick >> 2)?.block(pick % 4 < 2);
        break;
      case 'pinged':
        this.#pinged(choose(this.#servers.pings, pick), pick % 2 === 0);
        break;
      case 'release':
        this.#release(choose([...this.#leases.keys()], pick));
        break;
      case 'pause':
        model.paused = true;
        pool.pause();
        break;
      case 'resume':
        model.paused = false;
        pool.resume();
        break;
      case 'resize':
        this.#resize(choose(sizes, pick));
        break;
      case 'evict':
        this.#evict(pick % 2 === 0 ? 'all' : 'idle', pick % 3 === 0 ? 30 : 0);
        break;
    }
    await this.clock.settle();
    this.check();
  }

  #place(kind: 'call' | 'cast' | 'lease', pick: number): ModelCall {
    const { model, pool, clock } = this;
    const keyed = (this.#settings.strategy === 'hash_worker' && kind !== 'lease') || pick % 5 === 0;
    const key = keyed ? `key-${pick % 7}` : undefined;
    const timeoutMs = choose([undefined, undefined, 5, 40, 0, 500] as const, pick >> 3);
    const idempotent = kind !== 'lease' && (pick >> 6) % 4 === 0 && this.#idempotent < RETRY_RESERVE;
    if (idempotent) this.#idempotent++;
    const deadline = clock.now() + (timeoutMs ?? this.#settings.callTimeoutMs);
    const call = new ModelCall(model.calls.length, { deadline, idempotent, lease: kind === 'lease', key });
    const abort = (pick >> 5) % 3 === 0 ? this.#shared : new AbortController();
    this.#aborts.set(call, abort);
    const options = { timeoutMs, idempotent, key, label: String(call.id), signal: abort.signal };

    const before = this.#outlook(call);
    model.calls.push(call);
    model.wait(call);
    let answer: Promise<unknown> = Promise.resolve(call.id);
    if (kind === 'lease') answer = pool.lease(options).then((lease) => this.#granted(call, lease));
    else if (kind === 'call') answer = pool.call(this.#job(call, pick >> 4), options);
    else {
      try {
        pool.cast(this.#job(call, pick >> 4), options);
      } catch (error) {
        answer = Promise.reject(error);
      }
    }
    const refused = pool.stats().calls.accepted === before.accepted;
    if (refused) {
      Object.assign(call, { state: 'done', outcome: 'refused' });
      this.#aborts.delete(call);
      if (!model.draining) this.#refused++;
    }
    answer.then(
      (value) =>
        this.#guard(() =>
          must(value === call.id && (kind !== 'call' || call.outcome === 'ok'), `call ${call.id} is answered with its result`),
        ),
      (error) =>
        this.#guard(() => {
          if (refused) this.#checkRefusal(call, error.code, before);
          else
            must(call.outcome === (error instanceof JobError ? 'failed' : error.code), `call ${call.id} gets its own error, not ${error}`);
        }),
    );
    return call;
  }

  #outlook({ traits }: ModelCall): Outlook {
    const { waiting, calls } = this.pool.stats();
    const { rules, paused, max } = this.model;
    const slot = traits.key === undefined ? undefined : hashSlot(traits.key, max);
    const needs = traits.lease ? 1 : rules.capacity;
    const room = [...this.#ready].some((worker) => worker.running < needs && (slot === undefined || slot === worker.index));
    const sure = (rules.oneLine || slot !== undefined) && this.#settings.validateAfterIdleMs === Number.POSITIVE_INFINITY;
    return { waiting, accepted: calls.accepted, startsAtOnce: room && !paused && sure && waiting === 0 };
  }

  #checkRefusal(call: ModelCall, code: string, before: Outlook): void {
    const { maxQueue, maxWorkerQueue, strategy } = this.#settings;
    const full = before.waiting >= maxQueue || before.waiting >= maxWorkerQueue;
    const allowed =
      (code === 'POOL_CLOSED' && this.model.draining) ||
      (code === 'QUEUE_FULL' && full && !before.startsAtOnce) ||
      (code === 'NO_AVAILABLE_WORKER' && strategy === 'next_available_worker' && !before.startsAtOnce && call.traits.key === undefined);
    must(allowed, `call ${call.id} is not to be refused with ${code}: ${JSON.stringify(before)}`);
  }

  #job(call: ModelCall, pick: number) {
    return (connection: ModelConnection, context: { readonly signal: AbortSignal }): unknown => {
      this.#guard(() => must(call.connection === connection, `call ${call.id} runs on the connection of its worker`));
      const { model } = this;
      const ended = (verdict: 'ok' | 'failed', fate: 'keep' | 'replace' | 'lost' = 'keep'): void =>
        model.ended(call, connection, verdict, fate);
      switch (pick % 20) {
        case 0:
          ended('ok');
          return call.id;
        case 1:
          ended('failed');
          throw new JobError('keep');
        case 2:
          queueMicrotask(() => ended('ok'));
          return Promise.resolve(call.id);
        case 3:
          queueMicrotask(() => ended('failed', 'replace'));
          return Promise.reject(new JobError('replace'));
        case 4:
          // biome-ignore lint/suspicious/noThenProperty: that is what is tried
          return { then: (resolve: (value: number) => void) => [ended('ok'), resolve(call.id), resolve(-1)] };
        case 5:
          connection.die();
          break;
        case 6:
          this.#cancel(call);
          break;
        case 7:
          if (this.#depth++ < 3) this.#place(pick % 2 === 0 ? 'call' : 'cast', pick * 7919);
          break;
      }
      return new Promise<number>((resolve, reject) => {
        const running = { call, connection, resolve, reject };
        this.#running.push(running);
        const behaviour = (pick >> 4) % 5;
        if (behaviour < 2) return;
        context.signal.addEventListener('abort', () => {
          if (behaviour === 2) this.#end(running, 'keep');
          else if (behaviour === 3) this.#end(running, undefined);
          else if (connection.live) connection.die();
        });
      });
    };
  }

  #granted(call: ModelCall, lease: Lease<ModelConnection>): number {
    this.#guard(() => must(call.connection === lease.connection || call.state === 'done', 'a lease holds the connection of its worker'));
    this.#leases.set(call, lease);
    return call.id;
  }

  #pinged(ping: Servers['pings'][number] | undefined, ok: boolean): void {
    if (ping === undefined) return;
    ping.connection.pingFailed = !ok;
    ping.end(ok ? undefined : new Error('no pong'));
  }

  #release(call: ModelCall | undefined): void {
    const lease = call === undefined ? undefined : this.#leases.get(call);
    if (call === undefined || lease === undefined) return;
    this.#leases.delete(call);
    this.model.ended(call, lease.connection, 'ok');
    lease.release();
  }

  #cancel(call: ModelCall | undefined): void {
    const abort = call === undefined ? undefined : this.#aborts.get(call);
    if (abort === undefined) return;
    for (const [other, controller] of this.#aborts) {
      if (controller !== abort) continue;
      if (other.outcome === undefined) other.cancelled = true;
      this.#aborts.delete(other);
    }
    if (abort === this.#shared) this.#shared = new AbortController();
    abort.abort();
  }

  #settle(pick: number): void {
    const running = choose(this.#running, pick >> 3);
    if (running === undefined) return;
    const how = pick % 8;
    this.#end(running, how < 4 ? undefined : choose(['keep', 'replace', 'lost', 'blame'] as const, how));
  }

  #end(running: Running, fate: 'keep' | 'replace' | 'lost' | 'blame' | undefined): void {
    const { call, connection } = running;
    const at = this.#running.indexOf(running);
    if (at === -1) return;
    this.#running.splice(at, 1);
    if (fate === undefined) {
      this.model.ended(call, connection, 'ok');
      running.resolve(call.id);
    } else if (fate === 'blame') {
      this.model.ended(call, connection, 'failed');
      running.reject(new JobError({ connection: 'keep', blameEndpoint: true }));
    } else {
      this.model.ended(call, connection, 'failed', fate);
      running.reject(new JobError(fate));
    }
  }

  #resize(size: Size): void {
    const { model } = this;
    const { min, max } = typeof size === 'number' ? { min: size, max: size } : size;
    Object.assign(model, { min, max, moving: true });
    for (const call of model.waiting()) {
      if (call.slot !== undefined && call.slot >= max) model.wait(call);
    }
    for (const index of this.#views.keys()) if (index >= max) this.#views.delete(index);
    this.pool.resize(size);
    model.moving = false;
    for (const connection of model.live()) if (connection.worker >= max) Object.assign(connection, { leaving: true, retired: true });
  }

  #evict(which: 'idle' | 'all', overMs: number): void {
    const { model } = this;
    const now = this.clock.now();
    const chosen = model.live().filter((connection) => which === 'all' || connection.jobs.size === 0);
    model.evicting = chosen;
    this.pool.evict({ which, overMs });
    model.evicting = [];
    for (const connection of chosen) {
      connection.mayFrom = Math.min(connection.mayFrom, now);
      if (which === 'all' || overMs === 0) connection.mustFrom = Math.min(connection.mustFrom, now + overMs);
      if (overMs === 0) connection.retired = true;
    }
  }

  async #tick(ms: number): Promise<void> {
    await this.clock.advance(ms);
    for (const call of this.model.calls) if (call.outcome !== undefined) this.#aborts.delete(call);
  }

  // ---- what must hold whenever nothing moves ---------------------------------------------------------------------

  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
    const { model, clock, pool } = this;
    const now = clock.now();
    const stats = pool.stats();
    const { connections, workers } = stats;
    const live = model.live();
    for (const call of model.calls) {
      if (call.state === 'waiting' || call.state === 'running')
        must(!call.cancelled && now < call.deadline, `call ${call.id} is answered by its deadline, and when it is cancelled`);
      if (call.state === 'running')
        must(
          call.connection?.live === true && call.verdict === undefined,
          `call ${call.id} is answered when its job or connection has ended`,
        );
    }
    for (const connection of live) {
      const needed = [...connection.jobs].some((call) => call.state === 'running');
      must(needed || !model.mustRetire(connection), `connection ${connection.id} ends when it is retired and nobody needs it`);
    }
    this.#checkNumbers(stats, live);
    if (model.draining) return;

    const shared = model.rules.capacity > 1;
    const leases = model.waiting().filter((call) => shared && call.traits.lease);
    const waiting = model.waiting().filter((call) => !shared || !call.traits.lease);
    const ready = [...this.#ready];
    const sound = live.filter(
      (connection) =>
        !model.mayRetire(connection) &&
        !connection.leased &&
        !connection.blocked &&
        !this.#servers.pings.some((ping) => ping.connection === connection),
    );
    const serves = ({ worker }: ModelConnection): boolean => ready.some(({ index }) => index === worker);
    const out = sound.filter((connection) => !serves(connection));
    // One that the pool may retire any moment may run empty as well as another.
    const emptying = live.some((connection) => !connection.leased && !serves(connection));
    must(out.length <= leases.length, `connection ${out[0]?.id} is sound and serves`);
    for (const { id, slot } of model.paused ? [] : leases) {
      const possible = sound.filter(({ worker }) => slot === undefined || slot === worker);
      must(!possible.some(({ jobs }) => jobs.size === 0), `lease ${id} does not wait while a worker that it may have is idle`);
      must(possible.length === 0 || emptying, `some worker runs empty while lease ${id} waits`);
    }
    let inLine = waiting.filter((call) => call.slot === undefined).length;
    for (const [index, { queued }] of this.#views) inLine -= queued - waiting.filter((call) => call.slot === index).length;
    for (const worker of ready) {
      const connection = live.find((one) => one.worker === worker.index);
      must(
        connection?.jobs.size === worker.running && !connection.blocked && !model.mustRetire(connection),
        'a ready worker has a sound connection, and its load is true',
      );
      if (model.paused || worker.running === worker.capacity) continue;
      must(worker.queued === 0 && inLine === 0, `no call waits while worker ${worker.index} has room: ${worker.queued}, ${inLine}`);
    }
    if (inLine > 0 && !model.paused) {
      const growing = workers.wanted === model.max || connections.connecting + connections.closing + this.#servers.pings.length > 0;
      must(growing, 'a pool with calls in its line grows while it may');
    }
  }

  #checkNumbers({ connections, workers, calls, ...stats }: ReturnType<Pool['stats']>, live: readonly ModelConnection[]): void {
    const { model, clock } = this;
    const equal = (found: number, expected: number, what: string): void => must(found === expected, `${what}: ${found}, not ${expected}`);
    const outcomes = (...codes: string[]): number =>
      model.calls.filter((call) => call.outcome !== undefined && codes.includes(call.outcome)).length;
    const { idle, used, connecting, closing, open } = connections;
    const closes = this.#servers.closes.filter(({ connection }) => !connection.surplus && clock.now() < connection.closedAt + CLOSE_MS);
    equal(stats.waiting, model.waiting().length, 'waiting');
    equal(
      stats.running,
      live.reduce((sum, connection) => sum + connection.jobs.size, 0),
      'running',
    );
    equal(used, live.filter((connection) => connection.jobs.size > 0).length, 'used');
    equal(idle + used, live.length, 'idle + used');
    equal(closing, closes.length, 'closing');
    equal(open, idle + used + connecting + closing, 'open');
    equal(workers.ready, live.length, 'workers ready');
    equal(this.pool.health().workers.blocked.length, live.filter(({ blocked }) => blocked).length, 'workers blocked');
    must(connecting >= this.#servers.pending.filter(({ attempt }) => !attempt.signal.aborted).length, 'every attempt is counted');
    must(connecting <= workers.wanted && workers.wanted <= model.max, 'connecting <= wanted <= max');
    const leaving = [...live, ...closes.map(({ connection }) => connection)].filter((connection) => connection.worker >= model.max);
    must(open - leaving.length <= model.max, `never above max: ${open} of ${model.max}`);
    must(new Set(live.map((connection) => connection.worker)).size === live.length, 'a worker has one connection');
    if (stats.state !== 'lazy' && !model.draining) {
      must(workers.wanted >= model.min, 'the least number of workers is wanted');
      must((stats.state === 'ready') === live.length >= model.min || model.min === 0, `${stats.state} with ${live.length} connections`);
    }
    equal(calls.refused, this.#refused, 'refused');
    equal(calls.accepted, model.calls.length - outcomes('refused'), 'accepted');
    equal(calls.ok, outcomes('ok'), 'ok');
    equal(calls.failed, outcomes('failed'), 'failed');
    equal(calls.timedOut, outcomes('QUEUE_TIMEOUT', 'POOL_DOWN', 'CALL_TIMEOUT'), 'timed out');
    equal(calls.cancelled, outcomes('CALL_CANCELLED'), 'cancelled');
    equal(calls.lost, outcomes('CONNECTION_LOST'), 'lost');
    equal(calls.dropped, outcomes('QUEUE_OVERFLOW'), 'dropped');
  }

  // ---- the end ---------------------------------------------------------------------------------------------------

  /** The servers and jobs are well again: every call that was accepted is answered. */
  async recover(): Promise<void> {
    const { model, pool, clock } = this;
    Object.assign(this.#servers, { connectMode: 'ok', closeMode: 'ok', pingMode: 'ok', tidyMode: 'nothing' });
    model.paused = false;
    pool.resume();
    for (let round = 0; round < 200; round++) {
      for (const call of this.#leases.keys()) this.#release(call);
      for (const running of [...this.#running]) this.#end(running, undefined);
      while (this.#servers.pending.length > 0) this.#servers.answer(true);
      for (const close of [...this.#servers.closes]) close.end();
      for (const ping of [...this.#servers.pings]) this.#pinged(ping, true);
      for (const connection of model.live()) if (connection.blocked) connection.block(false);
      await clock.advance(20);
      this.check();
      if (model.calls.every((call) => call.outcome !== undefined)) return;
    }
    const lost = model.calls.filter((call) => call.outcome === undefined).map(({ id, state }) => `${id} ${state}`);
    must(false, `no call is lost: ${lost.join(', ')}`);
  }

  /** Tells the pool to stop, as the history has left it; the history may go on. */
  beginStop(pick: number): Promise<void> {
    const { model, pool, clock } = this;
    const graceMs = choose([0, 0, 20, 100] as const, pick);
    Object.assign(model, { draining: true, paused: false, stopAt: clock.now() + graceMs });
    pool.stop({ graceMs }).then(() => {
      this.#stopped = true;
    });
    return clock.settle();
  }

  /** Whatever the servers do, the pool has stopped in bounded time, and nothing is there any more. */
  async endStop(): Promise<void> {
    const { model, clock } = this;
    this.check();
    await clock.advance(Math.max(0, model.stopAt - clock.now()) + 2 * CLOSE_MS);
    must(this.#stopped, 'stopping ends in bounded time');
    for (const call of model.calls) must(call.outcome !== undefined, `call ${call.id} is answered when the pool stops`);
    while (this.#servers.pending.length > 0) this.#servers.answer(true);
    await clock.settle();
    for (const close of [...this.#servers.closes]) close.end();
    await clock.settle();
    for (const { id, closeCalls } of model.connections) must(closeCalls === 1, `connection ${id} is closed once: ${closeCalls}`);
    must(clock.pendingTimers === 0, `no timer is left: ${clock.pendingTimers}`);
    this.check();
  }
}
