import { createHook } from 'node:async_hooks';
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { toCase } from '../lib/cases.mjs';
import { collect } from '../lib/rounds.mjs';
import { outpools } from './ours.mjs';
import { rivalNames, rivals } from './rivals.mjs';

const run = promisify(execFile);
const self = fileURLToPath(import.meta.url);
const counts = { full: 500, quick: 500, tiny: 5 };

/** What a pool of ten idle workers costs, averaged over many: heap and typed arrays, and the timers that stand for all of them. */
export async function idle({ size, against }) {
  const figures = {};
  // A process for each: the garbage of one would be the gain of another.
  for (const name of ['ours', ...(against === undefined ? [] : ['base']), ...rivalNames]) {
    process.stderr.write(`  ${name}\n`);
    const { stdout } = await run(process.execPath, [self, name, String(counts[size]), ...(name === 'base' ? [against] : [])]);
    figures[name] = JSON.parse(stdout);
  }
  const of = (field) => Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, figure[field]]));
  const pools = counts[size];
  return [
    toCase('idle pool of 10', 'bytes per pool', of('bytes'), { ours: 10_000 }, { pools }),
    toCase('idle pools, timers that hold the process', 'timers', of('holding'), { ours: 0 }, { pools }),
    toCase('idle pools, timers in all', 'timers', of('timers'), { ours: 0 }, { pools }),
  ];
}

if (process.argv[1] === self) {
  const [name, count, folder] = process.argv.slice(2);
  process.stdout.write(JSON.stringify(await measure(name, Number(count), folder)), () => process.exit());
}

async function measure(name, count, folder) {
  const timers = new Set();
  createHook({
    init: (id, type) => void (type === 'Timeout' && timers.add(id)),
    destroy: (id) => void timers.delete(id),
  }).enable();
  const make = name === 'ours' || name === 'base' ? await outpools(folder) : rivalPools(name);
  await make(1);
  const before = await used();
  const standing = { holding: holdingTimers(), timers: timers.size };
  const kept = await make(count);
  const bytes = ((await used()) - before) / count;
  return { bytes, holding: holdingTimers() - standing.holding, timers: timers.size - standing.timers, kept: kept.length };
}

function holdingTimers() {
  return process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length;
}

async function used() {
  for (let i = 0; i < 3; i++) {
    await sleep(20);
    collect();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function rivalPools(name) {
  return async (count) => {
    const kept = [];
    for (let i = 0; i < count; i++) kept.push((await rivals({ only: name }))[0]);
    return kept;
  };
}
