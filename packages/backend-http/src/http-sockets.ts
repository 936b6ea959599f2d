import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { openSocket, type SocketSetup, speaksHttp2 } from './http-socket.js';

export interface SocketsSetup extends SocketSetup {
  /** An unused socket older than that is not trusted any more. */
  readonly keepAliveTimeout: number;
  /** Limit of connecting again. */
  readonly reconnectMs: number;
}

/**
 * The sockets of one client, one at a time: the first is opened ahead, so that a server that is down is seen before
 * there is a request; the others when undici asks for them, which it does at a request that finds none.
 */
export class HttpSockets {
  /** Why the last attempt to connect again failed. */
  failure: unknown;
  readonly #setup: SocketsSetup;
  readonly #onFailure: (error: unknown) => void;
  #spare: { readonly socket: Socket; readonly since: number } | undefined;
  #current: Socket | undefined;
  #used = false;
  #openedAt = 0;
  #attempt: AbortController | undefined;
  #closed = false;

  constructor(setup: SocketsSetup, onFailure: (error: unknown) => void) {
    this.#setup = setup;
    this.#onFailure = onFailure;
  }

  /** True while there is a socket that a request could be written to. */
  get connected(): boolean {
    return this.#current?.destroyed === false;
  }

  /** True when the socket is older than that. */
  olderThan(ms: number): boolean {
    return performance.now() - this.#openedAt > ms;
  }

  /** Opens the next socket ahead; one that is there already is closed. Rejects as `openSocket` does. */
  async openAhead(signal: AbortSignal): Promise<Socket> {
    const socket = await openSocket(this.#setup, signal);
    this.#current?.destroy();
    this.#spare?.socket.destroy();
    if (this.#closed) socket.destroy();
    this.#spare = { socket, since: performance.now() };
    // Nothing may come before a request, but for the settings of HTTP/2. Reading is also how the end of the socket is noticed.
    if (!speaksHttp2(socket)) socket.on('data', refuseData);
    return socket.unref();
  }

  /** How undici gets its sockets. */
  readonly connector: buildConnector.connector = (_options, callback) => {
    // Never in the same turn: undici would overlook the request that asked.
    this.#next().then(
      (socket) => {
        this.#current = socket;
        this.#used = false;
        this.#openedAt = performance.now();
        callback(null, socket);
      },
      (error) => {
        this.failure = error;
        callback(error, null);
        if (!this.#closed) this.#onFailure(error);
      },
    );
  };

  /** Notes that a request is written to the socket. @returns whether it had served one before */
  use(): boolean {
    const before = this.#used;
    this.#used = true;
    return before;
  }

  /** Leaves nothing open but the socket that undici has. */
  close(): void {
    this.#closed = true;
    this.#spare?.socket.destroy();
    this.#attempt?.abort(new Error('the connection was closed'));
  }

  async #next(): Promise<Socket> {
    const spare = this.#takeSpare();
    if (spare !== undefined) return spare;
    const attempt = new AbortController();
    this.#attempt = attempt;
    const { reconnectMs } = this.#setup;
    const timer = setTimeout(() => attempt.abort(new Error(`connecting again took longer than ${reconnectMs} ms`)), reconnectMs);
    try {
      return await openSocket(this.#setup, attempt.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  #takeSpare(): Socket | undefined {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare === undefined || spare.socket.destroyed) return undefined;
    if (performance.now() - spare.since > this.#setup.keepAliveTimeout) {
      spare.socket.destroy();
      return undefined;
    }
    if (!speaksHttp2(spare.socket)) spare.socket.off('data', refuseData).pause();
    return spare.socket.ref();
  }
}

function refuseData(this: Socket): void {
  this.destroy();
}
