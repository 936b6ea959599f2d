import { type Backend, type ConnectAttempt, type Endpoint, type Fate, type Schema, UnsuitableEndpoint } from '@outpool/contract/internal';
import type { ModelConnection } from './reference.js';

export type ConnectMode = 'ok' | 'fail' | 'throw' | 'pend' | 'deaf' | 'same' | 'stillborn' | 'brief' | 'blocked' | 'unsuitable';
export type CloseMode = 'ok' | 'pend' | 'fail' | 'throw';
export type PingMode = 'ok' | 'fail' | 'pend' | 'throw';
export type TidyMode = 'nothing' | PingMode;

/** What a job fails with: it says itself what that means for the connection. */
export class JobError extends Error {
  readonly fate: Fate;

  constructor(fate: Fate) {
    super(`a job failed: ${JSON.stringify(fate)}`);
    this.fate = fate;
  }
}

export interface Pending {
  readonly attempt: ConnectAttempt<unknown>;
  resolve(connection: ModelConnection): void;
  reject(error: unknown): void;
}

interface Host {
  opened(attempt: ConnectAttempt<unknown>, how?: 'brief' | 'stillborn' | 'blocked'): ModelConnection;
  /** A live connection, if there is one. */
  existing(): ModelConnection | undefined;
  closing(connection: ModelConnection): void;
}

/** The servers of one history: connecting, pinging and closing go as the history says. */
export class Servers implements Backend<unknown, ModelConnection> {
  readonly options = undefined as unknown as Schema<unknown>;
  readonly endpoints?: () => readonly Endpoint[];
  readonly release?: (connection: ModelConnection) => Promise<void> | undefined;
  readonly pending: Pending[] = [];
  /** Pings and tidying up under way. */
  readonly pings: { readonly connection: ModelConnection; end(error?: Error): void }[] = [];
  readonly closes: { readonly connection: ModelConnection; end(error?: Error): void }[] = [];
  connectMode: ConnectMode = 'ok';
  closeMode: CloseMode = 'ok';
  pingMode: PingMode = 'ok';
  tidyMode: TidyMode = 'nothing';
  readonly #host: Host;

  constructor(host: Host, endpoints: number, tidies: boolean) {
    this.#host = host;
    const servers = Array.from({ length: endpoints }, (_, port) => ({ host: 'server', port: port + 1 }));
    if (endpoints > 0) this.endpoints = () => servers;
    if (tidies) this.release = (connection) => this.#tidy(connection);
  }

  connect(attempt: ConnectAttempt<unknown>): Promise<ModelConnection> {
    const mode = this.connectMode;
    switch (mode) {
      case 'throw':
        throw new Error('connect throws');
      case 'fail':
        return Promise.reject(new Error('connect fails'));
      case 'unsuitable':
        return Promise.reject(new UnsuitableEndpoint('a standby'));
      case 'stillborn':
        attempt.lost(new Error('stillborn'));
        return Promise.resolve(this.#host.opened(attempt, 'stillborn'));
      case 'brief':
        return Promise.resolve(this.#host.opened(attempt, 'brief'));
      case 'same':
        return Promise.resolve(this.#host.existing() ?? this.#host.opened(attempt));
      case 'blocked':
        attempt.blocked('born so');
        return Promise.resolve(this.#host.opened(attempt, 'blocked'));
      case 'ok':
        return Promise.resolve(this.#host.opened(attempt));
    }
    return new Promise((resolve, reject) => {
      const pending: Pending = { attempt, resolve, reject };
      this.pending.push(pending);
      if (mode === 'deaf') return;
      attempt.signal.addEventListener('abort', () => {
        this.pending.splice(this.pending.indexOf(pending), 1);
        reject(attempt.signal.reason);
      });
    });
  }

  /** Ends the oldest connect under way, or one that is already late. */
  answer(ok: boolean): void {
    const pending = this.pending.shift();
    if (pending === undefined) return;
    if (ok) pending.resolve(this.#host.opened(pending.attempt));
    else pending.reject(new Error('connect fails at last'));
  }

  ping(connection: ModelConnection): Promise<void> {
    connection.pingFailed = this.pingMode !== 'ok';
    return operation(this.pingMode, connection, this.pings);
  }

  #tidy(connection: ModelConnection): Promise<void> | undefined {
    const { tidyMode } = this;
    connection.dirty = false;
    if (tidyMode === 'nothing') return undefined;
    connection.pingFailed = tidyMode !== 'ok';
    connection.retired ||= tidyMode === 'throw';
    return operation(tidyMode, connection, this.pings);
  }

  close(connection: ModelConnection): Promise<void> {
    this.#host.closing(connection);
    return operation(this.closeMode, connection, this.closes);
  }

  fate(error: unknown): Fate {
    return error instanceof JobError ? error.fate : 'keep';
  }
}

function operation(mode: PingMode, connection: ModelConnection, under: Servers['pings']): Promise<void> {
  if (mode === 'throw') throw new Error('an operation throws');
  if (mode === 'fail') return Promise.reject(new Error('an operation fails'));
  if (mode === 'ok') return Promise.resolve();
  return new Promise((resolve, reject) => {
    const one = {
      connection,
      end: (error?: Error) => {
        under.splice(under.indexOf(one), 1);
        if (error === undefined) resolve();
        else reject(error);
      },
    };
    under.push(one);
  });
}
