import { toCase } from '../lib/cases.mjs';
import { collect, rounds, timeCallers } from '../lib/rounds.mjs';
import { ASYNC_JOB, ourContenders, rivalContenders } from './contenders.mjs';

const sizes = {
  full: { warm: 400_000, calls: 40_000, many: 80_000, warmups: 4, rounds: 24, budgetMs: 20_000 },
  quick: { warm: 100_000, calls: 10_000, many: 20_000, warmups: 2, rounds: 12, least: 2, budgetMs: 800 },
  tiny: { warm: 10, calls: 200, many: 200, warmups: 0, rounds: 2, budgetMs: 1_000 },
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
  const { warm, calls, many, ...effort } = sizes[size];
  const contenders = await ourContenders(against);
  const cheapest = await rivalContenders();
  const bounded = await rivalContenders({ timeoutMs: 5_000 });
  // The first case must not be the one in which everything is still being compiled, with calls that wait and without.
  for (const { caller } of [...contenders, ...cheapest, ...bounded]) {
    for (const callers of [1, 100, 1]) await timeCallers(caller(ASYNC_JOB), callers, warm);
  }
  collect();

  const cases = [];
  const measure = async (name, others, callers, job, gates) => {
    process.stderr.write(`  ${name}\n`);
    const figures = await rounds(
      [...contenders, ...others].map((contender) => {
        const caller = contender.caller(job);
        return { name: contender.name, run: () => timeCallers(caller, callers, callers >= 10_000 ? many : calls) };
      }),
      effort,
    );
    cases.push(toCase(name, 'ns per call', figures, gates, { callers }));
  };

  for (const { callers, atMost } of callerCounts) {
    await measure(plural(callers), cheapest, callers, ASYNC_JOB, { ratioToBest: atMost });
  }
  for (const { callers } of callerCounts) {
    const name = `${plural(callers)}, rivals with their timeouts`;
    await measure(name, bounded, callers, ASYNC_JOB, { ratioToBest: 0.5 });
  }
  await measure('1 caller, synchronous job', cheapest, 1, '(c) => { c.v++; return c.n; }');

  for (const { stop } of [...contenders, ...cheapest, ...bounded]) await stop();
  return cases;
}

function plural(callers) {
  return `${callers.toLocaleString('en')} caller${callers === 1 ? '' : 's'}`;
}
