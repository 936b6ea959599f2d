import { describe, expect, it } from 'vitest';
import { createOutgoingPools } from '../../src/outgoing-pools.js';
import { Rig, ScriptedBackend, VirtualClock, watch } from '../kit.js';

type Entry = Parameters<typeof createOutgoingPools>[0]['outgoingPools'][number];

/** Pools of several keys; each key has a script of its own, by its label. */
function many(entries: readonly Record<string, unknown>[], hosts: readonly string[] = []) {
  const clock = new VirtualClock();
  const script = new ScriptedBackend();
  const outgoingPools = entries.map((entry) => ({ type: 'scripted', connection: {}, ...entry })) as Entry[];
  const pools = createOutgoingPools({ hosts, outgoingPools }, { backends: [script.Backend], clock });
  return { clock, script, pools };
}

describe('looking a pool up', () => {
  const entries = [{ tag: 'default' }, { tag: 'sessions' }, { host: 'a.com', tag: 'default' }, { host: 'host', tag: 'local' }];

  it('finds the exact pool, else the global one of the same type and tag', async () => {
    const { pools } = many(entries, ['a.com', 'b.com']);
    await pools.start();
    const keyOf = (host?: string, tag?: string): string => {
      const { key } = pools.get('scripted', host, tag);
      return `${key.host}/${key.tag}`;
    };
    expect(keyOf()).toBe('global/default');
    expect(keyOf('a.com')).toBe('a.com/default');
    expect(keyOf('b.com')).toBe('global/default');
    expect(keyOf('nowhere.com', 'sessions')).toBe('global/sessions');
    expect(keyOf('b.com', 'local')).toBe('b.com/local');
    await pools.stop();
  });

  it('never takes another tag, and says what was asked for, what was tried and what is there', async () => {
    const { pools } = many(entries, ['a.com', 'b.com']);
    await pools.start();
    expect(() => pools.get('scripted', 'c.com', 'local')).toThrow(
      'scripted/c.com/local: there is no such pool, nor scripted/global/local. Started: ' +
        'scripted/global/default, scripted/global/sessions, scripted/a.com/default, scripted/a.com/local, scripted/b.com/local',
    );
    expect(() => pools.get('redis')).toThrow('redis/global/default: there is no such pool. Started: ');
    expect(() => pools.get('redis')).toThrow(expect.objectContaining({ code: 'POOL_NOT_STARTED' }));
    expect(pools.find('redis')).toBeUndefined();
    expect(pools.find('scripted', 'c.com', 'local')).toBeUndefined();
    await pools.stop();
  });

  it('gives a key made of strange names to nobody else', async () => {
    const { pools } = many(
      [
        { host: 'a', tag: 'b/c' },
        { host: 'a/b', tag: 'c' },
        { host: 'a$b', tag: 'c' },
      ],
      [],
    );
    await pools.start();
    expect(new Set([pools.get('scripted', 'a', 'b/c'), pools.get('scripted', 'a/b', 'c'), pools.get('scripted', 'a$b', 'c')]).size).toBe(3);
    await pools.stop();
  });

  it('of pools that were never started says that there are none', () => {
    const { pools } = many([{}]);
    expect(() => pools.get('scripted')).toThrow('Started: no pool at all');
  });
});

