import {
  type Backend,
  type BackendDeclaration,
  backend,
  type ConnectAttempt,
  type Endpoint,
  type Fate,
  type Schema,
  UnsuitableEndpoint,
  z,
} from '@outpool/contract';
import { ScriptedAttempt, ScriptedConnection } from './scripted-connection.js';
import { Pending, perform, Script, type Step } from './scripted-steps.js';

/**
 * What one connect does, beside the common steps:
 * - `late`: deaf to its signal, connects as soon as it has aborted.
 * - `same`: answers with the connection opened last.
 * - `stillborn`: reports the connection lost, then answers with it.
 * - `unsuitable`: rejects with `UnsuitableEndpoint`.
 */
export type ConnectStep = Step | 'late' | 'same' | 'stillborn' | 'unsuitable';

export interface ScriptedBackendOptions extends Partial<BackendDeclaration> {
  /** The servers behind the pool. Default: not several. */
  readonly endpoints?: readonly Endpoint[];
  /** What a failed call means. Default: the contract's default. */
  readonly fate?: (error: unknown, connection: ScriptedConnection) => Fate;
  /** Tidies up after a job. Default: nothing to do. */
  readonly release?: (connection: ScriptedConnection) => void | PromiseLike<void>;
  /** False: the backend has no `ping`. Default true. */
  readonly pings?: boolean;
  /** Reads the connection options. Default: an object with an optional string `label`, nothing else. */
  readonly options?: Schema<unknown>;
}

export interface ScriptedOptions {
  readonly label?: string | undefined;
}

declare module '@outpool/contract' {
  interface OutpoolBackends {
    scripted: { options: ScriptedOptions; connection: ScriptedConnection };
  }
}

const scriptedOptions = z.strictObject({ label: z.string().optional() });

/**
 * A backend without servers that does what the test says and records what is asked of it.
 *
 * ```ts
 * const script = new ScriptedBackend();
 * script.connect.next('fail', 'ok');
 * const pools = createOutgoingPools({ outgoingPools: [{ type: 'scripted' }] }, { backends: [script.Backend] });
 * ```
 */
export class ScriptedBackend {
  /** The decorated class to hand to `createOutgoingPools`. All its instances play this script. */
  readonly Backend: new () => Backend<unknown, ScriptedConnection>;
  /** Every connect attempt, in order. */
  readonly attempts: ScriptedAttempt[] = [];
  /** Every connection, in order. */
  readonly opened: ScriptedConnection[] = [];
  /** Connections whose `close` was called, in order. */
  readonly closed: ScriptedConnection[] = [];
  /** The most connections that were open at one time. */
  maxOpen = 0;

  readonly connect = new Script<ConnectStep, ScriptedAttempt>('ok');
  readonly ping = new Script<Step, ScriptedConnection>('ok');
  readonly close = new Script<Step, ScriptedConnection>('ok');

  constructor(options: ScriptedBackendOptions = {}) {
    this.Backend = backendClass(this, options);
  }

  /** Connections that are open now: neither killed nor closed. One whose close is under way is still open. */
  get open(): ScriptedConnection[] {
    return this.opened.filter((connection) => connection.open);
  }

  /** Connections that nobody has closed, dead ones included. Empty when nothing leaks. */
  get unclosed(): ScriptedConnection[] {
    return this.opened.filter((connection) => connection.closeCalls === 0);
  }

  /** Attempts that have neither succeeded nor failed. */
  get connecting(): ScriptedAttempt[] {
    return this.attempts.filter((attempt) => attempt.underWay);
  }

  /** For the backend class: one connect. */
  beginConnect(request: ConnectAttempt<unknown>): Promise<ScriptedConnection> {
    const attempt = new ScriptedAttempt(this.attempts.length + 1, request, () => this.#opened(request));
    this.attempts.push(attempt);
    const step = this.connect.take(attempt);
    const { pending } = attempt;
    if (step === 'late') request.signal.addEventListener('abort', () => attempt.succeed(), { once: true });
    else if (step === 'same') pending.resolve(this.opened.at(-1) ?? this.#opened(request));
    else if (step === 'unsuitable') attempt.fail(new UnsuitableEndpoint('scripted: not the server wanted'));
    else if (step === 'stillborn') {
      request.lost(new Error('scripted: stillborn'));
      attempt.succeed();
    } else perform(step, 'connect', pending, () => attempt.succeed(), request.signal);
    return pending.promise;
  }

  /** For the backend class: one ping. */
  beginPing(connection: ScriptedConnection, signal: AbortSignal): Promise<void> {
    connection.pings++;
    const pending = new Pending<void>();
    connection.pinging = pending;
    perform(this.ping.take(connection), 'ping', pending, () => pending.resolve(), signal);
    return pending.promise;
  }

  /** For the backend class: one close. */
  beginClose(connection: ScriptedConnection): Promise<void> {
    if (connection.closeCalls++ === 0) this.closed.push(connection);
    const pending = new Pending<void>();
    connection.closing = pending;
    const ended = (): void => connection.ended();
    pending.promise.then(ended, ended);
    perform(this.close.take(connection), 'close', pending, () => pending.resolve());
    return pending.promise;
  }

  #opened(request: ConnectAttempt<unknown>): ScriptedConnection {
    const connection = new ScriptedConnection(this.opened.length + 1, request);
    this.opened.push(connection);
    this.maxOpen = Math.max(this.maxOpen, this.open.length);
    return connection;
  }
}

function backendClass(script: ScriptedBackend, setup: ScriptedBackendOptions): new () => Backend<unknown, ScriptedConnection> {
  const { endpoints, fate, release, pings = true, options = scriptedOptions, type = 'scripted', ...declaration } = setup;

  class Scripted implements Backend<unknown, ScriptedConnection> {
    readonly options: Schema<unknown> = options;
    readonly ping?: (connection: ScriptedConnection, signal: AbortSignal) => Promise<void>;
    readonly fate?: (error: unknown, connection: ScriptedConnection) => Fate;
    readonly release?: (connection: ScriptedConnection) => void | PromiseLike<void>;
    readonly endpoints?: () => readonly Endpoint[];

    constructor() {
      if (pings) this.ping = (connection, signal) => script.beginPing(connection, signal);
      if (fate !== undefined) this.fate = fate;
      if (release !== undefined) this.release = release;
      if (endpoints !== undefined) this.endpoints = () => endpoints;
    }

    connect(attempt: ConnectAttempt<unknown>): Promise<ScriptedConnection> {
      return script.beginConnect(attempt);
    }

    close(connection: ScriptedConnection): Promise<void> {
      return script.beginClose(connection);
    }
  }
  backend({ type, ...declaration })(Scripted);
  return Scripted;
}
