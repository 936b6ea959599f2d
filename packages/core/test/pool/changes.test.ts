import { describe, expect, it } from 'vitest';
import { type Held, Rig, tally, watch } from '../kit.js';

describe('resize', () => {
  it('up connects more workers, and waiting calls get them', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const held = await rig.holdMany(3);
    rig.pool.resize(3);
    await rig.settle();
    expect(held.map((call) => call.worker)).toEqual([0, 1, 2]);
    expect(rig.stats.workers).toEqual({ min: 3, max: 3, wanted: 3, ready: 3 });
  });

  it('down closes idle workers at once and busy ones after their calls', async () => {
    await using rig = await Rig.open({ pool: { workers: 3 } });
    const held = await rig.holdMany(2);
    rig.pool.resize(1);
    await rig.settle();
    expect(rig.script.closed.map(({ id }) => id)).toEqual([3]);
    expect(rig.stats).toMatchObject({ running: 2, workers: { max: 1, wanted: 1 }, connections: { open: 2, used: 2 } });
    held[1]?.finish('in peace');
    await rig.settle();
    expect([held[1]?.answer.value, rig.stats.running, rig.stats.connections.open]).toEqual(['in peace', 1, 1]);
    expect(rig.stats.connections.ended).toEqual({ resized: 2 });
  });

  it('down moves what waits for the workers that go', async () => {
    for (const strategy of ['next_worker', 'hash_worker']) {
      await using rig = await Rig.open({ pool: { workers: 4, strategy } });
      const calls: Held[] = [];
      for (let call = 0; call < 20; call++) calls.push(await rig.hold(strategy === 'hash_worker' ? { key: `key-${call}` } : {}));
      rig.pool.resize(1);
      for (let round = 0; round < 40; round++) {
        for (const call of calls) call.finish();
        await rig.settle();
      }
      expect(tally(calls.map((call) => [call.outcome, call.runs].join()))).toEqual({ 'ok,1': 20 });
    }
  });

  it('changes the worker of a key, and keeps it while the new number stands', async () => {
    await using rig = await Rig.open({ pool: { workers: 4 } });
    const all = () => Promise.all(Array.from({ length: 30 }, (_, key) => rig.pool.call(({ worker }) => worker, { key: `${key}` })));
    const before = await all();
    rig.pool.resize(7);
    await rig.settle();
    const after = await all();
    expect(after).not.toEqual(before);
    expect(new Set(after).size).toBe(7);
    expect(await all()).toEqual(after);
    rig.pool.resize(4);
    await rig.settle();
    expect(await all()).toEqual(before);
  });

  it('to { min, max } lets a fixed pool shrink when it is idle, and grow', async () => {
    await using rig = await Rig.open({ pool: { workers: 4 } });
    rig.pool.resize({ min: 1, max: 6 });
    await rig.advance(60_000);
    expect(rig.stats.workers).toEqual({ min: 1, max: 6, wanted: 1, ready: 1 });
    await rig.holdMany(6);
    expect(rig.stats.workers.ready).toBe(6);
  });

  it('down and up again never has more connections than workers, though one still ends its call', async () => {
    await using rig = await Rig.open({ pool: { workers: 3 } });
    const held = await rig.holdMany(3);
    rig.pool.resize(1);
    rig.pool.resize(3);
    await rig.settle();
    expect([rig.script.open.length, rig.script.maxOpen]).toEqual([3, 3]);
    held[2]?.finish();
    await rig.settle();
    expect(rig.stats).toMatchObject({ workers: { ready: 3 }, connections: { open: 3, used: 2, idle: 1 } });
    expect(rig.script.maxOpen).toBe(3);
  });

  it('does not touch the running calls of the workers that stay', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const held = await rig.holdMany(2);
    rig.pool.resize(5);
    rig.pool.resize(2);
    await rig.settle();
    for (const call of held) call.finish('fine');
    await rig.settle();
    expect(held.map((call) => [call.answer.value, call.connection?.closeCalls])).toEqual([
      ['fine', 0],
      ['fine', 0],
    ]);
  });

  it('of a lazy pool opens nothing', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, start: 'lazy' } });
    rig.pool.resize(3);
    await rig.settle();
    expect(rig.script.attempts).toEqual([]);
    expect(await rig.pool.call(() => 1)).toBe(1);
    await rig.settle();
    expect(rig.stats.workers.ready).toBe(3);
  });

  it('while a worker that goes still runs a call lets stop wait for it', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const held = await rig.holdMany(2);
    rig.pool.resize(1);
    const stopped = watch(rig.pools.stop({ graceMs: 1_000 }));
    held[0]?.finish();
    await rig.advance(500);
    expect([stopped.outcome, held[1]?.outcome]).toEqual(['pending', 'pending']);
    held[1]?.finish('in peace');
    await rig.settle();
    expect([stopped.outcome, held[1]?.answer.value]).toEqual(['ok', 'in peace']);
  });
});

