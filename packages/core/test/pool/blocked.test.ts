import { describe, expect, it } from 'vitest';
import { Rig } from '../kit.js';

describe('a connection whose server wants no more work', () => {
  it('takes no calls, and health says why, until the server takes work again', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 } });
    const [first] = rig.script.open;
    first?.block('memory alarm');
    const workers = await Promise.all([1, 2, 3].map(() => rig.pool.call(async (connection) => connection.worker)));
    expect(workers).toEqual([1, 1, 1]);
    expect(rig.pool.health()).toMatchObject({
      status: 'degraded',
      workers: { ready: 2, blocked: [{ worker: 0, reason: 'memory alarm' }] },
    });
    first?.block(undefined);
    expect(rig.pool.health()).toMatchObject({ status: 'up', workers: { blocked: [] } });
  });

  it('lets calls wait while it is the only one, within their deadlines, and serves them afterwards', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const [only] = rig.script.open;
    only?.block('slow down');
    expect(rig.pool.health().status).toBe('down');
    const patient = await rig.hold();
    const late = rig.pool.call(() => 1, { timeoutMs: 50 });
    late.catch(() => undefined);
    await rig.advance(100);
    await expect(late).rejects.toMatchObject({ code: 'QUEUE_TIMEOUT' });
    expect(patient.runs).toBe(0);
    only?.block(undefined);
    await rig.settle();
    expect(patient.runs).toBe(1);
    patient.finish();
  });

  it('goes on with what it runs, and may be replaced meanwhile', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const running = await rig.hold();
    rig.script.open[0]?.block('slow down');
    running.finish();
    await rig.settle();
    rig.pool.evict();
    await rig.advance(100);
    expect(rig.script.opened).toHaveLength(2);
    expect(await rig.pool.call(async () => 'served')).toBe('served');
    expect(rig.pool.health().status).toBe('up');
  });

  it('may be born so, and serves not even whoever waits already', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 }, plan: (script) => script.connect.next('wait') });
    const waiting = await rig.hold();
    rig.script.attempts[0]?.request.blocked('born so');
    rig.script.attempts[0]?.succeed();
    await rig.settle();
    expect(rig.pool.health()).toMatchObject({ status: 'down', workers: { ready: 1, blocked: [{ worker: 0, reason: 'born so' }] } });
    expect(waiting.runs).toBe(0);
    rig.script.open[0]?.block(undefined);
    await rig.settle();
    waiting.finish();
    expect(await rig.pool.call(async () => 'served')).toBe('served');
  });
});
