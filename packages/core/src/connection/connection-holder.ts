import type { Endpoint } from '../contract/backend.js';

/** Told of what happens to the connection that it owns. */
export interface ConnectionOwner {
  connected(): void;
  lost(reason: unknown): void;
  vacant(): void;
}

/** Makes and unmakes connections for holders. */
export interface Dialer {
  /** Makes a connection for this holder, when it is its turn; tries for ever. Ends in `handOver`. */
  dial(holder: ConnectionHolder): void;
  /** Stops trying. Ends in `gaveUp`. */
  hangUp(holder: ConnectionHolder): void;
  /** Closes an open connection. Settles in bounded time, never rejects. */
  close(opened: Opened, worker: number): Promise<void>;
}

/** A connection as the dialer hands it over. */
export interface Opened {
  readonly connection: unknown;
  readonly endpointIndex: number | undefined;
  readonly endpoint: Endpoint | undefined;
  readonly at: number;
  /** From the start of the attempt, in ms. */
  readonly connectMs: number;
  /** When it is to be retired for its age. `Infinity` for never. */
  readonly retireAt: number;
}

/**
 * vacant ──open()──▶ dialing ─handOver()─▶ open ──close() / died()──▶ closing ──▶ vacant
 *                       └──────close()──────────────────────────────────────────────▲
 */
export type HolderState = 'vacant' | 'dialing' | 'open' | 'closing';

/** One connection's life. Never two at once: the next is dialed only when the last has been closed. */
export class ConnectionHolder {
  readonly worker: number;
  readonly #owner: ConnectionOwner;
  readonly #dialer: Dialer;
  #state: HolderState = 'vacant';
  #opened: Opened | undefined;

  constructor(worker: number, owner: ConnectionOwner, dialer: Dialer) {
    this.worker = worker;
    this.#owner = owner;
    this.#dialer = dialer;
  }

  get state(): HolderState {
    return this.#state;
  }

  /** The open connection and what is known of it. */
  get opened(): Opened | undefined {
    return this.#opened;
  }

  /** Asks for a connection. Does nothing unless vacant. */
  open(): void {
    if (this.#state !== 'vacant') return;
    this.#state = 'dialing';
    this.#dialer.dial(this);
  }

  /** Ends what there is: an open connection is closed, an attempt is given up. */
  close(): void {
    if (this.#state === 'dialing') this.#dialer.hangUp(this);
    else if (this.#state === 'open') this.#end();
  }

  /** From the dialer: here is your connection. */
  handOver(opened: Opened): void {
    this.#state = 'open';
    this.#opened = opened;
    this.#owner.connected();
  }

  /** From the dialer: nothing came of it, as asked. */
  gaveUp(): void {
    this.#state = 'vacant';
    this.#owner.vacant();
  }

  /** From the backend, through the dialer: the connection is dead. */
  died(opened: Opened, reason: unknown): void {
    if (this.#opened !== opened) return;
    this.#owner.lost(reason);
    this.#end();
  }

  #end(): void {
    const opened = this.#opened;
    if (opened === undefined) return;
    this.#state = 'closing';
    this.#opened = undefined;
    void this.#dialer.close(opened, this.worker).then(() => {
      this.#state = 'vacant';
      this.#owner.vacant();
    });
  }
}
