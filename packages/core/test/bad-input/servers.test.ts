import { describe, expect, it } from 'vitest';
import { Rig, watch } from '../kit.js';

const reconnect = { minMs: 10, maxMs: 100 };

describe('a connect', () => {
  it('that throws instead of rejecting is a failure like any other', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, reconnect }, plan: (script) => script.connect.next('throw') });
    const failures = rig.events('connect.failed');
    expect(rig.stats).toMatchObject({
      state: 'down',
      lastFailure: { message: 'scripted/global/default: connecting failed: scripted: connect throws' },
    });
    await rig.advance(100);
    expect([rig.start.outcome, rig.stats.state, failures]).toEqual(['ok', 'ready', []]);
  });

  it('that hangs is given up at connectTimeoutMs, told so, and the next one begins', async () => {
    await using rig = await Rig.open({
      pool: { workers: 1, reconnect, connectTimeoutMs: 200 },
      plan: (script) => script.connect.next('hang'),
    });
    const failures = rig.events('connect.failed');
    await rig.advance(199);
    expect(rig.script.attempts[0]?.request.signal.aborted).toBe(false);
    await rig.advance(1);
    expect(rig.script.attempts[0]?.request.signal.aborted).toBe(true);
    expect(failures).toMatchObject([{ worker: 0, attempts: 1, error: { code: 'CONNECT_TIMEOUT' } }]);
    expect(String(failures[0]?.error)).toBe('PoolError: scripted/global/default: connecting took longer than connectTimeoutMs (200 ms)');
    await rig.advance(10);
    expect(rig.stats.state).toBe('ready');
  });

  it('that comes to something after its deadline is closed, and never used', async () => {
    await using rig = await Rig.open({
      pool: { workers: 1, reconnect, connectTimeoutMs: 200 },
      plan: (script) => script.connect.next('hang'),
    });
    const late = rig.events('connect.late');
    await rig.advance(500);
    expect(rig.stats.connections).toMatchObject({ open: 1, idle: 1 });
    rig.script.attempts[0]?.succeed();
    await rig.settle();
    expect(late).toMatchObject([{ worker: 0, lateMs: 300 }]);
    expect([rig.script.closed.map(({ id }) => id), rig.script.open.map(({ id }) => id)]).toEqual([[2], [1]]);
    expect(rig.stats.connections).toMatchObject({ open: 1, opened: 1 });
    expect(await rig.pool.call(({ id }) => id)).toBe(1);
  });

  it('that comes the moment it is given up is closed, too', async () => {
    await using rig = await Rig.open({
      pool: { workers: 2, reconnect, connectTimeoutMs: 50 },
      plan: (script) => script.connect.next('late', 'late'),
    });
    await rig.advance(300);
    expect(rig.script.closed).toHaveLength(2);
    expect(rig.stats).toMatchObject({ state: 'ready', connections: { open: 2, idle: 2 } });
  });

  it('that answers with the same object twice gets it neither used twice nor closed', async () => {
    await using rig = await Rig.open({ pool: { workers: 2, reconnect }, plan: (script) => script.connect.next('ok', 'same', 'same') });
    const { lastFailure } = rig.stats;
    expect(lastFailure?.message).toBe(
      'scripted/global/default: connecting failed: the backend answered with a connection that is already in use',
    );
    expect([rig.script.opened.length, rig.script.closed.length, rig.stats.workers.ready]).toEqual([1, 0, 1]);
    await rig.advance(200);
    expect([rig.script.opened.length, rig.stats.workers.ready]).toEqual([2, 2]);
  });

  it('that answers with something that is no object, twice, is taken at its word', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 }, plan: (script) => (script.connect.always = 'ok') });
    expect(rig.stats.workers.ready).toBe(2);
  });

  it('whose connection is dead on arrival is a failure, and the corpse is closed', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, reconnect }, plan: (script) => script.connect.next('stillborn') });
    expect(rig.stats.lastFailure?.message).toContain('connecting failed: scripted: stillborn');
    expect(rig.script.closed).toHaveLength(1);
    await rig.advance(100);
    expect(rig.stats).toMatchObject({ state: 'ready', connections: { opened: 1 } });
  });

  it('that says twice, and late, that its connection is lost says it once', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, reconnect } });
    const lost = rig.events('worker.lost');
    const first = rig.script.opened[0];
    first?.kill();
    first?.kill();
    await rig.advance(100);
    first?.kill();
    await rig.advance(100);
    expect([lost.length, rig.stats.connections.opened, rig.stats.state]).toEqual([1, 2, 'ready']);
  });

  it('that fails for ever is tried for ever, one attempt at a time, ever more slowly', async () => {
    await using rig = await Rig.open({
      pool: { workers: 5, optional: true, reconnect: { minMs: 100, maxMs: 1_000 } },
      plan: (script) => {
        script.connect.always = 'fail';
      },
    });
    const failures = rig.events('connect.failed');
    const before = rig.script.attempts.length;
    await rig.advance(100_000);
    const attempts = rig.script.attempts.length - before;
    // The delays are uniform below a bound of 1000 ms: about 200.
    expect(attempts).toBeGreaterThan(150);
    expect(attempts).toBeLessThan(260);
    expect(Math.max(...failures.map(({ retryInMs }) => retryInMs))).toBeLessThanOrEqual(1_000);
    rig.script.connect.always = 'ok';
    await rig.advance(1_000);
    expect(rig.stats).toMatchObject({ state: 'ready', workers: { ready: 5 } });
  });

  it('whose connections all die at once is not repeated in a loop', async () => {
    await using rig = await Rig.open({
      pool: { workers: 4, optional: true, reconnect: { minMs: 10, maxMs: 1_000 } },
      plan: (script) => {
        script.connect.always = (attempt) => {
          queueMicrotask(() => queueMicrotask(() => queueMicrotask(() => queueMicrotask(() => script.opened[attempt.number - 1]?.kill()))));
          return 'ok';
        };
      },
    });
    await rig.advance(100_000);
    // About two a second for each worker: the delays grow to 1000 ms, half of it on average.
    expect(rig.script.attempts.length).toBeLessThan(4 * 250);
    rig.script.connect.always = 'ok';
    await rig.advance(2_000);
    expect(rig.stats).toMatchObject({ state: 'ready', workers: { ready: 4 } });
  });
});

