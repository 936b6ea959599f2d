import { ratio, toCase } from '../lib/cases.mjs';
import { callerLoop, collect, rounds, timeCallers } from '../lib/rounds.mjs';
import { outpool } from './ours.mjs';
import { makeJob } from './rivals.mjs';

const sizes = {
  full: { calls: 40_000, many: 10_000, warmups: 4, rounds: 24, budgetMs: 15_000 },
  quick: { calls: 20_000, many: 10_000, warmups: 3, rounds: 10, budgetMs: 900 },
  tiny: { calls: 200, many: 100, warmups: 0, rounds: 2, budgetMs: 1_000 },
};

export const strategyNames = ['best_worker', 'random_worker', 'next_worker', 'available_worker', 'next_available_worker', 'hash_worker'];

const FEW = 10;

/** A whole call by one strategy among 10,000 idle workers, beside one among 10. To be run in a process for each strategy. */
export async function strategy({ size, against, strategy }) {
  const { calls, many, ...effort } = sizes[size];
  const builds = { ours: await outpool() };
  if (against !== undefined) builds.base = await outpool(against);

  const running = [];
  const contenders = [];
  for (const [name, startPool] of Object.entries(builds)) {
    for (const workers of [FEW, many]) {
      const { pool, stop } = await startPool({ workers, strategy, maxConnecting: workers });
      running.push(stop);
      const options = Array.from({ length: many }, (_, n) => ({ key: `customer-${n}` }));
      const body = strategy === 'hash_worker' ? 'sum += await pool.call(job, options[i % options.length]);' : 'sum += await pool.call(job);';
      const caller = callerLoop(body, { pool, options, job: makeJob('async (c) => { c.v++; return c.n; }') });
      contenders.push({ name: `${name} ${workers}`, run: () => timeCallers(caller, 1, calls) });
    }
  }
  collect();
  const figures = await rounds(contenders, effort);
  for (const stop of running) await stop();

  const at = (workers) => Object.fromEntries(Object.keys(builds).map((name) => [name, figures[`${name} ${workers}`]]));
  const growth = Object.fromEntries(Object.keys(builds).map((name) => [name, ratio(at(many)[name].median, at(FEW)[name].median)]));
  const among = (workers) => `${strategy} among ${workers.toLocaleString('en')} workers`;
  return [
    toCase(among(FEW), 'ns per call', at(FEW)),
    toCase(among(many), 'ns per call', at(many)),
    toCase(`${strategy}: 10,000 workers against 10`, 'times', growth, { of: 'ours', atMost: 2.5 }),
  ];
}
