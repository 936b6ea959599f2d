import { describe, expect, it } from 'vitest';
import { Rig, type ScriptedBackend, watch } from '../kit.js';

const refusing = (script: ScriptedBackend): void => {
  script.connect.always = 'fail';
};

describe('start', () => {
  it('ends with the first connection; the others follow', async () => {
    await using rig = await Rig.open({ pool: { workers: 3 }, plan: (script) => script.connect.next('ok', 'wait', 'wait') });
    expect([rig.start.outcome, rig.stats.state, rig.pool.health().status]).toEqual(['ok', 'degraded', 'degraded']);
    for (const attempt of rig.script.connecting) attempt.succeed();
    await rig.settle();
    expect([rig.stats.state, rig.pool.health().status]).toEqual(['ready', 'up']);
  });

  it('that has no connection in startTimeoutMs fails, and the pool is gone', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, startTimeoutMs: 2_000 }, plan: refusing });
    const { pool } = rig;
    await rig.advance(1_999);
    expect([rig.start.outcome, pool.state]).toEqual(['pending', 'down']);
    await rig.advance(1);
    expect([rig.start.outcome, pool.state, rig.pools.keys()]).toEqual(['START_FAILED', 'closed', []]);
    expect((rig.start.error as Error).message).toContain(
      'scripted/global/default: no connection in startTimeoutMs (2000 ms); the last attempt: connecting failed: scripted: connect fails',
    );
  });

  it('of a server that never answers says that its attempt has not ended', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, startTimeoutMs: 1_000 }, plan: (script) => script.connect.next('hang') });
    await rig.advance(10_000);
    expect((rig.start.error as Error).message).toContain(
      'no connection in startTimeoutMs (1000 ms); the last attempt: it has not ended yet',
    );
  });

  it('waits as long as it takes if startTimeoutMs is Infinity', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, startTimeoutMs: Number.POSITIVE_INFINITY }, plan: refusing });
    await rig.advance(3_600_000);
    expect(rig.start.outcome).toBe('pending');
    rig.script.connect.always = 'ok';
    await rig.advance(2_000);
    expect(rig.start.outcome).toBe('ok');
  });

  it('does not wait for an optional pool, which comes up later', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, optional: true }, plan: refusing });
    expect([rig.start.outcome, rig.pool.state, rig.pools.health().status]).toEqual(['ok', 'down', 'degraded']);
    const early = await rig.hold({ timeoutMs: 100 });
    await rig.advance(100);
    expect(String(early.error)).toBe(
      'PoolError: scripted/global/default: the call waited 100 ms and never ran: no worker has a connection; the last attempt: connecting failed: scripted: connect fails',
    );
    expect(early.outcome).toBe('POOL_DOWN');
    rig.script.connect.always = 'ok';
    const waiting = await rig.hold();
    await rig.advance(2_000);
    expect([waiting.runs, rig.pool.state, rig.pools.health().status]).toEqual([1, 'ready', 'up']);
  });
});

describe('a lazy pool', () => {
  const pool = { workers: 2, start: 'lazy' as const };

  it('connects nothing until its first call, and is up meanwhile', async () => {
    await using rig = await Rig.open({ pool });
    expect([rig.start.outcome, rig.pool.state, rig.pool.health().status, rig.script.attempts.length]).toEqual(['ok', 'lazy', 'up', 0]);
    expect(await rig.pool.call(() => 'served')).toBe('served');
    await rig.settle();
    expect([rig.pool.state, rig.script.opened.length]).toEqual(['ready', 2]);
  });

  it.each(['cast', 'lease', 'broadcast', 'broadcall', 'a call with a key', 'a call that cannot wait'])(
    'connects for %s, too',
    async (how) => {
      await using rig = await Rig.open({ pool });
      if (how === 'cast') rig.pool.cast(() => 1);
      if (how === 'lease') watch(rig.pool.lease());
      if (how === 'broadcast') rig.pool.broadcast(() => 1);
      if (how === 'broadcall') watch(rig.pool.broadcall(() => 1));
      if (how === 'a call with a key') watch(rig.pool.call(() => 1, { key: 'mine' }));
      if (how === 'a call that cannot wait') watch(rig.pool.call(() => 1, { timeoutMs: 0 }));
      await rig.settle();
      expect([rig.pool.state, rig.script.opened.length]).toEqual(['ready', 2]);
    },
  );

  it('connects for a call that is refused because nobody is free yet', async () => {
    await using rig = await Rig.open({ pool: { ...pool, strategy: 'next_available_worker' } });
    expect((await rig.hold()).outcome).toBe('NO_AVAILABLE_WORKER');
    expect((await rig.hold()).runs).toBe(1);
  });

  it('whose server is down makes its first call wait no longer than it wants', async () => {
    await using rig = await Rig.open({ pool, plan: refusing });
    const call = await rig.hold({ timeoutMs: 300 });
    await rig.advance(300);
    expect([call.outcome, rig.pool.state]).toEqual(['POOL_DOWN', 'down']);
  });
});
