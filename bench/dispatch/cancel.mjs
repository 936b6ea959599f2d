import { setImmediate as turn } from 'node:timers/promises';
import { ratio, toCase } from '../lib/cases.mjs';
import { collect, rounds } from '../lib/rounds.mjs';
import { outpool } from './ours.mjs';

const sizes = {
  full: { counts: [1_000, 10_000, 100_000], warmups: 2, rounds: 8, budgetMs: 40_000 },
  quick: { counts: [1_000, 100_000], warmups: 1, rounds: 3, budgetMs: 5_000 },
  tiny: { counts: [10, 20], warmups: 0, rounds: 2, budgetMs: 1_000 },
};

/** Calls that wait behind one that does not end are all cancelled: from the abort until the last caller has been told. */
export async function cancel({ size, against }) {
  const { counts, ...effort } = sizes[size];
  const builds = { ours: await outpool() };
  if (against !== undefined) builds.base = await outpool(against);

  const pools = [];
  const contenders = [];
  for (const [name, startPool] of Object.entries(builds)) {
    const { pool, stop } = await startPool({ workers: 1, maxQueue: Number.POSITIVE_INFINITY, callTimeoutMs: Number.POSITIVE_INFINITY });
    let end;
    const blocking = pool.call(() => new Promise((resolve) => (end = resolve)));
    pools.push({ stop, release: () => (end(), blocking) });
    for (const count of counts) {
      // As many calls in every sample, so that each is as long.
      const times = counts.at(-1) / count;
      contenders.push({ name: `${name} shared ${count}`, run: () => cancelAll(pool, count, times, true) });
      contenders.push({ name: `${name} own ${count}`, run: () => cancelAll(pool, count, times, false) });
    }
  }
  collect();
  const figures = await rounds(contenders, effort);
  for (const { release, stop } of pools) {
    await release();
    await stop();
  }

  return ['shared', 'own'].flatMap((kind) => {
    const signal = kind === 'shared' ? 'one signal' : 'a signal each';
    const at = (count) => Object.fromEntries(Object.keys(builds).map((name) => [name, figures[`${name} ${kind} ${count}`]]));
    const growth = Object.fromEntries(Object.keys(builds).map((name) => [name, ratio(at(counts.at(-1))[name].median, at(counts[0])[name].median)]));
    return [
      ...counts.map((count) => toCase(`cancel ${count.toLocaleString('en')} waiting calls, ${signal}`, 'ns per call', at(count))),
      toCase(`cancel: growth per call, ${signal}`, 'times', growth, { of: 'ours', atMost: 1.5 }),
    ];
  });
}

async function cancelAll(pool, count, times, shared) {
  let spent = 0;
  for (let time = 0; time < times; time++) {
    const controllers = Array.from({ length: shared ? 1 : count }, () => new AbortController());
    let told = 0;
    const tell = () => {
      told++;
    };
    const calls = Array.from({ length: count }, (_, at) => pool.call(never, { signal: controllers[shared ? 0 : at].signal }).catch(tell));
    const began = performance.now();
    for (const controller of controllers) controller.abort(cancelled);
    await Promise.all(calls);
    spent += performance.now() - began;
    if (told !== count) throw new Error(`${told} of ${count} callers were told`);
    await turn();
  }
  return (spent * 1e6) / (count * times);
}

// The default reason would be an error with a stack for each signal, made by Node.js.
const cancelled = new Error('cancelled');
const never = () => {
  throw new Error('a cancelled call ran');
};
