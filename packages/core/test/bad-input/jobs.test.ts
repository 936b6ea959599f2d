import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import type { CallOptions } from '@outpool/contract/internal';
import { Rig, type ScriptedConnection, watch } from '../kit.js';

type Odd = (connection: ScriptedConnection) => unknown;

/** What becomes of a job that starts at once and of one that had to wait. */
async function both(job: Odd): Promise<string[]> {
  await using rig = await Rig.open({ pool: { workers: 1, callTimeoutMs: 100 } });
  const direct = watch(rig.pool.call(job));
  await rig.settle();
  const busy = await rig.hold({ timeoutMs: 1_000 });
  const waiting = watch(rig.pool.call(job));
  busy.finish();
  await rig.settle();
  const after = await rig.pool.call(() => 'the worker is free again');
  const say = ({ outcome, value }: typeof direct): string => (outcome === 'ok' ? `ok ${String(value)}` : outcome);
  return [say(direct), say(waiting), after];
}

const free = 'the worker is free again';

describe('a job', () => {
  it('that throws synchronously fails its call with what it threw', async () => {
    const error = (): never => {
      throw new RangeError('bad index');
    };
    expect(await both(error)).toEqual(['bad index', 'bad index', free]);
  });

  it('that throws undefined fails its call with undefined', async () => {
    const job = (): never => {
      throw undefined;
    };
    expect(await both(job)).toEqual(['undefined', 'undefined', free]);
    expect(await both(() => Promise.reject())).toEqual(['undefined', 'undefined', free]);
  });

  it('that returns no promise answers with what it returns', async () => {
    expect(await both(() => 42)).toEqual(['ok 42', 'ok 42', free]);
    expect(await both(() => null)).toEqual(['ok null', 'ok null', free]);
    expect(await both(() => {})).toEqual(['ok undefined', 'ok undefined', free]);
    // biome-ignore lint/suspicious/noThenProperty: that is what is tried
    expect(await both(() => ({ then: 'not a function', toString: () => 'an object' }))).toEqual(['ok an object', 'ok an object', free]);
  });

  it('that settles twice is answered by the first time', async () => {
    const twice = (): unknown => ({
      // biome-ignore lint/suspicious/noThenProperty: that is what is tried
      then: (resolve: (value: string) => void, reject: (error: Error) => void) => {
        resolve('first');
        reject(new Error('second'));
        resolve('third');
      },
    });
    expect(await both(twice)).toEqual(['ok first', 'ok first', free]);
  });

  it('that returns a thenable which throws fails its call', async () => {
    const thrower = (): unknown => ({
      // biome-ignore lint/suspicious/noThenProperty: that is what is tried
      then: () => {
        throw new Error('then throws');
      },
    });
    expect(await both(thrower)).toEqual(['then throws', 'then throws', free]);
  });

  it('that returns something whose then cannot even be read fails its call', async () => {
    const trap = (): unknown =>
      Object.defineProperty({}, 'then', {
        get: () => {
          throw new Error('hands off');
        },
      });
    expect(await both(trap)).toEqual(['hands off', 'hands off', free]);
  });

  it('that never settles times out, and its connection is replaced after the grace', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, callTimeoutMs: 100, cancelGraceMs: 20 } });
    const held = await rig.hold();
    await rig.advance(100);
    expect(held.outcome).toBe('CALL_TIMEOUT');
    expect(String(held.error)).toBe(
      'PoolError: scripted/global/default: the call timed out after 100 ms (0 ms waiting, 100 ms running on worker 0); the server may still have done the work',
    );
    await rig.advance(20);
    expect(await rig.pool.call(({ id }) => id)).toBe(2);
  });

  it('that is no function is refused', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    for (const job of [undefined, null, 'select 1', {}]) {
      await expect(rig.pool.call(job as never)).rejects.toThrow(new TypeError('a job is a function over the connection'));
      expect(() => rig.pool.cast(job as never)).toThrow('a job is a function over the connection');
      expect(() => rig.pool.broadcast(job as never)).toThrow('a job is a function over the connection');
      expect(await rig.pool.broadcall(job as never)).toMatchObject([{ reason: new TypeError('a job is a function over the connection') }]);
    }
    expect(rig.stats.calls.accepted).toBe(0);
  });

  it('that kills its connection and then returns is told so, or answered if it was done', async () => {
    const suicide = (connection: ScriptedConnection): Promise<string> => {
      connection.kill('by its own job');
      return Promise.resolve('too late');
    };
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const lost = watch(rig.pool.call(suicide));
    await rig.advance(100);
    expect([lost.outcome, (lost.error as Error).message.includes('by its own job')]).toEqual(['CONNECTION_LOST', true]);
    const done = watch(rig.pool.call((connection) => [connection.kill()]));
    await rig.advance(1_000);
    expect(done.outcome).toBe('ok');
    expect(rig.stats).toMatchObject({ running: 0, calls: { ok: 1, lost: 1 }, workers: { ready: 1 } });
  });

  it('that aborts its own signal is cancelled', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    for (const waits of [false, true]) {
      const busy = waits ? await rig.hold() : undefined;
      const abort = new AbortController();
      const job = (_: ScriptedConnection, { signal }: { signal: AbortSignal }): Promise<never> => {
        abort.abort('enough');
        return new Promise((_resolve, reject) => {
          if (signal.aborted) reject(signal.reason);
          else signal.addEventListener('abort', () => reject(signal.reason));
        });
      };
      const call = watch(rig.pool.call(job, { signal: abort.signal }));
      busy?.finish();
      await rig.settle();
      expect([call.outcome, (call.error as Error).cause]).toEqual(['CALL_CANCELLED', 'enough']);
    }
    expect(rig.stats).toMatchObject({ running: 0, calls: { cancelled: 2, late: 2 } });
  });

  it('that calls the pool again and again within itself gets on', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const nested = (depth: number): unknown => (depth === 0 ? 'deep' : rig.pool.call(() => nested(depth - 1)));
    expect(await rig.pool.call(() => rig.pool.call(() => 'inner'))).toBe('inner');
    const stuck = watch(rig.pool.call(() => nested(5), { timeoutMs: 50 }));
    await rig.advance(50);
    expect(stuck.outcome).toBe('CALL_TIMEOUT');
    await rig.advance(10_000);
    expect(rig.stats).toMatchObject({ running: 0, waiting: 0, workers: { ready: 2 } });
  });

  it('that ends at once, a hundred thousand times over, overflows no stack', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, maxQueue: 100_000, maxWorkerQueue: 100_000 } });
    const busy = await rig.hold();
    for (let call = 0; call < 100_000; call++) rig.pool.cast(() => call);
    busy.finish();
    await rig.settle();
    expect(rig.stats).toMatchObject({ waiting: 0, calls: { ok: 100_001 } });
  });
});

