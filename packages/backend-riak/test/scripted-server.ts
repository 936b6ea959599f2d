import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { FrameReader } from '../src/wire/frame-reader.js';

/** Keeps the bytes of every request, and answers what it is told, one answer a request. */
export class ScriptedServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #answers: Buffer[] = [];
  /** Requests, whole frames in hex. */
  readonly requests: string[] = [];

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      const reader = new FrameReader(1 << 28, (_, buffer, start, end) => {
        const frame = Buffer.alloc(4);
        frame.writeUInt32BE(end - start + 1);
        this.requests.push(Buffer.concat([frame, buffer.subarray(start - 1, end)]).toString('hex'));
        const answer = this.#answers.shift();
        if (answer !== undefined) socket.write(answer);
      });
      socket.on('data', (chunk) => reader.push(chunk)).on('error', () => undefined);
    });
  }

  static async start(): Promise<ScriptedServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ScriptedServer(server);
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** What the next request without an answer gets. */
  answer(...frames: readonly Uint8Array[]): void {
    this.#answers.push(Buffer.concat(frames));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
