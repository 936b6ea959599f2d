import { describe, expect, it } from 'vitest';
import { ConnectionDialer } from '../../src/connection/connection-dialer.js';
import { ConnectionHolder } from '../../src/connection/connection-holder.js';
import { type PoolError, poolOptionsSchema, type PoolSettings } from '@outpool/contract/internal';
import { ScriptedBackend, VirtualClock } from '../kit.js';

/** A dialer with so many holders, and all that they are told. */
function setUp(holders = 1, settings: Partial<PoolSettings> = {}) {
  const script = new ScriptedBackend();
  const clock = new VirtualClock();
  const said: string[] = [];
  const failures: PoolError[] = [];
  const took: number[] = [];
  const dialer = new ConnectionDialer(
    {
      key: { type: 'scripted', host: 'global', tag: 'default' },
      backend: new script.Backend(),
      options: {},
      settings: { ...poolOptionsSchema.parse({}), concurrency: 1, endpointPolicy: 'spread', ...settings } as PoolSettings,
      clock,
    },
    {
      starting: (worker) => said.push(`${worker} starting`),
      failed: (error) => failures.push(error),
      settled: () => {},
      changed: () => {},
    },
  );
  const all = Array.from(
    { length: holders },
    (_, index) =>
      new ConnectionHolder({ index }, dialer, {
        connected: (_worker, _opened, _endpoint, connectMs) => {
          said.push(`${index} connected`);
          took.push(connectMs);
        },
        lost: (_worker, reason) => void said.push(`${index} lost ${reason}`),
        blocked: (_worker, reason) => void said.push(`${index} blocked ${reason}`),
        blamed: () => {},
        vacant: () => void said.push(`${index} vacant`),
      }),
  );
  const heard = async (): Promise<string[]> => {
    await clock.settle();
    return said.splice(0);
  };
  return { script, clock, dialer, failures, took, all, holder: all[0] as ConnectionHolder, heard };
}

describe('a holder', () => {
  it('goes from vacant to open and back, one connection after the other', async () => {
    const { holder, heard, script } = setUp();
    expect(holder.state).toBe('vacant');
    holder.open();
    holder.open();
    expect(holder.state).toBe('dialing');
    expect(await heard()).toEqual(['0 starting', '0 connected']);
    expect([holder.state, holder.opened?.connection]).toEqual(['open', script.opened[0]]);
    script.close.next('wait');
    holder.close();
    holder.close();
    expect([holder.state, holder.opened]).toEqual(['closing', undefined]);
    holder.open();
    expect(await heard()).toEqual([]);
    script.opened[0]?.closing?.resolve();
    expect(await heard()).toEqual(['0 vacant']);
    holder.open();
    expect(await heard()).toEqual(['0 starting', '0 connected']);
    expect(script.opened).toHaveLength(2);
  });

  it('is told of a death once, after which the connection is closed', async () => {
    const { holder, heard, script } = setUp();
    holder.open();
    await heard();
    const first = script.opened[0];
    first?.kill('reset');
    expect(holder.state).toBe('closing');
    first?.kill('again');
    expect(await heard()).toEqual(['0 lost reset', '0 vacant']);
    expect(first?.closeCalls).toBe(1);
    holder.died('late news', undefined);
    expect(await heard()).toEqual([]);
  });

  it('that is told of a death finds no open connection any more', async () => {
    const { dialer, script, clock } = setUp();
    const states: unknown[] = [];
    const holder = new ConnectionHolder({ index: 7 }, dialer, {
      connected: () => {},
      lost: () => states.push(holder.state, holder.opened),
      blocked: () => {},
      blamed: () => {},
      vacant: () => {},
    });
    holder.open();
    await clock.settle();
    script.opened[0]?.kill();
    expect(states).toEqual(['closing', undefined]);
  });

  it('that changes its mind gives the attempt up', async () => {
    const { holder, heard, script } = setUp();
    script.connect.next('wait');
    holder.open();
    await heard();
    holder.close();
    expect([holder.state, script.attempts[0]?.request.signal.aborted]).toEqual(['vacant', true]);
    expect(await heard()).toEqual(['0 vacant']);
    holder.open();
    expect(await heard()).toEqual(['0 starting', '0 connected']);
  });

  it('that changes its mind while it waits for its turn leaves the others theirs', async () => {
    const { all, heard, script } = setUp(3, { maxConnecting: 1 });
    script.connect.next('wait');
    for (const holder of all) holder.open();
    await heard();
    all[1]?.close();
    script.attempts[0]?.succeed();
    expect(await heard()).toEqual(['1 vacant', '0 connected', '2 starting', '2 connected']);
  });
});

