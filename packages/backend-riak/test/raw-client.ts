import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { FrameReader } from '../src/wire/frame-reader.js';

export interface RawFrame {
  readonly code: number;
  readonly payload: Buffer;
}

/** Sends bytes as they are, and gives the frames that come. */
export class RawClient implements AsyncDisposable {
  socket: Socket;
  #frames: RawFrame[] = [];
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    this.socket = this.#listen(socket);
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  get closed(): boolean {
    return this.socket.destroyed || this.socket.readableEnded;
  }

  send(bytes: Uint8Array | string): void {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'hex') : bytes);
  }

  /** The next frame; `undefined` when the connection ends before. */
  async next(withinMs = 8_000): Promise<RawFrame | undefined> {
    const end = performance.now() + withinMs;
    while (this.#frames.length === 0) {
      if (this.closed) return undefined;
      if (performance.now() > end) throw new Error(`no frame within ${withinMs} ms`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#frames.shift();
  }

  /** Begins TLS on the connection. */
  async secure(ca: string): Promise<void> {
    const clear = this.socket.removeAllListeners('data');
    const secure = connectTls({ socket: clear, ca, servername: 'localhost' });
    await once(secure, 'secureConnect');
    this.socket = this.#listen(secure);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.socket.closed) return;
    this.socket.destroy();
    await once(this.socket, 'close');
  }

  #listen(socket: Socket): Socket {
    const reader = new FrameReader(1 << 28, (code, buffer, start, end) => {
      this.#frames.push({ code, payload: buffer.subarray(start, end) });
      this.#wake();
    });
    socket.on('data', (chunk) => reader.push(chunk));
    socket.on('error', () => undefined).on('close', () => this.#wake());
    return socket;
  }
}
