import {
  type Backend,
  type Clock,
  type Endpoint,
  messageOf,
  PoolError,
  type PoolKey,
  type PoolSettings,
  publish,
  type Timer,
  UnsuitableEndpoint,
} from '@outpool/contract/internal';
import { Backoff } from '../time/backoff.js';
import { outsideCallers } from '../time/system-clock.js';
import type { ConnectionHolder, Dialer, Opened } from './connection-holder.js';
import { EndpointBalancer } from './endpoint-balancer.js';

export interface DialerSetup {
  readonly key: PoolKey;
  readonly backend: Backend;
  readonly options: unknown;
  readonly settings: PoolSettings;
  readonly clock: Clock;
}

/** Told of what no holder is told. */
export interface DialerOwner {
  /** A worker begins to connect. */
  starting(worker: number, endpoint: Endpoint | undefined): void;
  /** An attempt failed; the dialer goes on. */
  failed(error: PoolError): void;
  /** One connect less is unsettled, and what it brought too late is closed. */
  settled(): void;
  /** There are other servers than before. */
  changed(): void;
}

/** One attempt under way, on one server after the other. */
interface Attempt {
  readonly holder: ConnectionHolder;
  readonly beganAt: number;
  /** The holder has hung up: what still comes is closed. */
  given: boolean;
  /** Ends the connect that is under way. */
  abort: (reason: Error) => void;
}

/**
 * All connecting of one pool: so many attempts at once, each with a deadline. After a failure one attempt at a time,
 * with a growing random delay, until one succeeds; then all that wait go ahead. Only this file calls `connect` and
 * `close` of the backend.
 *
 * Over 300 lines because an attempt that is late, given up or dead on arrival touches every step of dialing.
 */
export class ConnectionDialer implements Dialer {
  readonly #setup: DialerSetup;
  readonly #owner: DialerOwner;
  readonly #backoff: Backoff;
  readonly #balancer: EndpointBalancer | undefined;
  #waiting: ConnectionHolder[] = [];
  #attempts: readonly Attempt[] = [];
  /** Open connections that are objects, to notice one that a backend hands out twice. */
  readonly #live = new Set<object>();
  readonly #unsteady: Backoff;
  #retry: Timer | undefined;
  #stopped = false;
  /** Connects that have not settled, those that were given up included. */
  unsettled = 0;
  /** No attempt before that: the last one failed. */
  #retryAt = Number.NEGATIVE_INFINITY;
  /** No attempt before that: the last connection hardly lived. */
  #steadyAt = Number.NEGATIVE_INFINITY;

  constructor(setup: DialerSetup, owner: DialerOwner) {
    this.#setup = setup;
    this.#owner = owner;
    this.#backoff = new Backoff(setup.settings.reconnect, setup.clock.random);
    this.#unsteady = new Backoff(setup.settings.reconnect, setup.clock.random);
    const endpoints = setup.backend.endpoints?.(setup.options) ?? [];
    const policy = setup.settings.endpointPolicy;
    if (endpoints.length > 0) this.#balancer = new EndpointBalancer({ endpoints, policy, random: setup.clock.random });
  }

  dial(holder: ConnectionHolder): void {
    this.#waiting.push(holder);
    this.#proceed();
  }

