import { describe, expect, it } from 'vitest';
import type { PoolOptions, WorkerView } from '@outpool/contract/internal';
import { type Held, Rig, tally, watch } from '../kit.js';

/** The workers that so many calls ran on, one after the other. */
async function workersOf(rig: Rig, calls: number, key?: (call: number) => string): Promise<number[]> {
  const workers: number[] = [];
  for (let call = 0; call < calls; call++) {
    workers.push(await rig.pool.call((connection) => connection.worker, key && { key: key(call) }));
  }
  return workers;
}

const open = (pool: PoolOptions, seed = 1): Promise<Rig> => Rig.open({ pool, seed });
const workers = (held: readonly Held[]): (number | undefined)[] => held.map((call) => call.worker);

describe('best_worker', () => {
  it('spreads 1000 calls evenly over 12 idle workers', async () => {
    await using rig = await open({ workers: 12 });
    const counts = Object.values(tally(await workersOf(rig, 1000)));
    expect(counts).toHaveLength(12);
    expect(Math.min(...counts)).toBe(83);
    expect(Math.max(...counts)).toBe(84);
  });

  it('counts running calls: with one of two workers busy, all 1000 go to the idle one', async () => {
    await using rig = await open({ workers: 2 });
    const busy = await rig.hold();
    const idle = 1 - (busy.worker as number);
    expect(tally(await workersOf(rig, 1000))).toEqual({ [idle]: 1000 });
  });
});

describe('best_worker on shared connections', () => {
  const shared = (pool: PoolOptions): Promise<Rig> => Rig.open({ pool, backend: { concurrency: 4 } });

  it('fills all of them level by level', async () => {
    await using rig = await shared({ workers: 3 });
    expect(tally(workers(await rig.holdMany(3)))).toEqual({ 0: 1, 1: 1, 2: 1 });
    expect(tally(workers(await rig.holdMany(6)))).toEqual({ 0: 2, 1: 2, 2: 2 });
    expect(tally(workers(await rig.holdMany(3)))).toEqual({ 0: 1, 1: 1, 2: 1 });
    expect(rig.stats).toMatchObject({ running: 12, waiting: 0 });
  });

  it('takes the one that frees first once all are full', async () => {
    await using rig = await shared({ workers: 3 });
    const held = await rig.holdMany(12);
    const next = await rig.hold();
    expect(next.runs).toBe(0);
    const freed = held[7] as Held;
    freed.finish();
    await rig.settle();
    expect(next.worker).toBe(freed.worker);
  });
});

describe('next_worker', () => {
  it('takes the workers in turn, exactly, from the first', async () => {
    await using rig = await open({ workers: 5, strategy: 'next_worker' });
    const turns = await workersOf(rig, 1000);
    expect(turns.slice(0, 7)).toEqual([0, 1, 2, 3, 4, 0, 1]);
    expect(turns.every((worker, call) => worker === call % 5)).toBe(true);
  });

  it('stays even when calls come all at once, whoever is busy', async () => {
    await using rig = await open({ workers: 4, strategy: 'next_worker' });
    const held = await rig.holdMany(40);
    for (let ended = 0; ended < 40; ) {
      const running = held.filter((call) => call.runs === 1 && call.outcome === 'pending');
      for (const call of running) call.finish();
      ended += running.length;
      await rig.settle();
    }
    expect(tally(workers(held))).toEqual({ 0: 10, 1: 10, 2: 10, 3: 10 });
  });
});

describe('random_worker', () => {
  it('takes each worker about as often', async () => {
    await using rig = await open({ workers: 10, strategy: 'random_worker' }, 7);
    const counts = Object.values(tally(await workersOf(rig, 5000)));
    expect(counts).toHaveLength(10);
    // Three standard deviations of a binomial distribution: 500 +- 64.
    for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(64);
  });

  it('repeats itself with the same chance, and not with another', async () => {
    await using one = await open({ workers: 10, strategy: 'random_worker' }, 3);
    await using same = await open({ workers: 10, strategy: 'random_worker' }, 3);
    await using other = await open({ workers: 10, strategy: 'random_worker' }, 4);
    const sequence = await workersOf(one, 50);
    expect(await workersOf(same, 50)).toEqual(sequence);
    expect(await workersOf(other, 50)).not.toEqual(sequence);
  });
});

