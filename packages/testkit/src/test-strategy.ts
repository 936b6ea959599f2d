import assert from 'node:assert/strict';
import type { Strategy, StrategySetup } from '@outpool/contract';
import { failure } from './play-seeds.js';
import { type Case, checkSkips, type Runner, runCases, type Skip } from './runner.js';
import { Crew } from './strategy-crew.js';

export interface StrategyCases extends Runner {
  /** Heads the suite. */
  readonly name: string;
  /** Makes the strategy of one pool: `(setup) => new MyStrategy(setup)`. */
  readonly create: (setup: StrategySetup) => Strategy;
  readonly skip?: readonly Skip[];
}

type Create = StrategyCases['create'];

const sizes: readonly (readonly [workers: number, capacity: number])[] = [
  [1, 1],
  [2, 1],
  [3, 4],
  [10, 1],
  [50, 1024],
];

/** Runs a few pools of different sizes through a long random life. A failure says which, and when: it is the same every time. */
function live(create: Create, steps: number, check: (crew: Crew) => void): void {
  for (const [workers, capacity] of sizes) {
    for (let seed = 1; seed <= 5; seed++) {
      const crew = new Crew(create, workers, capacity, seed);
      for (let step = 0; step < steps; step++) {
        try {
          crew.step();
          check(crew);
        } catch (error) {
          const where = `in step ${step} of the history of seed ${seed}, with ${workers} workers of capacity ${capacity}`;
          throw new Error(failure(error, [where]), { cause: error });
        }
      }
    }
  }
}

const neverAsked = (create: Create): string | undefined =>
  new Crew(create, 1, 1).asked ? undefined : 'the pool routes its calls by their keys';

const cases: readonly Case<Create>[] = [
  {
    name: 'says what becomes of a call that finds nobody',
    run: (create) => {
      const { strategy } = new Crew(create, 3, 1);
      assert.ok([undefined, 'wait', 'fail'].includes(strategy.whenNone), `whenNone: ${strategy.whenNone}`);
      assert.ok([undefined, 'slot', 'idle'].includes(strategy.room), `room: ${strategy.room}`);
    },
  },
  {
    name: 'takes the only worker there is',
    lacks: neverAsked,
    run: (create) => {
      const crew = new Crew(create, 1, 1);
      for (const worker of crew.workers) crew.join(worker);
      assert.equal(crew.choose('key')?.index, 0);
    },
  },
  {
    name: 'answers with ready workers only, whatever joins, leaves and changes',
    run: (create) => live(create, 400, () => {}),
  },
  {
    name: 'answers with a ready worker or nobody when all are full',
    run: (create) => {
      for (const [workers, capacity] of sizes) {
        const crew = new Crew(create, workers, capacity);
        for (const worker of crew.workers) crew.join(worker);
        for (const worker of crew.workers) {
          for (let call = 0; call < capacity; call++) crew.run(worker, 1);
        }
        for (let call = 0; call < 20; call++) crew.choose(`key-${call}`);
      }
    },
  },
  {
    name: 'takes in workers that have load when they join',
    run: (create) => {
      const crew = new Crew(create, 4, 4);
      crew.workers.forEach((worker, index) => {
        for (let call = 0; call < index; call++) crew.run(worker, 1);
        crew.join(worker);
      });
      for (let step = 0; step < 200; step++) crew.step();
    },
  },
  {
    name: 'serves on after all workers have left and come back in another order',
    run: (create) => {
      const crew = new Crew(create, 5, 2);
      for (let round = 0; round < 10; round++) {
        const order = [...crew.workers].sort(() => crew.random() - 0.5);
        for (const worker of order) crew.join(worker);
        for (let call = 0; call < 20; call++) crew.choose(`key-${call}`);
        for (const worker of order.reverse()) crew.leave(worker);
      }
    },
  },
  {
    name: 'lets no call wait while a ready worker is idle',
    lacks: neverAsked,
    run: (create) =>
      live(create, 200, (crew) => {
        if (crew.strategy.needsKey || crew.strategy.keyed || !crew.ready.some((worker) => worker.load === 0)) return;
        assert.notEqual(crew.choose(), undefined, 'nobody was chosen although a worker is idle');
      }),
  },
  {
    name: 'has no chance and no state but its own: one seed and one history give one sequence of choices',
    run: (create) => {
      const one = new Crew(create, 10, 2, 7);
      const two = new Crew(create, 10, 2, 7);
      for (let step = 0; step < 500; step++) {
        assert.equal(one.step()?.index, two.step()?.index, `in step ${step}`);
      }
    },
  },
];

/**
 * Declares the cases that every strategy has to pass, ours and yours.
 *
 * ```ts
 * testStrategy({ describe, it, name: 'PeakEwma', create: (setup) => new PeakEwma(setup) });
 * ```
 * @throws TypeError when a skip has no reason or names no case
 */
export function testStrategy(setup: StrategyCases): void {
  const skips = setup.skip ?? [];
  checkSkips(
    cases.map((each) => each.name),
    skips,
  );
  setup.describe(`strategy ${setup.name}`, () => runCases(setup, cases, setup.create, skips));
}
