import { describe, expect, it } from 'vitest';
import { Rig, type ScriptedConnection } from '../kit.js';

/** A backend whose connections have to be tidied up when a job has set `dirty`. */
function tidy(how: (connection: ScriptedConnection) => void | PromiseLike<void>) {
  const seen: number[] = [];
  const release = (connection: ScriptedConnection) => {
    seen.push(connection.id);
    return how(connection);
  };
  return { seen, backend: { release } };
}

describe('release', () => {
  it('is asked after every job, and costs the next one nothing when there is nothing to do', async () => {
    const { seen, backend } = tidy(() => undefined);
    await using rig = await Rig.open({ pool: { workers: 1 }, backend });
    await Promise.all([rig.pool.call(() => 1), rig.pool.call(async () => 2), rig.pool.call(() => 3), rig.pool.call(() => 4)]);
    await rig.pool.call(async () => Promise.reject(new Error('no'))).catch(() => undefined);
    expect(seen).toHaveLength(5);
    expect(rig.script.opened).toHaveLength(1);
  });

  it('keeps the connection from the next job until its promise settles', async () => {
    const clean = Promise.withResolvers<void>();
    const { backend } = tidy(() => clean.promise);
    await using rig = await Rig.open({ pool: { workers: 1 }, backend });
    expect(await rig.pool.call(async () => 'answered at once')).toBe('answered at once');
    const next = await rig.hold();
    expect(next.runs).toBe(0);
    clean.resolve();
    await rig.settle();
    expect(next.runs).toBe(1);
    next.finish();
  });

  it('lets nobody in between a job and its tidying, not even one that waits already', async () => {
    const order: string[] = [];
    const { backend } = tidy(async () => void order.push('tidy'));
    await using rig = await Rig.open({ pool: { workers: 1 }, backend });
    const job = (name: string) => rig.pool.call(async () => order.push(name));
    await Promise.all([job('first'), job('second')]);
    await rig.settle();
    expect(order).toEqual(['first', 'tidy', 'second', 'tidy']);
  });

  it.each([
    ['throws', () => raise()],
    ['rejects', async () => raise()],
  ])('replaces the connection when it %s', async (_how, how) => {
    const { backend } = tidy(how);
    await using rig = await Rig.open({ pool: { workers: 1 }, backend });
    expect(await rig.pool.call(async () => 1)).toBe(1);
    await rig.advance(100);
    expect(rig.script.opened).toHaveLength(2);
    expect(rig.script.open).toHaveLength(1);
  });

  it('replaces the connection when it takes longer than pingTimeoutMs', async () => {
    const { backend } = tidy(() => new Promise(() => undefined));
    await using rig = await Rig.open({ pool: { workers: 1, pingTimeoutMs: 300 }, backend });
    await rig.pool.call(async () => 1);
    await rig.advance(299);
    expect(rig.script.opened).toHaveLength(1);
    await rig.advance(2_000);
    expect(rig.script.opened).toHaveLength(2);
  });

  it('waits on a shared connection until its last job has ended', async () => {
    const { seen, backend } = tidy(() => undefined);
    await using rig = await Rig.open({ pool: { workers: 1 }, backend: { ...backend, concurrency: 2 } });
    const [one, two] = await rig.holdMany(2);
    one?.finish();
    await rig.settle();
    expect(seen).toEqual([]);
    two?.finish();
    await rig.settle();
    expect(seen).toHaveLength(1);
  });
});

function raise(): never {
  throw new Error('it cannot be cleaned');
}