describe('available_worker', () => {
  it('never queues behind a busy worker while one is free', async () => {
    await using rig = await open({ workers: 4, strategy: 'available_worker' });
    const held = await rig.holdMany(4);
    expect(new Set(workers(held)).size).toBe(4);
    for (let round = 0; round < 100; round++) {
      const leaving = held[(round * 7) % 4] as Held;
      leaving.finish();
      await rig.settle();
      const coming = await rig.hold();
      expect(coming.worker).toBe(leaving.worker);
      held[held.indexOf(leaving)] = coming;
    }
  });

  it('lets calls wait for whoever frees first, not for one worker', async () => {
    await using rig = await open({ workers: 3, strategy: 'available_worker' });
    const [first, second] = await rig.holdMany(3);
    const waiting = await rig.holdMany(2);
    expect(rig.stats.waiting).toBe(2);
    second?.finish();
    await rig.settle();
    expect(workers(waiting)).toEqual([second?.worker, undefined]);
    first?.finish();
    await rig.settle();
    expect(waiting[1]?.worker).toBe(first?.worker);
  });

  it('runs one call at a time on a worker, also where connections could be shared', async () => {
    await using rig = await Rig.open({ pool: { workers: 2, strategy: 'available_worker' }, backend: { concurrency: 8 } });
    const held = await rig.holdMany(5);
    expect(rig.stats).toMatchObject({ running: 2, waiting: 3 });
    expect(new Set(workers(held).slice(0, 2)).size).toBe(2);
  });

  it('has one timeout for waiting and running', async () => {
    await using rig = await open({ workers: 1, strategy: 'available_worker', callTimeoutMs: 100 });
    const first = await rig.hold({ timeoutMs: 60 });
    const second = await rig.hold();
    await rig.advance(60);
    expect(first.outcome).toBe('CALL_TIMEOUT');
    first.finish();
    await rig.settle();
    expect(second.runs).toBe(1);
    await rig.advance(39);
    expect(second.outcome).toBe('pending');
    await rig.advance(1);
    expect(second.outcome).toBe('CALL_TIMEOUT');
    expect(String(second.error)).toContain('timed out after 100 ms (60 ms waiting, 40 ms running on worker 0)');
  });
});

describe('next_available_worker', () => {
  it('accepts exactly 4 of 40 casts on 4 idle workers', async () => {
    await using rig = await open({ workers: 4, strategy: 'next_available_worker' });
    const busy = new Set<number>();
    const answers = Array.from({ length: 40 }, () => {
      try {
        rig.pool.cast((connection) => {
          busy.add(connection.worker);
          return new Promise(() => {});
        });
        return 'accepted';
      } catch (error) {
        return (error as { code: string }).code;
      }
    });
    expect(tally(answers)).toEqual({ accepted: 4, NO_AVAILABLE_WORKER: 36 });
    expect(busy.size).toBe(4);
    expect(rig.stats).toMatchObject({ running: 4, waiting: 0, calls: { accepted: 4, refused: 36 } });
  });

  it('says how the pool is when nobody is free', async () => {
    await using rig = await open({ workers: 2, strategy: 'next_available_worker' });
    await rig.holdMany(2);
    const refused = await rig.hold();
    expect(refused.outcome).toBe('NO_AVAILABLE_WORKER');
    expect(String(refused.error)).toBe(
      'PoolError: scripted/global/default: no worker is free (2 of 2 workers ready, 2 calls running, 0 waiting)',
    );
  });

  it('names the last failure to connect when the pool is down', async () => {
    await using rig = await Rig.open({
      pool: { workers: 1, strategy: 'next_available_worker', optional: true },
      plan: (script) => {
        script.connect.always = 'fail';
      },
    });
    const refused = await rig.hold();
    expect(refused.outcome).toBe('NO_AVAILABLE_WORKER');
    expect(String(refused.error)).toContain('the last attempt to connect: connecting failed: scripted: connect fails');
  });
});