describe('a close', () => {
  it('that hangs is abandoned at closeTimeoutMs, told so, and the worker connects again', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, closeTimeoutMs: 300 }, plan: (script) => script.close.next('hang') });
    const failures = rig.events('close.failed');
    rig.pool.evict();
    await rig.advance(299);
    expect(rig.stats.connections).toMatchObject({ open: 1, closing: 1, connecting: 0 });
    await rig.advance(1);
    expect(failures).toMatchObject([{ worker: 0, error: new Error('closing took longer than closeTimeoutMs (300 ms)') }]);
    expect(rig.stats.connections).toMatchObject({ open: 1, idle: 1 });
    expect(await rig.pool.call(({ id }) => id)).toBe(2);
  });

  it.each(['fail', 'throw'] as const)('that %ss is told, and the worker connects again', async (step) => {
    await using rig = await Rig.open({ pool: { workers: 1 }, plan: (script) => script.close.next(step) });
    const failures = rig.events('close.failed');
    rig.pool.evict();
    await rig.settle();
    expect(failures).toMatchObject([{ error: new Error(`scripted: close ${step}s`) }]);
    expect(rig.stats.connections).toMatchObject({ open: 1, idle: 1, opened: 2 });
  });

  it('that hangs does not keep the pool from stopping', async () => {
    await using rig = await Rig.open({
      pool: { workers: 3, closeTimeoutMs: 300 },
      plan: (script) => {
        script.close.always = 'hang';
      },
    });
    const stopped = watch(rig.pools.stop());
    await rig.advance(300);
    expect(stopped.outcome).toBe('ok');
  });
});

