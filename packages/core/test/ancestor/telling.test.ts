import { describe, expect, it } from 'vitest';
import type { PoolEvents } from '@outpool/contract/internal';
import { Rig } from '../kit.js';

describe('stats', () => {
  it('of a fresh pool are all there', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const nothing = { count: 0, p50: 0, p90: 0, p99: 0, max: 0 };
    expect(rig.stats).toEqual({
      key: { type: 'scripted', host: 'global', tag: 'default' },
      state: 'ready',
      paused: false,
      workers: { min: 2, max: 2, wanted: 2, ready: 2 },
      connections: { open: 2, idle: 2, used: 0, connecting: 0, closing: 0, opened: 2, connectFailures: 0, ended: {} },
      waiting: 0,
      running: 0,
      calls: {
        accepted: 0,
        ok: 0,
        failed: 0,
        timedOut: 0,
        cancelled: 0,
        lost: 0,
        dropped: 0,
        refused: 0,
        repeated: 0,
        late: 0,
        overruns: 0,
      },
      waitMs: nothing,
      runMs: nothing,
      lastFailure: undefined,
    });
  });

  it('count what waits and what runs, for every strategy', async () => {
    for (const strategy of ['best_worker', 'random_worker', 'next_worker', 'available_worker', 'hash_worker']) {
      await using rig = await Rig.open({ pool: { workers: 1, strategy } });
      await rig.holdMany(4, { key: 'mine' });
      expect(rig.stats).toMatchObject({ running: 1, waiting: 3, connections: { used: 1, idle: 0 }, calls: { accepted: 4 } });
    }
  });

  it('measure waiting and running', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const [first, second] = await rig.holdMany(2);
    await rig.advance(100);
    first?.finish();
    await rig.settle();
    await rig.advance(50);
    second?.finish();
    await rig.settle();
    const { waitMs, runMs } = rig.stats;
    expect([waitMs.count, waitMs.max, runMs.count, runMs.max]).toEqual([2, 100, 2, 100]);
    expect(Math.abs(runMs.p50 - 50)).toBeLessThanOrEqual(50 * 0.0625);
  });

  it('say what connections ended of, and the last failure with its time', async () => {
    await using rig = await Rig.open({ pool: { workers: 2, maxUses: 1 } });
    await rig.pool.call(async () => 1);
    await rig.settle();
    rig.script.connect.next('fail');
    rig.script.open[0]?.kill();
    await rig.settle();
    const { connections, lastFailure, state } = rig.stats;
    expect(connections).toMatchObject({ ended: { uses: 1, lost: 1 } });
    await rig.advance(200);
    expect(rig.stats.connections).toMatchObject({ connectFailures: 1, opened: 4 });
    expect(state).toBe('degraded');
    expect([lastFailure, rig.stats.lastFailure?.message]).toEqual([
      undefined,
      'scripted/global/default: connecting failed: scripted: connect fails',
    ]);
    expect(rig.stats.lastFailure?.at).toBeInstanceOf(Date);
  });

  it('of one pool and of all come through the front door', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    expect(rig.pools.stats()).toEqual([rig.stats]);
    expect(rig.pools.stats({ type: 'scripted', host: 'somewhere', tag: 'default' })).toEqual(rig.stats);
    expect(() => rig.pools.stats({ type: 'scripted', host: 'global', tag: 'other' })).toThrow('there is no such pool');
  });
});

