import type { PoolEvents, PoolSettings } from '@outpool/contract/internal';
import type { DeadlineList, Deadlines, Expirable } from '../time/deadlines.js';
import { type Attachment, type Call, CallState } from '../worker/call.js';

export type Overrun = Pick<PoolEvents['call.overrun'], 'runMs' | 'warnings' | 'final'>;

export interface OverrunOwner {
  overran(call: Call, overrun: Overrun): void;
}

/**
 * Watches one running call. With a limit the warnings are equally spaced and the last one ends the connection;
 * without, they come after 1, 2, 4, 8 ... times the interval.
 */
export class OverrunWatch implements Expirable, Attachment {
  due = 0;
  deadlines: DeadlineList | undefined = undefined;
  sooner: Expirable | undefined = undefined;
  later: Expirable | undefined = undefined;
  readonly #call: Call;
  readonly #settings: PoolSettings;
  readonly #lists: Deadlines;
  readonly #owner: OverrunOwner;
  #warnings = 0;

  constructor(call: Call, settings: PoolSettings, lists: Deadlines, owner: OverrunOwner) {
    this.#call = call;
    this.#settings = settings;
    this.#lists = lists;
    this.#owner = owner;
    lists.list(settings.overrunWarningMs).link(this, call.startedAt);
  }

  detach(): void {
    this.deadlines?.unlink(this);
  }

  expire(now: number): void {
    const call = this.#call;
    const { maxOverrunWarnings, overrunWarningMs } = this.#settings;
    if (call.state !== CallState.running) return;
    this.#warnings++;
    const final = this.#warnings >= maxOverrunWarnings;
    // From the start or the due time, not from now: warnings keep their spacing when the loop is late.
    if (maxOverrunWarnings === Number.POSITIVE_INFINITY)
      this.#lists.list(overrunWarningMs * 2 ** this.#warnings).link(this, call.startedAt);
    else if (!final) this.#lists.list(overrunWarningMs).link(this, this.due);
    this.#owner.overran(call, { runMs: now - call.startedAt, warnings: this.#warnings, final });
  }
}
