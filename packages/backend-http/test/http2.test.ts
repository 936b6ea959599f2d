import { once } from 'node:events';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpBackend, type HttpOptions } from '@outpool/backend-http';
import { createOutgoingPools, type PoolOptions } from '@outpool/core';
import { certificates, requireServers, startNginx } from '@outpool/test-servers';
import { describe, expect, it } from 'vitest';
import { failure } from './connect.js';

interface H2Server extends AsyncDisposable {
  readonly url: string;
  readonly sessions: Set<ServerHttp2Session>;
  /** Most streams that were open at once. */
  most: number;
}

async function h2Server(handle: (stream: ServerHttp2Stream, path: string) => void, maxConcurrentStreams = 100): Promise<H2Server> {
  const { cert, key } = (await certificates()).pair('server');
  const server: Http2SecureServer = createSecureServer({ cert, key, settings: { maxConcurrentStreams } });
  const sessions = new Set<ServerHttp2Session>();
  let open = 0;
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => undefined).once('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    h2.most = Math.max(h2.most, ++open);
    stream.on('error', () => undefined).once('close', () => open--);
    handle(stream, String(headers[':path']));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const dispose = async (): Promise<void> => {
    for (const session of sessions) session.destroy();
    server.close();
    await once(server, 'close');
  };
  const url = `https://localhost:${(server.address() as AddressInfo).port}`;
  const h2: H2Server = { url, sessions, most: 0, [Symbol.asyncDispose]: dispose };
  return h2;
}

async function start(server: string, pool: PoolOptions, more: HttpOptions = {}) {
  const { caFile } = await certificates();
  const connection: HttpOptions = { server, tls: { caFile }, httpOpts: { allowH2: true }, ...more };
  return createOutgoingPools({ outgoingPools: [{ type: 'http', pool, connection }] }, { backends: [HttpBackend] }).start();
}

const answer = (stream: ServerHttp2Stream, text: string): void => {
  if (!stream.destroyed) {
    stream.respond({ ':status': 200 });
    stream.end(text);
  }
};

describe('over HTTP/2', () => {
  it('many requests share one connection, each gets its own answer', async () => {
    await using server = await h2Server((stream, path) => setTimeout(() => answer(stream, path), 20));
    await using pools = await start(server.url, { workers: 1, concurrency: 100 });
    const paths = Array.from({ length: 300 }, (_, n) => `/${n}`);
    const texts = await Promise.all(paths.map((path) => pools.get('http').call(async (http) => (await http.get(path)).text())));
    expect(texts).toEqual(paths);
    expect(server.sessions.size).toBe(1);
    expect(server.most).toBeGreaterThan(20);
  });

  it('no more run at once than the server allows', async () => {
    await using server = await h2Server((stream, path) => setTimeout(() => answer(stream, path), 5), 7);
    await using pools = await start(server.url, { workers: 1, concurrency: 50 });
    await pools.get('http').call((http) => http.get('/settings'));
    const statuses = await Promise.all(
      Array.from({ length: 60 }, () => pools.get('http').call(async (http) => (await http.get('/')).status)),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(server.most).toBeLessThanOrEqual(7);
  });

  it('a cancelled, a slow and a reset request end alone', async () => {
    await using server = await h2Server((stream, path) => {
      if (path === '/hang') return;
      if (path === '/reset') stream.close(2);
      else setTimeout(() => answer(stream, path), 100);
    });
    await using pools = await start(server.url, { workers: 1, concurrency: 10 });
    const pool = pools.get('http');
    const controller = new AbortController();
    const cancelled = failure(pool.call((http, { signal }) => http.get('/hang', { signal }), { signal: controller.signal }));
    const reset = failure(pool.call((http) => http.get('/reset')));
    const sound = pool.call(async (http) => (await http.get('/sound')).text());
    await sleep(20);
    controller.abort();
    expect(await cancelled).toMatchObject({ code: 'CALL_CANCELLED' });
    expect(await reset).toMatchObject({ code: 'ERR_HTTP2_STREAM_ERROR' });
    expect(await sound).toBe('/sound');
    expect(server.sessions.size).toBe(1);
    expect(pool.stats().connections.opened).toBe(1);
  });

  it('a lost session loses its requests once, and the pool is whole again', async () => {
    await using server = await h2Server((stream, path) => path !== '/hang' && answer(stream, path));
    await using pools = await start(server.url, { workers: 1, concurrency: 10 });
    const pool = pools.get('http');
    const lost = [1, 2, 3].map(() => failure(pool.call((http) => http.post('/hang', { body: 'x' }))));
    await sleep(50);
    for (const session of server.sessions) session.destroy();
    for (const error of await Promise.all(lost)) expect(error).toMatchObject({ code: 'CONNECTION_LOST', sent: true });
    expect(await pool.call(async (http) => (await http.get('/again')).text())).toBe('/again');
  });

  it('a server without it is refused by name when requests are to share connections, and served over HTTP/1.1 when not', async () => {
    if (!requireServers('nginx')) return;
    await using nginx = await startNginx({ tls: true });
    await using shared = await start(nginx.tlsUrl, { workers: 1, concurrency: 10 });
    const protocol = async (pools: typeof shared) =>
      (await pools.get('http').call(async (http) => (await http.get('/headers')).json<{ protocol: string }>())).protocol;
    expect(await protocol(shared)).toBe('HTTP/2.0');
    await using single = await start(nginx.tlsUrl, { workers: 1 }, { httpOpts: {} });
    expect(await protocol(single)).toBe('HTTP/1.1');
    const { cert, key } = (await certificates()).pair('server');
    const { createServer } = await import('node:https');
    const plain = createServer({ cert, key }, (_, response) => response.end('ok')).listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const url = `https://localhost:${(plain.address() as AddressInfo).port}`;
    const error = await failure(start(url, { workers: 1, concurrency: 10, startTimeoutMs: 300 }));
    expect(error.message).toContain('does not speak HTTP/2, and over HTTP/1.1 `concurrency` of the pool must be 1');
    plain.close();
    plain.closeAllConnections();
  });
});
