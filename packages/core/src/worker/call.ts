import type { AsyncResource } from 'node:async_hooks';
import type { CallContext, Job } from '@outpool/contract/internal';
import type { Beginner, DeadlineList, Expirable } from '../time/deadlines.js';

/** `waiting -> running -> done`; a caller who is answered while the job runs leaves it `abandoned` until it settles. */
export const CallState = { waiting: 0, running: 1, abandoned: 2, done: 3 } as const;
export type CallState = (typeof CallState)[keyof typeof CallState];

/** What the caller asked for. One object serves all calls that asked for nothing. */
export interface CallTerms {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly key: string | undefined;
  readonly label: string | undefined;
  readonly idempotent: boolean;
  readonly cast: boolean;
  /** Stays with its worker whatever becomes of the connection: routed by key, or one of a broadcast. */
  readonly bound: boolean;
  /** Wants a worker for itself: a lease. */
  readonly exclusive: boolean;
}

/** Whoever answers for a call: told of expiry and cancellation. */
export interface CallOwner {
  expired(call: Call, now: number): void;
  cancelled(call: Call, reason: unknown): void;
}

/** What a call needs to know of its worker. */
export interface CallWorker {
  readonly index: number;
  readonly epoch: number;
}

/** Something that looks after a call until it is answered. */
export interface Attachment {
  detach(call: Call): void;
}

/**
 * One call, from the moment it is accepted until its job has settled. Plain data: the pool acts on it. It is its own
 * node in the deadline list and in the waiting line, and the context that its job is given. All fields are set in the
 * constructor, in one order, so that every call has one shape.
 */
export class Call implements Beginner, CallContext {
  readonly owner: CallOwner;
  readonly job: Job<unknown, unknown>;
  readonly terms: CallTerms;
  /** Order of acceptance. */
  readonly ticket: number;
  /** When its time began; Infinity before. */
  acceptedAt: number;
  /** The caller's async context, where the job does not start in the caller's own stack. */
  readonly scope: AsyncResource | undefined;

  state: CallState = CallState.waiting;
  resolve: ((value: unknown) => void) | undefined = undefined;
  reject: ((error: unknown) => void) | undefined = undefined;
  worker: CallWorker | undefined = undefined;
  /** The worker's epoch when the job started: another number now means the connection is gone. */
  epoch = 0;
  startedAt = 0;
  /** Times that the job was started. */
  runs = 0;
  controller: AbortController | undefined = undefined;
  watch: Attachment | undefined = undefined;
  overrun: Attachment | undefined = undefined;

  due = 0;
  deadlines: DeadlineList | undefined = undefined;
  sooner: Expirable | undefined = undefined;
  later: Expirable | undefined = undefined;

  line: { leave(call: Call): void } | undefined = undefined;
  ahead: Call | undefined = undefined;
  behind: Call | undefined = undefined;

  constructor(
    owner: CallOwner,
    job: Job<unknown, unknown>,
    terms: CallTerms,
    ticket: number,
    now: number,
    scope: AsyncResource | undefined,
  ) {
    this.owner = owner;
    this.job = job;
    this.terms = terms;
    this.ticket = ticket;
    this.acceptedAt = now;
    this.scope = scope;
  }

  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    // Asked for after the caller was answered: the job has to learn it all the same.
    if (this.state >= CallState.abandoned) this.controller.abort();
    return this.controller.signal;
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

  /** Its time begins. */
  begin(now: number): void {
    this.acceptedAt = now;
  }

  expire(now: number): void {
    this.owner.expired(this, now);
  }
}
