import { describe, expect, it } from 'vitest';
import { type Held, Rig, tally, watch } from '../kit.js';

const strategies = ['best_worker', 'available_worker', 'next_worker', 'random_worker'] as const;

/** The order in which waiting calls get the only worker. */
async function served(rig: Rig, options: (call: number) => { key?: string } = () => ({})): Promise<number[]> {
  const order: number[] = [];
  const first = await rig.hold(options(0));
  for (let call = 0; call < 10; call++) {
    rig.pool.cast(async () => {
      order.push(call);
    }, options(call));
  }
  expect(rig.stats).toMatchObject({ running: 1, waiting: 10 });
  first.finish();
  await rig.settle();
  expect(rig.stats).toMatchObject({ running: 0, waiting: 0 });
  return order;
}

const upwards = Array.from({ length: 10 }, (_, call) => call);

describe.each(strategies)('queueType with %s', (strategy) => {
  it('fifo serves the oldest waiting call first', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, strategy, queueType: 'fifo' } });
    expect(await served(rig)).toEqual(upwards);
  });

  it('lifo serves the newest waiting call first', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, strategy, queueType: 'lifo' } });
    expect(await served(rig)).toEqual(upwards.toReversed());
  });

  it('serves calls with a key and calls without in one order', async () => {
    for (const queueType of ['fifo', 'lifo'] as const) {
      await using rig = await Rig.open({ pool: { workers: 1, strategy, queueType } });
      const order = await served(rig, (call) => (call % 3 === 0 ? { key: 'mine' } : {}));
      expect(order).toEqual(queueType === 'fifo' ? upwards : upwards.toReversed());
    }
  });
});

describe('a call in a queue', () => {
  it('is out of the statistics the moment it times out, and never runs', async () => {
    for (const strategy of strategies) {
      await using rig = await Rig.open({ pool: { workers: 1, strategy, callTimeoutMs: 50 } });
      const first = await rig.hold({ timeoutMs: 1_000 });
      const waiting = await rig.holdMany(5);
      await rig.advance(49);
      expect(rig.stats).toMatchObject({ waiting: 5, calls: { timedOut: 0 } });
      await rig.advance(1);
      expect(rig.stats).toMatchObject({ waiting: 0, running: 1, calls: { timedOut: 5 } });
      expect(tally(waiting.map((call) => call.outcome))).toEqual({ QUEUE_TIMEOUT: 5 });
      first.finish();
      await rig.settle();
      expect(waiting.map((call) => call.runs)).toEqual([0, 0, 0, 0, 0]);
    }
  });

  it('is out of the statistics the moment it is cancelled, and never runs', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const first = await rig.hold();
    const abort = new AbortController();
    const waiting = await rig.holdMany(3, { signal: abort.signal });
    const other = await rig.hold();
    abort.abort(new Error('the user has left'));
    expect(rig.stats).toMatchObject({ waiting: 1, running: 1, calls: { cancelled: 3 } });
    await rig.settle();
    expect(waiting[0]?.error).toMatchObject({
      name: 'AbortError',
      code: 'CALL_CANCELLED',
      cause: new Error('the user has left'),
      phase: 'wait',
    });
    first.finish();
    await rig.settle();
    expect([...waiting, other].map((call) => call.runs)).toEqual([0, 0, 0, 1]);
  });

  it('in a lifo queue times out as exactly as in any other', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, queueType: 'lifo', callTimeoutMs: 30 } });
    await rig.hold({ timeoutMs: Number.POSITIVE_INFINITY });
    const old = await rig.hold();
    await rig.advance(20);
    const young = await rig.hold();
    await rig.advance(10);
    expect([old.outcome, young.outcome]).toEqual(['QUEUE_TIMEOUT', 'pending']);
    expect(rig.stats.waiting).toBe(1);
  });

  it('says how long it waited and how the pool was', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, callTimeoutMs: 50 } });
    await rig.hold({ timeoutMs: 1_000 });
    const late = await rig.hold({ label: 'load user' });
    await rig.advance(50);
    expect(String(late.error)).toBe(
      'PoolError: scripted/global/default: the call "load user" waited 50 ms for a worker and never ran (1 of 1 workers ready, 1 calls running, 1 waiting). Allow more time, add workers, or send less',
    );
  });
});

