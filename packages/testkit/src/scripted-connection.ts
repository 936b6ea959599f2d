import type { ConnectAttempt, Endpoint } from '@outpool/contract';
import { Pending } from './scripted-steps.js';

/** A connection that is nothing but a record of itself. */
export class ScriptedConnection {
  /** 1-based, in order of opening. */
  readonly id: number;
  readonly worker: number;
  readonly endpoint: Endpoint | undefined;
  /** How often `close` was called: 1 at the end of a sound life. */
  closeCalls = 0;
  /** How often it was pinged. */
  pings = 0;
  /** Set while a `close` is under way: settle it with `resolve()` or `reject(error)`. */
  closing: Pending<void> | undefined;
  /** Set while a ping is under way. */
  pinging: Pending<void> | undefined;
  readonly #lost: (reason: unknown) => void;
  readonly #blocked: (reason: string | undefined) => void;
  readonly #discovered: (endpoints: readonly Endpoint[]) => void;
  readonly #death = new Pending<unknown>();
  #open = true;

  constructor(id: number, attempt: ConnectAttempt<unknown>) {
    this.id = id;
    this.worker = attempt.worker;
    this.endpoint = attempt.endpoint;
    this.#lost = (reason) => attempt.lost(reason);
    this.#blocked = (reason) => attempt.blocked(reason);
    this.#discovered = (endpoints) => attempt.discovered(endpoints);
  }

  /** False once it has been killed or closed. */
  get open(): boolean {
    return this.#open;
  }

  /** Resolves with the reason once it has been killed or closed. */
  get died(): Promise<unknown> {
    return this.#death.promise;
  }

  /** The connection dies and says so, as often as this is called. */
  kill(reason: unknown = new Error(`scripted: connection ${this.id} was killed`)): void {
    this.#open = false;
    this.#lost(reason);
    this.#death.resolve(reason);
  }

  /** The server wants no more work on it for now, with a reason; without one it does again. */
  block(reason?: string): void {
    this.#blocked(reason);
  }

  /** The server tells which servers there are. */
  discover(endpoints: readonly Endpoint[]): void {
    this.#discovered(endpoints);
  }

  /** For the backend: the connection is over. */
  ended(): void {
    this.#open = false;
    this.#death.resolve(new Error(`scripted: connection ${this.id} was closed`));
  }
}

/** One call of `connect`. */
export class ScriptedAttempt {
  /** 1-based. */
  readonly number: number;
  readonly request: ConnectAttempt<unknown>;
  readonly pending = new Pending<ScriptedConnection>();
  readonly #connection: () => ScriptedConnection;

  constructor(number: number, request: ConnectAttempt<unknown>, connection: () => ScriptedConnection) {
    this.number = number;
    this.request = request;
    this.#connection = connection;
  }

  get worker(): number {
    return this.request.worker;
  }

  get endpoint(): Endpoint | undefined {
    return this.request.endpoint;
  }

  /** True until it has succeeded or failed. */
  get underWay(): boolean {
    return this.pending.open;
  }

  /** Connects, whether or not anybody still waits for it. Does nothing when the attempt is over. */
  succeed(): void {
    if (this.underWay) this.pending.resolve(this.#connection());
  }

  /** Fails. Does nothing when the attempt is over. */
  fail(error: Error = new Error('scripted: connect fails')): void {
    this.pending.reject(error);
  }
}
