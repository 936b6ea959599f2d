import { setTimeout as sleep } from 'node:timers/promises';
import { HttpBackend, type HttpOptions } from '@outpool/backend-http';
import { createOutgoingPools, onEvent, type PoolOptions } from '@outpool/core';
import { requireServers, startHaproxy, startNginx } from '@outpool/test-servers';
import { startFaultProxy } from '@outpool/testkit';
import { describe, expect, it } from 'vitest';
import { failure } from './connect.js';
import { httpFake } from './fakes.js';

const start = (pool: PoolOptions, connection: HttpOptions) =>
  createOutgoingPools({ outgoingPools: [{ type: 'http', pool, connection }] }, { backends: [HttpBackend] }).start();

const tally = (list: readonly unknown[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const one of list) counts[String(one)] = (counts[String(one)] ?? 0) + 1;
  return counts;
};

describe('of several servers', () => {
  it('one that answers 503 is left out, and gets its share again when it is well', async () => {
    let ill = true;
    await using bad = await httpFake((_, response) => response.writeHead(ill ? 503 : 200).end('bad'));
    await using good = await httpFake((_, response) => response.end('good'));
    await using pools = await start({ workers: 4 }, { servers: [bad.url, good.url] });
    const ejected: unknown[] = [];
    const end = onEvent('endpoint.ejected', ({ endpoint }) => ejected.push(endpoint.port));
    const ask = () => pools.get('http').call(async (http) => (await http.get('/')).text());
    const many = async (count: number) => tally(await Promise.all(Array.from({ length: count }, ask)));
    for (let round = 0; round < 10; round++) await many(8);
    expect(ejected).toContain(bad.port);
    expect(await many(40)).toEqual({ good: 40 });
    ill = false;
    const deadline = performance.now() + 15_000;
    while (!('bad' in (await many(20)))) {
      expect(performance.now()).toBeLessThan(deadline);
      await sleep(50);
    }
    end();
  });

  it('what is a fault can be chosen: one 429 is enough, 503 never', async () => {
    await using busy = await httpFake((_, response) => response.writeHead(429).end('busy'));
    await using broken = await httpFake((_, response) => response.writeHead(503).end('broken'));
    await using pools = await start(
      { workers: 2 },
      { servers: [busy.url, broken.url], upstreamFaults: { statuses: [429], errorRate: 0.1 } },
    );
    const ask = () => pools.get('http').call(async (http) => (await http.get('/')).text());
    await Promise.all([ask(), ask()]);
    await sleep(50);
    expect(tally(await Promise.all(Array.from({ length: 20 }, ask)))).toEqual({ broken: 20 });
  });

  it('one that resets or says nothing is not blamed for it when that is told not to be a fault', async () => {
    await using server = await httpFake((request, response) => {
      if (request.url === '/reset') response.destroy();
    });
    await using other = await httpFake((_, response) => response.end('ok'));
    const faults = { resets: false, timeouts: false };
    await using pools = await start({ workers: 2 }, { servers: [server.url, other.url], requestTimeoutMs: 50, upstreamFaults: faults });
    const ejected: unknown[] = [];
    const end = onEvent('endpoint.ejected', (event) => ejected.push(event));
    for (let n = 0; n < 6; n++) {
      await pools
        .get('http')
        .call((http) => http.post(n < 3 ? '/reset' : '/hang'))
        .catch(() => undefined);
    }
    end();
    expect(ejected).toEqual([]);
  });

  it('a sole one is never replaced for what it answers', async () => {
    await using server = await httpFake((_, response) => response.writeHead(503).end());
    await using pools = await start({ workers: 1 }, { server: server.url });
    for (let n = 0; n < 20; n++) await pools.get('http').call((http) => http.get('/'));
    expect(server.accepted).toBe(1);
  });

  it('one 100 x slower than the others does not slow the rest down for long', { timeout: 30_000 }, async () => {
    await using slow = await httpFake((_, response) => setTimeout(() => response.end('slow'), 200));
    await using quick = await httpFake((_, response) => setTimeout(() => response.end('quick'), 2));
    await using pools = await start({ workers: 4, strategy: 'available_worker' }, { servers: [slow.url, quick.url] });
    const ask = () => pools.get('http').call(async (http) => (await http.get('/')).text());
    const answers = tally(await Promise.all(Array.from({ length: 200 }, ask)));
    expect(answers.quick).toBeGreaterThan(150);
    expect((answers.quick ?? 0) + (answers.slow ?? 0)).toBe(200);
  });

  it('one behind a black hole is left out, and every call settles once and in time', { timeout: 30_000 }, async () => {
    await using one = await httpFake((_, response) => response.end('one'));
    await using two = await httpFake((_, response) => response.end('two'));
    await using proxy = await startFaultProxy({ host: '127.0.0.1', port: one.port });
    const servers = [`http://127.0.0.1:${proxy.port}`, two.url];
    await using pools = await start({ workers: 4, connectTimeoutMs: 300 }, { servers, requestTimeoutMs: 300 });
    proxy.halfOpen();
    proxy.blackHole();
    const outcomes: { ms: number; ok: boolean }[] = [];
    const began = performance.now();
    while (performance.now() - began < 2_000) {
      await Promise.all(
        Array.from({ length: 8 }, async () => {
          const from = performance.now();
          const ok = await pools
            .get('http')
            .call((http) => http.get('/'), { timeoutMs: 2_000 })
            .then(
              () => true,
              () => false,
            );
          outcomes.push({ ms: performance.now() - from, ok });
        }),
      );
    }
    expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(3_000);
    expect(outcomes.filter(({ ok }) => !ok).length).toBeLessThan(12);
    expect(outcomes.at(-1)?.ok).toBe(true);
  });
});

