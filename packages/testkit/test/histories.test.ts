import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterEach, describe, it } from 'vitest';
import { type HistoryStep, playHistories } from '../src/histories.js';

/** A counter that forgets every tenth increment when it is fast: to be found, and shown with as few steps as can be. */
class Counter {
  value = 0;
  #steps = 0;
  readonly #forgets: boolean;

  constructor(fast: boolean) {
    this.#forgets = fast;
  }

  increment(): void {
    if (!this.#forgets || ++this.#steps % 10 !== 0) this.value++;
  }
}

type Step = HistoryStep<'increment' | 'look'>;

async function play({ fast }: { fast: boolean }, steps: readonly Step[], say: (line: string) => void): Promise<void> {
  const counter = new Counter(fast);
  let expected = 0;
  for (const { kind, pick } of steps) {
    say(`${kind} ${pick}`);
    if (kind === 'increment') {
      counter.increment();
      expected++;
    } else assert.equal(counter.value, expected, 'the counter is wrong');
  }
}

const setup = {
  made: fc.record({ fast: fc.boolean() }),
  shares: { increment: 3, look: 1 },
  play,
  again: 'npm test -- counter',
} as const;

describe('playing histories', () => {
  const environment = { ...process.env };
  afterEach(() => {
    process.env = { ...environment };
  });

  it('plays as many as it is told, of steps in their shares', async () => {
    let played = 0;
    const kinds = { increment: 0, look: 0 };
    await playHistories({
      ...setup,
      histories: 200,
      steps: { min: 5, max: 20 },
      play: async (_, steps) => {
        played++;
        assert.ok(steps.length >= 5 && steps.length <= 20);
        for (const { kind } of steps) kinds[kind]++;
      },
    });
    assert.equal(played, 200);
    assert.ok(kinds.increment > 2 * kinds.look && kinds.look > 0, JSON.stringify(kinds));
  });

  it('shrinks what fails and says world, steps, seed and the line that plays it again; that line does', async () => {
    const error = await playHistories({ ...setup, histories: 2_000, seed: 3 }).then(
      () => assert.fail('nothing has failed'),
      (reason: Error) => reason,
    );
    assert.match(error.message, /"?fast"?:true/);
    // Ten increments and a look are the shortest way to see it.
    const said = /the counter is wrong.*?((?:\n {2,}(?:increment|look) \d+)+)/s.exec(error.message)?.[1] ?? '';
    assert.equal(said.trim().split('\n').length, 11, error.message);
    const [, seed, path] = /To play it again:\n {2}OUTPOOL_SEED=(-?\d+) OUTPOOL_PATH=(\S+) npm test -- counter$/.exec(error.message) ?? [];
    assert.equal(seed, '3');

    Object.assign(process.env, { OUTPOOL_SEED: seed, OUTPOOL_PATH: path });
    const stories: string[] = [];
    const again = playHistories({
      ...setup,
      play: async (made, steps, say) => {
        stories.push(steps.map(({ kind }) => kind).join(' '));
        await play(made, steps, say);
      },
    });
    await assert.rejects(again, /the counter is wrong/);
    assert.ok(stories[0]?.startsWith(`${'increment '.repeat(10)}look`), stories[0]);
    assert.equal(stories.length, 1);
  });

  it('gives each share of the histories a seed of its own', async () => {
    const first = async (share: readonly [number, number]): Promise<string> => {
      const stories: string[] = [];
      const one = { ...setup, histories: 10, share };
      await playHistories({ ...one, play: async (_, steps) => void stories.push(JSON.stringify(steps)) });
      assert.equal(stories.length, 5);
      return stories.join();
    };
    assert.notEqual(await first([1, 2]), await first([2, 2]));
    assert.equal(await first([1, 2]), await first([1, 2]));
  });
});
