import fc from 'fast-check';
import { type Makings, makings, stepOf, steps } from './history.js';
import { World } from './world.js';

/** How many histories all test files play together; CI plays 100,000. */
const total = Number(process.env.OUTPOOL_HISTORIES ?? (process.env.CI === 'true' ? 100_000 : 5_000));

/** One history from beginning to end. The error says what happened, step by step. */
export async function play(pool: Makings, numbers: readonly number[]): Promise<void> {
  const world = new World(pool);
  const said: string[] = [];
  try {
    await world.begin();
    for (const number of numbers) {
      const step = stepOf(number);
      said.push(`${world.clock.now()}: ${step.kind} ${step.pick}`);
      await world.step(step);
    }
    const last = numbers[0] ?? 0;
    said.push(`${world.clock.now()}: the end`);
    if (last % 4 !== 0) await world.recover();
    await world.stop(last);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n  ${said.join('\n  ')}\n`, { cause: error });
  }
}

/** Plays one share of all histories. In CI the seed is fixed; a failure names seed and path, OUTPOOL_SEED takes the seed. */
export async function playShare(share: number, shares: number): Promise<void> {
  const seed = Number(process.env.OUTPOOL_SEED ?? (process.env.CI === 'true' ? share : Date.now() ^ (share << 24)));
  const property = fc.asyncProperty(makings, steps, play);
  await fc.assert(property, { numRuns: Math.ceil(total / shares), seed });
}
