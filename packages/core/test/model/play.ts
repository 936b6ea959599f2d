import fc from 'fast-check';
import { type Makings, makings, stepOf, steps } from './history.js';
import { World } from './world.js';

/** How many histories all test files play together. `OUTPOOL_HISTORIES=100000` is for the long hunt. */
const total = Number(process.env.OUTPOOL_HISTORIES ?? 8_000);

/** One history from beginning to end. The error says what happened, step by step. */
export async function play(pool: Makings, numbers: readonly number[]): Promise<void> {
  const world = new World(pool);
  const said: string[] = [];
  const last = numbers.at(-1) ?? 0;
  // Some histories go on while the pool is stopping; most end well, so that every call has to be answered by its job.
  const stopsAt = last % 4 === 0 ? last % numbers.length : numbers.length;
  try {
    await world.begin();
    for (const [position, number] of numbers.entries()) {
      const { kind, pick } = stepOf(number);
      if (position === stopsAt) await world.beginStop(last);
      said.push(`${world.clock.now()}: ${position < stopsAt ? '' : '(stopping) '}${kind} ${pick}`);
      await world.step({ kind, pick });
    }
    said.push(`${world.clock.now()}: the end`);
    if (last % 4 > 1) await world.recover();
    if (stopsAt === numbers.length) await world.beginStop(last);
    await world.endStop();
  } catch (error) {
    throw new Error(`${(error as Error).message}\n  ${said.join('\n  ')}\n`, { cause: error });
  }
}

/** Plays one share of all histories. Seeds are fixed; OUTPOOL_SEED is that of the first share. A failure names seed and path. */
export async function playShare(share: number, shares: number): Promise<void> {
  const seed = Number(process.env.OUTPOOL_SEED ?? 1) + share - 1;
  const property = fc.asyncProperty(makings, steps, play);
  await fc.assert(property, { numRuns: Math.ceil(total / shares), seed });
}