describe('options of a call', () => {
  const refused: readonly (readonly [unknown, string])[] = [
    [{ timeoutMs: -1 }, 'timeoutMs must be a number of ms from 0 up, not -1'],
    [{ timeoutMs: Number.NaN }, 'timeoutMs must be a number of ms from 0 up, not NaN'],
    [{ timeoutMs: '100' }, 'timeoutMs must be a number of ms from 0 up, not 100'],
    [{ key: 7 }, 'key must be a string, not number'],
    [{ signal: 'stop' }, 'signal must be an AbortSignal'],
    [{ signal: {} }, 'signal must be an AbortSignal'],
  ];

  it.each(refused)('%o are refused: %s', async (options, message) => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const { pool } = rig;
    const odd = options as CallOptions;
    await expect(pool.call(() => 1, odd)).rejects.toThrow(new TypeError(message));
    await expect(pool.lease(odd)).rejects.toThrow(new TypeError(message));
    expect(() => pool.cast(() => 1, odd)).toThrow(new TypeError(message));
    expect(rig.stats).toMatchObject({ running: 0, calls: { accepted: 0 } });
  });

  it('with an aborted signal cancel the call before it is accepted', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const call = watch(rig.pool.call(() => 'ran', { signal: AbortSignal.abort(new Error('left')) }));
    await rig.settle();
    expect(call.error).toMatchObject({ code: 'CALL_CANCELLED', name: 'AbortError', cause: new Error('left') });
    expect(String(call.error)).toBe('AbortError: scripted/global/default: the call was cancelled: its signal was aborted');
    expect(rig.stats.calls.accepted).toBe(0);
  });

  it('of a thousand calls may share one signal', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const abort = new AbortController();
    const calls = await rig.holdMany(1_000, { signal: abort.signal });
    abort.abort();
    await rig.settle();
    expect(new Set(calls.map((call) => call.outcome))).toEqual(new Set(['CALL_CANCELLED']));
    expect(rig.stats).toMatchObject({ waiting: 0, running: 1 });
  });
});

