import { playHistories } from '../../../testkit/src/histories.js';
import { type Makings, makings, type Step, shares } from './history.js';
import { World } from './world.js';

/** One history from beginning to end, told step by step. */
async function play(pool: Makings, steps: readonly Step[], say: (line: string) => void): Promise<void> {
  const world = new World(pool);
  const last = steps.at(-1)?.pick ?? 0;
  // Some histories go on while the pool is stopping; most end well, so that every call has to be answered by its job.
  const stopsAt = last % 4 === 0 ? last % steps.length : steps.length;
  await world.begin();
  for (const [position, step] of steps.entries()) {
    if (position === stopsAt) await world.beginStop(last);
    say(`${world.clock.now()}: ${position < stopsAt ? '' : '(stopping) '}${step.kind} ${step.pick}`);
    await world.step(step);
  }
  say(`${world.clock.now()}: the end`);
  if (last % 4 > 1) await world.recover();
  if (stopsAt === steps.length) await world.beginStop(last);
  await world.endStop();
}

/** Plays one share of all histories. Seeds are fixed; a failure names seed and path, and how to play it again. */
export function playShare(share: number, of: number): Promise<void> {
  const again = `npm test -- packages/core/test/model/histories-${share}`;
  return playHistories({ made: makings, shares, play, histories: 100_000, share: [share, of], again });
}
