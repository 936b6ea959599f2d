import dns from 'node:dns';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { certificates } from '@outpool/test-servers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failure, open } from './connect.js';
import { httpFake, tcpFake } from './fakes.js';

afterEach(() => void vi.restoreAllMocks());

/** A forward proxy that knows CONNECT, and one password. */
async function proxyFake(authorization?: string) {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    asked.push(request.url ?? '');
    client.on('error', () => undefined);
    if (request.headers['proxy-authorization'] !== authorization) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const [, port] = (request.url ?? '').split(':');
    const onward = connect(Number(port), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(client).pipe(onward);
    });
    onward.on('error', () => client.destroy());
    sockets.add(client).add(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const dispose = async (): Promise<void> => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, [Symbol.asyncDispose]: dispose };
}

describe('a unix socket', () => {
  it('is connected to instead of the server, whose name stands in the host header', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'outpool-http-'));
    const socketPath = join(folder, 'server.sock');
    const server = createServer((request, response) => response.end(request.headers.host)).listen(socketPath);
    await once(server, 'listening');
    {
      await using opened = await open({ server: 'http://docker', socketPath });
      expect(await (await opened.connection.get('/')).text()).toBe('docker');
    }
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });
});

describe('a proxy', () => {
  it('is asked for the server, with its password, read anew at each connect', async () => {
    await using proxy = await proxyFake('Basic secret');
    await using server = await httpFake((request, response) => response.end(request.headers.host));
    process.env.OUTPOOL_TEST_PROXY = 'Basic secret';
    const options = { server: server.url, proxy: { server: proxy.url, authorization: { env: 'OUTPOOL_TEST_PROXY' } } };
    await using opened = await open(options);
    for (let n = 0; n < 3; n++) expect(await (await opened.connection.get('/')).text()).toBe(`127.0.0.1:${server.port}`);
    expect(proxy.asked).toEqual([`127.0.0.1:${server.port}`]);
    process.env.OUTPOOL_TEST_PROXY = 'Basic wrong';
    const error = await failure(open(options));
    expect(error.message).toBe(`the proxy ${proxy.url} answered 407 when asked for 127.0.0.1:${server.port}`);
  });

  it('carries TLS, which is verified end to end', async () => {
    const certs = await certificates();
    const server = createSecureServer(certs.pair('server'), (_, response) => response.end('secured')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    await using proxy = await proxyFake();
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    {
      await using opened = await open({ server: url, proxy: { server: proxy.url }, tls: { caFile: certs.caFile } });
      expect(await (await opened.connection.get('/')).text()).toBe('secured');
    }
    const wrong = await failure(open({ server: url, proxy: { server: proxy.url }, tls: { caFile: certs.otherCaFile } }));
    expect(wrong).toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    server.close();
    server.closeAllConnections();
  });

  it('that does not answer is given up with the attempt', async () => {
    await using silent = await tcpFake((socket) => socket.resume());
    const controller = new AbortController();
    const reason = new Error('too late');
    const connecting = failure(open({ server: 'http://a.test', proxy: { server: silent.url } }, { signal: controller.signal }));
    await sleep(30);
    controller.abort(reason);
    expect(await connecting).toBe(reason);
    while (silent.sockets.size > 0) await sleep(2);
  });
});

describe('a name that moves', () => {
  it('moves the connection after dnsTtlMs, and not before what is under way has ended', async () => {
    const at = async (address: string) => {
      const server = createServer((request, response) => setTimeout(() => response.end(address), request.url === '/slow' ? 100 : 0));
      return server;
    };
    const [one, two] = [await at('127.0.0.1'), await at('127.0.0.2')];
    one.listen(0, '127.0.0.1');
    await once(one, 'listening');
    const { port } = one.address() as AddressInfo;
    two.listen(port, '127.0.0.2');
    await once(two, 'listening');
    let address = '127.0.0.1';
    vi.spyOn(dns, 'lookup').mockImplementation(((_name: string, options: { all?: boolean }, done: (...args: unknown[]) => void) =>
      options.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4)) as never);
    {
      await using opened = await open({ server: `http://moving.test:${port}`, dnsTtlMs: 50 });
      await using still = await open({ server: `http://moving.test:${port}` });
      const where = async (path = '/', { connection } = opened) => (await connection.get(path)).text();
      expect(await where()).toBe('127.0.0.1');
      expect(await where('/', still)).toBe('127.0.0.1');
      const slow = where('/slow');
      address = '127.0.0.2';
      await sleep(60);
      expect(await slow).toBe('127.0.0.1');
      expect([await where(), await where(), await where()]).toEqual(['127.0.0.1', '127.0.0.2', '127.0.0.2']);
      expect(await where('/', still)).toBe('127.0.0.1');
      expect(opened.lost).toEqual([]);
    }
    for (const server of [one, two]) {
      server.close();
      server.closeAllConnections();
    }
  });
});

