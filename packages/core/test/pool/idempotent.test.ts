import { describe, expect, it } from 'vitest';
import type { CallOptions, Fate } from '@outpool/contract/internal';
import { Rig, type ScriptedConnection, tally, watch } from '../kit.js';

describe('an idempotent call', () => {
  it('whose connection is lost runs once more, on another worker', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const call = await rig.hold({ idempotent: true });
    const first = call.connection;
    rig.script.connect.always = 'wait';
    first?.kill();
    await rig.settle();
    expect([call.runs, call.outcome, call.connection === first]).toEqual([2, 'pending', false]);
    call.finish('second time lucky');
    await rig.settle();
    expect(call.answer.value).toBe('second time lucky');
    expect(rig.stats.calls).toMatchObject({ accepted: 1, ok: 1, lost: 0, repeated: 1 });
  });

  it('waits for a connection if there is no other worker', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const call = await rig.hold({ idempotent: true });
    call.connection?.kill();
    await rig.settle();
    expect([call.runs, rig.stats.waiting]).toEqual([1, 1]);
    await rig.advance(100);
    expect([call.runs, call.connection?.id]).toEqual([2, 2]);
  });

  it('is not run a third time', async () => {
    await using rig = await Rig.open({ pool: { workers: 3 } });
    const call = await rig.hold({ idempotent: true });
    call.connection?.kill();
    await rig.settle();
    call.connection?.kill('again');
    await rig.settle();
    expect([call.runs, call.outcome]).toEqual([2, 'CONNECTION_LOST']);
    expect(call.error).toMatchObject({ cause: 'again' });
  });

  it('runs again within the same deadline', async () => {
    await using rig = await Rig.open({ pool: { workers: 2, callTimeoutMs: 100 } });
    const call = await rig.hold({ idempotent: true });
    await rig.advance(60);
    call.connection?.kill();
    await rig.advance(39);
    expect([call.runs, call.outcome]).toEqual([2, 'pending']);
    await rig.advance(1);
    expect([call.outcome, call.told]).toEqual(['CALL_TIMEOUT', true]);
    expect(String(call.error)).toContain('timed out after 100 ms');
  });

  it('can still be cancelled', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const abort = new AbortController();
    const call = await rig.hold({ idempotent: true, signal: abort.signal });
    call.connection?.kill();
    await rig.settle();
    abort.abort();
    await rig.advance(100);
    expect([call.runs, call.outcome]).toEqual([1, 'CALL_CANCELLED']);
  });

  it('tells its first run to stop, and does not hear it any more', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const call = await rig.hold({ idempotent: true });
    const { finish, context } = call;
    call.connection?.kill();
    await rig.settle();
    expect(context?.signal.aborted).toBe(true);
    finish('the first run');
    await rig.settle();
    expect(call.outcome).toBe('pending');
    call.finish('the second run');
    await rig.settle();
    expect(call.answer.value).toBe('the second run');
  });

  it('whose failure says that the connection is lost runs on a sound one, not on the one that it condemned', async () => {
    const fate = (error: unknown): Fate => (error === 'gone' ? 'lost' : 'keep');
    await using rig = await Rig.open({ pool: { workers: 2 }, backend: { concurrency: 4, fate } });
    const call = await rig.hold({ idempotent: true });
    const first = call.connection;
    call.fail('gone');
    await rig.settle();
    expect([call.runs, call.connection === first, call.connection?.open]).toEqual([2, false, true]);
  });

  it('with a key runs again on the worker of its key, in its old place', async () => {
    await using rig = await Rig.open({ pool: { workers: 3 } });
    const calls = await rig.holdMany(3, { key: 'mine', idempotent: true });
    calls[0]?.connection?.kill();
    await rig.advance(100);
    expect(calls.map((call) => call.runs)).toEqual([2, 0, 0]);
    expect(calls[0]?.connection?.worker).toBe(rig.script.opened.find((one) => one.closeCalls === 1)?.worker);
  });

  it('that fails by itself is not repeated', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const call = await rig.hold({ idempotent: true });
    call.fail(new Error('bad query'));
    await rig.settle();
    expect([call.runs, call.outcome]).toEqual([1, 'bad query']);
  });

  it('of a stopping pool is not repeated', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const call = await rig.hold({ idempotent: true });
    void rig.pools.stop({ graceMs: 1_000 });
    call.connection?.kill();
    await rig.settle();
    expect([call.runs, call.outcome]).toEqual([1, 'CONNECTION_LOST']);
  });
});

describe('a call that is not idempotent', () => {
  it('never runs twice', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const call = await rig.hold();
    call.connection?.kill();
    await rig.advance(1_000);
    expect([call.runs, call.outcome]).toEqual([1, 'CONNECTION_LOST']);
  });
});

describe('a job that says of itself that it may run twice', () => {
  /** A job whose first run kills its connection. */
  const doomed = (idempotent: boolean | undefined) => {
    let runs = 0;
    const job = (connection: ScriptedConnection): Promise<number> => {
      if (++runs > 1) return Promise.resolve(runs);
      connection.kill();
      return new Promise(() => undefined);
    };
    return Object.assign(job, { idempotent });
  };
  const outcomeOf = async (rig: Rig, given: boolean | undefined, options?: CallOptions): Promise<unknown> => {
    const answer = watch(rig.pool.call(doomed(given), options));
    await rig.advance(100);
    return answer.value ?? answer.outcome;
  };

  it('is repeated although its caller says nothing, and others are not', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    expect(await outcomeOf(rig, true)).toBe(2);
    expect(await outcomeOf(rig, true, { timeoutMs: 500 })).toBe(2);
    expect(await outcomeOf(rig, false)).toBe('CONNECTION_LOST');
    expect(await outcomeOf(rig, undefined)).toBe('CONNECTION_LOST');
    expect(await outcomeOf(rig, 'yes' as never)).toBe('CONNECTION_LOST');
    expect(rig.stats.calls).toMatchObject({ repeated: 2, lost: 3 });
  });

  it('obeys the word of its caller', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    expect(await outcomeOf(rig, true, { idempotent: false })).toBe('CONNECTION_LOST');
    expect(await outcomeOf(rig, false, { idempotent: true })).toBe(2);
  });

  it('is repeated wherever it is sent', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    rig.pool.cast(doomed(true));
    await rig.advance(100);
    const answers = watch(rig.pool.broadcall(doomed(true)));
    await rig.advance(100);
    expect(answers.value?.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(rig.stats.calls).toMatchObject({ repeated: 2, lost: 0 });
  });
});

describe('the budget of repeats', () => {
  it('ends when a server fails everything: a fifth of the calls and the reserve, no more', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, reconnect: { minMs: 1, maxMs: 1 } }, backend: { concurrency: 100 } });
    let runs = 0;
    const outcomes: string[] = [];
    for (let round = 0; round < 10; round++) {
      const calls = await rig.holdMany(20, { idempotent: true });
      rig.script.open[0]?.kill();
      await rig.advance(10);
      rig.script.open[0]?.kill();
      await rig.advance(10);
      for (const call of calls) {
        runs += call.runs;
        outcomes.push(call.outcome);
      }
    }
    expect(tally(outcomes)).toEqual({ CONNECTION_LOST: 200 });
    expect(rig.stats.calls).toMatchObject({ accepted: 200, lost: 200, repeated: 50 });
    expect(runs).toBe(250);
  });
});