describe('a timeout of 0', () => {
  it('runs the job if a worker is free at once', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    expect(await rig.pool.call(() => 'now', { timeoutMs: 0 })).toBe('now');
  });

  it('fails at once if no worker is free, and leaves nothing in the queue', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    await rig.hold();
    const call: Held[] = [];
    const answer = watch(rig.pool.call(() => call, { timeoutMs: 0 }));
    expect(rig.stats.waiting).toBe(0);
    await rig.settle();
    expect(answer.outcome).toBe('QUEUE_TIMEOUT');
  });

  it('fails at once if the pool has no connection', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, optional: true }, plan: (script) => script.connect.next('wait') });
    const answer = watch(rig.pool.call(() => 1, { timeoutMs: 0 }));
    await rig.settle();
    expect(answer.outcome).toBe('POOL_DOWN');
  });

  it('gives a job that does not end at once no time at all', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const held = await rig.hold({ timeoutMs: 0 });
    expect([held.runs, held.outcome, held.told]).toEqual([1, 'CALL_TIMEOUT', true]);
  });

  it('of a job that answers in the same turn of the loop is early enough', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    expect(await rig.pool.call(async () => 'soon', { timeoutMs: 0 })).toBe('soon');
  });
});

describe('full queues', () => {
  it('refuse the call that is one too many, and say which limit it was', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, maxQueue: 2 } });
    await rig.holdMany(3);
    const refused = await rig.hold();
    expect(String(refused.error)).toBe(
      'PoolError: scripted/global/default: the call was refused: maxQueue (2) is reached (1 of 1 workers ready, 1 calls running, 2 waiting)',
    );
    expect(() => rig.pool.cast(() => 1)).toThrow('maxQueue (2)');
    expect(rig.stats).toMatchObject({ waiting: 2, calls: { accepted: 3, refused: 2, dropped: 0 } });
  });

  it('bound each mailbox, too', async () => {
    await using rig = await Rig.open({ pool: { workers: 4, strategy: 'hash_worker', maxWorkerQueue: 2 } });
    const mine = await rig.holdMany(4, { key: 'mine' });
    expect(tally(mine.map((call) => call.outcome))).toEqual({ pending: 3, QUEUE_FULL: 1 });
    expect(String(mine[3]?.error)).toContain('maxWorkerQueue (2) is reached');
    expect((await rig.hold({ key: 'yours' })).runs).toBe(1);
  });

  it('bound the line of the pool by what its mailboxes could hold', async () => {
    await using rig = await Rig.open({ pool: { workers: 2, maxWorkerQueue: 2 } });
    const calls = await rig.holdMany(7);
    expect(tally(calls.map((call) => call.outcome))).toEqual({ pending: 6, QUEUE_FULL: 1 });
    expect(String(calls[6]?.error)).toContain('maxWorkerQueue (2) is reached');
  });

  it('drop the oldest if that was asked for, and tell its caller', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, maxQueue: 2, overflow: 'drop_oldest' } });
    const calls = await rig.holdMany(4);
    expect(calls.map((call) => call.outcome)).toEqual(['pending', 'QUEUE_OVERFLOW', 'pending', 'pending']);
    expect(String(calls[1]?.error)).toContain('was dropped after waiting 0 ms: the queue is full and it was the oldest');
    expect(rig.stats).toMatchObject({ waiting: 2, calls: { accepted: 4, dropped: 1, refused: 0 } });
  });

  it('of no places at all still let calls run', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, maxQueue: 0 } });
    expect(await rig.pool.call(async () => 1)).toBe(1);
    const lease = await rig.pool.lease();
    expect((await rig.hold()).outcome).toBe('QUEUE_FULL');
    lease.release();
    await rig.settle();
    expect(await rig.pool.call(async () => 1)).toBe(1);
  });
});
