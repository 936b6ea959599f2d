import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { GenericBackend, type GenericOptions } from '@outpool/backend-generic';
import { createOutgoingPools, type OutgoingPools, type PoolOptions } from '@outpool/core';
import { describe, expect, it } from 'vitest';
import { failure, work } from './connect.js';

const start = (pool: PoolOptions, connection: GenericOptions): Promise<OutgoingPools> =>
  createOutgoingPools({ outgoingPools: [{ type: 'generic', pool, connection }] }, { backends: [GenericBackend] }).start();

async function until(holds: () => boolean): Promise<void> {
  for (const end = performance.now() + 5000; !holds(); await sleep(5)) if (performance.now() > end) throw new Error('never');
}

describe('a pool of functions', () => {
  it('runs as many calls at once as it has workers, and no more', async () => {
    let running = 0;
    let most = 0;
    const run = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await sleep(5);
      running--;
    };
    await using pools = await start({ workers: 3 }, { run });
    await Promise.all(Array.from({ length: 20 }, () => pools.get('generic').call((worker) => worker.run())));
    expect(most).toBe(3);
  });

  it('runs as many calls on each worker as concurrency says', async () => {
    let running = 0;
    let most = 0;
    const run = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await sleep(5);
      running--;
    };
    await using pools = await start({ workers: 2, concurrency: 4 }, { run });
    await Promise.all(Array.from({ length: 20 }, () => pools.get('generic').call((worker) => worker.run())));
    expect(most).toBe(8);
  });

  it('gives the function the signal, key and label of its call, and the async context of its caller', async () => {
    const storage = new AsyncLocalStorage<string>();
    await using pools = await start(
      { workers: 1 },
      { run: (input, { key, label }) => ({ input, key, label, context: storage.getStore() }) },
    );
    const pool = pools.get('generic');
    const one = (n: number) =>
      storage.run(`caller ${n}`, () => pool.call((worker, context) => worker.run(n, context), { key: 'k', label: 'l' }));
    expect(await Promise.all([one(1), one(2)])).toEqual([
      { input: 1, key: 'k', label: 'l', context: 'caller 1' },
      { input: 2, key: 'k', label: 'l', context: 'caller 2' },
    ]);
  });

  it('tells the function when its call times out', async () => {
    const reasons: unknown[] = [];
    const run = (_: unknown, { signal }: { signal: AbortSignal }): Promise<unknown> =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          reasons.push(signal.reason);
          reject(signal.reason);
        }),
      );
    await using pools = await start({ workers: 1 }, { run });
    const error = await failure(pools.get('generic').call((worker, context) => worker.run(undefined, context), { timeoutMs: 20 }));
    expect(error).toMatchObject({ code: 'CALL_TIMEOUT' });
    expect(reasons).toEqual([error]);
  });

  it('without any function limits jobs that need none', async () => {
    await using pools = await start({ workers: 1 }, {});
    expect(await pools.get('generic').call(() => 7)).toBe(7);
  });
});

describe('a pool of threads', () => {
  it('computes on all of them while the event loop is free', async () => {
    await using pools = await start({ workers: 2 }, { module: work, threads: 2 });
    const pool = pools.get('generic');
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    const jobs = Array.from({ length: 4 }, () => pool.call((worker) => worker.run({ do: 'spin', ms: 100 })));
    expect(await Promise.all(jobs)).toEqual(['spun', 'spun', 'spun', 'spun']);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  it('answers CONNECTION_LOST to the call whose thread dies, and to no other; the worker gets a new thread', async () => {
    await using pools = await start({ workers: 2 }, { module: work, threads: true });
    const pool = pools.get('generic');
    await until(() => pool.stats().workers.ready === 2);
    const results = await Promise.allSettled([
      pool.call((worker) => worker.run({ do: 'exit', code: 3 })),
      pool.call((worker) => worker.run({ do: 'wait', ms: 50 })),
    ]);
    expect(results).toMatchObject([
      { status: 'rejected', reason: { code: 'CONNECTION_LOST', sent: true, cause: { message: 'worker exited with code: 3' } } },
      { status: 'fulfilled', value: 'waited' },
    ]);
    await until(() => pool.stats().workers.ready === 2);
    expect(await pool.call((worker) => worker.run(7))).toBe(7);
    expect(pool.stats().connections.ended).toMatchObject({ lost: 1 });
  });

  it('runs an idempotent call once more when its thread dies', async () => {
    await using pools = await start({ workers: 1 }, { module: work, threads: true });
    let runs = 0;
    const answer = await pools
      .get('generic')
      .call((worker) => worker.run(++runs === 1 ? { do: 'exit', code: 1 } : 'alive'), { idempotent: true });
    expect([answer, runs]).toEqual(['alive', 2]);
  });

  it('ends the thread of a call that times out in an endless loop, and serves the next with another', async () => {
    await using pools = await start({ workers: 1 }, { module: work, threads: true });
    const pool = pools.get('generic');
    const before = await pool.call((worker) => worker.run<number>({ do: 'thread' }));
    const error = await failure(pool.call((worker, context) => worker.run({ do: 'spin for ever' }, context), { timeoutMs: 50 }));
    expect(error).toMatchObject({ code: 'CALL_TIMEOUT' });
    expect(await pool.call((worker) => worker.run<number>({ do: 'thread' }))).not.toBe(before);
    expect(pool.stats().connections.ended).toMatchObject({ replaced: 1 });
  });

  it('notices a thread that dies while idle, and replaces it', async () => {
    await using pools = await start({ workers: 1 }, { module: work, threads: true });
    const pool = pools.get('generic');
    await pool.call((worker) => worker.run({ do: 'exit later', ms: 10 }));
    await until(() => pool.stats().connections.ended.lost === 1 && pool.state === 'ready');
    expect(await pool.call((worker) => worker.run(7))).toBe(7);
  });

  it('does not start with a module that cannot be loaded, and leaves no thread behind', async () => {
    const broken = new URL('./modules/broken.mjs', import.meta.url);
    const error = await failure(start({ workers: 2, startTimeoutMs: 2000 }, { module: broken, threads: true }));
    expect(error).toMatchObject({ code: 'START_FAILED', message: expect.stringContaining('cannot be loaded') });
  });

  it('stops in bounded time though its threads compute for ever', async () => {
    const pools = await start({ workers: 2 }, { module: work, threads: true });
    const pool = pools.get('generic');
    const running = failure(pool.call((worker) => worker.run({ do: 'spin for ever' })));
    await sleep(20);
    const began = performance.now();
    await pools.stop({ graceMs: 20 });
    expect(performance.now() - began).toBeLessThan(1000);
    expect(await running).toMatchObject({ code: 'CALL_CANCELLED' });
  });
});
