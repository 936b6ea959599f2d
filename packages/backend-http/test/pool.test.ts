import { setTimeout as sleep } from 'node:timers/promises';
import { HttpBackend, type HttpOptions } from '@outpool/backend-http';
import { createOutgoingPools, isPoolError, type OutgoingPools, onEvent, type PoolOptions } from '@outpool/core';
import { requireServers, startNginx } from '@outpool/test-servers';
import { describe, expect, it } from 'vitest';
import { failure } from './connect.js';
import { httpFake } from './fakes.js';

const available = requireServers('nginx');

const start = (pool: PoolOptions, connection: HttpOptions): Promise<OutgoingPools> =>
  createOutgoingPools({ outgoingPools: [{ type: 'http', pool, connection }] }, { backends: [HttpBackend] }).start();

interface Outcome {
  readonly ms: number;
  readonly server: unknown;
  readonly error: unknown;
}

/** So many callers, each with one call after the other, until told to stop. */
function load(pools: OutgoingPools, callers: number) {
  const outcomes: Outcome[] = [];
  let going = true;
  let open = 0;
  const caller = async (): Promise<void> => {
    while (going) {
      open++;
      const began = performance.now();
      let error: unknown;
      let server: unknown;
      try {
        server = (await pools.get('http').call((http, { signal }) => http.get('/ok', { signal }))).headers['x-server'];
      } catch (thrown) {
        error = thrown;
        await sleep(1);
      }
      open--;
      outcomes.push({ ms: performance.now() - began, server, error });
    }
  };
  const all = Promise.all(Array.from({ length: callers }, caller));
  return {
    outcomes,
    /** Since the last time: how many calls each server answered, and how many failed. */
    tally(): Record<string, number> {
      const counts: Record<string, number> = {};
      for (const { server, error } of outcomes.splice(0)) {
        const name = error === undefined ? String(server) : 'failed';
        counts[name] = (counts[name] ?? 0) + 1;
      }
      return counts;
    },
    async stop(): Promise<void> {
      going = false;
      await all;
      expect(open).toBe(0);
    },
  };
}

async function timeUntil(holds: () => boolean, limitMs: number): Promise<number> {
  const began = performance.now();
  while (!holds()) {
    if (performance.now() - began > limitMs) throw new Error(`not in ${limitMs} ms`);
    await sleep(5);
  }
  return performance.now() - began;
}

