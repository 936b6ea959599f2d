import { setTimeout as pause } from 'node:timers/promises';
import { createOutgoingPools, isPoolError, type OutgoingPools, onEvent, type PoolOptions } from '@outpool/core';
import { type RabbitServer, requireServers, startRabbit } from '@outpool/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRabbitError, RabbitBackend, type RabbitOptions } from '../src/index.js';
import { eventually, openSockets } from './attempt.js';
import { takeAll } from './take-all.js';

/** Codes of calls whose message cannot have reached the broker. */
const NEVER_RAN = ['QUEUE_FULL', 'QUEUE_TIMEOUT', 'QUEUE_OVERFLOW', 'POOL_DOWN'];

describe.skipIf(!requireServers('rabbitmq'))('a rabbit pool', () => {
  let server: RabbitServer;
  beforeAll(async () => {
    server = await startRabbit();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const poolsOf = (pool: PoolOptions, connection: RabbitOptions): OutgoingPools => {
    const { host, port } = server;
    return createOutgoingPools(
      { outgoingPools: [{ type: 'rabbit', pool, connection: { host, port, confirmsEnabled: true, ...connection } }] },
      { backends: [RabbitBackend] },
    );
  };

  it.each([
    ['a wrong password', { password: 'wrong' }, 'ACCESS_REFUSED'],
    ['an unknown virtual host', { virtualHost: 'nope' }, 'refuses the virtual host "nope"'],
  ])('does not start with %s, and says why', async (_, connection, message) => {
    const before = openSockets();
    const error = await poolsOf({ startTimeoutMs: 1_000 }, connection)
      .start()
      .catch((reason) => reason);
    expect(isPoolError(error, 'START_FAILED')).toBe(true);
    expect(error.message).toContain(message);
    await eventually(() => openSockets() <= before);
  });

  it('goes on with the other workers when a message closes a channel, and tells whose message it was', async () => {
    await using pools = await poolsOf({ workers: 4 }, { queues: [{ name: 'sound' }] }).start();
    const pool = pools.get('rabbit');
    await eventually(() => pool.state === 'ready');
    const good: string[] = [];
    const bad: string[] = [];
    const codeOf = (error: { code?: string }): string => error.code ?? String(error);
    let loading = true;
    const callers = Array.from({ length: 20 }, async () => {
      while (loading) {
        good.push(await pool.call((rabbit) => rabbit.publish('', 'sound', 'x')).then(() => 'ok', codeOf));
      }
    });
    for (let n = 0; n < 10; n++) {
      bad.push(await pool.call((rabbit) => rabbit.publish('no such exchange', 'k', 'x')).then(() => 'ok', codeOf));
      await pause(20);
    }
    loading = false;
    await Promise.all(callers);
    expect(new Set(bad)).toEqual(new Set(['REFUSED']));
    expect(good.filter((code) => code === 'ok').length).toBeGreaterThan(100);
    expect(good.filter((code) => code !== 'ok' && code !== 'CONNECTION_LOST')).toEqual([]);
    await eventually(() => pool.health().status === 'up');
  });

  it('lends a worker for a consumer, and makes it anew when the consumer was left there', async () => {
    await using pools = await poolsOf({ workers: 2 }, { queues: [{ name: 'jobs' }] }).start();
    const pool = pools.get('rabbit');
    await eventually(() => pool.state === 'ready');
    const seen: string[] = [];
    const lease = await pool.lease();
    await lease.connection.consume('jobs', ({ content }) => seen.push(content.toString()), { prefetch: 10 });
    await Promise.all(Array.from({ length: 20 }, (_, n) => pool.call((rabbit) => rabbit.publish('', 'jobs', String(n)))));
    await eventually(() => seen.length === 20);
    lease.release();
    await eventually(() => pool.stats().connections.ended.replaced === 1 && pool.health().status === 'up');
    await pool.call((rabbit) => rabbit.publish('', 'jobs', 'nobody takes it'));
    expect(await pool.call((rabbit) => rabbit.get('jobs', ({ content }) => content.toString()))).toBe('nobody takes it');
  });

  it('drops the oldest that wait when its queue is full, tells each caller, and keeps the rest over a restart of the broker', async () => {
    const connection = { queues: [{ name: 'kept' }], confirmTimeoutMs: 60_000, maxWorkerQueueLen: 3 };
    await using pools = await poolsOf({ workers: 1, concurrency: 1, callTimeoutMs: 60_000 }, connection).start();
    const pool = pools.get('rabbit');
    await pool.call((rabbit) => rabbit.publish('', 'kept', 'first', { persistent: true }));
    await server.remember();
    server.pause();
    const events: string[] = [];
    const forget = onEvent('call.settled', ({ label, outcome }) => events.push(`${label} ${outcome}`));
    const calls = Array.from({ length: 7 }, (_, n) =>
      pool.call((rabbit) => rabbit.publish('', 'kept', String(n), { persistent: true }), { label: String(n) }),
    );
    const outcomes = Promise.allSettled(calls);
    await eventually(() => events.length === 3);
    expect(events).toEqual(['1 QUEUE_OVERFLOW', '2 QUEUE_OVERFLOW', '3 QUEUE_OVERFLOW']);
    expect(pool.stats()).toMatchObject({ waiting: 3, calls: { dropped: 3 } });
    await server.kill9();
    await server.start();
    const codes = (await outcomes).map((outcome) => (outcome.status === 'fulfilled' ? 'ok' : outcome.reason.code));
    expect(codes).toEqual(['CONNECTION_LOST', 'QUEUE_OVERFLOW', 'QUEUE_OVERFLOW', 'QUEUE_OVERFLOW', 'ok', 'ok', 'ok']);
    expect(await takeAll(server, 'kept')).toEqual(['first', '4', '5', '6']);
    forget();
  });

  it('blocks publishers while the broker has a memory alarm: nothing piles up, health says why, and nothing is missing after', async () => {
    const connection = { queues: [{ name: 'alarmed' }], confirmTimeoutMs: 60_000 };
    await using pools = await poolsOf({ workers: 2, concurrency: 50, maxWorkerQueue: 100, callTimeoutMs: 60_000 }, connection).start();
    const pool = pools.get('rabbit');
    await eventually(() => pool.state === 'ready');
    const confirmed: string[] = [];
    const refused: string[] = [];
    let sent = 0;
    const flood = (): void => {
      const id = String(sent++);
      void pool
        .call((rabbit) => rabbit.publish('', 'alarmed', Buffer.alloc(10_000, `${id} `), { messageId: id }))
        .then(() => confirmed.push(id))
        .catch((error) => refused.push(`${error.code} ${id}`));
    };
    for (let n = 0; n < 50; n++) flood();
    await server.ctl('set_vm_memory_high_watermark', 'absolute', '1');
    await eventually(() => {
      flood();
      return pool.health().status === 'down';
    });
    expect(pool.health().workers.blocked).toEqual([0, 1].map((worker) => ({ worker, reason: 'the broker is blocked: low on memory' })));
    const before = process.memoryUsage().rss;
    // 1 GB if it were kept.
    for (let round = 0; round < 1_000; round++) {
      for (let n = 0; n < 100; n++) flood();
      await pause(0);
    }
    expect(pool.stats()).toMatchObject({ waiting: 200 });
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 ** 2);
    expect(pool.stats().connections.ended).toEqual({});
    await server.ctl('set_vm_memory_high_watermark', 'absolute', '2GB');
    await eventually(() => pool.health().status === 'up' && confirmed.length + refused.length === sent, 20_000);
    expect(new Set(refused.map((line) => line.split(' ')[0]))).toEqual(new Set(['QUEUE_OVERFLOW']));
    const there = await takeAll(server, 'alarmed', ({ properties }) => properties.messageId);
    expect(there.toSorted()).toEqual(confirmed.toSorted());
  });

  it('settles every publish once through kill -9 and restart: what was confirmed is there, what never ran is not', async () => {
    const before = openSockets();
    const pools = await poolsOf({ workers: 4, callTimeoutMs: 3_000 }, { queues: [{ name: 'soak' }], confirmTimeoutMs: 2_000 }).start();
    const pool = pools.get('rabbit');
    await server.remember();
    const confirmed: string[] = [];
    const neverRan: string[] = [];
    const unsure: string[] = [];
    const other: unknown[] = [];
    let accepted = 0;
    let loading = true;
    const caller = async (): Promise<void> => {
      while (loading) {
        const id = String(accepted++);
        await pool
          .call((rabbit) => rabbit.publish('', 'soak', id, { persistent: true }))
          .then(() => confirmed.push(id))
          .catch((error) => {
            if (NEVER_RAN.includes(error.code) || error.sent === false) neverRan.push(id);
            else if (isPoolError(error) || isRabbitError(error)) unsure.push(id);
            else other.push(error);
          });
        await pause(2);
      }
    };
    const callers = Array.from({ length: 50 }, caller);
    for (let round = 0; round < 2; round++) {
      await pause(500);
      await server.kill9();
      await pause(200);
      await server.start();
      const back = performance.now();
      await pool.call((rabbit) => rabbit.publish('', 'soak', 'back', { persistent: true }));
      expect(performance.now() - back).toBeLessThan(3_000);
    }
    await eventually(() => pool.state === 'ready');
    loading = false;
    await Promise.all(callers);
    expect(other).toEqual([]);
    expect(confirmed.length + neverRan.length + unsure.length).toBe(accepted);
    expect(confirmed.length).toBeGreaterThan(100);
    const there = new Set(await takeAll(server, 'soak'));
    expect(confirmed.filter((id) => !there.has(id))).toEqual([]);
    expect(neverRan.filter((id) => there.has(id))).toEqual([]);
    await pools.stop();
    await eventually(() => openSockets() <= before);
  });
});
