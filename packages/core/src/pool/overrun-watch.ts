import type { PoolEvents } from '../contract/pool-events.js';
import type { DeadlineList, Deadlines, Expirable } from '../time/deadlines.js';
import { type Call, CallState } from '../worker/call.js';

export interface OverrunRules {
  readonly warningMs: number;
  readonly maxWarnings: number;
}

/**
 * Watches one running call. With a limit the warnings are equally spaced and the last one ends the connection;
 * without, the time between them doubles.
 */
export class OverrunWatch implements Expirable {
  due = 0;
  deadlines: DeadlineList | undefined;
  sooner: Expirable | undefined;
  later: Expirable | undefined;

  readonly #call: Call;
  readonly #epoch: number;
  readonly #rules: OverrunRules;
  readonly #lists: Deadlines;
  readonly #report: (call: Call, overrun: Pick<PoolEvents['call.overrun'], 'runMs' | 'warnings' | 'final'>) => void;
  #warnings = 0;
  #intervalMs: number;

  constructor(
    call: Call,
    rules: OverrunRules,
    lists: Deadlines,
    report: (call: Call, overrun: Pick<PoolEvents['call.overrun'], 'runMs' | 'warnings' | 'final'>) => void,
  ) {
    this.#call = call;
    this.#epoch = call.epoch;
    this.#rules = rules;
    this.#lists = lists;
    this.#report = report;
    this.#intervalMs = rules.warningMs;
    this.#lists.list(this.#intervalMs).link(this, call.startedAt);
  }

  stop(): void {
    this.deadlines?.unlink(this);
  }

  expire(now: number): void {
    const call = this.#call;
    if (call.state === CallState.done || call.epoch !== this.#epoch) return;
    this.#warnings++;
    const final = this.#warnings >= this.#rules.maxWarnings;
    if (!final) {
      if (this.#rules.maxWarnings === Number.POSITIVE_INFINITY) this.#intervalMs *= 2;
      // From the due time, not from now: warnings keep their spacing when the loop is late.
      const next = this.#rules.maxWarnings === Number.POSITIVE_INFINITY ? call.startedAt : this.due;
      this.#lists.list(this.#intervalMs).link(this, next);
    }
    this.#report(call, { runMs: now - call.startedAt, warnings: this.#warnings, final });
  }
}
