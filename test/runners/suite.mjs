// One suite for a tiny backend, as a stranger would write it in JavaScript, for whichever runner hands it describe and it.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { backend, z } from '@outpool/contract';
import { testBackend, testStrategy } from '@outpool/testkit';

/** Says back each line, but for `slow`, which it never answers. */
class EchoServer {
  host = '127.0.0.1';
  port = 0;
  #sockets = new Set();

  async restart() {
    this.server = createServer((socket) => {
      this.#sockets.add(socket.on('error', () => {}));
      socket.setEncoding('utf8').on('data', (text) => text.startsWith('slow') || socket.write(text));
    });
    // No runner has to be told to end it.
    this.server.listen(this.port, this.host).unref();
    await once(this.server, 'listening');
    this.port = this.server.address().port;
  }

  async kill() {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
    await closed;
  }
}

class EchoConnection {
  #waiting = [];
  #rest = '';

  constructor(socket) {
    this.socket = socket.setEncoding('utf8').on('data', (text) => this.#read(text));
    const died = () => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error('the connection was closed'));
    };
    socket.on('error', died).on('close', died);
  }

  #read(text) {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop();
    for (const line of lines) this.#waiting.shift()?.resolve(line);
  }

  async ask(line, signal) {
    signal?.throwIfAborted();
    if (this.socket.destroyed) throw new Error('the connection is closed');
    const abort = () => this.socket.destroy(new Error('the question was given up'));
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.push({ resolve, reject });
        this.socket.write(`${line}\n`);
      });
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }
}

class EchoBackend {
  options = z.strictObject({ host: z.string(), port: z.int() });

  async connect({ options, signal, lost }) {
    signal.throwIfAborted();
    const connection = new EchoConnection(connect({ ...options, signal }));
    await connection.ask('hello');
    connection.socket.once('close', () => lost(new Error('the server hung up')));
    return connection;
  }

  async close({ socket }) {
    socket.destroy();
  }

  async ping(connection, signal) {
    await connection.ask('ping', signal);
  }

  fate(_error, { socket }) {
    return socket.destroyed ? 'lost' : 'keep';
  }
}
backend({ type: 'echo', concurrency: 8 })(EchoBackend);

const server = new EchoServer();
await server.restart();

/** @param runner describe and it, from any runner */
export function declareSuite({ describe, it }) {
  testBackend({
    describe,
    it,
    name: 'echo',
    backend: EchoBackend,
    options: () => ({ host: server.host, port: server.port }),
    work: (connection, { signal }) => connection.ask('hi', signal),
    slowWork: (connection, { signal }) => connection.ask('slow', signal),
    echo: (connection, text, { signal }) => connection.ask(text, signal),
    server,
    proxied: (address) => address,
    capabilities: {
      cancel: true,
      failWork: 'this server refuses nothing',
      denied: 'this server knows no login',
      secrets: 'there are none',
    },
  });
  testStrategy({
    describe,
    it,
    name: 'first',
    create: () => ({ select: (workers) => workers.find(({ load }) => load === 0) ?? workers[0] }),
  });
}