describe.skipIf(!requireServers('nginx', 'haproxy'))('behind a real HAProxy', () => {
  it('requests go on while a server behind it is taken out, and when all are, its 503 is an answer', async () => {
    await using one = await startNginx({ serverName: 'one' });
    await using two = await startNginx({ serverName: 'two' });
    await using haproxy = await startHaproxy({ backends: [one.port, two.port] });
    await using pools = await start({ workers: 4 }, { server: haproxy.url });
    const ask = () => pools.get('http').call(async (http) => (await http.get('/json')).json<{ server: string }>());
    const names = async () => new Set((await Promise.all(Array.from({ length: 20 }, ask))).map(({ server }) => server));
    expect(await names()).toEqual(new Set(['one', 'two']));
    await haproxy.enable('s0', false);
    expect(await names()).toEqual(new Set(['two']));
    await haproxy.enable('s1', false);
    expect((await pools.get('http').call((http) => http.get('/json'))).status).toBe(503);
    await haproxy.enable('s0', true);
    expect(await names()).toEqual(new Set(['one']));
  });

  it('that closes idle sockets all the time, no POST fails', async () => {
    await using nginx = await startNginx();
    await using haproxy = await startHaproxy({ backends: [nginx.port], keepAliveTimeoutMs: 100 });
    await using pools = await start({ workers: 2 }, { server: haproxy.url, httpOpts: { keepAliveTimeout: 50 } });
    for (let n = 0; n < 30; n++) {
      expect((await pools.get('http').call((http) => http.post('/ok', { body: 'x' }))).status).toBe(200);
      await sleep(20 + (n % 5) * 20);
    }
  });

  it('of two, one that has lost its servers is left out, and one that is killed and started again is whole within 2 s', async () => {
    await using nginx = await startNginx();
    await using first = await startHaproxy({ backends: [nginx.port] });
    await using second = await startHaproxy({ backends: [nginx.port] });
    await using pools = await start({ workers: 4 }, { servers: [first.url, second.url] });
    const statuses = async (count: number) =>
      tally(await Promise.all(Array.from({ length: count }, () => pools.get('http').call(async (http) => (await http.get('/ok')).status))));
    await first.enable('s0', false);
    for (let round = 0; round < 10; round++) await statuses(8);
    expect(await statuses(20)).toEqual({ 200: 20 });
    await second.kill9();
    await first.enable('s0', true);
    await second.start();
    const began = performance.now();
    while ((await failure(statuses(8).then(() => Promise.reject(new Error('fine'))))).message !== 'fine') await sleep(20);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(await statuses(20)).toEqual({ 200: 20 });
  });
});
