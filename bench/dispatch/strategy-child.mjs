// One strategy, measured in a process of its own: strategy-child.mjs STRATEGY SIZE [FOLDER]. Prints JSON.
import { callerLoop, collect, rounds, timeCallers } from '../lib/rounds.mjs';
import { ASYNC_JOB, makeJob } from './contenders.mjs';
import { outpool } from './ours.mjs';

const [strategy, size, against] = process.argv.slice(2);
const sizes = {
  full: { calls: 40_000, many: 10_000, warmups: 4, rounds: 16, budgetMs: 5_000 },
  quick: { calls: 10_000, many: 10_000, warmups: 2, rounds: 8, budgetMs: 350 },
  tiny: { calls: 20, many: 40, warmups: 0, rounds: 1 },
};
const { calls, many, ...effort } = sizes[size];

// The others choose busy workers, too: their calls would wait for jobs that never end.
const avoidsBusy = ['best_worker', 'available_worker', 'next_available_worker'].includes(strategy);
const contenders = [];
for (const name of against === undefined ? ['ours'] : ['ours', 'base']) {
  const startPool = await outpool(name === 'base' ? against : undefined);
  contenders.push(await contender(`${name} few`, startPool, 10), await contender(`${name} many`, startPool, many));
}
collect();
const report = [{ load: 'idle', figures: await medians() }];
if (avoidsBusy) {
  for (const { pool, workers } of contenders) {
    for (let i = 0; i < workers * 0.8; i++) pool.call(() => new Promise(() => {})).catch(() => {});
  }
  report.push({ load: '80 % busy', figures: await medians() });
}
process.stdout.write(JSON.stringify(report), () => process.exit());

async function medians() {
  const figures = await rounds(contenders, effort);
  return Object.fromEntries(Object.entries(figures).map(([name, { median }]) => [name, median]));
}

async function contender(name, startPool, workers) {
  const { pool } = await startPool({ workers, strategy, maxConnecting: workers, callTimeoutMs: 600_000 });
  // Starting waits for the first connection only.
  while (pool.stats().workers.ready < workers) await new Promise((resolve) => setImmediate(resolve));
  // More keys than workers, so that all workers have their turn.
  const options = Array.from({ length: 16_384 }, (_, i) => ({ key: `key-${i}` }));
  const body = strategy === 'hash_worker' ? 'sum += await pool.call(job, options[turn++ & 16383]);' : 'sum += await pool.call(job);';
  const caller = callerLoop(body, { pool, job: makeJob(ASYNC_JOB), options, turn: 0 });
  return { name, pool, workers, run: () => timeCallers(caller, 1, calls) };
}
