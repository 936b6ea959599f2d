import { toCase } from '../lib/cases.mjs';
import { callerLoop, collect, rounds, timeCallers } from '../lib/rounds.mjs';
import { outpool } from './ours.mjs';
import { rivals } from './rivals.mjs';

const sizes = {
  full: { calls: 40_000, many: 80_000, warmups: 4, rounds: 24, budgetMs: 20_000 },
  quick: { calls: 10_000, many: 30_000, warmups: 3, rounds: 12, budgetMs: 1_600 },
  tiny: { calls: 200, many: 200, warmups: 0, rounds: 2, budgetMs: 1_000 },
};

const callerCounts = [
  { callers: 1, atMost: 0.55 },
  { callers: 10, atMost: 0.55 },
  { callers: 100, atMost: 0.65 },
  { callers: 1_000, atMost: 0.6 },
  { callers: 10_000, atMost: 0.75 },
];

/** A whole call, awaited: so many callers, each making the next call when the last is answered, over ten warm connections. */
export async function throughput({ size, against }) {
  const { calls, many, ...effort } = sizes[size];
  const contenders = [await ours('ours')];
  if (against !== undefined) contenders.push(await ours('base', against));
  const cheapest = await rivals();
  const bounded = await rivals({ timeoutMs: 5_000 });
  collect();

  const cases = [];
  const measure = async (name, others, callers, job, gate) => {
    process.stderr.write(`  ${name}\n`);
    const figures = await rounds(
      [...contenders, ...others].map((contender) => {
        const caller = contender.caller?.(job) ?? callerOf(contender, job);
        return { name: contender.name, run: () => timeCallers(caller, callers, callers >= 10_000 ? many : calls) };
      }),
      effort,
    );
    cases.push(toCase(name, 'ns per call', figures, gate, { callers }));
  };

  for (const { callers, atMost } of callerCounts) {
    await measure(plural(callers), cheapest, callers, 'async (c) => { c.v++; return c.n; }', { atMost });
  }
  for (const { callers } of callerCounts) {
    const name = `${plural(callers)}, rivals with their timeouts`;
    await measure(name, bounded, callers, 'async (c) => { c.v++; return c.n; }', { atMost: 0.5 });
  }
  await measure('1 caller, synchronous job', cheapest, 1, '(c) => { c.v++; return c.n; }');

  for (const { stop } of [...contenders, ...cheapest, ...bounded]) await stop();
  return cases;
}

async function ours(name, folder) {
  const { pool, stop } = await (await outpool(folder))();
  return { name, stop, caller: (job) => callerLoop('sum += await pool.call(job);', { pool, job: makeJob(job) }) };
}

/** The rivals' job stands in the caller's own loop: the cheapest form. A synchronous one is not awaited. */
function callerOf({ pool, call }, job) {
  const run = job.startsWith('async') ? 'sum += await job(c)' : 'sum += job(c)';
  return callerLoop(call(run), { pool, job: makeJob(job) });
}

let jobs = 0;
function makeJob(source) {
  return new Function(`return ${source}; // job ${++jobs}`)();
}

function plural(callers) {
  return `${callers.toLocaleString('en')} caller${callers === 1 ? '' : 's'}`;
}
