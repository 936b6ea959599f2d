import { describe, expect, it } from 'vitest';
import type { Fate } from '@outpool/contract/internal';
import { Rig, tally } from '../kit.js';

class Failure extends Error {
  readonly fate: Fate;

  constructor(fate: Fate) {
    super('the server said no');
    this.fate = fate;
  }
}

const fate = (error: unknown): Fate => (error instanceof Failure ? error.fate : 'keep');
const open = (pool = {}) =>
  Rig.open({ pool: { workers: 1, callTimeoutMs: 100, cancelGraceMs: 50, ...pool }, backend: { concurrency: 4, fate } });

describe('on a shared connection a job that times out', () => {
  it('keeps its slot until it settles, and the others go on', async () => {
    await using rig = await open();
    const calls = await rig.holdMany(4, { timeoutMs: 1_000 });
    const late = calls[0];
    const slow = await rig.hold({ timeoutMs: 1_000 });
    expect(slow.runs).toBe(0);
    const abortable = await rig.hold({ timeoutMs: 20 });
    await rig.advance(20);
    expect(abortable.outcome).toBe('QUEUE_TIMEOUT');
    expect(rig.stats.running).toBe(4);
    late?.finish();
    await rig.settle();
    expect(slow.runs).toBe(1);
  });

  it('and ends within the grace costs nobody anything', async () => {
    await using rig = await open();
    const late = await rig.hold();
    const other = await rig.hold({ timeoutMs: 1_000 });
    await rig.advance(120);
    expect([late.outcome, late.told, rig.stats.running]).toEqual(['CALL_TIMEOUT', true, 2]);
    late.finish();
    await rig.advance(100);
    expect([rig.stats.running, other.connection?.closeCalls, rig.stats.calls.late]).toEqual([1, 0, 1]);
  });

  it('and does not end within the grace ends the connection, after the others have had their own deadlines', async () => {
    await using rig = await open();
    const late = await rig.hold();
    const other = await rig.hold({ timeoutMs: 400 });
    const third = await rig.hold({ timeoutMs: 600 });
    await rig.advance(150);
    const next = await rig.hold({ timeoutMs: 1_000 });
    expect([next.runs, other.connection?.closeCalls]).toEqual([0, 0]);
    other.finish('fine');
    await rig.advance(449);
    expect([other.answer.value, third.outcome, third.connection?.closeCalls]).toEqual(['fine', 'pending', 0]);
    await rig.advance(1);
    expect([third.outcome, third.connection?.closeCalls, next.connection?.id, late.runs]).toEqual(['CALL_TIMEOUT', 1, 2, 1]);
  });
});

describe('a failed call', () => {
  it('that says keep leaves the connection as it is', async () => {
    await using rig = await open();
    const [bad, good] = await rig.holdMany(2);
    bad?.fail(new Failure('keep'));
    await rig.settle();
    expect([bad?.outcome, good?.outcome, rig.stats.connections.opened]).toEqual(['the server said no', 'pending', 1]);
  });

  it('that says it alone was lost leaves the connection to the others, and is repeated when it may be', async () => {
    await using rig = await open();
    const [bad, good] = await rig.holdMany(2);
    const again = await rig.hold({ idempotent: true });
    bad?.fail(new Failure({ connection: 'keep', callLost: true, sent: false }));
    again.fail(new Failure({ connection: 'keep', callLost: true }));
    await rig.settle();
    expect([bad?.outcome, bad?.answer.error]).toEqual(['CONNECTION_LOST', expect.objectContaining({ sent: false })]);
    expect([good?.outcome, again.runs, rig.stats.running, rig.stats.connections.opened]).toEqual(['pending', 2, 2, 1]);
  });

  it('that says replace gets its own error; the connection takes no more calls and ends with the last', async () => {
    await using rig = await open();
    const [bad, good] = await rig.holdMany(2);
    bad?.fail(new Failure('replace'));
    await rig.settle();
    const next = await rig.hold();
    expect([bad?.outcome, next.runs, good?.connection?.closeCalls]).toEqual(['the server said no', 0, 0]);
    good?.finish('fine');
    await rig.settle();
    expect([good?.answer.value, good?.connection?.closeCalls, next.connection?.id]).toEqual(['fine', 1, 2]);
    expect(rig.stats.connections.ended).toEqual({ replaced: 1 });
  });

  it('that says lost takes all others on the connection with it', async () => {
    await using rig = await open();
    const calls = await rig.holdMany(4);
    const waiting = await rig.hold();
    calls[1]?.fail(new Failure({ connection: 'lost', sent: false }));
    await rig.settle();
    expect(tally(calls.map((call) => call.outcome))).toEqual({ CONNECTION_LOST: 4 });
    expect(calls.map((call) => (call.error as { sent: boolean }).sent)).toEqual([true, false, true, true]);
    expect(String(calls[1]?.error)).toContain('the server said no; the request was not sent');
    expect(calls[0]?.error).toMatchObject({ cause: { message: 'the server said no' } });
    await rig.advance(50);
    expect(waiting.connection?.id).toBe(2);
    expect(rig.script.closed.map(({ id }) => id)).toEqual([1]);
  });

  it('that failed after its caller had gone decides no less', async () => {
    await using rig = await open();
    const late = await rig.hold();
    await rig.advance(100);
    late.fail(new Failure('lost'));
    await rig.settle();
    expect(rig.stats).toMatchObject({ running: 0, connections: { ended: { lost: 1 } }, calls: { timedOut: 1, lost: 0 } });
  });
});

describe('fairness', () => {
  it('a pool never runs more at once than its connections allow, whatever ends in which order', async () => {
    await using rig = await open({ workers: 3, callTimeoutMs: 10_000 });
    let running = 0;
    let most = 0;
    const calls = Array.from({ length: 500 }, (_, call) =>
      rig.pool.call(async () => {
        most = Math.max(most, ++running);
        for (let turn = 0; turn < (call * 7) % 5; turn++) await Promise.resolve();
        running--;
      }),
    );
    await Promise.all(calls);
    expect(most).toBeGreaterThan(8);
    expect(most).toBeLessThanOrEqual(12);
    expect(running).toBe(0);
  });
});
