import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { fetchOver, HttpBackend, type HttpOptions } from '@outpool/backend-http';
import { createOutgoingPools, type PoolOptions } from '@outpool/core';
import { describe, expect, it } from 'vitest';
import { failure } from './connect.js';
import { type Fake, httpFake } from './fakes.js';

async function start(server: Fake, connection: HttpOptions = {}, pool: PoolOptions = {}) {
  const pools = await createOutgoingPools(
    { outgoingPools: [{ type: 'http', pool: { workers: 2, ...pool }, connection: { server: server.url, ...connection } }] },
    { backends: [HttpBackend] },
  ).start();
  return { pools, pool: pools.get('http'), fetch: fetchOver(pools.get('http')), [Symbol.asyncDispose]: () => pools.stop() };
}

/** Answers with what it was asked. */
const echo = () =>
  httpFake(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    response.setHeader('content-type', 'application/json').setHeader('x-two', ['a', 'b']);
    response.end(JSON.stringify({ method, url, headers, body }));
  });

describe('fetch over a pool', () => {
  it('takes paths below the prefix and whole URLs of the pool, and sends what it is given', async () => {
    await using server = await echo();
    await using up = await start(server, { pathPrefix: '/v1', headers: { authorization: 'Bearer t' } });
    for (const input of ['/users?x=1', 'users?x=1', `${server.url}/v1/users?x=1`, new URL(`${server.url}/v1/users?x=1`)]) {
      const response = await up.fetch(input, { method: 'POST', body: 'hello', headers: { 'x-mine': 'yes' } });
      expect([response.status, response.ok, response.headers.get('x-two'), response.redirected]).toEqual([200, true, 'a, b', false]);
      expect(await response.json()).toMatchObject({
        method: 'POST',
        url: '/v1/users?x=1',
        body: 'hello',
        headers: { 'x-mine': 'yes', authorization: 'Bearer t', 'content-type': 'text/plain;charset=UTF-8' },
      });
    }
  });

  it('takes a Request of Node.js, forms and search parameters', async () => {
    await using server = await echo();
    await using up = await start(server);
    const request = new Request(`${server.url}/r`, { method: 'PUT', body: 'from a request', headers: { 'x-a': '1' } });
    expect(await (await up.fetch(request)).json()).toMatchObject({ method: 'PUT', body: 'from a request', headers: { 'x-a': '1' } });
    const form = new URLSearchParams({ a: '1', b: 'two words' });
    expect(await (await up.fetch('/', { method: 'POST', body: form })).json()).toMatchObject({ body: 'a=1&b=two+words' });
  });

  it.each(['http://evil.test/', 'https://127.0.0.1/', '/../secret', '/%2e%2e/secret', '//evil.test/x', 'file:///etc/passwd'])(
    'does not go to %s',
    async (input) => {
      let requests = 0;
      await using server = await httpFake((_, response) => response.end(String(requests++)));
      await using up = await start(server, { pathPrefix: '/v1/' });
      const error = await failure(up.fetch(input));
      expect(error).toBeInstanceOf(TypeError);
      expect(requests).toBe(0);
      expect((await up.fetch('/fine')).status).toBe(200);
    },
  );

  it('follows redirects of the pool, reports or refuses them, and never leaves it by one', async () => {
    await using server = await httpFake((request, response) => {
      const to = new URL(request.url ?? '', 'http://x').searchParams.get('to');
      if (to === null) response.end(`${request.method} ${request.url}`);
      else response.writeHead(303, { location: to }).end('moved');
    });
    await using up = await start(server, { pathPrefix: '/v1' });
    const response = await up.fetch('/a?to=/v1/b', { method: 'POST', body: 'x' });
    expect([response.redirected, response.url, await response.text()]).toEqual([true, `${server.url}/v1/b`, 'GET /v1/b']);
    const manual = await up.fetch('/a?to=/v1/b', { redirect: 'manual' });
    expect([manual.status, manual.headers.get('location')]).toEqual([303, '/v1/b']);
    await manual.body?.cancel();
    for (const [path, redirect] of [
      ['/a?to=/v1/b', 'error'],
      ['/a?to=http://evil.test/', 'follow'],
      ['/a?to=/admin', 'follow'],
      ['/a?to=//evil.test/', 'follow'],
    ] as const)
      expect(await failure(up.fetch(path, { redirect }))).toBeInstanceOf(TypeError);
    expect(await (await up.fetch('/fine')).text()).toBe('GET /v1/fine');
  });

  it('aborts with the reason of the signal: before, while waiting, and in mid-body', async () => {
    await using server = await httpFake((request, response) => {
      if (request.url === '/endless') response.write('x');
    });
    await using up = await start(server, { requestTimeoutMs: 5_000 });
    const reason = new Error('enough');
    expect(await failure(up.fetch('/hang', { signal: AbortSignal.abort(reason) }))).toBe(reason);
    const controller = new AbortController();
    const waiting = failure(up.fetch('/hang', { signal: controller.signal }));
    await sleep(20);
    controller.abort(reason);
    expect(await waiting).toBe(reason);
    const other = new AbortController();
    const response = await up.fetch('/endless', { signal: other.signal });
    const body = failure(response.text());
    await sleep(20);
    other.abort(reason);
    expect(await body).toBeInstanceOf(Error);
    while (up.pool.stats().running > 0) await sleep(5);
  });

  it('streams both ways, with duplex half', async () => {
    await using server = await httpFake((request, response) => void request.pipe(response));
    await using up = await start(server);
    const source = new ReadableStream({
      async start(controller) {
        for (const word of ['one ', 'two ', 'three']) {
          controller.enqueue(new TextEncoder().encode(word));
          await sleep(20);
        }
        controller.close();
      },
    });
    const response = await up.fetch('/', { method: 'POST', body: source, duplex: 'half' });
    expect(await response.text()).toBe('one two three');
  });

  it('holds the server back while nobody reads, and lets go of it when the body is cancelled', async () => {
    let written = 0;
    let closed = false;
    await using server = await httpFake((_, response) => {
      const more = (): void => {
        while (!response.destroyed) {
          written += 65_536;
          if (!response.write(Buffer.alloc(65_536))) break;
        }
      };
      response.on('drain', more).on('close', () => {
        closed = true;
      });
      more();
    });
    await using up = await start(server, { requestTimeoutMs: 5_000 });
    const response = await up.fetch('/');
    await sleep(300);
    const held = written;
    await sleep(300);
    expect(written).toBe(held);
    await response.body?.cancel();
    while (!closed || up.pool.stats().running > 0) await sleep(5);
  });

  it('unpacks what is packed, and fails as the standard says', async () => {
    await using server = await httpFake((request, response) => {
      if (request.url === '/drop') response.destroy();
      else response.setHeader('content-encoding', 'gzip').end(gzipSync('packed'));
    });
    await using up = await start(server);
    expect(await (await up.fetch('/')).text()).toBe('packed');
    const error = await failure(up.fetch('/drop', { method: 'POST' }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.cause).toMatchObject({ code: 'CONNECTION_LOST' });
    expect((await up.fetch('/')).status).toBe(200);
  });

  it('serves many at once over few connections', async () => {
    await using server = await echo();
    await using up = await start(server);
    const all = await Promise.all(
      Array.from({ length: 200 }, async (_, n) => ((await (await up.fetch(`/${n}`)).json()) as { url: string }).url),
    );
    expect(all).toEqual(Array.from({ length: 200 }, (_, n) => `/${n}`));
    expect(server.accepted).toBe(2);
  });
});