describe('callbacks', () => {
  const recording = () => {
    const said: string[] = [];
    const callbacks = {
      workerStarting: ({ worker }: PoolEvents['worker.starting']) => void said.push(`starting ${worker}`),
      workerReady: ({ worker }: PoolEvents['worker.ready']) => void said.push(`ready ${worker}`),
      workerLost: ({ worker, reason, callsLost }: PoolEvents['worker.lost']) => void said.push(`lost ${worker} ${reason} ${callsLost}`),
      workerClosed: ({ worker, reason }: PoolEvents['worker.closed']) => void said.push(`closed ${worker} ${reason}`),
      callStarted: ({ worker, label, waitMs }: PoolEvents['call.started']) =>
        void said.push(`${label} started on ${worker} after ${waitMs}`),
      callSettled: ({ worker, label, outcome, cast, waitMs, runMs }: PoolEvents['call.settled']) =>
        void said.push(`${label} settled on ${worker}: ${outcome}, ${cast ? 'cast, ' : ''}${waitMs} + ${runMs}`),
    };
    return { said, callbacks };
  };

  it('tell of a worker starting, ready, lost and closed', async () => {
    const { said, callbacks } = recording();
    {
      await using rig = await Rig.open({ pool: { workers: 1, callbacks } });
      rig.script.opened[0]?.kill('reset');
      await rig.advance(100);
    }
    expect(said).toEqual(['starting 0', 'ready 0', 'lost 0 reset 0', 'starting 0', 'ready 0', 'closed 0 stopped']);
  });

  it('tell of each connect attempt that fails only that it starts again', async () => {
    const { said, callbacks } = recording();
    await using rig = await Rig.open({ pool: { workers: 1, callbacks }, plan: (script) => script.connect.next('fail', 'throw') });
    await rig.advance(1_000);
    expect(said).toEqual(['starting 0', 'starting 0', 'starting 0', 'ready 0']);
  });

  it('tell of calls started and settled, casts and those that never ran included', async () => {
    const { said, callbacks } = recording();
    await using rig = await Rig.open({ pool: { workers: 1, callbacks, callTimeoutMs: 100 } });
    const a = await rig.hold({ label: 'a' });
    const b = await rig.hold({ label: 'b' });
    rig.pool.cast(() => 1, { label: 'c', timeoutMs: 50 });
    said.splice(0, 2);
    await rig.advance(60);
    a.finish();
    await rig.settle();
    b.fail(new Error('no'));
    await rig.settle();
    expect(said).toEqual([
      'a started on 0 after 0',
      'c settled on undefined: QUEUE_TIMEOUT, cast, 50 + 0',
      'a settled on 0: ok, 0 + 60',
      'b started on 0 after 60',
      'b settled on 0: failed, 60 + 0',
    ]);
  });

  it('that throw or reject are reported and hurt nobody', async () => {
    const fails = () => {
      throw new Error('no');
    };
    const rejects = async () => {
      throw new Error('not at all');
    };
    const callbacks = {
      workerStarting: fails,
      workerReady: rejects,
      workerLost: fails,
      workerClosed: rejects,
      callStarted: fails,
      callSettled: rejects,
    };
    const opening = Rig.open({ pool: { workers: 1, callbacks } });
    await using rig = await opening;
    const failures = rig.events('listener.failed');
    expect(await rig.pool.call(async () => 1)).toBe(1);
    rig.script.opened[0]?.kill();
    await rig.advance(100);
    expect(failures.map(({ event, error }) => `${event}: ${(error as Error).message}`)).toEqual([
      'call.started: no',
      'call.settled: not at all',
      'worker.lost: no',
      'worker.starting: no',
      'worker.ready: not at all',
    ]);
  });
});

describe('events', () => {
  it('tell of each step of the state', async () => {
    const opened = Rig.open({ pool: { workers: 2 }, plan: (script) => script.connect.next('wait', 'wait') });
    await using rig = await opened;
    const steps = rig.events('pool.state');
    rig.script.attempts[0]?.succeed();
    await rig.settle();
    rig.script.attempts[1]?.succeed();
    await rig.settle();
    rig.script.connect.always = 'fail';
    for (const connection of rig.script.opened) connection.kill();
    await rig.advance(100);
    rig.script.connect.always = 'ok';
    await rig.advance(2_000);
    await rig.pools.stop();
    expect(steps.map(({ from, to }) => `${from} ${to}`)).toEqual([
      'starting degraded',
      'degraded ready',
      'ready degraded',
      'degraded down',
      'down degraded',
      'degraded ready',
      'ready draining',
      'draining closed',
    ]);
  });

  it('with a listener that throws go on, and the failure is told', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const { onEvent } = await import('@outpool/contract/internal');
    const failures = rig.events('listener.failed');
    const end = onEvent('call.settled', () => {
      throw new Error('a bad listener');
    });
    const alsoBad = onEvent('listener.failed', () => {
      throw new Error('it gets worse');
    });
    expect(await rig.pool.call(() => 1)).toBe(1);
    end();
    alsoBad();
    expect(await rig.pool.call(() => 2)).toBe(2);
    expect(failures.map(({ event, error }) => `${event}: ${(error as Error).message}`)).toEqual(['call.settled: a bad listener']);
  });
});