describe('the async context of the caller', () => {
  const storage = new AsyncLocalStorage<string>();

  it('holds in a job that starts at once, before and after it waits', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const job = async (): Promise<(string | undefined)[]> => {
      const before = storage.getStore();
      await Promise.resolve();
      return [before, storage.getStore()];
    };
    expect(await storage.run('mine', () => rig.pool.call(job))).toEqual(['mine', 'mine']);
  });

  it('holds in each job that had to wait, whoever gave it the worker', async () => {
    for (const strategy of ['best_worker', 'next_worker', 'available_worker']) {
      await using rig = await Rig.open({ pool: { workers: 1, strategy } });
      const busy = await storage.run('the first', () => rig.hold());
      const calls = ['a', 'b', 'c'].map((name) => storage.run(name, () => rig.pool.call(async () => storage.getStore())));
      storage.run('somebody else', () => busy.finish());
      expect(await Promise.all(calls)).toEqual(['a', 'b', 'c']);
    }
  });

  it('holds in a job that waited for a connection, a pause, or a resize', async () => {
    await using rig = await Rig.open({ pool: { workers: 1, start: 'lazy' } });
    const call = (name: string) => storage.run(name, () => watch(rig.pool.call(() => storage.getStore())));
    const lazy = call('lazy');
    await rig.settle();
    rig.pool.pause();
    const paused = call('paused');
    storage.run('operator', () => rig.pool.resume());
    await rig.settle();
    expect([lazy.value, paused.value]).toEqual(['lazy', 'paused']);
  });

  it('holds when an idempotent job runs again', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const seen: (string | undefined)[] = [];
    const job = (connection: ScriptedConnection): Promise<number> => {
      seen.push(storage.getStore());
      if (seen.length === 1) storage.run('a stranger', () => connection.kill());
      return Promise.resolve(connection.id);
    };
    const call = watch(storage.run('mine', () => rig.pool.call(job, { idempotent: true })));
    await rig.advance(100);
    expect([call.outcome, seen]).toEqual(['ok', ['mine', 'mine']]);
  });

  it('holds for the holder of a lease', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const busy = await rig.hold();
    const held = storage.run('mine', async () => {
      await using lease = await rig.pool.lease();
      return [storage.getStore(), lease.worker];
    });
    busy.finish();
    expect(await held).toEqual(['mine', 0]);
  });

  it('is not kept by connections that were made, or pinged, because of its call', async () => {
    const stores: (string | undefined)[] = [];
    const note = (): 'ok' => {
      stores.push(storage.getStore());
      return 'ok';
    };
    await using rig = await Rig.open({
      pool: { workers: { min: 0, max: 2 }, validateAfterIdleMs: 10 },
      plan: (script) => {
        script.connect.always = note;
        script.ping.always = note;
      },
    });
    await storage.run('mine', () => rig.pool.call(async () => 1));
    await rig.advance(20);
    await storage.run('mine', () => rig.pool.call(async () => 1));
    expect(stores).toEqual([undefined, undefined]);
  });
});
