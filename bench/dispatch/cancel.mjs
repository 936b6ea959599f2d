import { ratio, toCase } from '../lib/cases.mjs';
import { collect, rounds, sweep } from '../lib/rounds.mjs';
import { outpool } from './ours.mjs';

const lines = [1_000, 10_000, 100_000];

const sizes = {
  // `least`: so many calls are cancelled for one figure, in as many goes as it takes.
  full: { least: 100_000, warmups: 1, rounds: 8, budgetMs: 30_000 },
  quick: { least: 20_000, warmups: 1, rounds: 5, budgetMs: 2_000 },
  tiny: { least: 1, share: 0.001, warmups: 0, rounds: 1 },
};

/** Ns per call to cancel so many waiting calls: from the abort to the last of their rejections. */
export async function cancel({ size, against }) {
  const { least, share = 1, ...effort } = sizes[size];
  const pools = [{ name: 'ours', ...(await held()) }];
  if (against !== undefined) pools.push({ name: 'base', ...(await held(against)) });
  collect();

  const cases = [];
  for (const [kind, make] of [
    ['one shared signal', sharedSignal],
    ['a signal each', ownSignals],
  ]) {
    const figures = await rounds(
      pools.flatMap(({ name, pool }) =>
        lines.map((waiting) => ({ name: `${name} ${waiting}`, run: () => cancelled(pool, make, waiting * share, least) })),
      ),
      effort,
    );
    const at = (waiting) => Object.fromEntries(pools.map(({ name }) => [name, figures[`${name} ${waiting}`]]));
    for (const waiting of lines) {
      cases.push(toCase(`cancel ${waiting.toLocaleString('en')} waiting, ${kind}`, 'ns per call', at(waiting), undefined, { waiting }));
    }
    const growth = pools.map(({ name }) => [name, ratio(at(lines.at(-1))[name].median, at(lines[0])[name].median)]);
    const gates = make === sharedSignal ? { ours: 1.5 } : undefined;
    cases.push(toCase(`cancel, 1,000 -> 100,000 waiting, ${kind}`, 'x per call', Object.fromEntries(growth), gates));
  }
  for (const { stop } of pools) await stop();
  return cases;
}

/** A pool whose only worker is busy for good. */
async function held(folder) {
  const { pool, stop } = await (await outpool(folder))({
    workers: 1,
    maxQueue: Number.POSITIVE_INFINITY,
    maxWorkerQueue: Number.POSITIVE_INFINITY,
    callTimeoutMs: 60_000,
  });
  pool.call(() => new Promise(() => {}), { timeoutMs: Number.POSITIVE_INFINITY }).catch(() => {});
  return { pool, stop };
}

async function cancelled(pool, make, waiting, least) {
  const goes = Math.ceil(least / waiting);
  let spent = 0;
  for (let go = 0; go < goes; go++) spent += await once(pool, make(waiting), waiting);
  return (spent * 1e6) / (goes * waiting);
}

async function once(pool, { signalOf, abort }, waiting) {
  const job = () => {
    throw new Error('a cancelled call was run');
  };
  let rejected = 0;
  const onRejected = () => void rejected++;
  const answers = new Array(waiting);
  for (let i = 0; i < waiting; i++) answers[i] = pool.call(job, { signal: signalOf(i) }).catch(onRejected);
  const all = Promise.all(answers);
  // To make the calls, and to copy what is new of them, is not to cancel them.
  sweep();
  const began = performance.now();
  abort();
  await all;
  const spent = performance.now() - began;
  if (rejected !== waiting) throw new Error(`${waiting} calls were cancelled, ${rejected} rejected`);
  return spent;
}

// Given, because without one Node makes an error with a stack for each signal: ten times the rest, and not the pool's.
const reason = new Error('cancelled');

function sharedSignal() {
  const controller = new AbortController();
  return { signalOf: () => controller.signal, abort: () => controller.abort(reason) };
}

function ownSignals(waiting) {
  const controllers = Array.from({ length: waiting }, () => new AbortController());
  return {
    signalOf: (i) => controllers[i].signal,
    abort: () => {
      for (const controller of controllers) controller.abort(reason);
    },
  };
}
