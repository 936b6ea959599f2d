import assert from 'node:assert/strict';
import type { Strategy, StrategySetup, WorkerView } from '@outpool/contract';
import { describe, it } from 'vitest';
import { testStrategy } from '../src/test-strategy.js';
import { Recorder } from './recorder.js';

type Create = (setup: StrategySetup) => Strategy;

const least = (workers: readonly WorkerView[]): WorkerView | undefined =>
  workers.reduce<WorkerView | undefined>((best, each) => (best === undefined || each.load < best.load ? each : best), undefined);

/** Of two drawn at random, the less loaded. */
const twoChoices: Create = ({ random }) => ({
  select: (workers) => least([0, 1].map(() => workers[Math.floor(random() * workers.length)] as WorkerView)),
});

/** The same key, the same worker, while the same workers are ready. */
const byKey: Create = () => ({
  keyed: true,
  select: (workers, key = '') => {
    const sorted = [...workers].sort((a, b) => a.index - b.index);
    return sorted[[...key].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % sorted.length];
  },
});

const onlyIdle: Create = () => ({
  whenNone: 'fail',
  room: 'idle',
  select: (workers) => workers.find(({ running }) => running === 0),
});

const routed: Create = () => ({ needsKey: true, select: () => undefined });

for (const [name, create] of Object.entries({ twoChoices, byKey, onlyIdle, routed })) testStrategy({ describe, it, name, create });

const broken: Readonly<Record<string, readonly [create: Create, caughtBy: string, saying: RegExp]>> = {
  'keeps the first list': [
    () => {
      let kept: readonly WorkerView[] | undefined;
      return {
        select: (workers) => {
          kept ??= workers;
          return kept[0];
        },
      };
    },
    'lets no call wait while a ready worker is idle',
    /nobody was chosen/,
  ],
  'sorts the list in place': [
    () => ({ select: (workers) => (workers as WorkerView[]).sort((a, b) => a.load - b.load)[0] }),
    'answers with ready workers only, whatever joins, leaves and changes',
    /read only|changed the list/,
  ],
  'remembers whoever left': [
    () => {
      const known: WorkerView[] = [];
      return { select: () => known[0], joined: (worker) => void known.push(worker) };
    },
    'answers with ready workers only, whatever joins, leaves and changes',
    /not one of the ready workers\n {2}in step \d+ of the history of seed 1, with 2 workers of capacity 1/,
  ],
  'takes every worker for idle when it joins': [
    () => {
      const idle = new Set<WorkerView>();
      return {
        select: () => idle.values().next().value,
        joined: (worker) => void idle.add(worker),
        left: (worker) => void idle.delete(worker),
        loadChanged: (worker) => {
          if (worker.running === 0) idle.add(worker);
          else assert.ok(idle.delete(worker) || worker.running > 1);
        },
      };
    },
    'takes in workers that have load when they join',
    /falsy|assert/i,
  ],
  'throws when all are full': [
    () => ({
      select: (workers) => {
        const free = workers.find(({ running, capacity }) => running < capacity);
        if (free === undefined) throw new Error('all are full');
        return free;
      },
    }),
    'answers with a ready worker or nobody when all are full',
    /all are full/,
  ],
  'draws from a dice of its own': [
    () => ({ select: (workers) => workers[Math.floor(Math.random() * workers.length)] }),
    'has no chance and no state but its own: one seed and one history give one sequence of choices',
    /in step/,
  ],
  'writes on the workers': [
    () => ({ select: (workers) => Object.assign(workers[0] as object, { chosen: true }) as unknown as WorkerView }),
    'takes the only worker there is',
    /not extensible/,
  ],
  'has an end of its own': [
    () => ({ whenNone: 'retry' as 'wait', select: (workers) => workers[0] }),
    'says what becomes of a call that finds nobody',
    /whenNone/,
  ],
  'spares a worker that idles': [
    () => ({ select: (workers) => workers.find(({ load }) => load > 0) }),
    'lets no call wait while a ready worker is idle',
    /nobody was chosen/,
  ],
};

describe('the strategy suite catches a strategy that', () => {
  for (const [name, [create, caughtBy, saying]] of Object.entries(broken)) {
    it(`${name}: ${caughtBy}`, async () => {
      const recorder = new Recorder();
      testStrategy({ describe: recorder.describe, it: recorder.it, name, create });
      await assert.rejects(recorder.run(caughtBy), saying);
    });
  }
});

describe('the strategy suite', () => {
  it('shows which cases do not apply, and why', () => {
    const recorder = new Recorder();
    testStrategy({ describe: recorder.describe, it: recorder.it, name: 'routed', create: routed });
    assert.deepEqual(recorder.titles, ['strategy routed']);
    assert.ok(recorder.skipped.includes('takes the only worker there is (skipped: the pool routes its calls by their keys)'));
  });

  it('refuses a skip of a case that does not exist', () => {
    const { describe: group, it: test } = new Recorder();
    assert.throws(
      () => testStrategy({ describe: group, it: test, name: 'x', create: routed, skip: [{ case: 'x', reason: 'y' }] }),
      TypeError,
    );
  });
});
