import { AsyncResource } from 'node:async_hooks';
import type { CallContext, Job } from '../contract/job.js';
import type { DeadlineList, Expirable } from '../time/deadlines.js';
import type { SignalWatch } from './signal-watch.js';
import type { WaitingLine } from './waiting-line.js';
import type { Worker } from './worker.js';

/** `waiting -> running -> done`; from `waiting` or `running` a caller may be answered early: then `done` or `abandoned`. */
export const CallState = {
  waiting: 0,
  running: 1,
  /** The caller has been answered (timeout, cancel, loss) but the job has not settled. */
  abandoned: 2,
  done: 3,
} as const;
export type CallState = (typeof CallState)[keyof typeof CallState];

/** Whoever answers for calls: told of expiry and cancellation. */
export interface CallOwner {
  expired(call: Call, now: number): void;
  cancelled(call: Call, reason: unknown): void;
}

/** What the caller said, shared by the calls that said nothing. */
export interface CallTerms {
  readonly timeoutMs: number;
  readonly key: string | undefined;
  readonly label: string | undefined;
  readonly idempotent: boolean;
  readonly cast: boolean;
  /** Stays with its worker whatever becomes of the connection: routed by key, or one of a broadcast. */
  readonly bound: boolean;
  /** Wants a worker for itself: a lease. */
  readonly exclusive: boolean;
}

/**
 * One call, from the moment it is accepted until its job has settled. Plain data: the pool acts on it. It is also
 * its own node in the deadline list and in the waiting line, and the context that its job is given.
 */
export interface Call extends Expirable, CallContext {
  readonly owner: CallOwner;
  readonly job: Job<unknown, unknown>;
  readonly terms: CallTerms;
  state: CallState;
  resolve: ((value: unknown) => void) | undefined;
  reject: ((error: unknown) => void) | undefined;
  worker: Worker | undefined;
  /** The worker's epoch when the job started: another number now means the connection is gone. */
  epoch: number;
  acceptedAt: number;
  startedAt: number;
  /** Times that the job was started. */
  runs: number;
  controller: AbortController | undefined;
  watch: SignalWatch | undefined;
  /** What reports it when it runs long; only where that was asked for. */
  overrun: { stop(): void } | undefined;
  line: WaitingLine | undefined;
  ahead: Call | undefined;
  behind: Call | undefined;
  /** Order of acceptance, to find the older of two lines' heads. */
  ticket: number;
  run(connection: unknown): unknown;
}

/** A call that starts at once, in its caller's stack: the context is right already, nothing is captured. */
export class DirectCall implements Call {
  readonly owner: CallOwner;
  readonly job: Job<unknown, unknown>;
  readonly terms: CallTerms;
  state: CallState = CallState.waiting;
  resolve: ((value: unknown) => void) | undefined = undefined;
  reject: ((error: unknown) => void) | undefined = undefined;
  worker: Worker | undefined = undefined;
  epoch = 0;
  acceptedAt: number;
  startedAt = 0;
  runs = 0;
  due: number;
  deadlines: DeadlineList | undefined = undefined;
  sooner: Expirable | undefined = undefined;
  later: Expirable | undefined = undefined;
  controller: AbortController | undefined = undefined;
  watch: SignalWatch | undefined = undefined;
  overrun: { stop(): void } | undefined = undefined;
  line: WaitingLine | undefined = undefined;
  ahead: Call | undefined = undefined;
  behind: Call | undefined = undefined;
  ticket = 0;

  constructor(owner: CallOwner, job: Job<unknown, unknown>, terms: CallTerms, now: number) {
    this.owner = owner;
    this.job = job;
    this.terms = terms;
    this.acceptedAt = now;
    this.due = now + terms.timeoutMs;
  }

  get signal(): AbortSignal {
    return signalOf(this);
  }

  get deadline(): number {
    return this.acceptedAt + this.terms.timeoutMs;
  }

  get key(): string | undefined {
    return this.terms.key;
  }

  get label(): string | undefined {
    return this.terms.label;
  }

  run(connection: unknown): unknown {
    return this.job(connection, this);
  }

  expire(now: number): void {
    this.owner.expired(this, now);
  }
}

/**
 * A call that may start later. Being an AsyncResource it carries its caller's async context for a fortieth of what
 * `AsyncResource.bind` costs.
 */
export class WaitingCall extends AsyncResource implements Call {
  readonly owner: CallOwner;
  readonly job: Job<unknown, unknown>;
  readonly terms: CallTerms;
  state: CallState = CallState.waiting;
  resolve: ((value: unknown) => void) | undefined = undefined;
  reject: ((error: unknown) => void) | undefined = undefined;
  worker: Worker | undefined = undefined;
  epoch = 0;
  acceptedAt: number;
  startedAt = 0;
  runs = 0;
  due: number;
  deadlines: DeadlineList | undefined = undefined;
  sooner: Expirable | undefined = undefined;
  later: Expirable | undefined = undefined;
  controller: AbortController | undefined = undefined;
  watch: SignalWatch | undefined = undefined;
  overrun: { stop(): void } | undefined = undefined;
  line: WaitingLine | undefined = undefined;
  ahead: Call | undefined = undefined;
  behind: Call | undefined = undefined;
  ticket: number;

  constructor(owner: CallOwner, job: Job<unknown, unknown>, terms: CallTerms, ticket: number, now: number) {
    super('OutpoolCall');
    this.owner = owner;
    this.job = job;
    this.terms = terms;
    this.ticket = ticket;
    this.acceptedAt = now;
    this.due = now + terms.timeoutMs;
  }

  get signal(): AbortSignal {
    return signalOf(this);
  }

  get deadline(): number {
    return this.acceptedAt + this.terms.timeoutMs;
  }

  get key(): string | undefined {
    return this.terms.key;
  }

  get label(): string | undefined {
    return this.terms.label;
  }

  run(connection: unknown): unknown {
    return this.runInAsyncScope(this.job, undefined, connection, this);
  }

  expire(now: number): void {
    this.owner.expired(this, now);
  }
}

function signalOf(call: Call): AbortSignal {
  if (call.controller === undefined) {
    call.controller = new AbortController();
    // Asked for after the caller was answered: the job has to learn it all the same.
    if (call.state >= CallState.abandoned) call.controller.abort();
  }
  return call.controller.signal;
}
