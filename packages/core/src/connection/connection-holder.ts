import type { Endpoint } from '@outpool/contract/internal';

/** A connection as the dialer hands it over. */
export interface Opened {
  readonly connection: unknown;
  /** Why its server wants no work on it yet. */
  readonly blocked: string | undefined;
  readonly endpointIndex: number | undefined;
  readonly at: number;
  /** When it is to be retired for its age, if ever. */
  readonly retireAt: number | undefined;
}

interface Numbered {
  readonly index: number;
}

/** Told of what becomes of a worker's connection. */
export interface ConnectionOwner<Worker> {
  /** @param connectMs from the start of the attempt */
  connected(worker: Worker, opened: Opened, endpoint: Endpoint | undefined, connectMs: number): void;
  lost(worker: Worker, reason: unknown): void;
  blocked(worker: Worker, reason: string | undefined): void;
  blamed(worker: Worker): void;
  vacant(worker: Worker): void;
}

/** What a holder asks of the dialer. */
export interface Dialer {
  dial(holder: ConnectionHolder): void;
  hangUp(holder: ConnectionHolder): void;
  close(opened: Opened, worker: number, byItself: boolean): Promise<void>;
}

/**
 * One connection's life. Never two at once: the next is dialed only when the last has been closed.
 *
 * vacant --open()--> dialing --handOver()--> open --close(), died()--> closing --> vacant
 *                       \_____close()______________________________________________/
 */
export class ConnectionHolder<Worker extends Numbered = Numbered> {
  readonly worker: Worker;
  readonly #dialer: Dialer;
  readonly #owner: ConnectionOwner<Worker>;
  /** The open connection and what is known of it. */
  opened: Opened | undefined;
  state: 'vacant' | 'dialing' | 'open' | 'closing' = 'vacant';

  constructor(worker: Worker, dialer: Dialer, owner: ConnectionOwner<Worker>) {
    this.worker = worker;
    this.#dialer = dialer;
    this.#owner = owner;
  }

  /** Asks for a connection. Does nothing unless vacant. */
  open(): void {
    if (this.state !== 'vacant') return;
    this.state = 'dialing';
    this.#dialer.dial(this);
  }

  /** Ends what there is: an open connection is closed, an attempt is given up. */
  close(): void {
    if (this.state === 'dialing') {
      this.#dialer.hangUp(this);
      this.#becomeVacant();
    } else if (this.opened !== undefined) void this.#end(this.opened, false);
  }

  /** From the dialer: here is your connection. */
  handOver(opened: Opened, endpoint: Endpoint | undefined, connectMs: number): void {
    this.state = 'open';
    this.opened = opened;
    this.#owner.connected(this.worker, opened, endpoint, connectMs);
  }

  /** The connection is dead: says the backend, or a call that failed on it. Does nothing for one that has ended already. */
  died(reason: unknown, dead?: Opened): void {
    const { opened } = this;
    if (opened === undefined || (dead !== undefined && dead !== opened)) return;
    void this.#end(opened, dead !== undefined, () => this.#owner.lost(this.worker, reason));
  }

  /** The connection takes no more work for now, or does again. */
  block(reason: string | undefined, opened: Opened): void {
    if (this.opened === opened) this.#owner.blocked(this.worker, reason);
  }

  /** The connection works, and yet its server is at fault. */
  blame(opened: Opened): void {
    if (this.opened === opened) this.#owner.blamed(this.worker);
  }

  /** The state changes first: whoever is told must not find an open connection any more. */
  async #end(opened: Opened, byItself: boolean, tell?: () => void): Promise<void> {
    this.state = 'closing';
    this.opened = undefined;
    tell?.();
    await this.#dialer.close(opened, this.worker.index, byItself);
    this.#becomeVacant();
  }

  #becomeVacant(): void {
    this.state = 'vacant';
    this.#owner.vacant(this.worker);
  }
}
