import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const maker = new AsyncLocalStorage<SocketsOf>();

/** The sockets that a piece of work opens, for a client library that keeps them to itself: Node.js tells of each. */
export class SocketsOf {
  readonly #sockets = new Set<Socket>();
  #destroyed = false;

  /** Runs the work; what it opens until `work` settles is taken down. */
  async watch<Result>(work: () => Promise<Result>): Promise<Result> {
    const opened = (message: unknown): void => {
      if (maker.getStore() === this) this.#take((message as { socket: Socket }).socket);
    };
    subscribe('net.client.socket', opened);
    try {
      return await maker.run(this, work);
    } finally {
      unsubscribe('net.client.socket', opened);
    }
  }

  /** Ends them all, and those that are still to come. */
  destroy(): void {
    this.#destroyed = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  #take(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    if (this.#destroyed) socket.destroy();
  }
}
