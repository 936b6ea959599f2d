import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOutgoingPools } from '../../src/outgoing-pools.js';
import { ScriptedBackend } from '../kit.js';

/** How late each of many short timers fired, in ms, sorted. */
async function lags(forMs: number): Promise<number[]> {
  const seen: number[] = [];
  const end = performance.now() + forMs;
  while (performance.now() < end) {
    const began = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 1));
    seen.push(performance.now() - began - 1);
  }
  return seen.sort((a, b) => a - b);
}

const open = (script: ScriptedBackend, pool: object) =>
  createOutgoingPools({ outgoingPools: [{ type: 'scripted', pool, connection: {} }] }, { backends: [script.Backend] });

describe('on the real clock', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  beforeEach(() => void process.on('unhandledRejection', note));
  afterEach(() => {
    process.off('unhandledRejection', note);
    expect(unhandled.splice(0)).toEqual([]);
  });

  it.each(['rejects at once', 'throws at once', 'connects and dies at once'])(
    'a server that %s, for ever, leaves the loop free and is not hammered',
    async (how) => {
      const script = new ScriptedBackend();
      script.connect.always = (attempt) => {
        if (how === 'connects and dies at once') setImmediate(() => script.opened[attempt.number - 1]?.kill());
        return how === 'rejects at once' ? 'fail' : how === 'throws at once' ? 'throw' : 'ok';
      };
      const pools = await open(script, { workers: 5, optional: true }).start();
      const seen = await lags(1_000);
      const attempts = script.attempts.length;
      await pools.stop();
      expect(attempts).toBeGreaterThan(1);
      expect(attempts).toBeLessThan(60);
      // The machine has other work: one timer may be late by chance, most may not.
      expect(seen.length).toBeGreaterThan(200);
      expect(seen[Math.floor(seen.length * 0.95)]).toBeLessThan(5);
    },
  );

  it('calls wait, run, time out, are cancelled and lost without an unhandled rejection', async () => {
    const script = new ScriptedBackend();
    const pools = await open(script, { workers: 2, callTimeoutMs: 40, cancelGraceMs: 10 }).start();
    const pool = pools.get('scripted');
    const abort = new AbortController();
    const sleep = (ms: number) => () => new Promise((resolve) => setTimeout(resolve, ms));
    const answers = Promise.allSettled([
      pool.call(sleep(5)),
      pool.call(sleep(500)),
      pool.call(sleep(1), { timeoutMs: 0 }),
      pool.call(sleep(1), { signal: abort.signal }),
      pool.call(sleep(60)),
      pool.call(() => Promise.reject(new Error('mine'))),
      pool.call((connection) => connection.kill()),
    ]);
    pool.cast(() => Promise.reject(new Error('nobody asks')));
    pool.lease({ timeoutMs: 1 }).catch(() => {});
    abort.abort();
    await answers;
    await pools.stop({ graceMs: 10 });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([script.unclosed, script.open]).toEqual([[], []]);
  });

  it('a pool without work holds no timer and lets the process end', async () => {
    const script = new ScriptedBackend();
    const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const pools = await open(script, { workers: 10 }).start();
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length - before;
    expect(timers()).toBe(0);
    await pools.get('scripted').call(async () => 'answered');
    process.emit('beforeExit', 0);
    expect(timers()).toBe(0);
    await pools.stop();
  });

  it('a call that nothing else waits for keeps the process until it is answered', async () => {
    const script = new ScriptedBackend();
    const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const pools = await open(script, { workers: 1, callTimeoutMs: 50, cancelGraceMs: 1 }).start();
    const call = pools.get('scripted').call(() => new Promise(() => {}));
    call.catch(() => {});
    process.emit('beforeExit', 0);
    expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length - before).toBe(1);
    await expect(call).rejects.toMatchObject({ code: 'CALL_TIMEOUT' });
    await pools.stop({ graceMs: 0 });
  });
});
