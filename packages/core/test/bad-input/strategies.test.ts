import { describe, expect, it } from 'vitest';
import { type SelectWorker, strategy, type Strategy, type WorkerView } from '@outpool/contract/internal';
import { Rig, watch } from '../kit.js';

async function outcomeOf(select: unknown): Promise<string> {
  await using rig = await Rig.open({ pool: { workers: 2, strategy: select as SelectWorker } });
  const call = watch(rig.pool.call(() => 'ran'));
  await rig.settle();
  expect(rig.stats).toMatchObject({ running: 0, waiting: call.outcome === 'pending' ? 1 : 0 });
  return call.outcome === 'STRATEGY_FAILED' ? (call.error as Error).message : call.outcome;
}

const garbage = 'the strategy chose something that is not one of the ready workers';

describe('a strategy', () => {
  it('that throws fails that one call, with its error as cause', async () => {
    const select = (): never => {
      throw new RangeError('no idea');
    };
    await using rig = await Rig.open({ pool: { workers: 1, strategy: select } });
    await expect(rig.pool.call(() => 1)).rejects.toMatchObject({
      code: 'STRATEGY_FAILED',
      message: 'the strategy threw: no idea',
      cause: new RangeError('no idea'),
    });
    expect(() => rig.pool.cast(() => 1)).toThrow('the strategy threw: no idea');
    await expect(rig.pool.lease()).rejects.toMatchObject({ code: 'STRATEGY_FAILED' });
    await rig.settle();
    expect(rig.stats).toMatchObject({ running: 0, waiting: 0, calls: { accepted: 0 }, workers: { ready: 1 } });
  });

  it('that answers with anything but a ready worker fails that one call', async () => {
    expect(await outcomeOf(() => 0)).toBe(garbage);
    expect(await outcomeOf(() => null)).toBe(garbage);
    expect(await outcomeOf(() => 'worker 1')).toBe(garbage);
    expect(await outcomeOf(() => ({ index: 0, running: 0, queued: 0, load: 0, capacity: 1 }))).toBe(garbage);
    expect(await outcomeOf(async (workers: WorkerView[]) => workers[0])).toBe(garbage);
    expect(await outcomeOf((workers: WorkerView[]) => workers)).toBe(garbage);
  });

  it('that answers with nobody lets the call wait', async () => {
    expect(await outcomeOf(() => undefined)).toBe('pending');
  });

  it('that remembers a worker which has left fails that one call', async () => {
    let first: WorkerView | undefined;
    const select = (workers: readonly WorkerView[]): WorkerView | undefined => {
      first ??= workers[0];
      return first;
    };
    await using rig = await Rig.open({ pool: { workers: 2, strategy: select } });
    expect(await rig.pool.call(({ worker }) => worker)).toBe(0);
    rig.script.connect.always = 'wait';
    rig.script.opened[0]?.kill();
    await expect(rig.pool.call(() => 1)).rejects.toThrow(garbage);
  });

  it('whose hooks throw goes on', async () => {
    const hook = (): never => {
      throw new Error('a bad hook');
    };
    @strategy('bad_hooks')
    class BadHooks implements Strategy {
      joined = hook;
      left = hook;
      loadChanged = hook;
      callEnded = hook;
      select = (workers: readonly WorkerView[]): WorkerView | undefined => workers[0];
    }
    await using rig = await Rig.open({ pool: { workers: 1, strategy: 'bad_hooks' }, strategies: [BadHooks] });
    const failures = rig.events('listener.failed');
    expect(await rig.pool.call(async () => 'ran')).toBe('ran');
    rig.script.opened[0]?.kill();
    await rig.advance(100);
    expect(await rig.pool.call(async () => 'ran')).toBe('ran');
    expect(new Set(failures.map(({ event }) => event))).toEqual(
      new Set(['strategy.joined', 'strategy.left', 'strategy.loadChanged', 'strategy.callEnded']),
    );
  });

  it('that fails while waiting calls are moved leaves them to whoever is free', async () => {
    let fails = false;
    const select = (workers: readonly WorkerView[]): WorkerView | undefined => {
      if (fails) throw new Error('not now');
      return workers.find(({ index }) => index === 0) ?? workers[0];
    };
    await using rig = await Rig.open({ pool: { workers: 2, strategy: select } });
    const [first, second] = await rig.holdMany(2);
    fails = true;
    first?.connection?.kill();
    await rig.advance(100);
    expect([first?.outcome, second?.runs]).toEqual(['CONNECTION_LOST', 1]);
  });
});

describe('a wish to', () => {
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, { min: 3, max: 2 }, { min: -1, max: 2 }, { min: 0, max: 0 }])(
    'resize to %o is refused',
    async (workers) => {
      await using rig = await Rig.open({ pool: { workers: 2 } });
      expect(() => rig.pool.resize(workers)).toThrow(TypeError);
      expect(() => rig.pool.resize(workers)).toThrow('workers must be a whole number from 1 up, or { min, max }');
      expect(rig.stats.workers).toEqual({ min: 2, max: 2, wanted: 2, ready: 2 });
    },
  );

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('evict over %d ms is refused', async (overMs) => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    expect(() => rig.pool.evict({ overMs })).toThrow(new TypeError(`overMs must be a number of ms from 0 up, not ${overMs}`));
    expect(rig.stats.workers.ready).toBe(2);
  });
});
