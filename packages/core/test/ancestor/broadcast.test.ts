import { describe, expect, it } from 'vitest';
import { Rig, watch } from '../kit.js';

describe('broadcast', () => {
  it('casts a job to every worker once', async () => {
    await using rig = await Rig.open({ pool: { workers: 4 } });
    const seen: number[] = [];
    rig.pool.broadcast((connection) => seen.push(connection.worker));
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  it('reaches a busy worker when it is free, ahead of nobody in its mailbox', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const [busy] = await rig.holdMany(2);
    const seen: string[] = [];
    const behind = await rig.hold();
    rig.pool.broadcast((connection) => seen.push(`worker ${connection.worker}`));
    expect(seen).toEqual([]);
    busy?.finish();
    await rig.settle();
    expect([behind.worker, seen]).toEqual([0, []]);
    behind.finish();
    await rig.settle();
    expect(seen).toEqual(['worker 0']);
  });

  it('reaches a worker without a connection when it has one again', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    rig.script.opened[1]?.kill();
    const seen: number[] = [];
    rig.pool.broadcast((connection) => seen.push(connection.id));
    expect(seen).toEqual([1]);
    await rig.advance(100);
    expect(seen).toEqual([1, 3]);
  });

  it('of a job that fails hurts nobody, and is counted', async () => {
    await using rig = await Rig.open({ pool: { workers: 3 } });
    rig.pool.broadcast(({ worker }) => {
      if (worker === 1) throw new Error('no');
    });
    await rig.settle();
    expect(rig.stats.calls).toMatchObject({ accepted: 3, ok: 2, failed: 1 });
  });

  it('is refused by a pool that has stopped', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const { pool } = rig;
    await rig.pools.stop();
    expect(() => pool.broadcast(() => 1)).toThrow('the pool has stopped');
  });
});

describe('broadcall', () => {
  it('gives the answer of every worker, in the order of the workers', async () => {
    await using rig = await Rig.open({ pool: { workers: 3 } });
    const job = async ({ worker }: { worker: number }): Promise<string> => {
      for (let turn = 0; turn < 3 - worker; turn++) await Promise.resolve();
      if (worker === 1) throw new Error('not me');
      return `worker ${worker}`;
    };
    expect(await rig.pool.broadcall(job)).toEqual([
      { worker: 0, status: 'fulfilled', value: 'worker 0' },
      { worker: 1, status: 'rejected', reason: new Error('not me') },
      { worker: 2, status: 'fulfilled', value: 'worker 2' },
    ]);
  });

  it('has one deadline for all: it does not start anew with each answer', async () => {
    await using rig = await Rig.open({ pool: { workers: 3 } });
    const after = (ms: number) => new Promise((resolve) => rig.clock.setTimer(() => resolve(ms), ms));
    const all = watch(rig.pool.broadcall(({ worker }) => after(100 * (worker + 1)), { timeoutMs: 150 }));
    await rig.advance(149);
    expect(all.outcome).toBe('pending');
    await rig.advance(1);
    expect(all.outcome).toBe('ok');
    expect(all.value?.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(all.value?.slice(1).map((answer) => answer.status === 'rejected' && (answer.reason as { code: string }).code)).toEqual([
      'CALL_TIMEOUT',
      'CALL_TIMEOUT',
    ]);
    await rig.advance(200);
  });

  it('never rejects: of a pool that has stopped it gives the errors', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const { pool } = rig;
    await rig.pools.stop();
    expect(await pool.broadcall(() => 1)).toMatchObject([
      { worker: 0, status: 'rejected', reason: { code: 'POOL_CLOSED' } },
      { worker: 1, status: 'rejected', reason: { code: 'POOL_CLOSED' } },
    ]);
  });

  it('with an aborted signal runs nowhere', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const seen: number[] = [];
    const answers = await rig.pool.broadcall(({ worker }) => seen.push(worker), { signal: AbortSignal.abort('gone') });
    expect(answers).toMatchObject([{ reason: { code: 'CALL_CANCELLED', cause: 'gone' } }, { reason: { code: 'CALL_CANCELLED' } }]);
    expect(seen).toEqual([]);
  });

  it('that waits for a worker which a resize takes away is told so', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const [first, second] = await rig.holdMany(2);
    const all = watch(rig.pool.broadcall(({ worker }) => worker));
    rig.pool.resize(1);
    first?.finish();
    second?.finish();
    await rig.settle();
    expect(all.value).toMatchObject([
      { worker: 0, status: 'fulfilled' },
      { worker: 1, status: 'rejected', reason: { code: 'CALL_CANCELLED' } },
    ]);
    expect(String(all.value?.[1]?.status === 'rejected' && all.value[1].reason)).toContain('its worker was removed');
  });
});