describe('the dialer', () => {
  it('knows how long connecting took, and when the connection is to retire', async () => {
    const { holder, clock, script, took } = setUp(1, { maxLifetimeMs: 1_000 });
    script.connect.next('wait');
    holder.open();
    await clock.advance(120);
    script.attempts[0]?.succeed();
    await clock.settle();
    expect(holder.opened).toMatchObject({ at: 120, endpointIndex: undefined });
    expect(took).toEqual([120]);
    expect(holder.opened?.retireAt).toBeGreaterThanOrEqual(120 + 900);
    expect(holder.opened?.retireAt).toBeLessThanOrEqual(120 + 1_000);
  });

  it('tries again after a failure, in a random time below a bound that doubles', async () => {
    const { holder, clock, script, failures } = setUp(1, { reconnect: { minMs: 100, maxMs: 400 } });
    script.connect.always = 'fail';
    holder.open();
    const times: number[] = [];
    for (let ms = 0; ms < 3_000; ms++) {
      if (script.attempts.length > times.length) times.push(ms);
      await clock.advance(1);
    }
    const gaps = times.slice(1).map((time, position) => time - (times[position] as number));
    for (const [position, gap] of gaps.entries()) expect(gap).toBeLessThanOrEqual([101, 201, 401][position] ?? 401);
    expect(failures.every(({ code }) => code === 'CONNECT_FAILED')).toBe(true);
    expect(failures[0]?.cause).toEqual(new Error('scripted: connect fails'));
  });

  it('counts attempts that were under way together as one failure', async () => {
    const { all, clock, script } = setUp(4, { maxConnecting: 4, reconnect: { minMs: 100, maxMs: 100_000 } });
    script.connect.always = 'wait';
    for (const holder of all) holder.open();
    await clock.settle();
    for (const attempt of [...script.connecting]) attempt.fail();
    await clock.advance(100);
    expect(script.attempts).toHaveLength(5);
    script.connect.always = 'ok';
    script.connecting[0]?.succeed();
    await clock.settle();
    expect(all.map(({ state }) => state)).toEqual(['open', 'open', 'open', 'open']);
  });

  it('begins anew with short delays after a success', async () => {
    const { holder, clock, script } = setUp(1, { reconnect: { minMs: 10, maxMs: 100_000 } });
    script.connect.next(...new Array<'fail'>(12).fill('fail'));
    holder.open();
    await clock.advance(1_000_000);
    expect(holder.state).toBe('open');
    script.connect.next('fail');
    script.opened[0]?.kill();
    await clock.settle();
    holder.open();
    await clock.advance(12);
    expect(holder.state).toBe('open');
  });

  it('lets a connection that hardly lived be followed by the next only after a while', async () => {
    const { holder, clock, script } = setUp(1, { reconnect: { minMs: 50, maxMs: 1_000 } });
    holder.open();
    await clock.advance(2_000);
    script.opened[0]?.kill('old');
    await clock.settle();
    holder.open();
    await clock.settle();
    expect(script.attempts).toHaveLength(2);
    script.opened[1]?.kill('young');
    await clock.settle();
    holder.open();
    await clock.settle();
    expect(script.attempts).toHaveLength(2);
    await clock.advance(50);
    expect(script.attempts).toHaveLength(3);
  });

  it('once stopped begins no attempt, and says when the last has settled', async () => {
    const { all, clock, script, dialer } = setUp(2, { maxConnecting: 1 });
    script.connect.always = 'hang';
    for (const holder of all) holder.open();
    await clock.settle();
    dialer.stop();
    for (const holder of all) holder.close();
    await clock.settle();
    expect([script.attempts.length, dialer.unsettled]).toEqual([1, 1]);
    script.close.next('wait');
    script.attempts[0]?.succeed();
    await clock.settle();
    expect(dialer.unsettled).toBe(1);
    script.opened[0]?.closing?.resolve();
    await clock.settle();
    expect([dialer.unsettled, clock.pendingTimers]).toEqual([0, 0]);
  });

  it('leaves no timer when everybody has hung up', async () => {
    const { all, clock, script } = setUp(3);
    script.connect.always = 'fail';
    for (const holder of all) holder.open();
    await clock.advance(500);
    for (const holder of all) holder.close();
    await clock.settle();
    expect(clock.pendingTimers).toBe(0);
  });
});