describe('a pool of http', () => {
  it('gives a response that is whole, so that it can be read after the call', async () => {
    await using server = await httpFake((request, response) => response.end(`{"path":"${request.url}"}`));
    await using pools = await start({ workers: 2 }, { server: server.url });
    const pool = pools.get('http');
    const responses = await Promise.all(['/a', '/b', '/c', '/d'].map((path) => pool.call((http) => http.get(path))));
    expect(await Promise.all(responses.map((response) => response.json()))).toEqual(['/a', '/b', '/c', '/d'].map((path) => ({ path })));
    expect(server.accepted).toBe(2);
  });

  it('is not held up by a stream that a job has left unread', async () => {
    await using server = await httpFake((request, response) => response.end(Buffer.alloc(request.url === '/big' ? 4_000_000 : 1)));
    await using pools = await start({ workers: 1 }, { server: server.url });
    const pool = pools.get('http');
    await pool.call(async (http) => (await http.get('/big', { stream: true })).status);
    const began = performance.now();
    expect(await pool.call(async (http) => (await http.get('/')).status)).toBe(200);
    expect(performance.now() - began).toBeLessThan(1500);
    expect(pool.state).toBe('ready');
  });

  it('tells at start that the server is not there', async () => {
    const server = await httpFake(() => undefined);
    await server[Symbol.asyncDispose]();
    const error = await failure(start({ workers: 1, startTimeoutMs: 100 }, { server: server.url }));
    expect(error).toMatchObject({ code: 'START_FAILED', message: expect.stringContaining(`ECONNREFUSED 127.0.0.1:${server.port}`) });
  });

  it('does not lose its workers when the server closes idle sockets', async () => {
    await using server = await httpFake((_, response) => response.end('ok'));
    await using pools = await start({ workers: 3 }, { server: server.url, httpOpts: { keepAliveTimeout: 30 } });
    const pool = pools.get('http');
    let lost = 0;
    const end = onEvent('worker.lost', () => lost++);
    for (let round = 0; round < 5; round++) {
      await Promise.all([1, 2, 3].map(() => pool.call((http) => http.get('/'))));
      for (const socket of server.sockets) socket.end();
      await sleep(40);
      expect(pool.state).toBe('ready');
    }
    end();
    expect(lost).toBe(0);
  });

  it('is down, and says why, when its server went away while idle and a call comes', async () => {
    const server = await httpFake((_, response) => response.end('ok'));
    await using pools = await start({ workers: 1 }, { server: server.url });
    const pool = pools.get('http');
    await server[Symbol.asyncDispose]();
    await sleep(100);
    const error = await failure(pool.call((http) => http.post('/', { body: 'x' })));
    expect(error).toMatchObject({ code: 'CONNECTION_LOST', sent: false, cause: { code: 'ECONNREFUSED' } });
    await timeUntil(() => pool.state === 'down', 1000);
    const later = await failure(pool.call((http) => http.get('/'), { timeoutMs: 50 }));
    expect(later).toMatchObject({ code: 'POOL_DOWN' });
  });

  it('is down, too, when the job has kept the failure to itself', async () => {
    const server = await httpFake((_, response) => response.end('ok'));
    await using pools = await start({ workers: 1 }, { server: server.url });
    const pool = pools.get('http');
    await server[Symbol.asyncDispose]();
    await sleep(100);
    expect(await pool.call((http) => http.get('/').catch(() => 'instead'))).toBe('instead');
    await timeUntil(() => pool.state === 'down', 1000);
  });

  it('never sends a POST twice, and every idempotent call is answered, while the server hangs up at random', async () => {
    const seen = new Map<string, number>();
    await using server = await httpFake((request, response) => {
      const id = request.headers['x-id'] as string;
      seen.set(id, (seen.get(id) ?? 0) + 1);
      const chance = Math.random();
      if (chance < 0.05) request.socket.resetAndDestroy();
      else if (chance < 0.1) response.end('ok', () => request.socket.end());
      else response.end('ok');
    });
    await using pools = await start({ workers: 5, callTimeoutMs: 20_000, reconnect: { minMs: 1, maxMs: 5 } }, { server: server.url });
    const pool = pools.get('http');
    const ids = Array.from({ length: 600 }, (_, n) => `post-${n}`);
    const results = await Promise.allSettled(ids.map((id) => pool.call((http) => http.post('/', { headers: { 'x-id': id } }))));
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(failures.length).toBeGreaterThan(5);
    expect(failures.every((error) => isPoolError(error, 'CONNECTION_LOST') && error.sent === true)).toBe(true);
    expect(ids.filter((id) => (seen.get(id) ?? 0) > 1)).toEqual([]);
    // Sent again by the connection and, if that fails as well, by the pool.
    const reads = await Promise.allSettled(ids.slice(0, 200).map((id) => pool.call((http) => http.get('/', { headers: { 'x-id': id } }))));
    expect(reads.filter((result) => result.status === 'rejected').length).toBeLessThan(10);
  });

  it('cancels the request of a call that is cancelled or times out', async () => {
    await using server = await httpFake((request, response) => (request.url === '/hang' ? undefined : response.end('ok')));
    await using pools = await start({ workers: 1 }, { server: server.url });
    const pool = pools.get('http');
    const hang = (options: object) => failure(pool.call((http, { signal }) => http.get('/hang', { signal }), options));
    expect(await hang({ timeoutMs: 30 })).toMatchObject({ code: 'CALL_TIMEOUT' });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    expect(await hang({ signal: controller.signal })).toMatchObject({ code: 'CALL_CANCELLED' });
    expect((await pool.call((http) => http.get('/'))).status).toBe(200);
  });

  it('leaves no socket open when it stops, whatever is under way', async () => {
    await using server = await httpFake((request, response) => (request.url === '/hang' ? undefined : response.end('ok')));
    const pools = await start({ workers: 4 }, { server: server.url });
    const pool = pools.get('http');
    await pool.call((http) => http.get('/'));
    const hanging = failure(pool.call((http, { signal }) => http.get('/hang', { signal })));
    await pools.stop({ graceMs: 20 });
    expect(await hanging).toMatchObject({ code: 'CALL_CANCELLED' });
    await timeUntil(() => server.sockets.size === 0, 1000);
  });
});

