import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { certificates } from '../../../test-servers/src/certificates.js';
import { type FaultProxy, startFaultProxy } from '../src/index.js';

/** Says back what it is told, and knows who is connected. */
class Echo implements AsyncDisposable {
  readonly sockets = new Set<Socket>();
  readonly #server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    this.sockets.add(socket);
    socket.on('error', () => {}).once('close', () => this.sockets.delete(socket));
    socket.pipe(socket);
  });

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as { port: number }).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

/** A client that keeps what it received. */
class Client {
  readonly socket: Socket;
  readonly packets: Buffer[] = [];
  ended = false;
  error: string | undefined;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    this.socket.on('data', (bytes) => this.packets.push(bytes));
    this.socket.on('end', () => (this.ended = true));
    this.socket.on('error', (error: NodeJS.ErrnoException) => (this.error = error.code));
  }

  get text(): string {
    return Buffer.concat(this.packets).toString();
  }

  async ask(text: string): Promise<number> {
    const from = performance.now();
    const expected = this.text + text;
    this.socket.write(text);
    await until(() => this.text === expected);
    return performance.now() - from;
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = performance.now() + 5000; !condition(); ) {
    if (performance.now() > end) throw new Error(`not in 5 s: ${condition}`);
    await sleep(1);
  }
}

