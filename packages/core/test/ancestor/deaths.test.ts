import { describe, expect, it } from 'vitest';
import { Rig, type ScriptedConnection, tally } from '../kit.js';

describe('a worker whose connection dies', () => {
  it('loses only the calls that run on it; they are told why, and whether they were sent', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const [one, two] = await rig.holdMany(2);
    const lost = rig.events('worker.lost');
    one?.connection?.kill(new Error('reset by peer'));
    await rig.settle();
    expect([one?.outcome, two?.outcome]).toEqual(['CONNECTION_LOST', 'pending']);
    expect(one?.error).toMatchObject({ sent: true, phase: 'run', cause: new Error('reset by peer') });
    expect(String(one?.error)).toBe(
      'PoolError: scripted/global/default: the call lost its connection after 0 ms on worker 0: reset by peer; the request may have reached the server',
    );
    expect(one?.told).toBe(true);
    expect(lost).toMatchObject([{ worker: 0, callsLost: 1, reason: new Error('reset by peer') }]);
  });

  it.each(['best_worker', 'available_worker', 'next_worker', 'random_worker', 'hash_worker'])(
    'keeps everything that waits, with %s: it runs on the next connection',
    async (strategy) => {
      const options = strategy === 'hash_worker' ? { key: 'mine' } : {};
      await using rig = await Rig.open({ pool: { workers: 1, strategy } });
      const [first, ...waiting] = await rig.holdMany(5, options);
      first?.connection?.kill();
      await rig.settle();
      expect([first, ...waiting].map((call) => call?.outcome)).toEqual(['CONNECTION_LOST', 'pending', 'pending', 'pending', 'pending']);
      expect(rig.stats).toMatchObject({ waiting: 4, running: 0 });
      await rig.advance(50);
      for (const call of waiting) {
        expect(call.connection?.id).toBe(2);
        call.finish('served');
        await rig.settle();
      }
      expect(tally(waiting.map((call) => call.answer.value))).toEqual({ served: 4 });
    },
  );

  it('lets its waiting calls run on other workers meanwhile', async () => {
    await using rig = await Rig.open({ pool: { workers: 2, strategy: 'next_worker' } });
    const held = await rig.holdMany(6);
    rig.script.connect.always = 'wait';
    held[0]?.connection?.kill();
    held[1]?.finish();
    await rig.settle();
    for (const call of [held[2], held[3], held[4], held[5]]) {
      call?.finish('served');
      await rig.settle();
    }
    expect(tally(held.map((call) => call.answer.value ?? call.outcome))).toEqual({ CONNECTION_LOST: 1, ok: 1, served: 4 });
    expect(new Set(held.slice(1).map((call) => call.worker))).toEqual(new Set([1]));
  });

  it('that is idle is never given a call, and one kill of each connection leaves as many workers as before', async () => {
    await using rig = await Rig.open({ pool: { workers: 4 } });
    for (const connection of [...rig.script.open]) connection.kill();
    const held = await rig.holdMany(4);
    expect(held.every((call) => call.runs === 0 || call.connection?.open)).toBe(true);
    await rig.advance(3_000);
    expect(held.map((call) => call.connection?.open)).toEqual([true, true, true, true]);
    expect(rig.stats).toMatchObject({ state: 'ready', workers: { ready: 4 } });
  });

  it('comes back however often it dies, and no number of deaths ends the pool', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    for (let death = 0; death < 200; death++) {
      rig.script.open[death % 2]?.kill();
      await rig.advance(1_500);
      expect(rig.stats.state).toBe('ready');
    }
    expect(rig.stats.connections).toMatchObject({ open: 2, ended: { lost: 200 } });
  });
});