describe('what every request may get', () => {
  it('is a request id, unless it has one, and the traceparent of its caller', async () => {
    await using server = await httpFake((request, response) => {
      response.end(JSON.stringify([request.headers['x-request-id'], request.headers.traceparent ?? null]));
    });
    let traceparent: string | undefined = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await using opened = await open({ server: server.url, requestId: 'X-Request-Id', traceparent: () => traceparent });
    const seen = async (headers = {}) => (await opened.connection.get('/', { headers })).json<string[]>();
    const [first, second] = [await seen(), await seen()];
    expect(first[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(second[0]).not.toBe(first[0]);
    expect(first[1]).toBe(traceparent);
    expect((await seen({ 'x-request-id': 'mine' }))[0]).toBe('mine');
    traceparent = undefined;
    expect((await seen())[1]).toBe(null);
  });

  it('is an unpacked body', async () => {
    const packers = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };
    await using server = await httpFake((request, response) => {
      const name = request.url?.slice(1) as keyof typeof packers;
      response.writeHead(name === 'br' ? 404 : 200, { 'content-encoding': name });
      response.end(packers[name](`${request.headers['accept-encoding']} `.repeat(1000)));
    });
    await using opened = await open({ server: server.url, decompress: true });
    for (const name of Object.keys(packers)) {
      const response = await opened.connection.get(`/${name}`);
      expect(await response.text()).toBe('gzip, deflate, br '.repeat(1000));
      expect(response.headers).not.toHaveProperty('content-encoding');
      const chunks = await (await opened.connection.get(`/${name}`, { stream: true })).stream().toArray();
      expect(Buffer.concat(chunks).toString()).toBe('gzip, deflate, br '.repeat(1000));
    }
  });

  it('is not a gzip bomb, nor what only says that it is gzip', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    await using server = await httpFake((request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(request.url === '/bomb' ? bomb : 'no gzip at all');
    });
    await using opened = await open({ server: server.url, decompress: true, maxResponseBytes: 1_000_000 });
    const big = await failure(opened.connection.get('/bomb'));
    expect(big).toMatchObject({ code: 'HTTP_TOO_LARGE' });
    const nonsense = await failure(opened.connection.get('/nonsense'));
    expect(nonsense).toMatchObject({ code: 'Z_DATA_ERROR' });
    expect(opened.backend.fate(nonsense, opened.connection)).toEqual({ connection: 'keep' });
    const stream = (await opened.connection.get('/bomb', { stream: true })).stream();
    let bytes = 0;
    for await (const chunk of stream) {
      bytes += chunk.length;
      if (bytes > 100_000) break;
    }
    expect(bytes).toBeLessThan(1_000_000);
  });
});

describe('pipelining', () => {
  it('is off: an answer that nobody asked for is not taken for that of the next request', async () => {
    const answer = (text: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
    await using server = await tcpFake((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => socket.write(answer(chunk.toString().split(' ')[1] ?? '') + answer('stray')));
    });
    await using opened = await open({ server: server.url });
    for (const path of ['/1', '/2', '/3']) {
      const text = await opened.connection.get(path).then(
        (response) => response.text(),
        () => 'failed',
      );
      expect([path, 'failed']).toContain(text);
    }
  });
});
