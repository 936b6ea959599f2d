import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ratio, toCase } from '../lib/cases.mjs';

const run = promisify(execFile);
const child = fileURLToPath(new URL('strategy-child.mjs', import.meta.url));

export const strategies = ['best_worker', 'random_worker', 'next_worker', 'available_worker', 'next_available_worker', 'hash_worker'];

/** A whole call of one caller among 10,000 workers against that among 10. A process for each strategy: they must not share what is compiled. */
export async function strategyCost({ size, against }) {
  const cases = [];
  for (const strategy of strategies) {
    process.stderr.write(`  ${strategy}\n`);
    const { stdout } = await run(process.execPath, [child, strategy, size, ...(against === undefined ? [] : [against])]);
    for (const { load, figures } of JSON.parse(stdout)) {
      const times = (name) => ratio(figures[`${name} many`], figures[`${name} few`]);
      const growth = { ours: times('ours'), ...(against === undefined ? {} : { base: times('base') }) };
      const ns = { workers10: Math.round(figures['ours few']), workers10000: Math.round(figures['ours many']) };
      cases.push(toCase(`${strategy}, 10 -> 10,000 workers, ${load}`, 'x per call', growth, { ours: 2.5 }, { ns }));
    }
  }
  return cases;
}