describe('starting', () => {
  it('waits for the first connection of each pool', async () => {
    const { pools, script, clock } = many([{ tag: 'one' }, { tag: 'two' }]);
    script.connect.always = 'wait';
    const started = watch(pools.start());
    await clock.settle();
    script.connecting.find((attempt) => attempt.request.tag === 'one')?.succeed();
    await clock.settle();
    expect(started.outcome).toBe('pending');
    script.connecting.find((attempt) => attempt.request.tag === 'two')?.succeed();
    await clock.settle();
    expect(started.outcome).toBe('ok');
    await pools.stop();
  });

  it('connects all pools at once: a slow one holds up nobody', async () => {
    const { pools, script, clock } = many([{ tag: 'slow' }, { tag: 'fast' }]);
    script.connect.always = (attempt) => (attempt.request.tag === 'slow' ? 'wait' : 'ok');
    const started = watch(pools.start());
    await clock.settle();
    expect(await pools.get('scripted', 'global', 'fast').call(() => 'served')).toBe('served');
    script.connecting[0]?.succeed();
    await clock.settle();
    expect(started.outcome).toBe('ok');
    await pools.stop();
  });

  it('that fails names every pool that did not start, each with its cause, and leaves nothing running', async () => {
    const { pools, script, clock } = many([{ tag: 'one' }, { tag: 'two', pool: { startTimeoutMs: 200 } }, { tag: 'three' }]);
    script.connect.always = (attempt) => (attempt.request.tag === 'two' ? 'ok' : new Error(`ECONNREFUSED by ${attempt.request.tag}`));
    const started = watch(pools.start());
    await clock.advance(10_000);
    expect(started.outcome).toBe('START_FAILED');
    expect((started.error as Error).message).toBe(
      '2 of 3 pools did not start; nothing is left running:' +
        '\n  - scripted/global/one: no connection in startTimeoutMs (10000 ms); the last attempt: connecting failed: ECONNREFUSED by one' +
        '\n  - scripted/global/three: no connection in startTimeoutMs (10000 ms); the last attempt: connecting failed: ECONNREFUSED by three',
    );
    expect(started.error).toMatchObject({ errors: [{ code: 'CONNECT_TIMEOUT' }, { code: 'CONNECT_TIMEOUT' }] });
    await clock.advance(5_000);
    expect([script.unclosed, clock.pendingTimers, pools.keys()]).toEqual([[], 0, []]);
  });

  it('the same key twice is refused, at once or later', async () => {
    expect(() => many([{ tag: 'one' }, { tag: 'one' }])).toThrow(
      /outgoingPools\[0\][\s\S]*outgoingPools\[1\]|outgoingPools\[1\][\s\S]*outgoingPools\[0\]/,
    );
    const { pools } = many([{ tag: 'one' }]);
    await pools.start();
    const again = { type: 'scripted', tag: 'one', connection: {} } as Entry;
    await expect(pools.startPool(again)).rejects.toMatchObject({ code: 'POOL_ALREADY_STARTED' });
    expect(await pools.get('scripted', 'global', 'one').call(() => 'still here')).toBe('still here');
    await pools.stop();
  });

  it('twice is once', async () => {
    const { pools, script } = many([{ pool: { workers: 2 } }]);
    await Promise.all([pools.start(), pools.start()]);
    await pools.start();
    expect(script.attempts).toHaveLength(2);
    await pools.stop();
  });
});

describe('one pool', () => {
  it('that cannot connect never touches another', async () => {
    const { pools, script, clock } = many([{ tag: 'sick', pool: { optional: true, workers: 5 } }, { tag: 'well' }]);
    script.connect.always = (attempt) => (attempt.request.tag === 'sick' ? 'fail' : 'ok');
    await pools.start();
    const well = pools.get('scripted', 'global', 'well');
    for (let minute = 0; minute < 10; minute++) {
      await clock.advance(60_000);
      expect(await well.call(() => 'served')).toBe('served');
    }
    expect(well.stats()).toMatchObject({ state: 'ready', connections: { opened: 10 } });
    expect(pools.get('scripted', 'global', 'sick').state).toBe('down');
    expect(pools.health()).toMatchObject({ status: 'degraded', pools: [{ status: 'down', optional: true }, { status: 'up' }] });
    await pools.stop();
  });

  it('whose connections die by the hundred never touches another', async () => {
    const { pools, script, clock } = many([{ tag: 'sick' }, { tag: 'well' }]);
    await pools.start();
    const well = pools.get('scripted', 'global', 'well');
    const sick = script.opened[0]?.worker;
    for (let death = 0; death < 100; death++) {
      for (const attempt of script.opened) if (attempt.open && script.attempts[attempt.id - 1]?.request.tag === 'sick') attempt.kill();
      await clock.advance(100);
    }
    expect([sick, well.stats().connections.ended]).toEqual([0, {}]);
    expect(pools.get('scripted', 'global', 'sick').stats().connections.ended.lost).toBeGreaterThan(100);
    await pools.stop();
  });
});

