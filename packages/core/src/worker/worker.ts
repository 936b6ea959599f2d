import { ConnectionHolder, type ConnectionOwner, type Dialer } from '../connection/connection-holder.js';
import type { EndReason, Endpoint, WorkerView } from '@outpool/contract/internal';
import type { CallWorker } from './call.js';
import { WaitingLine } from './waiting-line.js';

/**
 * One slot of a pool: a mailbox, the calls running on one connection at a time, and the holder of that connection. It
 * outlives its connections; each of them is an epoch.
 */
export class Worker implements WorkerView, CallWorker {
  readonly index: number;
  readonly capacity: number;
  readonly holder: ConnectionHolder<Worker>;

  /** The backend's connection, while one is open. */
  connection: unknown = undefined;
  /** The server that it goes to, where there are several. */
  endpoint: Endpoint | undefined = undefined;
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
  /** When the connection last answered a ping. */
  pingedAt = 0;
  /** True while the strategy may choose this worker. */
  ready = false;
  /** Where it stands among the ready ones. */
  position = 0;
  /** Why the connection takes no more calls and ends with its last one. */
  retiring: EndReason | undefined = undefined;
  /** Why the last connection ended. */
  endedBy: unknown = undefined;
  /** What keeps it from serving for a while: a ping or tidying up, a call that has it for itself, or running empty for one. */
  away: 'probing' | 'leased' | 'emptying' | undefined = undefined;
  /** Why the server wants no more work on this connection for now. */
  blocked: string | undefined = undefined;
  /** False for a slot above the minimum that nobody needs now, or one that a resize has taken away. */
  wanted = false;
  #mailbox: WaitingLine | undefined = undefined;

  constructor(index: number, capacity: number, dialer: Dialer, owner: ConnectionOwner<Worker>) {
    this.index = index;
    this.capacity = capacity;
    this.holder = new ConnectionHolder<Worker>(this, dialer, owner);
  }

  /** Made for the first call that waits here: in most pools calls wait elsewhere. */
  get mailbox(): WaitingLine {
    this.#mailbox ??= new WaitingLine();
    return this.#mailbox;
  }

  get queued(): number {
    return this.#mailbox === undefined ? 0 : this.#mailbox.length;
  }

  get load(): number {
    return this.running + this.queued;
  }

  /** True when one more call can start here. */
  get hasRoom(): boolean {
    return this.ready && this.running < this.capacity;
  }

  /** The connection is over: whatever still runs on it belongs to a past epoch. */
  forget(cause: unknown): void {
    this.epoch++;
    this.connection = undefined;
    this.endpoint = undefined;
    this.endedBy = cause;
    this.running = 0;
    this.abandoned = 0;
    this.uses = 0;
    this.retiring = undefined;
    this.away = undefined;
    this.blocked = undefined;
  }
}
