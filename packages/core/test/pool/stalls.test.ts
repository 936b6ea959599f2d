import { expect, it } from 'vitest';
import { onEvent } from '@outpool/contract/internal';
import { createOutgoingPools } from '../../src/outgoing-pools.js';
import { ScriptedBackend } from '../kit.js';

const block = (ms: number): void => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

async function realPool(pool: object) {
  const script = new ScriptedBackend();
  const pools = createOutgoingPools({ outgoingPools: [{ type: 'scripted', pool, connection: {} }] }, { backends: [script.Backend] });
  await pools.start();
  return { pools, pool: pools.get('scripted'), [Symbol.asyncDispose]: () => pools.stop({ graceMs: 0 }) };
}

it('an answer that lay in the loop while it was blocked wins over the deadline that passed meanwhile', async () => {
  await using rig = await realPool({ workers: 1, callTimeoutMs: 100 });
  const stalls: number[] = [];
  const end = onEvent('loop.stalled', ({ lateMs }) => stalls.push(lateMs));
  const { Worker } = await import('node:worker_threads');
  const server = new Worker(
    "require('node:worker_threads').parentPort.on('message', () => require('node:worker_threads').parentPort.postMessage('pong'))",
    {
      eval: true,
    },
  );
  try {
    await new Promise((resolve) => server.once('online', resolve));
    // From here the loop goes to its timers first, then to what has come in.
    await new Promise((resolve) => setImmediate(resolve));
    const call = rig.pool.call(() => {
      const answer = new Promise((resolve) => server.once('message', resolve));
      server.postMessage('ping');
      return answer;
    });
    block(500);
    expect(await call).toBe('pong');
    expect(stalls).toHaveLength(1);
    expect(stalls[0]).toBeGreaterThan(300);
    expect(stalls[0]).toBeLessThan(1_500);
  } finally {
    end();
    await server.terminate();
  }
});

it('a call that has no answer after the loop was blocked times out all the same', async () => {
  await using rig = await realPool({ workers: 1, callTimeoutMs: 50, cancelGraceMs: 10 });
  const call = rig.pool.call(() => new Promise(() => {}));
  call.catch(() => {});
  block(150);
  await expect(call).rejects.toMatchObject({ code: 'CALL_TIMEOUT' });
});