describe('workers are never lost', () => {
  it('when callers leave at random moments while they are being given a worker: of 20 workers 20 remain', async () => {
    await using rig = await Rig.open({ pool: { workers: 20, strategy: 'available_worker', cancelGraceMs: 5 } });
    const { clock, pool } = rig;
    let left = 0;
    for (let round = 0; round < 300; round++) {
      for (let caller = 0; caller < 100; caller++) {
        const abort = new AbortController();
        const works = clock.random() < 0.9;
        const job = (_: ScriptedConnection, { signal }: { signal: AbortSignal }): Promise<void> =>
          new Promise((resolve, reject) => {
            const timer = clock.setTimer(resolve, clock.random() * 8);
            if (works) signal.addEventListener('abort', () => [timer.cancel(), reject(signal.reason)]);
          });
        pool.call(job, { signal: abort.signal, timeoutMs: 1 + clock.random() * 20 }).catch(() => left++);
        if (clock.random() < 0.7) clock.setTimer(() => abort.abort(), clock.random() * 6);
        else if (clock.random() < 0.1) abort.abort();
      }
      await rig.advance(10);
    }
    await rig.advance(2_000);
    expect(left).toBeGreaterThan(5_000);
    expect(rig.stats).toMatchObject({ running: 0, waiting: 0, workers: { ready: 20 }, connections: { idle: 20, used: 0 } });
    const held = await rig.holdMany(20);
    expect(new Set(held.map((call) => call.worker)).size).toBe(20);
  });

  it('when leases are cancelled, timed out and lost at random', async () => {
    await using rig = await Rig.open({
      pool: { workers: 5, cancelGraceMs: 5, reconnect: { minMs: 5, maxMs: 10 } },
      backend: { concurrency: 3 },
    });
    const { clock, pool } = rig;
    for (let round = 0; round < 200; round++) {
      for (let caller = 0; caller < 8; caller++) {
        const abort = new AbortController();
        pool.lease({ signal: abort.signal, timeoutMs: 1 + clock.random() * 20 }).then(
          (lease) => clock.setTimer(lease.release, clock.random() * 8),
          () => {},
        );
        if (clock.random() < 0.3) clock.setTimer(() => abort.abort(), clock.random() * 10);
        pool.call(() => new Promise((resolve) => clock.setTimer(() => resolve(1), clock.random() * 8)), { timeoutMs: 30 }).catch(() => {});
      }
      if (clock.random() < 0.3) rig.script.open[0]?.kill();
      await rig.advance(10);
    }
    await rig.advance(2_000);
    expect(rig.stats).toMatchObject({ running: 0, waiting: 0, workers: { ready: 5 }, connections: { idle: 5, used: 0 } });
    const leases = await Promise.all(Array.from({ length: 5 }, () => pool.lease()));
    expect(new Set(leases.map(({ worker }) => worker)).size).toBe(5);
  });
});

describe('the work of a call that timed out', () => {
  it('is told to stop, and its connection is used again when it does', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, callTimeoutMs: 100 } });
    const held = await rig.hold();
    const next = await rig.hold({ timeoutMs: 1_000 });
    await rig.advance(100);
    expect([held.outcome, held.told, next.runs]).toEqual(['CALL_TIMEOUT', true, 0]);
    expect(rig.stats).toMatchObject({ running: 1, calls: { timedOut: 1, late: 0 } });
    held.finish('late');
    await rig.settle();
    expect([next.runs, next.connection?.id]).toEqual([1, 1]);
    expect(rig.stats).toMatchObject({ running: 1, calls: { late: 1 } });
  });

  it('costs it its connection when it does not', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, callTimeoutMs: 100, cancelGraceMs: 50 } });
    const late = rig.events('call.late');
    const held = await rig.hold({ label: 'deaf' });
    const next = await rig.hold({ timeoutMs: 1_000 });
    await rig.advance(149);
    expect([next.runs, held.connection?.closeCalls]).toEqual([0, 0]);
    await rig.advance(1);
    expect([next.runs, next.connection?.id, held.connection?.closeCalls]).toEqual([1, 2, 1]);
    held.finish('much too late');
    await rig.settle();
    expect(late).toMatchObject([{ label: 'deaf', worker: 0, lateMs: 50 }]);
    expect(rig.stats).toMatchObject({ running: 1, connections: { ended: { replaced: 1 } } });
  });
});
