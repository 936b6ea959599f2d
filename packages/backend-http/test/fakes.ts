import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

export interface Fake extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Open sockets. */
  readonly sockets: ReadonlySet<Socket>;
  /** Sockets ever accepted. */
  accepted: number;
}

/** A server that answers bytes as it is told: for what a sound server never does. */
export function tcpFake(handle: (socket: Socket, number: number) => void): Promise<Fake> {
  return listen(createServer(), (fake, server) => server.on('connection', (socket) => handle(socket, fake.accepted)));
}

export function httpFake(handle: RequestListener, options: { keepAliveTimeout?: number } = {}): Promise<Fake> {
  return listen(createHttpServer(options, handle), () => undefined);
}

/** Calls back for each whole request without a body, or with a body of known length. */
export function onRequest(socket: Socket, answer: (head: string, number: number) => void): void {
  let pending = '';
  let number = 0;
  socket
    .on('error', () => undefined)
    .on('data', (chunk) => {
      pending += chunk.toString('latin1');
      for (;;) {
        const end = pending.indexOf('\r\n\r\n');
        const length = Number(/content-length: (\d+)/i.exec(pending)?.[1] ?? 0);
        if (end < 0 || pending.length < end + 4 + length) return;
        const head = pending.slice(0, end);
        pending = pending.slice(end + 4 + length);
        answer(head, ++number);
      }
    });
}

export const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

async function listen(server: Server, prepare: (fake: Fake, server: Server) => void): Promise<Fake> {
  const sockets = new Set<Socket>();
  const dispose = async (): Promise<void> => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  server.on('connection', (socket) => {
    fake.accepted++;
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  const fake: Fake = { url: '', port: 0, sockets, accepted: 0, [Symbol.asyncDispose]: dispose };
  prepare(fake, server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(fake, { port, url: `http://127.0.0.1:${port}` });
}