describe('pause', () => {
  it('starts no more calls until resume; running ones go on', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const running = await rig.hold();
    rig.pool.pause();
    const waiting = await rig.holdMany(2);
    const keyed = await rig.hold({ key: 'mine' });
    running.finish('done');
    await rig.settle();
    expect([running.answer.value, rig.stats.paused, rig.stats.waiting, rig.stats.running]).toEqual(['done', true, 3, 0]);
    rig.pool.resume();
    await rig.settle();
    expect([...waiting, keyed].filter((call) => call.runs === 1)).toHaveLength(2);
    expect(rig.stats).toMatchObject({ paused: false, running: 2, waiting: 1 });
  });

  it('lets calls time out, be cancelled and be refused', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, maxQueue: 2 } });
    rig.pool.pause();
    const abort = new AbortController();
    const calls = [await rig.hold({ timeoutMs: 50 }), await rig.hold({ signal: abort.signal }), await rig.hold()];
    await rig.advance(50);
    abort.abort();
    await rig.settle();
    expect(calls.map((call) => call.outcome)).toEqual(['QUEUE_TIMEOUT', 'CALL_CANCELLED', 'QUEUE_FULL']);
  });

  it('serves in order afterwards, also what comes while it resumes', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    rig.pool.pause();
    const order: string[] = [];
    const say = (name: string) => () => {
      order.push(name);
      if (name === 'b') rig.pool.cast(() => order.push('from within'));
    };
    for (const name of ['a', 'b', 'c', 'd']) rig.pool.cast(say(name));
    rig.pool.resume();
    expect(order).toEqual(['a', 'b', 'c', 'd', 'from within']);
  });

  it('lets connections grow again for what waited', async () => {
    await using rig = await Rig.open({ pool: { workers: { min: 0, max: 3 }, idleTimeoutMs: 100, callTimeoutMs: 60_000 } });
    rig.pool.pause();
    const calls = await rig.holdMany(3);
    await rig.advance(10_000);
    expect(rig.stats.workers.ready).toBe(0);
    rig.pool.resume();
    await rig.settle();
    expect(calls.map((call) => call.runs)).toEqual([1, 1, 1]);
  });

  it('does not keep the pool from stopping', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    rig.pool.pause();
    const waiting = await rig.hold();
    const stopped = watch(rig.pools.stop());
    await rig.settle();
    waiting.finish('served while stopping');
    await rig.settle();
    expect([waiting.answer.value, stopped.outcome]).toEqual(['served while stopping', 'ok']);
  });
});

describe('a callback that is told of a new connection', () => {
  it.each([
    ['evict it', (rig: Rig) => rig.pool.evict({ which: 'all' })],
    ['take its worker away', (rig: Rig) => rig.pool.resize(1)],
  ])('may %s: nothing runs on it, and the numbers stay true', async (_what, act) => {
    let rig: Rig | undefined;
    const told: number[] = [];
    const workerReady = ({ worker }: { readonly worker: number }): void => {
      if (worker !== 1) return;
      told.push(worker);
      if (told.length === 1 && rig !== undefined) act(rig);
    };
    await using opened = await Rig.open({ pool: { workers: 1, callbacks: { workerReady } } });
    rig = opened;
    rig.pool.resize(2);
    await rig.advance(100);
    const calls = await rig.holdMany(3);
    expect(calls.filter(({ runs }) => runs > 0).every(({ connection }) => connection?.closeCalls === 0)).toBe(true);
    expect(rig.stats.workers.ready).toBe(rig.script.open.length);
  });
});
