import { ratio, toCase } from '../lib/cases.mjs';
import { callerLoop, collect, rounds, timeCallers } from '../lib/rounds.mjs';
import { ours } from './ours.mjs';
import { callerOf, makeJob, rivals } from './rivals.mjs';

const sizes = {
  full: { calls: 80_000, warmups: 2, rounds: 16, budgetMs: 45_000 },
  quick: { calls: 30_000, warmups: 1, rounds: 6, budgetMs: 5_000 },
  tiny: { calls: 500, warmups: 0, rounds: 2, budgetMs: 1_000, few: true },
};

const WORKERS = 10;

/** How the cost of a call grows with the calls that wait beside it: ten workers, the job is done at once, as many calls each time. */
export async function waiting({ size, against }) {
  const { calls, few = false, ...effort } = sizes[size];
  const waitingCounts = few ? [10, 20, 30] : [10, 1_000, 10_000];
  const mine = [await ours('ours')];
  if (against !== undefined) mine.push(await ours('base', against));
  const others = await rivals();
  collect();

  // All sizes in one round, so that the growth is that of one moment.
  const contenders = waitingCounts.flatMap((count) => {
    const job = 'async (c) => { c.v++; return c.n; }';
    return [...mine, ...others].map((contender) => {
      const caller =
        contender.call === undefined
          ? callerLoop('sum += await pool.call(job);', { pool: contender.pool, job: makeJob(job) })
          : callerOf(contender, job);
      return { name: `${contender.name} ${count}`, run: () => timeCallers(caller, count + WORKERS, calls) };
    });
  });
  const figures = await rounds(contenders, effort);
  for (const { stop } of [...mine, ...others]) await stop();

  const names = [...mine, ...others].map(({ name }) => name);
  const at = (count) => Object.fromEntries(names.map((name) => [name, figures[`${name} ${count}`]]));
  const growth = (from, to) => Object.fromEntries(names.map((name) => [name, ratio(at(to)[name].median, at(from)[name].median)]));
  const [ten, thousand, most] = waitingCounts;
  const steep = growth(ten, most);
  // The rival to grow no more steeply than: the fastest among so many.
  const fastest = others.map(({ name }) => name).reduce((a, b) => (at(most)[a].median <= at(most)[b].median ? a : b));
  return [
    ...waitingCounts.map((count) => toCase(`${count.toLocaleString('en')} waiting`, 'ns per call', at(count), undefined, { waiting: count })),
    toCase('growth from 10 to 1,000 waiting', 'times', growth(ten, thousand), { of: 'ours', atMost: 1.35 }),
    toCase('growth from 10 to 10,000 waiting', 'times', steep, { of: 'ours', atMost: 2.5 }),
    toCase('growth from 10 to 10,000 waiting, against the fastest rival there', 'times', { ours: steep.ours, [fastest]: steep[fastest] }, {
      atMost: 1,
    }),
  ];
}
