import fc from 'fast-check';
import { type Makings, makings, stepOf, steps } from './history.js';
import { World } from './world.js';

/**
 * How many histories all test files play together, the seed of the first file (each other has the next), and where to
 * begin again: all as a failure prints them.
 */
const { OUTPOOL_HISTORIES = 100_000, OUTPOOL_SEED = 1, OUTPOOL_PATH: path } = process.env;

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

/** Plays one share of all histories. Seeds are fixed. A failure names seed and path, and how to play it again. */
export async function playShare(share: number, shares: number): Promise<void> {
  const property = fc.asyncProperty(makings, steps, play);
  // A pool makes many errors, and nobody reads where: a seventh of the time went there.
  if (path === undefined) Error.stackTraceLimit = 0;
  const details = await fc.check(property, {
    seed: Number(OUTPOOL_SEED) + (path === undefined ? share - 1 : 0),
    ...(path === undefined ? { numRuns: Math.ceil(Number(OUTPOOL_HISTORIES) / shares) } : { path, numRuns: 1 }),
  });
  Error.stackTraceLimit = 10;
  if (!details.failed) return;
  const again = `OUTPOOL_SEED=${details.seed} OUTPOOL_PATH=${details.counterexamplePath} npm test -- packages/core/test/model/histories-${share}`;
  throw new Error(`${await fc.asyncDefaultReportMessage(details)}\n\nTo play it again:\n  ${again}`);
}