describe('stopping', () => {
  it('really stops, whoever calls it, and everybody waits for the same end', async () => {
    await using rig = await Rig.open({ pool: { workers: 3 } });
    rig.script.close.always = 'wait';
    const elsewhere = setImmediateCall(() => rig.pools.stop());
    const stops = [watch(rig.pools.stop()), watch(elsewhere), watch(rig.pool.stop())];
    await rig.settle();
    expect(stops.map(({ outcome }) => outcome)).toEqual(['pending', 'pending', 'pending']);
    expect(rig.script.closed).toHaveLength(3);
    for (const connection of rig.script.opened) connection.closing?.resolve();
    await rig.settle();
    expect(stops.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok']);
    expect([rig.pool.state, rig.script.open]).toEqual(['closed', []]);
  });

  it('gives running and waiting calls their time, and takes no new ones', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const [running, waiting] = await rig.holdMany(2);
    const stopped = watch(rig.pools.stop({ graceMs: 1_000 }));
    const refused = await rig.hold();
    expect(refused.outcome).toBe('POOL_CLOSED');
    expect(String(refused.error)).toBe('PoolError: scripted/global/default: the pool has stopped, or is stopping, and takes no new calls');
    await rig.advance(400);
    running?.finish('one');
    await rig.settle();
    waiting?.finish('two');
    await rig.settle();
    expect([running?.answer.value, waiting?.answer.value, stopped.outcome]).toEqual(['one', 'two', 'ok']);
  });

  it('after the grace cancels what has not ended, tells the jobs and closes', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const [running, waiting] = await rig.holdMany(2);
    const stopped = watch(rig.pools.stop({ graceMs: 1_000 }));
    await rig.advance(999);
    expect([running?.outcome, waiting?.outcome, stopped.outcome]).toEqual(['pending', 'pending', 'pending']);
    await rig.advance(1);
    expect([running?.outcome, waiting?.outcome, running?.told, waiting?.runs]).toEqual(['CALL_CANCELLED', 'CALL_CANCELLED', true, 0]);
    expect(String(waiting?.error)).toContain('the call was cancelled: the pool stopped');
    expect(stopped.outcome).toBe('ok');
  });

  it('gives up attempts to connect and closes what they still bring', async () => {
    await using rig = await Rig.open({
      pool: { workers: 2, optional: true, maxConnecting: 2 },
      plan: (script) => script.connect.next('late', 'hang'),
    });
    const late = rig.events('connect.late');
    const stopped = watch(rig.pools.stop());
    await rig.settle();
    expect(rig.script.attempts.map((attempt) => attempt.request.signal.aborted)).toEqual([true, true]);
    expect([late.length, rig.script.closed.length, stopped.outcome]).toEqual([1, 1, 'pending']);
    // One of them is deaf: it is waited for no longer than a close.
    await rig.advance(5_000);
    expect(stopped.outcome).toBe('ok');
    rig.script.attempts[1]?.succeed();
    await rig.settle();
    expect(rig.script.closed).toHaveLength(2);
  });

  it('a pool that never connected, or is lazy, is stopped at once', async () => {
    await using lazy = await Rig.open({ pool: { workers: 1, start: 'lazy' } });
    await lazy.pools.stop();
    expect(lazy.script.attempts).toEqual([]);
    await using down = await Rig.open({ pool: { workers: 1, optional: true }, plan: (script) => script.connect.next('fail') });
    await down.pools.stop();
    expect(down.script.attempts).toHaveLength(1);
  });

  it('while starting ends the start, too', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 }, plan: (script) => script.connect.next('wait') });
    expect(rig.start.outcome).toBe('pending');
    await rig.pools.stop();
    await rig.settle();
    expect(rig.start.outcome).toBe('START_FAILED');
    expect(String(rig.start.error)).toContain('the pool was stopped while it was starting');
  });

  it('of one pool leaves the others, and its key is free again', async () => {
    const { pools, script, clock } = many([{ tag: 'one' }, { tag: 'two' }]);
    await pools.start();
    const one = { type: 'scripted', host: 'global', tag: 'one' };
    await pools.stopPool(one);
    await pools.stopPool(one);
    expect(pools.find('scripted', 'global', 'one')).toBeUndefined();
    expect(await pools.get('scripted', 'global', 'two').call(() => 'served')).toBe('served');
    await pools.startPool({ type: 'scripted', tag: 'one', connection: {} } as Entry);
    expect(await pools.get('scripted', 'global', 'one').call(() => 'anew')).toBe('anew');
    await pools.stop();
    expect([script.unclosed, clock.pendingTimers]).toEqual([[], 0]);
  });

  it('leaves nothing to start again', async () => {
    const { pools } = many([{}]);
    await pools.stop();
    await expect(pools.start()).rejects.toMatchObject({ code: 'POOL_CLOSED' });
    await expect(pools.startPool({ type: 'scripted', tag: 'x', connection: {} } as Entry)).rejects.toMatchObject({ code: 'POOL_CLOSED' });
    await expect(pools.addHost('a.com')).rejects.toMatchObject({ code: 'POOL_CLOSED' });
  });
});

function setImmediateCall<Result>(work: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => setImmediate(() => work().then(resolve, reject)));
}
