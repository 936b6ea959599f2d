import { describe, expect, it } from 'vitest';
import { Rig } from '../kit.js';

const pings = (rig: Rig): number[] => rig.script.opened.map((connection) => connection.pings);

describe('keepaliveIntervalMs', () => {
  it('pings a connection that has been silent that long, again and again', async () => {
    await using rig = await Rig.open({ pool: { workers: 2, keepaliveIntervalMs: 1_000 } });
    await rig.advance(999);
    expect(pings(rig)).toEqual([0, 0]);
    await rig.advance(1);
    expect(pings(rig)).toEqual([1, 1]);
    await rig.advance(5_000);
    expect(pings(rig)).toEqual([6, 6]);
  });

  it('spares a connection that is used', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, keepaliveIntervalMs: 1_000 } });
    for (let round = 0; round < 10; round++) {
      await rig.advance(900);
      await rig.pool.call(async () => 1);
    }
    expect(pings(rig)).toEqual([0]);
    const held = await rig.hold({ timeoutMs: 60_000 });
    await rig.advance(10_000);
    expect(pings(rig)).toEqual([0]);
    held.finish();
    await rig.settle();
    await rig.advance(1_000);
    expect(pings(rig)).toEqual([1]);
  });

  it('makes a call wait for the answer of the ping, or go to another worker', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, keepaliveIntervalMs: 1_000 }, plan: (script) => script.ping.next('wait') });
    await rig.advance(1_000);
    const held = await rig.hold();
    expect(held.runs).toBe(0);
    rig.script.opened[0]?.pinging?.resolve();
    await rig.settle();
    expect(held.runs).toBe(1);
  });

  it('keeps no timer when it is not asked for', async () => {
    await using rig = await Rig.open({ pool: { workers: 10 } });
    expect(rig.clock.pendingTimers).toBe(0);
    await using kept = await Rig.open({ pool: { workers: 10, keepaliveIntervalMs: 1_000 } });
    expect([kept.clock.pendingTimers, kept.clock.holdingTimers]).toEqual([1, 0]);
  });
});

describe('validateAfterIdleMs', () => {
  const pool = { workers: 1, validateAfterIdleMs: 500 };

  it('pings a connection that has been idle longer before it serves a call', async () => {
    await using rig = await Rig.open({ pool });
    await rig.advance(500);
    await rig.pool.call(async () => 1);
    expect(pings(rig)).toEqual([0]);
    await rig.advance(501);
    const held = await rig.hold();
    expect([pings(rig), held.connection?.id]).toEqual([[1], 1]);
  });

  it('replaces one that does not answer; the call runs on the next', async () => {
    await using rig = await Rig.open({ pool, plan: (script) => script.ping.next('fail') });
    await rig.advance(501);
    const held = await rig.hold();
    await rig.advance(100);
    expect([held.runs, held.connection?.id]).toEqual([1, 2]);
  });

  it('holds for leases, and for calls that waited out a pause', async () => {
    for (const concurrency of [1, 4]) {
      await using rig = await Rig.open({ pool, backend: { concurrency } });
      await rig.advance(501);
      const lease = await rig.pool.lease();
      expect(pings(rig)).toEqual([1]);
      lease.release();
      await rig.settle();
      rig.pool.pause();
      const held = await rig.hold();
      await rig.advance(501);
      rig.pool.resume();
      await rig.settle();
      expect([pings(rig), held.runs]).toEqual([[2], 1]);
    }
  });

  it('does not ping again what has just answered', async () => {
    await using rig = await Rig.open({ pool: { ...pool, keepaliveIntervalMs: 600 } });
    await rig.advance(1_000);
    expect(pings(rig)).toEqual([1]);
    await rig.pool.call(async () => 1);
    expect(pings(rig)).toEqual([1]);
  });

  it('of a large idle pool overflows no stack', async () => {
    await using rig = await Rig.open({ pool: { workers: 5_000, validateAfterIdleMs: 500 } });
    await rig.advance(501);
    expect(await rig.pool.call(() => 'served')).toBe('served');
    await rig.settle();
    expect(rig.stats.workers.ready).toBe(5_000);
  });
});