  hangUp(holder: ConnectionHolder): void {
    const attempt = this.#attempts.find((one) => one.holder === holder);
    if (attempt !== undefined) {
      this.#giveUp(attempt, new Error('the pool no longer wants this connection'));
    } else {
      this.#waiting.splice(this.#waiting.indexOf(holder), 1);
      if (this.#waiting.length === 0) this.#cancelRetry();
    }
    this.#proceed();
  }

  /** @param byItself it was lost, and not through a call */
  async close(opened: Opened, worker: number, byItself: boolean): Promise<void> {
    if (opened.endpointIndex !== undefined) this.#balancer?.disconnected(opened.endpointIndex);
    if (byItself) this.#stumble(opened);
    await this.#closeConnection(opened.connection, worker);
    if (isObject(opened.connection)) this.#live.delete(opened.connection);
  }

  /** Begins no more attempts. */
  stop(): void {
    this.#stopped = true;
  }

  /** A call or connection has shown that its server is at fault: it is left out for a while. */
  blame(endpointIndex: number | undefined): void {
    if (endpointIndex === undefined || this.#balancer === undefined) return;
    const endpoint = this.#balancer.endpoint(endpointIndex);
    const forMs = this.#balancer.failed(endpointIndex, this.#setup.clock.now());
    if (forMs !== undefined) publish('endpoint.ejected', { key: this.#setup.key, endpoint, forMs });
  }

  /** A server from which one connection ought to move, because one that deserves it is back. */
  misplaced(now: number): number | undefined {
    return this.#balancer?.misplaced(now);
  }

  /** Ms until a server that is left out may be tried again. */
  nextReturn(now: number): number | undefined {
    return this.#balancer?.nextReturn(now);
  }

  #proceed(): void {
    if (this.#retry !== undefined || this.#waiting.length === 0 || this.#stopped) return;
    const { clock, settings } = this.#setup;
    const pauseMs = Math.max(this.#retryAt, this.#steadyAt) - clock.now();
    if (pauseMs > 0) {
      this.#retry = clock.setTimer(() => {
        this.#retry = undefined;
        this.#proceed();
      }, pauseMs);
      return;
    }
    const limit = this.#backoff.failures > 0 ? 1 : settings.maxConnecting;
    while (this.#waiting.length > 0 && this.#attempts.length < limit) {
      const holder = this.#waiting.shift() as ConnectionHolder;
      const attempt: Attempt = { holder, beganAt: clock.now(), given: false, abort: () => undefined };
      this.#attempts = [...this.#attempts, attempt];
      // A connection outlives the call that it is made for, and must not keep its context.
      void outsideCallers(() => this.#attempt(attempt));
    }
    // An array that was long keeps its room.
    if (this.#waiting.length === 0) this.#waiting = [];
  }

  /** A server that takes connections and drops them must not be dialed in a loop: the next attempts wait, as after a failure. */
  #stumble(opened: Opened): void {
    const { clock, settings } = this.#setup;
    const now = clock.now();
    if (now - opened.at >= settings.reconnect.maxMs || now < this.#steadyAt) return;
    if (now - this.#steadyAt > 10 * settings.reconnect.maxMs) this.#unsteady.reset();
    this.#steadyAt = now + this.#unsteady.next();
  }

  /** Tries server after server until one connects or none is left; without several servers, once. */
  async #attempt(attempt: Attempt): Promise<void> {
    const tried: number[] = [];
    for (;;) {
      const index = this.#balancer?.choose(this.#setup.clock.now(), tried);
      if (index !== undefined) {
        tried.push(index);
        this.#balancer?.connecting(index);
      }
      const failure = await this.#connect(attempt, index);
      if (failure === undefined) return;
      if (index !== undefined) this.#balancer?.disconnected(index);
      if (attempt.given) return;
      if (index !== undefined) {
        if (UnsuitableEndpoint.is(failure.cause)) this.#balancer?.declined(index);
        else this.blame(index);
      }
      if (this.#balancer?.choose(this.#setup.clock.now(), tried) !== undefined) continue;
      this.#failed(attempt, failure, index);
      return;
    }
  }

  /** One call of the backend's `connect`. Answers with the failure, or with nothing when the holder has been served. */
  #connect(attempt: Attempt, index: number | undefined): Promise<PoolError | undefined> {
    const { backend, clock, key, options, settings } = this.#setup;
    const worker = attempt.holder.worker.index;
    const endpoint = this.#endpoint(index);
    const where = endpoint === undefined ? '' : ` to ${endpoint.host}:${endpoint.port}`;
    this.#owner.starting(worker, endpoint);

    return new Promise((resolve) => {
      const controller = new AbortController();
      const timeout = clock.setTimer(() => {
        const text = `connecting${where} took longer than connectTimeoutMs (${settings.connectTimeoutMs} ms)`;
        const error = new PoolError('CONNECT_TIMEOUT', text, { key, phase: 'connect' });
        fail(error);
        controller.abort(error);
      }, settings.connectTimeoutMs);
      const due = clock.now() + settings.connectTimeoutMs;
      let opened: Opened | undefined;
      let lostEarly: { reason: unknown } | undefined;
      let blockedEarly: string | undefined;
      let over = false;

      const fail = (error: PoolError): void => {
        if (over) return;
        over = true;
        timeout.cancel();
        resolve(error);
      };
      const failWith = (cause: unknown): void => {
        fail(new PoolError('CONNECT_FAILED', `connecting${where} failed: ${messageOf(cause)}`, { key, phase: 'connect', cause }));
      };
      const arrived = (connection: unknown): Promise<void> | undefined => {
        const twice = isObject(connection) && this.#live.has(connection);
        if (over || lostEarly !== undefined) {
          if (over) publish('connect.late', { key, worker, lateMs: Math.max(0, clock.now() - due) });
          else failWith(lostEarly?.reason);
          return twice ? undefined : this.#closeConnection(connection, worker);
        }
        if (twice) {
          failWith(new TypeError('the backend answered with a connection that is already in use'));
          return undefined;
        }
        over = true;
        timeout.cancel();
        opened = this.#opened(connection, index, blockedEarly);
        resolve(undefined);
        this.#succeeded(attempt, opened);
        return undefined;
      };
      attempt.abort = (reason) => {
        failWith(reason);
        controller.abort(reason);
      };
      const lost = (reason: unknown): void => {
        if (opened === undefined) lostEarly ??= { reason };
        else attempt.holder.died(reason, opened);
      };
      const blocked = (reason: string | undefined): void => {
        if (opened === undefined) blockedEarly = reason;
        else attempt.holder.block(reason, opened);
      };
      const blame = (): void => {
        if (opened !== undefined) attempt.holder.blame(opened);
      };
      const discovered = (endpoints: readonly Endpoint[]): void => this.#discovered(endpoints);
      const { concurrency } = settings;
      const { host, tag } = key;
      try {
        const { signal } = controller;
        const connecting = backend.connect({ options, host, tag, worker, endpoint, concurrency, signal, lost, blocked, blame, discovered });
        this.unsettled++;
        void Promise.resolve(connecting)
          .then(arrived, failWith)
          .then(() => {
            this.unsettled--;
            this.#owner.settled();
          });
      } catch (error) {
        failWith(error);
      }
    });
  }

  /** The backend has found out which servers there are. */
  #discovered(endpoints: readonly Endpoint[]): void {
    const { clock, key } = this.#setup;
    const present = this.#balancer?.discovered(endpoints, clock.now());
    if (present === undefined) return;
    publish('endpoints.changed', { key, endpoints: present });
    this.#owner.changed();
  }

  #endpoint(index: number | undefined): Endpoint | undefined {
    return index === undefined ? undefined : this.#balancer?.endpoint(index);
  }

  #opened(connection: unknown, endpointIndex: number | undefined, blocked: string | undefined): Opened {
    const { clock, settings } = this.#setup;
    if (isObject(connection)) this.#live.add(connection);
    const at = clock.now();
    return {
      connection,
      blocked,
      endpointIndex,
      at,
      // Shortened at random, so that connections made together do not all end together.
      retireAt: settings.maxLifetimeMs === Number.POSITIVE_INFINITY ? undefined : at + settings.maxLifetimeMs * (1 - 0.1 * clock.random()),
    };
  }

  #succeeded(attempt: Attempt, opened: Opened): void {
    const { key, clock } = this.#setup;
    this.#over(attempt);
    this.#backoff.reset();
    this.#retryAt = Number.NEGATIVE_INFINITY;
    this.#cancelRetry();
    const { endpointIndex } = opened;
    const endpoint = this.#endpoint(endpointIndex);
    if (endpointIndex !== undefined && endpoint !== undefined && this.#balancer?.succeeded(endpointIndex, clock.now())) {
      publish('endpoint.returned', { key, endpoint });
    }
    attempt.holder.handOver(opened, endpoint, opened.at - attempt.beganAt);
    this.#proceed();
  }

  #failed(attempt: Attempt, error: PoolError, index: number | undefined): void {
    const { key, clock } = this.#setup;
    this.#over(attempt);
    this.#waiting.unshift(attempt.holder);
    // Attempts that were under way together and fail together are one failure.
    if (clock.now() >= this.#retryAt) this.#retryAt = clock.now() + this.#backoff.next();
    this.#proceed();
    publish('connect.failed', {
      key,
      worker: attempt.holder.worker.index,
      endpoint: this.#endpoint(index),
      error,
      attempts: this.#backoff.failures,
      retryInMs: this.#retryAt - clock.now(),
    });
    this.#owner.failed(error);
  }

  #giveUp(attempt: Attempt, reason: Error): void {
    attempt.given = true;
    this.#over(attempt);
    attempt.abort(reason);
  }

  #over(attempt: Attempt): void {
    this.#attempts = this.#attempts.filter((one) => one !== attempt);
  }

  #cancelRetry(): void {
    this.#retry?.cancel();
    this.#retry = undefined;
  }

  /** Never rejects, and ends in bounded time. */
  #closeConnection(connection: unknown, worker: number): Promise<void> {
    const { backend, clock, key, settings } = this.#setup;
    return new Promise((resolve) => {
      let over = false;
      const end = (error?: unknown): void => {
        if (over) return;
        over = true;
        timer.cancel();
        if (error !== undefined) publish('close.failed', { key, worker, error });
        resolve();
      };
      const timer = clock.setTimer(
        () => end(new Error(`closing took longer than closeTimeoutMs (${settings.closeTimeoutMs} ms)`)),
        settings.closeTimeoutMs,
      );
      try {
        Promise.resolve(backend.close(connection)).then(
          () => end(),
          (error: unknown) => end(error ?? new Error('close failed without a reason')),
        );
      } catch (error) {
        end(error);
      }
    });
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
