import { ConnectionHolder, type ConnectionOwner, type Dialer } from '../connection/connection-holder.js';
import type { EndReason } from '../contract/pool-events.js';
import type { WorkerView } from '../contract/strategy.js';
import type { Call } from './call.js';
import { WaitingLine } from './waiting-line.js';

/** Whoever the workers belong to: told of what happens to their connections. */
export interface WorkerOwner {
  /** The worker has a connection. */
  connected(worker: Worker): void;
  /** The connection died by itself. */
  lost(worker: Worker, reason: unknown): void;
  /** The connection has been closed; the worker may be given another. */
  vacant(worker: Worker): void;
}

/**
 * One slot of a pool: a mailbox, the calls running on one connection at a time, and the means to get that
 * connection. It outlives its connections; each of them is an epoch.
 */
export class Worker implements WorkerView, ConnectionOwner {
  readonly index: number;
  readonly capacity: number;
  readonly mailbox = new WaitingLine();
  readonly holder: ConnectionHolder;
  readonly #owner: WorkerOwner;

  /** Running calls, the abandoned ones included: they hold the connection. */
  running = 0;
  /** Of those, the ones whose callers have been answered already. */
  abandoned = 0;
  /** Grows with each connection that ends. */
  epoch = 0;
  /** Calls started on this connection. */
  uses = 0;
  /** When the last call ended, or the connection was made. */
  idleSince = 0;
  /** True while the strategy may choose this worker. */
  ready = false;
  /** Set while the connection takes no more calls and ends with its last one: the reason. */
  retiring: EndReason | undefined;
  /** Why the last connection ended. */
  lostFor: unknown;
  /** The waiting call that gets this worker for itself once it is idle. */
  claimedBy: Call | undefined;
  /** True while one call has the worker for itself. */
  leased = false;
  /** True while a ping is under way. */
  probing = false;
  /** False for a slot above the minimum that nobody needs now, or one that a resize has taken away. */
  wanted = false;

  constructor(index: number, capacity: number, owner: WorkerOwner, dialer: Dialer) {
    this.index = index;
    this.capacity = capacity;
    this.#owner = owner;
    this.holder = new ConnectionHolder(index, this, dialer);
  }

  get queued(): number {
    return this.mailbox.length;
  }

  get load(): number {
    return this.running + this.mailbox.length;
  }

  /** True when nothing is running on a worker that the strategy may choose. */
  get idle(): boolean {
    return this.ready && this.running === 0;
  }

  /** The backend's connection. Meaningful while one is open. */
  get connection(): unknown {
    return this.holder.opened?.connection;
  }

  /** The connection is over: whatever still runs on it belongs to a past epoch. */
  forget(cause: unknown): void {
    this.epoch++;
    this.lostFor = cause;
    this.claimedBy = undefined;
    this.running = 0;
    this.abandoned = 0;
    this.uses = 0;
    this.retiring = undefined;
    this.leased = false;
    this.probing = false;
  }

  connected(): void {
    this.#owner.connected(this);
  }

  lost(reason: unknown): void {
    this.#owner.lost(this, reason);
  }

  vacant(): void {
    this.#owner.vacant(this);
  }
}