describe('a ping', () => {
  const pool = { workers: 1, keepaliveIntervalMs: 1_000, pingTimeoutMs: 200 };

  it('that hangs is given up at pingTimeoutMs, and the connection is replaced', async () => {
    await using rig = await Rig.open({ pool, plan: (script) => script.ping.next('hang') });
    const lost = rig.events('worker.lost');
    await rig.advance(1_199);
    expect(rig.stats.workers.ready).toBe(1);
    const waiting = await rig.hold();
    expect(waiting.runs).toBe(0);
    await rig.advance(1);
    expect(String(lost[0]?.reason)).toBe('Error: the connection did not answer a ping: no answer in pingTimeoutMs (200 ms)');
    await rig.advance(100);
    expect(waiting.connection?.id).toBe(2);
  });

  it.each(['fail', 'throw'] as const)('that %ss gets the connection replaced', async (step) => {
    await using rig = await Rig.open({ pool, plan: (script) => script.ping.next(step) });
    const lost = rig.events('worker.lost');
    await rig.advance(1_100);
    expect(String(lost[0]?.reason)).toBe(`Error: the connection did not answer a ping: scripted: ping ${step}s`);
    expect([rig.script.opened.length, rig.script.closed.length, rig.stats.state]).toEqual([2, 1, 'ready']);
  });

  it('that always fails at once, before every call, ends in no loop', async () => {
    await using rig = await Rig.open({
      pool: { workers: 2, validateAfterIdleMs: 0, callTimeoutMs: 2_000 },
      plan: (script) => {
        script.ping.always = 'fail';
      },
    });
    await rig.advance(10);
    const held = await rig.hold();
    await rig.advance(2_000);
    expect(rig.script.attempts.length).toBeLessThan(60);
    // A connection that was made this very moment needs no ping.
    expect(held.runs).toBe(1);
  });

  it('that hangs leaves nothing behind when the pool stops', async () => {
    await using rig = await Rig.open({ pool, plan: (script) => script.ping.next('wait') });
    await rig.advance(1_100);
    await rig.pools.stop();
    expect([rig.pool.state, rig.clock.pendingTimers]).toEqual(['closed', 0]);
  });

  it('whose connection dies under it is over', async () => {
    await using rig = await Rig.open({ pool, plan: (script) => script.ping.next('wait') });
    const lost = rig.events('worker.lost');
    await rig.advance(1_100);
    rig.script.opened[0]?.kill('reset');
    await rig.advance(300);
    expect(lost).toMatchObject([{ reason: 'reset' }]);
    expect(rig.stats).toMatchObject({ state: 'ready', connections: { ended: { lost: 1 } } });
  });
});

describe('a backend whose fate', () => {
  it('throws gets the connection replaced, and the caller his own error', async () => {
    const fate = (): never => {
      throw new Error('fate throws');
    };
    await using rig = await Rig.open({ pool: { workers: 1 }, backend: { fate } });
    const failures = rig.events('listener.failed');
    await expect(rig.pool.call(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    await rig.settle();
    expect(failures).toMatchObject([{ event: 'backend.fate', error: new Error('fate throws') }]);
    expect(rig.stats.connections).toMatchObject({ opened: 2, ended: { replaced: 1 } });
  });

  it('is asked about nothing that its connections have survived', async () => {
    const asked: unknown[] = [];
    const fate = (error: unknown): 'keep' => {
      asked.push(error);
      return 'keep';
    };
    await using rig = await Rig.open({ pool: { workers: 1 }, backend: { fate } });
    const held = await rig.hold();
    held.connection?.kill();
    held.fail(new Error('after its connection'));
    await rig.advance(100);
    expect(asked).toEqual([]);
  });
});