describe('hash_worker', () => {
  const key = (call: number): string => `key-${call % 50}`;

  it('sends a key to the same worker as long as their number stands, and keys to all workers', async () => {
    await using rig = await open({ workers: 7, strategy: 'hash_worker' });
    const first = await workersOf(rig, 50, key);
    expect(await workersOf(rig, 200, key)).toEqual([...first, ...first, ...first, ...first]);
    expect(new Set(first).size).toBe(7);
  });

  it('gives the same worker in every process and pool', async () => {
    await using one = await open({ workers: 7, strategy: 'hash_worker' }, 1);
    await using two = await open({ workers: 7, strategy: 'best_worker' }, 2);
    expect(await workersOf(one, 50, key)).toEqual(await workersOf(two, 50, key));
  });

  it('keeps the order of each key', async () => {
    await using rig = await open({ workers: 3, strategy: 'hash_worker' });
    const seen: Record<string, number[]> = {};
    const calls = Array.from({ length: 300 }, (_, call) => {
      const name = `key-${call % 10}`;
      return rig.pool.call(
        async () => {
          await Promise.resolve();
          seen[name] = [...(seen[name] ?? []), call];
        },
        { key: name },
      );
    });
    await Promise.all(calls);
    for (const order of Object.values(seen)) expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('keeps the order of each key when its connection dies and comes back', async () => {
    await using rig = await open({ workers: 2, reconnect: { minMs: 10, maxMs: 10 } });
    const seen: number[] = [];
    const calls = Array.from({ length: 20 }, (_, call) =>
      watch(
        rig.pool.call(
          async (connection) => {
            seen.push(call);
            if (call === 5) connection.kill();
          },
          { key: 'one', idempotent: call === 5 },
        ),
      ),
    );
    await rig.advance(100);
    // The second run of the fifth kills its connection again, and that is told; the others wait for the third.
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 5, ...Array.from({ length: 14 }, (_, rest) => rest + 6)]);
    expect(tally(calls.map((call) => call.outcome))).toEqual({ ok: 19, CONNECTION_LOST: 1 });
  });

  it('does not move a key from a dead worker: the call waits for it', async () => {
    await using rig = await open({ workers: 4, strategy: 'hash_worker' });
    const [worker] = await workersOf(rig, 1, () => 'mine');
    rig.script.connect.always = 'wait';
    rig.script.opened.find((connection) => connection.worker === worker)?.kill();
    await rig.settle();
    const mine = await rig.hold({ key: 'mine' });
    expect(mine.runs).toBe(0);
    expect(rig.stats).toMatchObject({ waiting: 1, running: 0 });
    rig.script.connect.always = 'ok';
    await rig.advance(100);
    rig.script.connecting[0]?.succeed();
    await rig.settle();
    expect(mine.worker).toBe(worker);
  });

  it('wants a key of every call, not of a lease', async () => {
    await using rig = await open({ workers: 2, strategy: 'hash_worker' });
    await expect(rig.pool.call(() => 1)).rejects.toThrow(new TypeError('every call of this pool needs a key: { key }'));
    expect(() => rig.pool.cast(() => 1)).toThrow('needs a key');
    expect(await rig.pool.call(() => 1, { key: '' })).toBe(1);
    const leases = [await rig.pool.lease(), await rig.pool.lease()];
    expect(leases.map(({ worker }) => worker).sort()).toEqual([0, 1]);
  });

  it('routes by key in a pool of any other strategy, too', async () => {
    for (const strategy of ['best_worker', 'random_worker', 'next_worker', 'available_worker', 'next_available_worker']) {
      await using rig = await open({ workers: 5, strategy });
      const [worker] = await workersOf(rig, 1, () => 'mine');
      expect(tally(await workersOf(rig, 20, () => 'mine'))).toEqual({ [worker as number]: 20 });
      const held = await rig.hold({ key: 'mine' });
      const behind = await rig.hold({ key: 'mine' });
      expect([held.worker, behind.runs]).toEqual([worker, 0]);
      held.finish();
      await rig.settle();
      expect(behind.worker).toBe(worker);
    }
  });
});

describe('a function as strategy', () => {
  it('chooses among the ready workers and sees their load', async () => {
    const seen: number[][] = [];
    const last = (ready: readonly WorkerView[]): WorkerView | undefined => {
      seen.push(ready.map(({ load }) => load));
      return ready.at(-1);
    };
    await using rig = await open({ workers: 3, strategy: last });
    const first = await rig.hold();
    const second = await rig.hold();
    expect([first.worker, second.runs]).toEqual([2, 0]);
    await rig.hold();
    expect(seen).toEqual([
      [0, 0, 0],
      [0, 0, 1],
      [0, 0, 2],
    ]);
    first.finish();
    await rig.settle();
    expect(second.worker).toBe(2);
  });

  it('lets the call wait for anybody when it answers with nobody', async () => {
    await using rig = await open({ workers: 2, strategy: (ready) => ready.find(({ load }) => load === 0) });
    const [first] = await rig.holdMany(2);
    const third = await rig.hold();
    expect(rig.stats).toMatchObject({ waiting: 1, running: 2 });
    first?.finish();
    await rig.settle();
    expect(third.worker).toBe(first?.worker);
  });
});

it('an unknown strategy is refused before anything connects, not at the first call', async () => {
  await expect(Rig.open({ pool: { strategy: 'best_wroker' } })).rejects.toThrow(/best_wroker[\s\S]*best_worker/);
});

it('a strategy that the backend does not support is refused before anything connects', async () => {
  const options = { pool: { strategy: 'available_worker' }, backend: { unsupportedStrategies: ['available_worker'] } };
  await expect(Rig.open(options)).rejects.toThrow('available_worker');
});
