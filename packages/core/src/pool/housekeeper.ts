import type { Clock, EndReason, PoolSettings, Timer } from '@outpool/contract/internal';
import type { Worker } from '../worker/worker.js';

/** What housekeeping does to workers. */
interface Minder {
  readonly everyone: readonly Worker[];
  readonly size: { readonly min: number };
  /** Workers with a connection, and workers that are to have one. */
  readonly ready: number;
  readonly workers: number;
  retire(worker: Worker, reason: EndReason): void;
  dismiss(worker: Worker, reason: EndReason): void;
  probe(worker: Worker): void;
}

/** What it asks about servers. */
interface Placement {
  misplaced(now: number): number | undefined;
  nextReturn(now: number): number | undefined;
}

/** Time between two connections that move to a server that is back. */
const MOVE_EVERY_MS = 1_000;
/** Above this many workers due times are rounded, so that each look serves many. */
const FEW = 100;

/**
 * What falls due by time alone: pings of idle connections, ages, idle ones above the minimum, moves to a server that
 * is back. A look is a function of the time and says when the next is due; there is one timer, and none at all when
 * nothing is configured that needs it.
 */
export class Housekeeper {
  readonly #settings: PoolSettings;
  readonly #clock: Clock;
  readonly #minder: Minder;
  readonly #placement: Placement;
  readonly #watchesAge: boolean;
  #timer: Timer | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #moveAt = Number.NEGATIVE_INFINITY;
  #looking = false;
  #stopped = false;

  constructor(settings: PoolSettings, clock: Clock, minder: Minder, placement: Placement) {
    this.#settings = settings;
    this.#clock = clock;
    this.#minder = minder;
    this.#placement = placement;
    this.#watchesAge = settings.maxLifetimeMs !== Number.POSITIVE_INFINITY;
  }

  /** Does what is due and sets the timer for what is next. Cheap to call after any change. */
  look(): void {
    // What a look does may change workers, which asks for a look.
    if (this.#stopped || this.#looking) return;
    const now = this.#clock.now();
    this.#looking = true;
    let nextMs = Math.max(this.#workers(now), this.#coarseness());
    nextMs = Math.min(nextMs, this.#moves(now));
    this.#looking = false;
    const dueAt = now + nextMs;
    if (dueAt === this.#dueAt) return;
    this.#timer?.cancel();
    this.#dueAt = dueAt;
    this.#timer = undefined;
    if (dueAt === Number.POSITIVE_INFINITY) return;
    const again = (): void => {
      this.#dueAt = Number.POSITIVE_INFINITY;
      this.look();
    };
    this.#timer = this.#clock.setTimer(again, nextMs, () => false);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #coarseness(): number {
    if (this.#minder.everyone.length <= FEW) return 0;
    const { keepaliveIntervalMs, idleTimeoutMs, maxLifetimeMs } = this.#settings;
    return Math.min(keepaliveIntervalMs, idleTimeoutMs, maxLifetimeMs) / 16;
  }

  /** Ms until some worker needs something; those that need it now are seen to. */
  #workers(now: number): number {
    const { keepaliveIntervalMs } = this.#settings;
    const surplus = (): boolean => Math.min(this.#minder.ready, this.#minder.workers) > this.#minder.size.min;
    if (!this.#watchesAge && keepaliveIntervalMs === Number.POSITIVE_INFINITY && !surplus()) return Number.POSITIVE_INFINITY;
    let next = Number.POSITIVE_INFINITY;
    for (const worker of this.#minder.everyone) {
      const { opened } = worker.holder;
      if (opened === undefined || worker.retiring !== undefined) continue;
      const { retireAt = Number.POSITIVE_INFINITY } = opened;
      if (retireAt <= now) {
        this.#minder.retire(worker, 'lifetime');
        continue;
      }
      next = Math.min(next, retireAt - now);
      // One that is busy now may be idle the next moment, and nobody tells us then.
      const since = worker.ready && worker.load === 0 ? worker.idleSince : now;
      const dismissAt = surplus() ? since + this.#settings.idleTimeoutMs : Number.POSITIVE_INFINITY;
      const probeAt = Math.max(since, worker.pingedAt) + keepaliveIntervalMs;
      if (dismissAt <= now) this.#minder.dismiss(worker, 'idle');
      else if (probeAt <= now) this.#minder.probe(worker);
      else next = Math.min(next, dismissAt - now, probeAt - now);
    }
    return next;
  }

  /** One connection at a time moves to a server that is back, after its running calls, and only while another can serve. */
  #moves(now: number): number {
    const from = this.#placement.misplaced(now);
    if (from === undefined) return this.#placement.nextReturn(now) ?? Number.POSITIVE_INFINITY;
    if (now < this.#moveAt) return this.#moveAt - now;
    if (this.#minder.ready > 1) {
      const there = this.#minder.everyone.filter((worker) => worker.ready && worker.holder.opened?.endpointIndex === from);
      const worker = there.find(({ running }) => running === 0) ?? there[0];
      if (worker !== undefined) {
        this.#moveAt = now + MOVE_EVERY_MS;
        this.#minder.retire(worker, 'moved');
      }
    }
    return MOVE_EVERY_MS;
  }
}
