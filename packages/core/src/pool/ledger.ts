import type { EndReason } from '@outpool/contract/internal';
import { Histogram } from './histogram.js';

/** The numbers of one pool: counters that only grow, and two histograms. Nothing here acts. */
export class Ledger {
  /** Calls and casts accepted. */
  accepted = 0;
  /** Of those, the ones now waiting. */
  waiting = 0;
  /** Times that a job was started: more than the accepted calls with repeats, fewer while some wait. */
  started = 0;
  ok = 0;
  /** The job itself failed. */
  failed = 0;
  timedOut = 0;
  cancelled = 0;
  /** Answered with `CONNECTION_LOST`. */
  lost = 0;
  /** Answered with `QUEUE_OVERFLOW`. */
  dropped = 0;
  /** Refused: queue full, no worker available. Not among the accepted. */
  refused = 0;
  /** Run once more after a lost connection. */
  repeated = 0;
  /** Settled after their caller had been answered. */
  late = 0;
  overruns = 0;

  connectionsOpened = 0;
  connectFailures = 0;
  readonly connectionsEnded: Partial<Record<EndReason, number>> = {};
  lastFailure: { readonly message: string; readonly at: Date } | undefined;

  /** Of the calls that had to wait; the others waited 0 ms. */
  readonly waitMs = new Histogram();
  readonly runMs = new Histogram();

  ended(reason: EndReason): void {
    this.connectionsEnded[reason] = (this.connectionsEnded[reason] ?? 0) + 1;
  }
}
