import { cancel } from './cancel.mjs';
import { growth } from './growth.mjs';
import { idle } from './idle.mjs';
import { selection } from './selection.mjs';
import { spike } from './spike.mjs';
import { strategyCost } from './strategies.mjs';
import { throughput } from './throughput.mjs';

export { draw } from './plot.mjs';

const parts = { throughput, growth, cancel, strategies: strategyCost, idle, spike, selection };

/** All cases of `dispatch`, one after the other. */
export async function run(options) {
  const cases = [];
  for (const [name, part] of Object.entries(parts)) {
    process.stderr.write(`${name}\n`);
    const began = performance.now();
    cases.push(...(await part(options)));
    process.stderr.write(`  ${((performance.now() - began) / 1_000).toFixed(1)} s\n`);
  }
  return cases;
}