describe('maxLifetimeMs', () => {
  it('replaces connections at that age, shortened at random by up to a tenth, not all together', async () => {
    await using rig = await Rig.open({ pool: { workers: 20, maxLifetimeMs: 10_000 } });
    const closed = rig.events('worker.closed');
    const ages: number[] = [];
    for (let ms = 0; ms < 10_000; ms += 10) {
      await rig.advance(10);
      while (ages.length < closed.length) ages.push(rig.clock.now());
    }
    expect(ages).toHaveLength(20);
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(9_000);
    expect(new Set(ages).size).toBeGreaterThan(10);
    expect(closed.every(({ reason }) => reason === 'lifetime')).toBe(true);
    expect(rig.stats.workers.ready).toBe(20);
  });

  it('lets a running call end first', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, maxLifetimeMs: 1_000, callTimeoutMs: 60_000 } });
    const held = await rig.hold();
    const next = await rig.hold();
    await rig.advance(5_000);
    expect([held.connection?.closeCalls, next.runs]).toEqual([0, 0]);
    held.finish('in peace');
    await rig.settle();
    expect([held.answer.value, held.connection?.closeCalls, next.connection?.id]).toEqual(['in peace', 1, 2]);
  });
});

describe('maxUses', () => {
  it('replaces a connection after so many calls', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, maxUses: 3 } });
    const ids: number[] = [];
    for (let call = 0; call < 7; call++) {
      ids.push(await rig.pool.call(async ({ id }) => id));
      await rig.settle();
    }
    expect(ids).toEqual([1, 1, 1, 2, 2, 2, 3]);
    expect(rig.stats.connections.ended).toEqual({ uses: 2 });
  });

  it('counts calls at once on a shared connection, which ends with the last of them', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, maxUses: 3 }, backend: { concurrency: 8 } });
    const calls = await rig.holdMany(5);
    expect(calls.map((call) => call.runs)).toEqual([1, 1, 1, 0, 0]);
    calls[2]?.finish();
    calls[0]?.finish();
    await rig.settle();
    expect(calls[3]?.runs).toBe(0);
    calls[1]?.finish();
    await rig.settle();
    expect(calls.map((call) => call.connection?.id)).toEqual([1, 1, 1, 2, 2]);
  });
});

describe('evict', () => {
  it('replaces the idle connections and leaves the others', async () => {
    await using rig = await Rig.open({ pool: { workers: 4 } });
    const held = await rig.hold();
    rig.pool.evict();
    await rig.settle();
    expect(rig.script.closed.map(({ id }) => id)).toEqual([2, 3, 4]);
    expect(rig.stats).toMatchObject({ workers: { ready: 4 }, connections: { ended: { evicted: 3 } } });
    held.finish();
    await rig.settle();
    expect(held.connection?.closeCalls).toBe(0);
  });

  it('of all replaces the busy ones after their calls', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const held = await rig.hold();
    rig.pool.evict({ which: 'all' });
    await rig.settle();
    expect(rig.script.closed.map(({ id }) => id)).toEqual([2]);
    held.finish('in peace');
    await rig.settle();
    expect([held.answer.value, rig.stats.connections.ended, rig.stats.workers.ready]).toEqual(['in peace', { evicted: 2 }, 2]);
  });

  it('spreads them evenly over a time', async () => {
    await using rig = await Rig.open({ pool: { workers: 5 } });
    const closed = rig.events('worker.closed');
    rig.pool.evict({ which: 'all', overMs: 1_000 });
    const times: number[] = [];
    for (let ms = 0; ms <= 1_000; ms += 50) {
      while (times.length < closed.length) times.push(rig.clock.now());
      await rig.advance(50);
    }
    expect(times).toEqual([0, 200, 400, 600, 800]);
    expect(rig.stats).toMatchObject({ workers: { ready: 5 }, connections: { opened: 10 } });
  });

  it('over a time spares what has been replaced, or is busy if only the idle ones were meant', async () => {
    await using rig = await Rig.open({ pool: { workers: 3 } });
    rig.pool.evict({ which: 'idle', overMs: 900 });
    rig.script.opened[1]?.kill();
    await rig.advance(100);
    const held = await rig.holdMany(3);
    await rig.advance(1_000);
    expect(rig.stats.connections.ended).toEqual({ evicted: 1, lost: 1 });
    for (const call of held) call.finish();
  });

  it('over a time ends with the pool', async () => {
    await using rig = await Rig.open({ pool: { workers: 3 } });
    rig.pool.evict({ overMs: 60_000 });
    await rig.pools.stop();
    expect(rig.clock.pendingTimers).toBe(0);
  });
});
