import { describe, expect, it } from 'vitest';
import { hashSlot } from '../../src/strategy/hash-slot.js';
import { Rig, tally, watch } from '../kit.js';

/** A key that meets this worker of so many. */
function keyOf(worker: number, workers: number): string {
  for (let number = 0; ; number++) if (hashSlot(`key-${number}`, workers) === worker) return `key-${number}`;
}

describe('a lease', () => {
  it('takes a worker out of the choice, until it is released', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const lease = await rig.pool.lease();
    expect(lease.connection).toBe(rig.script.opened[lease.worker]);
    const workers = await Promise.all(Array.from({ length: 20 }, () => rig.pool.call(async ({ worker }) => worker)));
    expect(tally(workers)).toEqual({ [1 - lease.worker]: 20 });
    lease.release();
    await rig.settle();
    expect(rig.stats).toMatchObject({ running: 0, connections: { idle: 2 } });
  });

  it('keeps every call away from its worker, whatever the strategy', async () => {
    await using rig = await Rig.open({ pool: { workers: 2, strategy: 'next_worker' } });
    const lease = await rig.pool.lease();
    const calls = await rig.holdMany(3);
    expect(calls.map((call) => call.worker)).toEqual([1 - lease.worker, undefined, undefined]);
    calls[0]?.finish();
    await rig.settle();
    expect(calls[1]?.worker).toBe(1 - lease.worker);
    lease.release();
    await rig.settle();
    calls[1]?.finish();
    await rig.settle();
    expect(rig.stats).toMatchObject({ running: 1, waiting: 0 });
  });

  it('is given back by `await using`, once, whatever else gives it back', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    {
      await using lease = await rig.pool.lease();
      lease.release();
      expect((await rig.hold()).runs).toBe(1);
    }
    expect(rig.stats).toMatchObject({ running: 1, calls: { accepted: 2, ok: 1 } });
  });

  it('waits its turn for a busy worker, within its timeout', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const first = await rig.hold();
    const call = await rig.hold();
    const lease = watch(rig.pool.lease());
    const late = watch(rig.pool.lease({ timeoutMs: 50 }));
    await rig.advance(50);
    expect([late.outcome, rig.stats.waiting]).toEqual(['QUEUE_TIMEOUT', 2]);
    first.finish();
    await rig.settle();
    expect([call.runs, lease.outcome]).toEqual([1, 'pending']);
    call.finish();
    await rig.settle();
    expect([lease.outcome, lease.value?.worker]).toEqual(['ok', 0]);
  });

  it('once granted is bounded by its holder only', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, callTimeoutMs: 100 } });
    const lease = await rig.pool.lease();
    await rig.advance(1_000_000);
    expect([lease.signal.aborted, rig.stats.running]).toEqual([false, 1]);
    lease.release();
    await rig.settle();
    expect(rig.stats.calls).toMatchObject({ ok: 1, timedOut: 0 });
  });

  it('that was granted after waiting is bounded by its holder only, too', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, callTimeoutMs: 100 } });
    const first = await rig.hold();
    const lease = watch(rig.pool.lease());
    await rig.advance(50);
    first.finish();
    await rig.advance(10_000);
    expect([lease.outcome, lease.value?.signal.aborted]).toEqual(['ok', false]);
  });

  it('of 0 ms is granted at once or not at all', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const lease = await rig.pool.lease({ timeoutMs: 0 });
    const other = watch(rig.pool.lease({ timeoutMs: 0 }));
    await rig.settle();
    expect(other.outcome).toBe('QUEUE_TIMEOUT');
    lease.release();
  });

  it('tells its holder when the connection is lost, and costs nobody a worker', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const lease = await rig.pool.lease({ idempotent: true });
    lease.connection.kill('reset');
    expect(lease.signal.aborted).toBe(true);
    expect(lease.signal.reason).toMatchObject({ code: 'CONNECTION_LOST', cause: 'reset' });
    await rig.advance(100);
    lease.release();
    expect(await rig.pool.call(({ id }) => id)).toBe(2);
    expect(rig.stats).toMatchObject({ running: 0, calls: { lost: 1, repeated: 0 } });
  });

  it('tells its holder when its signal is aborted, and is replaced if that does not help', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, cancelGraceMs: 50 } });
    const abort = new AbortController();
    const lease = await rig.pool.lease({ signal: abort.signal });
    abort.abort('enough');
    expect(lease.signal.aborted).toBe(true);
    await rig.advance(50);
    expect(rig.stats.connections).toMatchObject({ opened: 2, ended: { replaced: 1 } });
  });

  it('tells its holder when the pool stops, after the grace', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const lease = await rig.pool.lease();
    const stopped = watch(rig.pools.stop({ graceMs: 500 }));
    await rig.advance(499);
    expect([lease.signal.aborted, stopped.outcome]).toEqual([false, 'pending']);
    await rig.advance(1);
    expect([lease.signal.aborted, stopped.outcome]).toEqual([true, 'ok']);
  });

  it('is reported when it is held too long, and ends with the last warning', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, overrunWarningMs: 100, maxOverrunWarnings: 2 } });
    const reports = rig.events('call.overrun');
    const lease = await rig.pool.lease({ label: 'transaction' });
    await rig.advance(200);
    expect(reports.map(({ label, runMs, final }) => [label, runMs, final])).toEqual([
      ['transaction', 100, false],
      ['transaction', 200, true],
    ]);
    expect([lease.signal.aborted, rig.stats.connections.opened]).toEqual([true, 2]);
  });

  it('with a key takes the worker of the key, behind what waits there', async () => {
    await using rig = await Rig.open({ pool: { workers: 5 } });
    const mine = await rig.pool.call(({ worker }) => worker, { key: 'mine' });
    const call = await rig.hold({ key: 'mine' });
    const lease = watch(rig.pool.lease({ key: 'mine' }));
    await rig.settle();
    expect(lease.outcome).toBe('pending');
    call.finish();
    await rig.settle();
    expect(lease.value?.worker).toBe(mine);
  });

  it('of a pool that fails fast fails fast', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, strategy: 'next_available_worker' } });
    const lease = await rig.pool.lease();
    await expect(rig.pool.lease()).rejects.toMatchObject({ code: 'NO_AVAILABLE_WORKER' });
    lease.release();
  });

  it('counts as a use of its connection', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, maxUses: 2 } });
    const first = await rig.pool.lease();
    first.release();
    await rig.settle();
    const second = await rig.pool.lease();
    expect(second.connection.id).toBe(1);
    second.release();
    await rig.settle();
    expect(rig.stats.connections).toMatchObject({ ended: { uses: 1 }, opened: 2 });
  });
});

