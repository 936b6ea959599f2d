import { toCase } from '../lib/cases.mjs';
import { collect, rounds, summary, timeCallers } from '../lib/rounds.mjs';
import { ASYNC_JOB, ourContenders, rivalContenders } from './contenders.mjs';

const WORKERS = 10;
const lines = [10, 1_000, 10_000];

const sizes = {
  full: { calls: 80_000, warmups: 3, rounds: 16, budgetMs: 30_000 },
  quick: { calls: 20_000, warmups: 1, rounds: 8, budgetMs: 3_000 },
  tiny: { calls: 100, warmups: 0, rounds: 1 },
};

/** What a call costs with so many others waiting, against the same with ten waiting: flat is 1. All sizes in the same rounds. */
export async function growth({ size, against }) {
  const { calls, ...effort } = sizes[size];
  const contenders = [...(await ourContenders(against)), ...(await rivalContenders())];
  collect();
  const figures = await rounds(
    contenders.flatMap(({ name, caller }) => {
      const loop = caller(ASYNC_JOB);
      return lines.map((waiting) => ({ name: `${name} ${waiting}`, run: () => timeCallers(loop, WORKERS + waiting, calls) }));
    }),
    effort,
  );
  for (const { stop } of contenders) await stop();

  return [grown(1_000, { ours: 1.35 }), grown(10_000, { ours: 2.5, ratioToBest: 1 })];

  function grown(waiting, gates) {
    const growths = contenders.map(({ name }) => {
      const few = figures[`${name} ${lines[0]}`].figures;
      // Round by round: what slowed the machine slowed both.
      return [name, summary(figures[`${name} ${waiting}`].figures.map((ns, round) => ns / few[round]))];
    });
    return toCase(`growth, 10 -> ${waiting.toLocaleString('en')} waiting`, 'x per call', Object.fromEntries(growths), gates, { waiting });
  }
}
