import { describe, expect, it } from 'vitest';
import { Rig } from '../kit.js';

const sizes = (rig: Rig) => {
  const { workers, connections } = rig.stats;
  return [workers.wanted, workers.ready, connections.connecting];
};

describe('a pool of { min, max } workers', () => {
  it('opens the least number, and one more for each call that waits', async () => {
    await using rig = await Rig.open({ pool: { workers: { min: 1, max: 4 } } });
    expect(sizes(rig)).toEqual([1, 1, 0]);
    const held = await rig.holdMany(3);
    expect(sizes(rig)).toEqual([3, 3, 0]);
    expect(held.map((call) => call.runs)).toEqual([1, 1, 1]);
    await rig.holdMany(5);
    expect(sizes(rig)).toEqual([4, 4, 0]);
    expect([rig.stats.running, rig.stats.waiting, rig.script.maxOpen]).toEqual([4, 4, 4]);
  });

  it('opens none that an attempt under way makes superfluous', async () => {
    await using rig = await Rig.open({ pool: { workers: { min: 0, max: 10 } }, backend: { concurrency: 4 } });
    rig.script.connect.always = 'wait';
    await rig.holdMany(4);
    expect(rig.script.attempts).toHaveLength(1);
    await rig.hold();
    expect(rig.script.attempts).toHaveLength(2);
    await rig.holdMany(3);
    expect(rig.script.attempts).toHaveLength(2);
    for (const attempt of rig.script.connecting) attempt.succeed();
    await rig.settle();
    expect([rig.stats.running, rig.stats.waiting, rig.stats.workers.ready]).toEqual([8, 0, 2]);
  });

  it('lets the call go to whoever is free first, and keeps the connection that came too late for it', async () => {
    await using rig = await Rig.open({ pool: { workers: { min: 1, max: 2 } } });
    const first = await rig.hold();
    rig.script.connect.always = 'wait';
    const second = await rig.hold();
    first.finish();
    await rig.settle();
    expect(second.worker).toBe(0);
    rig.script.connecting[0]?.succeed();
    await rig.settle();
    expect(rig.stats).toMatchObject({ workers: { ready: 2 }, connections: { idle: 1, used: 1 } });
  });

  it('does not grow for a key whose worker is there', async () => {
    await using rig = await Rig.open({ pool: { workers: { min: 0, max: 5 }, strategy: 'hash_worker' } });
    await rig.holdMany(20, { key: 'mine' });
    expect([rig.script.attempts.length, rig.stats.running, rig.stats.waiting]).toEqual([1, 1, 19]);
    await rig.hold({ key: 'another' });
    expect(rig.script.attempts).toHaveLength(2);
  });

  it('grows when calls find nobody free that do not wait for it', async () => {
    for (const pool of [{ strategy: 'next_available_worker' }, {}]) {
      await using rig = await Rig.open({ pool: { workers: { min: 0, max: 3 }, ...pool } });
      const first = await rig.hold({ timeoutMs: 0 });
      expect(['NO_AVAILABLE_WORKER', 'POOL_DOWN']).toContain(first.outcome);
      expect((await rig.hold()).runs).toBe(1);
    }
  });

  it('shrinks to the least number when connections have been idle for idleTimeoutMs', async () => {
    await using rig = await Rig.open({ pool: { workers: { min: 2, max: 5 }, idleTimeoutMs: 1_000, callTimeoutMs: 60_000 } });
    const held = await rig.holdMany(5);
    await rig.advance(10_000);
    for (const call of held.slice(0, 4)) call.finish();
    await rig.settle();
    await rig.advance(999);
    expect(sizes(rig)).toEqual([5, 5, 0]);
    await rig.advance(1);
    expect(sizes(rig)).toEqual([2, 2, 0]);
    expect(rig.stats.connections).toMatchObject({ used: 1, idle: 1, ended: { idle: 3 } });
    held[4]?.finish();
    await rig.advance(60_000);
    expect(sizes(rig)).toEqual([2, 2, 0]);
  });

  it('shrinks also when its connections are kept alive by pings', async () => {
    await using rig = await Rig.open({ pool: { workers: { min: 1, max: 3 }, idleTimeoutMs: 1_000, keepaliveIntervalMs: 300 } });
    for (const call of await rig.holdMany(3)) call.finish();
    await rig.settle();
    await rig.advance(1_500);
    expect(sizes(rig)).toEqual([1, 1, 0]);
    expect(rig.script.opened.some((connection) => connection.pings > 0)).toBe(true);
  });

  it('keeps what is used, however seldom', async () => {
    await using rig = await Rig.open({ pool: { workers: { min: 0, max: 2 }, idleTimeoutMs: 1_000 } });
    for (let round = 0; round < 5; round++) {
      await rig.pool.call(async () => 1);
      await rig.advance(900);
    }
    expect(rig.script.opened).toHaveLength(1);
    await rig.advance(100);
    expect(sizes(rig)).toEqual([0, 0, 0]);
    expect(await rig.pool.call(({ id }) => id)).toBe(2);
  });

  it('of nobody is ready, and connects for the first call', async () => {
    await using rig = await Rig.open({ pool: { workers: { min: 0, max: 2 } } });
    expect([rig.start.outcome, rig.stats.state, rig.script.attempts.length]).toEqual(['ok', 'ready', 0]);
    expect(await rig.pool.call(() => 'served')).toBe('served');
  });
});

describe('maxConnecting', () => {
  it('bounds the attempts under way at once', async () => {
    await using rig = await Rig.open({
      pool: { workers: 10, maxConnecting: 3 },
      plan: (script) => {
        script.connect.always = 'wait';
      },
    });
    let most = 0;
    for (let left = 10; left > 0; left--) {
      most = Math.max(most, rig.script.connecting.length);
      rig.script.connecting[0]?.succeed();
      await rig.settle();
    }
    expect([most, rig.stats.workers.ready]).toEqual([3, 10]);
  });

  it('is one after a failure, until one succeeds: then all go ahead', async () => {
    await using rig = await Rig.open({
      pool: { workers: 6, maxConnecting: 3, reconnect: { minMs: 10, maxMs: 10 } },
      plan: (script) => {
        script.connect.always = 'wait';
      },
    });
    for (const attempt of [...rig.script.connecting]) attempt.fail();
    await rig.advance(10);
    expect(rig.script.connecting).toHaveLength(1);
    rig.script.connecting[0]?.succeed();
    await rig.settle();
    expect(rig.script.connecting).toHaveLength(3);
  });
});