describe('a lease of a shared connection', () => {
  const shared = (workers: number | { min: number; max: number }, pool = {}) =>
    Rig.open({ pool: { workers, ...pool }, backend: { concurrency: 4 } });

  it('is granted at once where a worker is idle, and nobody else runs there meanwhile', async () => {
    await using rig = await shared(2);
    await rig.hold();
    const lease = await rig.pool.lease();
    expect(lease.worker).toBe(1);
    const calls = await rig.holdMany(6);
    expect(calls.map((call) => call.worker)).toEqual([0, 0, 0, undefined, undefined, undefined]);
    lease.release();
    await rig.settle();
    expect(calls.map((call) => call.worker)).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('lets the least loaded worker run empty when all are busy', async () => {
    await using rig = await shared(2);
    const calls = await rig.holdMany(3);
    const lease = watch(rig.pool.lease());
    await rig.settle();
    const later = await rig.holdMany(2);
    expect([lease.outcome, later.map((call) => call.worker)]).toEqual(['pending', [0, 0]]);
    calls[1]?.finish();
    await rig.settle();
    expect(lease.value?.worker).toBe(1);
  });

  it('takes another worker that is empty sooner', async () => {
    await using rig = await shared(2);
    const calls = await rig.holdMany(2);
    const lease = watch(rig.pool.lease());
    await rig.settle();
    calls[1]?.finish();
    await rig.settle();
    expect(lease.value?.worker).toBe(1);
    expect((await rig.hold()).worker).toBe(0);
  });

  it('opens a connection of its own where the pool may grow', async () => {
    await using rig = await shared({ min: 1, max: 2 });
    await rig.hold();
    const lease = await rig.pool.lease();
    expect([lease.worker, rig.stats.workers.ready]).toEqual([1, 2]);
  });

  it('does not depend on that: a worker that is empty before will do', async () => {
    await using rig = await shared({ min: 1, max: 2 });
    const call = await rig.hold();
    rig.script.connect.always = 'fail';
    const lease = watch(rig.pool.lease());
    await rig.advance(500);
    call.finish();
    await rig.settle();
    expect(lease.value?.worker).toBe(0);
  });

  it('has its turn where no further connection can be made and the others never rest', async () => {
    await using rig = await shared({ min: 1, max: 2 });
    rig.script.connect.always = 'fail';
    const call = await rig.hold();
    const lease = watch(rig.pool.lease());
    await rig.settle();
    const next = await rig.hold();
    call.finish();
    await rig.settle();
    expect([lease.outcome, next.runs]).toEqual(['ok', 0]);
    lease.value?.release();
    await rig.settle();
    expect(next.runs).toBe(1);
  });

  it('holds nobody up who waits for that very worker and could have another', async () => {
    await using rig = await shared(2, { strategy: 'next_worker' });
    const calls = await rig.holdMany(10);
    void rig.pool.lease().catch(() => undefined);
    await rig.settle();
    for (const call of calls.filter(({ worker }) => worker === 1).slice(0, 2)) call.finish();
    await rig.settle();
    expect(calls.slice(8).map(({ worker }) => worker)).toEqual([1, 1]);
  });

  it('is bounded by maxQueue alone: it waits for no worker of its own', async () => {
    await using rig = await shared(1, { maxQueue: 4, maxWorkerQueue: 1 });
    await rig.hold();
    const leases = Array.from({ length: 5 }, () => watch(rig.pool.lease()));
    await rig.settle();
    expect(tally(leases.map((lease) => lease.outcome))).toEqual({ pending: 4, QUEUE_FULL: 1 });
  });

  it('that times out or is cancelled while it waits gives the worker back', async () => {
    await using rig = await shared(1);
    const call = await rig.hold();
    const abort = new AbortController();
    const leases = [watch(rig.pool.lease({ timeoutMs: 50 })), watch(rig.pool.lease({ signal: abort.signal }))];
    const next = await rig.hold();
    expect(next.runs).toBe(0);
    await rig.advance(50);
    abort.abort();
    await rig.settle();
    expect([leases.map((lease) => lease.outcome), next.runs]).toEqual([['QUEUE_TIMEOUT', 'CALL_CANCELLED'], 1]);
    call.finish();
  });

  it('moves to another worker when the one that it waits for dies', async () => {
    await using rig = await shared(2);
    const calls = await rig.holdMany(2);
    const lease = watch(rig.pool.lease());
    await rig.settle();
    rig.script.connect.always = 'wait';
    calls[0]?.connection?.kill();
    await rig.settle();
    expect(lease.outcome).toBe('pending');
    calls[1]?.finish();
    await rig.settle();
    expect(lease.value?.worker).toBe(1);
  });

  it('is served in order', async () => {
    await using rig = await shared(1);
    const order: string[] = [];
    const first = await rig.pool.lease();
    for (const name of ['a', 'b', 'c']) {
      rig.pool.lease().then(
        (lease) => {
          order.push(name);
          lease.release();
        },
        () => {},
      );
    }
    first.release();
    await rig.settle();
    expect(order).toEqual(['a', 'b', 'c']);
    expect((await rig.holdMany(4)).map((call) => call.runs)).toEqual([1, 1, 1, 1]);
  });

  it('with a key takes the worker of the key', async () => {
    await using rig = await shared(4);
    const mine = await rig.pool.call(({ worker }) => worker, { key: 'mine' });
    const idle = await rig.pool.lease({ key: 'mine' });
    const next = watch(rig.pool.lease({ key: 'mine' }));
    await rig.settle();
    expect([idle.worker, next.outcome]).toEqual([mine, 'pending']);
    idle.release();
    await rig.settle();
    expect(next.value?.worker).toBe(mine);
  });

  it('with a key moves with its key when a resize takes the worker away', async () => {
    await using rig = await shared(4);
    const key = keyOf(3, 4);
    const call = await rig.hold({ key });
    const lease = watch(rig.pool.lease({ key }));
    await rig.settle();
    rig.pool.resize(2);
    await rig.settle();
    expect([call.worker, lease.value?.worker]).toEqual([3, hashSlot(key, 2)]);
  });

  it('with a key has a connection made for it when the pool, paused, has let that of its worker go', async () => {
    await using rig = await shared({ min: 0, max: 3 }, { idleTimeoutMs: 50 });
    const key = keyOf(2, 3);
    await rig.pool.call(() => 1, { key });
    rig.pool.pause();
    const lease = watch(rig.pool.lease({ key }));
    await rig.advance(100);
    expect(rig.stats.connections.open).toBe(0);
    rig.pool.resume();
    await rig.settle();
    expect(lease.value?.worker).toBe(2);
  });

  it('does not start while the pool is paused', async () => {
    await using rig = await shared(1);
    const call = await rig.hold();
    const lease = watch(rig.pool.lease());
    await rig.settle();
    rig.pool.pause();
    call.finish();
    await rig.settle();
    expect(lease.outcome).toBe('pending');
    rig.pool.resume();
    await rig.settle();
    expect(lease.outcome).toBe('ok');
  });
});
