import { describe, expect, it } from 'vitest';
import { type SelectWorker, type Strategy, strategy, type WorkerView } from '@outpool/contract/internal';
import { Rig } from '../kit.js';

/** Writes down what it hears of calls that have ended: worker, time, whether all went well, calls still counted there. */
function listener() {
  const heard: [worker: number, runMs: number, ok: boolean, running: number][] = [];
  @strategy('listener')
  class Listener implements Strategy {
    select(workers: readonly WorkerView[]): WorkerView | undefined {
      return workers.find((worker) => worker.running < worker.capacity);
    }

    callEnded(worker: WorkerView, runMs: number, ok: boolean): void {
      heard.push([worker.index, runMs, ok, worker.running]);
    }
  }
  return { heard, Listener };
}

describe('a strategy hears that a call has ended', () => {
  it('with its time on the connection, the waiting before it not included', async () => {
    const { heard, Listener } = listener();
    await using rig = await Rig.open({ pool: { workers: 1, strategy: 'listener' }, strategies: [Listener] });
    const first = await rig.hold();
    const second = await rig.hold();
    await rig.advance(30);
    first.finish('one');
    await rig.settle();
    await rig.advance(20);
    second.finish('two');
    await rig.settle();
    await rig.pool.call(() => 'at once');
    expect(heard).toEqual([
      [0, 30, true, 1],
      [0, 20, true, 1],
      [0, 0, true, 1],
    ]);
  });

  it('and when it failed, or nobody waited for it any more', async () => {
    const { heard, Listener } = listener();
    await using rig = await Rig.open({ pool: { workers: 1, strategy: 'listener', cancelGraceMs: 500 }, strategies: [Listener] });
    await expect(
      rig.pool.call(() => {
        throw new Error('at once');
      }),
    ).rejects.toThrow('at once');
    const late = await rig.hold({ timeoutMs: 100 });
    await rig.advance(150);
    expect(late.outcome).toBe('CALL_TIMEOUT');
    late.finish('late');
    await rig.settle();
    expect(heard).toEqual([
      [0, 0, false, 1],
      [0, 150, true, 1],
    ]);
  });

  it('on ready workers only: neither with its connection nor of a lease', async () => {
    const { heard, Listener } = listener();
    await using rig = await Rig.open({ pool: { workers: 2, strategy: 'listener' }, strategies: [Listener] });
    const lost = await rig.hold();
    lost.connection?.kill();
    await rig.settle();
    lost.finish('in vain');
    const lease = await rig.pool.lease();
    await rig.advance(1_000);
    await lease.release();
    await rig.settle();
    expect(lost.outcome).toBe('CONNECTION_LOST');
    expect(heard).toEqual([]);
  });
});

describe('a strategy sees', () => {
  const endpoints = [
    { host: 'a', port: 1 },
    { host: 'b', port: 2 },
  ];

  it('which server each worker is connected to, now', async () => {
    let seen: (string | undefined)[] = [];
    const choose: SelectWorker = (workers) => {
      seen = [...workers].sort((a, b) => a.index - b.index).map(({ endpoint }) => endpoint && `${endpoint.host}:${endpoint.port}`);
      return workers[0];
    };
    await using rig = await Rig.open({ pool: { workers: 2, strategy: choose }, backend: { endpoints } });
    await rig.pool.call(() => 'ran');
    expect(seen.toSorted()).toEqual(['a:1', 'b:2']);
    // One is lost, and its server refuses to take it back: it goes to the other.
    const [gone] = rig.script.open;
    const stays = rig.script.open[1]?.endpoint;
    rig.script.connect.always = ({ endpoint }) => (endpoint?.host === stays?.host ? 'ok' : 'fail');
    gone?.kill();
    await rig.advance(5_000);
    await rig.pool.call(() => 'ran');
    expect(seen).toEqual([`${stays?.host}:${stays?.port}`, `${stays?.host}:${stays?.port}`]);
  });

  it('no server where the backend lists none', async () => {
    let seen: unknown = 'nothing';
    const choose: SelectWorker = ([worker]) => {
      seen = worker?.endpoint;
      return worker;
    };
    await using rig = await Rig.open({ pool: { workers: 1, strategy: choose } });
    await rig.pool.call(() => 'ran');
    expect(seen).toBe(undefined);
  });
});