describe('the fault proxy', () => {
  let echo: Echo;
  let echoPort: number;
  let proxy: FaultProxy;
  const clients: Client[] = [];

  async function client(): Promise<Client> {
    const one = new Client(proxy.port);
    clients.push(one);
    await new Promise((resolve) => one.socket.once('connect', resolve).once('error', resolve));
    return one;
  }

  beforeEach(async () => {
    echo = new Echo();
    echoPort = await echo.listen();
    proxy = await startFaultProxy({ host: '127.0.0.1', port: echoPort });
  });

  afterEach(async () => {
    for (const { socket } of clients.splice(0)) socket.destroy();
    await proxy.close();
    await echo[Symbol.asyncDispose]();
  });

  it('passes bytes and ends on, and counts its connections', async () => {
    const one = await client();
    await one.ask('hello');
    assert.equal(proxy.connections, 1);
    one.socket.end('last');
    await until(() => one.ended);
    assert.equal(one.text, 'hellolast');
    await until(() => proxy.connections === 0);
    assert.equal(proxy.accepted, 1);
  });

  it('passes a mebibyte on unchanged, whatever slows it down', async () => {
    proxy.set({ latencyMs: 5, jitterMs: 10, sliceBytes: 50_000, sliceDelayMs: 0 });
    const one = await client();
    const sent = Buffer.from(Array.from({ length: 1_048_576 }, (_, i) => i % 251));
    one.socket.write(sent);
    await until(() => one.packets.reduce((sum, packet) => sum + packet.length, 0) === sent.length);
    assert.ok(Buffer.concat(one.packets).equals(sent));
  });

  it('delays each way by the latency, however many messages are on their way', async () => {
    const one = await client();
    proxy.set({ latencyMs: 40 });
    const alone = await one.ask('a');
    assert.ok(alone >= 79 && alone < 200, `${alone}`);
    const from = performance.now();
    for (let i = 0; i < 10; i++) {
      one.socket.write('b');
      await sleep(5);
    }
    await until(() => one.text === 'abbbbbbbbbb');
    const together = performance.now() - from;
    assert.ok(together < 400, `${together}`);
    proxy.set({ latencyMs: undefined });
    assert.ok((await one.ask('c')) < 40);
  });

  it('keeps the order under jitter', async () => {
    const chances = [0.9, 0.1, 0.5, 0];
    let asked = 0;
    await using jittery = await startFaultProxy({ host: '127.0.0.1', port: echoPort }, { random: () => chances[asked++ % 4] ?? 0 });
    jittery.set({ jitterMs: 30 });
    const one = new Client(jittery.port);
    clients.push(one);
    for (const letter of 'abcdef') {
      one.socket.write(letter);
      await sleep(3);
    }
    await until(() => one.text.length === 6);
    assert.equal(one.text, 'abcdef');
    assert.ok(asked >= 6);
  });

  it('throttles to so many bytes a second', async () => {
    const one = await client();
    proxy.set({ bytesPerSecond: 10_000 });
    const took = await one.ask('x'.repeat(2000));
    assert.ok(took > 150 && took < 1000, `${took}`);
  });

  it('cuts messages into slices', async () => {
    const one = await client();
    proxy.set({ sliceBytes: 3, sliceDelayMs: 5 });
    await one.ask('0123456789');
    assert.ok(one.packets.length >= 3, `${one.packets.length}`);
    assert.ok(one.packets.every((packet) => packet.length <= 6));
  });

  it('accepts into a black hole that the target does not see, while open connections go on', async () => {
    const before = await client();
    await before.ask('a');
    proxy.blackHole();
    const lost = await client();
    lost.socket.write('anybody?');
    await sleep(50);
    assert.deepEqual([lost.text, lost.ended, lost.error, echo.sockets.size], ['', false, undefined, 1]);
    await before.ask('b');
    await proxy.heal();
    await (await client()).ask('c');
    assert.equal(lost.text, '');
    lost.socket.end();
    await until(() => proxy.connections === 2);
  });

  it('leaves connections half open: bytes and ends are swallowed on both sides, new connections pass', async () => {
    const one = await client();
    await one.ask('a');
    proxy.halfOpen();
    const [server] = echo.sockets;
    one.socket.write('lost');
    server?.end();
    await sleep(50);
    assert.deepEqual([one.text, one.ended, one.error], ['a', false, undefined]);
    await (await client()).ask('b');
    one.socket.destroy();
    await until(() => proxy.connections === 1);
  });

  it('resets a half-open connection that has lost something when it heals, and keeps one that has not', async () => {
    const loser = await client();
    const lucky = await client();
    await loser.ask('a');
    await lucky.ask('b');
    proxy.halfOpen();
    loser.socket.write('lost');
    await sleep(20);
    await proxy.heal();
    await until(() => loser.error === 'ECONNRESET');
    await lucky.ask('c');
  });

  it('swallows what is on its way when a connection falls silent', async () => {
    const one = await client();
    await one.ask('a');
    proxy.set({ latencyMs: 30 });
    one.socket.write('b');
    await sleep(10);
    proxy.halfOpen();
    await sleep(100);
    assert.equal(one.text, 'a');
    await proxy.heal();
    await until(() => one.error === 'ECONNRESET');
  });

  it('does not tell a target that its half-open client has gone', async () => {
    const one = await client();
    await one.ask('a');
    proxy.halfOpen();
    one.socket.destroy();
    await until(() => proxy.connections === 0);
    assert.equal(echo.sockets.size, 1);
    await proxy.heal();
    await until(() => echo.sockets.size === 0);
  });

  it('resets open connections on both sides, and takes new ones', async () => {
    const one = await client();
    await one.ask('a');
    proxy.reset();
    await until(() => one.error === 'ECONNRESET' && echo.sockets.size === 0);
    await (await client()).ask('b');
  });

  it('resets new connections when told to, and passes open ones on', async () => {
    const open = await client();
    await open.ask('a');
    proxy.resetOnConnect();
    const one = await client();
    await until(() => one.error === 'ECONNRESET');
    await open.ask('b');
    assert.equal(echo.sockets.size, 1);
  });

  it('refuses new connections, and heals on the same port', async () => {
    const open = await client();
    await open.ask('a');
    const { port } = proxy;
    proxy.refuse();
    const refused = await client();
    assert.equal(refused.error, 'ECONNREFUSED');
    await open.ask('b');
    proxy.set({ latencyMs: 500 });
    await proxy.heal();
    assert.equal(proxy.port, port);
    assert.ok((await (await client()).ask('c')) < 250);
  });

  it('passes a reset of the target on as a reset', async () => {
    const one = await client();
    await one.ask('a');
    for (const socket of echo.sockets) socket.resetAndDestroy();
    await until(() => one.error === 'ECONNRESET');
  });

  it('shows a target that cannot be reached as a reset', async () => {
    await echo[Symbol.asyncDispose]();
    const one = await client();
    await until(() => one.error === 'ECONNRESET');
    await until(() => proxy.connections === 0);
  });

  it('ends each connection after so many bytes, counted from now and in one direction', async () => {
    const one = await client();
    await one.ask('before');
    proxy.set({ limitBytes: 3 }, 'down');
    one.socket.write('0123456789');
    await until(() => one.ended);
    assert.deepEqual([one.text, one.error], ['before012', undefined]);
    const two = await client();
    two.socket.write('abcdef');
    await until(() => two.ended && proxy.connections === 0);
    assert.equal(two.text, 'abc');
    proxy.set({ limitBytes: undefined }, 'down');
    await (await client()).ask('0123456789');
  });

  it('counts the bytes of each connection apart, up to the limit and not one less', async () => {
    proxy.set({ limitBytes: 10 });
    const one = await client();
    await one.ask('123456789');
    const two = await client();
    await two.ask('123456789');
    one.socket.write('0');
    await until(() => one.ended);
    assert.equal(one.text, '123456789');
    assert.equal(proxy.connections, 1);
  });

  it('shapes one direction alone', async () => {
    const one = await client();
    proxy.set({ latencyMs: 60 }, 'up');
    const took = await one.ask('a');
    assert.ok(took >= 59 && took < 115, `${took}`);
    assert.deepEqual(proxy.status.up, { latencyMs: 60 });
    assert.deepEqual(proxy.status.down, {});
  });

  it('ends open connections in good order on both sides, and takes new ones', async () => {
    const one = await client();
    await one.ask('a');
    proxy.end();
    await until(() => one.ended && echo.sockets.size === 0);
    assert.equal(one.error, undefined);
    await (await client()).ask('b');
  });

  it('lets connections fall silent and ends them when the time is over, new ones too', async () => {
    const open = await client();
    await open.ask('a');
    proxy.timeout(80);
    const fresh = await client();
    for (const each of [open, fresh]) each.socket.write('anybody?');
    await sleep(20);
    assert.deepEqual([open.text, open.ended, fresh.text, fresh.ended], ['a', false, '', false]);
    await until(() => open.ended && fresh.ended);
    assert.deepEqual([open.error, fresh.error], [undefined, undefined]);
    await proxy.heal();
    await (await client()).ask('b');
  });

  it('heals what was about to be ended', async () => {
    const one = await client();
    await one.ask('a');
    proxy.timeout(50);
    await proxy.heal();
    await sleep(80);
    await one.ask('b');
  });

  it('passes an end on later when told to', async () => {
    const one = await client();
    await one.ask('a');
    proxy.set({ closeDelayMs: 80 }, 'down');
    for (const socket of echo.sockets) socket.end('last words');
    await until(() => one.text === 'alast words');
    assert.equal(one.ended, false);
    await until(() => one.ended);
  });

  it('passes TLS on, faults and all, without a look inside', async () => {
    const { ca, pair } = await certificates();
    const server = createTlsServer(pair('server'), (socket) => socket.on('error', () => {}).pipe(socket));
    server.on('tlsClientError', () => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    await using tunnel = await startFaultProxy({ host: '127.0.0.1', port: (server.address() as { port: number }).port });
    tunnel.set({ sliceBytes: 100, latencyMs: 5 });
    const socket = connectTls({ host: tunnel.host, port: tunnel.port, ca, servername: 'localhost' });
    let text = '';
    socket.setEncoding('utf8').on('data', (more: string) => (text += more));
    const failure = new Promise<NodeJS.ErrnoException>((resolve) => socket.on('error', resolve));
    await once(socket, 'secureConnect');
    assert.ok(socket.authorized && socket.getPeerCertificate().subject !== undefined);
    socket.write('over TLS');
    await until(() => text === 'over TLS');
    tunnel.reset();
    assert.equal((await failure).code, 'ECONNRESET');
    await new Promise((resolve) => server.close(resolve));
  });

  it('leaves no socket and no timer when it is closed, whatever was on its way', async () => {
    const one = await client();
    await one.ask('a');
    proxy.set({ latencyMs: 60_000 });
    one.socket.write('late');
    proxy.blackHole();
    const lost = await client();
    await proxy.close();
    await until(() => one.error === 'ECONNRESET' && lost.error === 'ECONNRESET' && echo.sockets.size === 0);
    await assert.rejects(proxy.heal(), /closed/);
    const held = process.getActiveResourcesInfo().filter((name) => /TCP(Server|Socket)Wrap/.test(name));
    // The echo server's own listener.
    assert.deepEqual(held, ['TCPServerWrap']);
    await proxy.close();
  });

  it('rejects numbers out of bounds', () => {
    assert.throws(() => proxy.set({ latencyMs: -1 }), /latencyMs: -1 is not a number from 0/);
    assert.throws(() => proxy.set({ bytesPerSecond: 0 }), /bytesPerSecond: 0 is not a number from 1/);
    assert.throws(() => proxy.set({ sliceBytes: Number.NaN }), RangeError);
    assert.throws(() => proxy.timeout(-1), /timeout: -1 is not a number from 0/);
  });
});