describe.skipIf(!available)('a pool over a real nginx', () => {
  it('that is killed and restarted under load settles every call in time, and is ready within 2 s of the server', async () => {
    await using nginx = await startNginx();
    await using pools = await start({ workers: 4, callTimeoutMs: 1000 }, { server: nginx.url, requestTimeoutMs: 500 });
    const pool = pools.get('http');
    const callers = load(pools, 20);
    for (let round = 0; round < 3; round++) {
      await sleep(200);
      await nginx.kill9();
      await timeUntil(() => pool.state === 'down', 1000);
      await sleep(300);
      await nginx.start();
      expect(await timeUntil(() => pool.state === 'ready', 2000)).toBeLessThan(2000);
    }
    await sleep(200);
    await callers.stop();
    const served = callers.outcomes.filter(({ error }) => error === undefined);
    expect(served.length).toBeGreaterThan(100);
    for (const { ms, error } of callers.outcomes) {
      expect(ms).toBeLessThan(1500);
      if (error !== undefined) expect(isPoolError(error)).toBe(true);
    }
    expect(callers.outcomes.slice(-20).every(({ error }) => error === undefined)).toBe(true);
    expect(pool.stats()).toMatchObject({ running: 0, waiting: 0 });
  });

  it('that hangs and goes on answers every call in time', async () => {
    await using nginx = await startNginx();
    await using pools = await start({ workers: 4, callTimeoutMs: 600 }, { server: nginx.url, requestTimeoutMs: 200 });
    const callers = load(pools, 20);
    await sleep(200);
    callers.outcomes.splice(0);
    nginx.pause();
    await sleep(1000);
    nginx.resume();
    await timeUntil(() => pools.get('http').state === 'ready', 2000);
    await sleep(300);
    await callers.stop();
    const failures = callers.outcomes.filter(({ error }) => error !== undefined);
    expect(failures.length).toBeGreaterThan(10);
    for (const { ms } of callers.outcomes) expect(ms).toBeLessThan(1100);
    expect(callers.outcomes.at(-1)?.error).toBeUndefined();
  });
});

describe.skipIf(!available)('a pool over two real nginx', () => {
  it('spreads over both, goes on with the one that is left, and takes the other back', async () => {
    await using a = await startNginx({ serverName: 'a' });
    await using b = await startNginx({ serverName: 'b' });
    await using pools = await start({ workers: 4 }, { servers: [a.url, b.url] });
    const callers = load(pools, 8);
    await sleep(200);
    const both = callers.tally();
    expect(both.a).toBeGreaterThan(5);
    expect(both.b).toBeGreaterThan(5);
    expect(both.failed).toBeUndefined();

    await a.kill9();
    await sleep(500);
    expect(callers.tally().failed ?? 0).toBeLessThan(20);
    await sleep(200);
    expect(Object.keys(callers.tally())).toEqual(['b']);
    await callers.stop();

    await a.start();
    const light = load(pools, 1);
    await timeUntil(() => light.tally().a !== undefined, 10_000);
    await light.stop();
  });

  it('with failover uses the first, then the second, then the first again', async () => {
    await using a = await startNginx({ serverName: 'a' });
    await using b = await startNginx({ serverName: 'b' });
    await using pools = await start({ workers: 2, endpointPolicy: 'failover' }, { servers: [a.url, b.url] });
    const callers = load(pools, 1);
    await sleep(150);
    expect(Object.keys(callers.tally())).toEqual(['a']);
    await a.kill9();
    await sleep(300);
    callers.tally();
    await sleep(150);
    expect(Object.keys(callers.tally())).toEqual(['b']);
    await a.start();
    await timeUntil(() => callers.tally().a !== undefined, 10_000);
    await callers.stop();
  });
});
