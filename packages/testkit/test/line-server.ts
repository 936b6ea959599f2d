import { createServer, type Server, type Socket } from 'node:net';

export const linePassword = 'open sesame';

/**
 * A server of lines, one answer to each: `hello` with the password is welcomed, `echo x` gives x, `fail` an error, `ping` a
 * pong; `slow` is never answered.
 */
export class LineServer {
  readonly host = '127.0.0.1';
  port = 0;
  readonly sockets = new Set<Socket>();
  #server: Server | undefined;

  static async start(): Promise<LineServer> {
    const server = new LineServer();
    await server.restart();
    return server;
  }

  async restart(): Promise<void> {
    const server = createServer((socket) => this.#serve(socket));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.port, this.host, resolve));
    this.port = (server.address() as { port: number }).port;
  }

  async kill(): Promise<void> {
    const closed = new Promise((resolve) => this.#server?.close(resolve));
    for (const socket of this.sockets) socket.resetAndDestroy();
    await closed;
  }

  #serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket)).on('error', () => {});
    let rest = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() as string;
      for (const line of lines) this.#answer(socket, line);
    });
  }

  #answer(socket: Socket, line: string): void {
    if (line === `hello ${linePassword}`) socket.write('welcome\n');
    else if (line.startsWith('hello ')) socket.write('!denied\n');
    else if (line === 'ping') socket.write('pong\n');
    else if (line === 'fail') socket.write('!no\n');
    else if (line.startsWith('echo ')) socket.write(`${line.slice(5)}\n`);
  }
}
