import { describe, expect, it } from 'vitest';
import { Rig } from '../kit.js';

describe('overrun reports without a limit', () => {
  it('come after 1, 2, 4 and 8 times overrunWarningMs, each with the true runtime', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, callTimeoutMs: 60_000, overrunWarningMs: 200 } });
    const reports = rig.events('call.overrun');
    const times: number[] = [];
    const held = await rig.hold({ label: 'slow' });
    for (let ms = 0; ms < 2_000; ms++) {
      await rig.advance(1);
      while (times.length < reports.length) times.push(rig.clock.now());
    }
    expect(times).toEqual([200, 400, 800, 1600]);
    expect(reports.map(({ runMs, warnings, final }) => [runMs, warnings, final])).toEqual([
      [200, 1, false],
      [400, 2, false],
      [800, 3, false],
      [1600, 4, false],
    ]);
    expect(reports[0]).toMatchObject({ key: { type: 'scripted' }, worker: 0, label: 'slow' });
    held.finish('done');
    await rig.settle();
    expect(held.answer.value).toBe('done');
    expect(rig.stats).toMatchObject({ calls: { overruns: 4, ok: 1 } });
  });

  it('count the time of running, not of waiting', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, callTimeoutMs: 60_000, overrunWarningMs: 200 } });
    const first = await rig.hold();
    await rig.hold();
    await rig.advance(150);
    first.finish();
    const reports = rig.events('call.overrun');
    await rig.advance(199);
    expect(reports).toEqual([]);
    await rig.advance(1);
    expect(reports).toMatchObject([{ runMs: 200 }]);
  });

  it('stop when the call ends', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, callTimeoutMs: 60_000, overrunWarningMs: 200 } });
    const reports = rig.events('call.overrun');
    const held = await rig.hold();
    await rig.advance(250);
    held.finish();
    await rig.advance(10_000);
    expect(reports).toHaveLength(1);
  });
});

describe('overrun reports with a limit of n', () => {
  const pool = { workers: 2, callTimeoutMs: 60_000, overrunWarningMs: 200, maxOverrunWarnings: 4 };

  it('come n times, equally spaced, and with the last the connection is torn down', async () => {
    await using rig = await Rig.open({ pool });
    const reports = rig.events('call.overrun');
    const held = await rig.hold();
    await rig.advance(799);
    expect(reports.map(({ runMs, final }) => [runMs, final])).toEqual([
      [200, false],
      [400, false],
      [600, false],
    ]);
    expect([held.outcome, held.connection?.closeCalls]).toEqual(['pending', 0]);
    await rig.advance(1);
    expect(reports[3]).toMatchObject({ runMs: 800, warnings: 4, final: true });
    expect([held.outcome, held.told, held.connection?.closeCalls]).toEqual(['CONNECTION_LOST', true, 1]);
    expect(String(held.error)).toContain('it ran for 800 ms and ignored 4 overrun warnings; the request may have reached the server');
    expect(rig.stats).toMatchObject({ running: 0, workers: { ready: 2 }, connections: { ended: { overrun: 1 } } });
    await rig.advance(10_000);
    expect(reports).toHaveLength(4);
  });

  it('leave the other calls of a shared connection alone: it ends after them', async () => {
    await using rig = await Rig.open({ pool: { ...pool, workers: 1, maxOverrunWarnings: 1 }, backend: { concurrency: 2 } });
    const slow = await rig.hold();
    await rig.advance(150);
    const other = await rig.hold();
    await rig.advance(50);
    expect([slow.outcome, other.outcome, other.connection?.closeCalls]).toEqual(['CONNECTION_LOST', 'pending', 0]);
    const next = await rig.hold();
    expect(next.runs).toBe(0);
    other.finish('sound');
    await rig.advance(100);
    expect([other.answer.value, other.connection?.closeCalls]).toEqual(['sound', 1]);
    expect(next.connection?.id).toBe(2);
  });

  it('of 1 tear it down with the first', async () => {
    await using rig = await Rig.open({ pool: { ...pool, maxOverrunWarnings: 1 } });
    const held = await rig.hold();
    await rig.advance(200);
    expect(held.outcome).toBe('CONNECTION_LOST');
  });
});

describe('overrunHandler', () => {
  it('is called with each report', async () => {
    const reports: unknown[] = [];
    await using rig = await Rig.open({ pool: { overrunWarningMs: 100, overrunHandler: (report) => reports.push(report) } });
    await rig.hold({ label: 'slow' });
    await rig.advance(250);
    expect(reports).toMatchObject([
      { runMs: 100, label: 'slow', warnings: 1 },
      { runMs: 200, label: 'slow', warnings: 2 },
    ]);
  });

  it('may be several, and one that throws or rejects hurts neither the others nor the call', async () => {
    const seen: string[] = [];
    const overrunHandler = [
      () => {
        seen.push('first');
        throw new Error('first fails');
      },
      async () => {
        seen.push('second');
        throw new Error('second fails');
      },
      () => {
        seen.push('third');
      },
    ];
    await using rig = await Rig.open({ pool: { overrunWarningMs: 100, overrunHandler } });
    const failures = rig.events('listener.failed');
    const held = await rig.hold();
    await rig.advance(100);
    expect(seen).toEqual(['first', 'second', 'third']);
    expect(failures.map(({ event, error }) => [event, (error as Error).message])).toEqual([
      ['call.overrun', 'first fails'],
      ['call.overrun', 'second fails'],
    ]);
    held.finish('fine');
    await rig.settle();
    expect(held.answer.value).toBe('fine');
  });

  it('is not called when nothing overruns', async () => {
    const reports: unknown[] = [];
    await using rig = await Rig.open({ pool: { overrunWarningMs: 100, overrunHandler: (report) => reports.push(report) } });
    for (let call = 0; call < 10; call++) {
      const held = await rig.hold();
      await rig.advance(99);
      held.finish();
      await rig.settle();
    }
    await rig.advance(1_000);
    expect(reports).toEqual([]);
  });
});
