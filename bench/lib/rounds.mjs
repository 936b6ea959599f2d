import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

/** Collects garbage. Once before a series of rounds; between rounds it would throw away what the compiler has learnt. */
export function collect() {
  gc();
}

/** Collects what is new, which the compiler does not mind. Without it one contender would pay for what another left, and in every round the same. */
export function sweep() {
  gc({ type: 'minor' });
}

let deadline = Number.POSITIVE_INFINITY;

/** So long after the start of the process every series makes do with one round. */
export function setDeadline(ms) {
  deadline = ms;
}

/**
 * Runs every contender once a round, each round in another order, so that whatever disturbs the machine meets all alike,
 * and so does what the one before has left in its caches. The first rounds only warm up. Stops early when the time is over, but
 * not before `least` rounds.
 * @param {{ name: string, run: () => Promise<number> }[]} contenders `run` measures itself and gives one figure
 * @returns {Promise<Record<string, { median: number, p10: number, p90: number, figures: number[] }>>} by contender; `figures` round by round
 */
export async function rounds(contenders, { warmups, rounds, least = 3, budgetMs = Number.POSITIVE_INFINITY }) {
  const samples = new Map(contenders.map(({ name }) => [name, []]));
  const began = performance.now();
  for (let round = -warmups; round < rounds; round++) {
    const now = performance.now();
    const late = now > deadline;
    if (round >= (late ? 1 : least) && (late || now - began > budgetMs)) break;
    for (const { name, run } of shuffled(contenders)) {
      const figure = await run();
      if (round >= 0) samples.get(name).push(figure);
      // Timers and immediates of this one must not run in the next one's time.
      await turn();
    }
  }
  return Object.fromEntries([...samples].map(([name, figures]) => [name, summary(figures)]));
}

function shuffled(list) {
  return list
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Of a series of figures: its middle, and where all but a tenth of it begins and ends. */
export function summary(figures) {
  const sorted = [...figures].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const middle = sorted.length / 2;
  const median = sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, p10: at(0.1), p90: at(0.9), figures };
}

let texts = 0;

/**
 * A caller that makes `n` calls one after the other. Each has a source text of its own: functions of one text share
 * what the compiler learns about them, and then the first contender decides how well the others are compiled.
 */
export function callerLoop(body, scope) {
  const text = `'use strict';
    let sum = 0;
    return async function caller${++texts}(n) {
      for (let i = 0; i < n; i++) { ${body} }
      return sum;
    };`;
  return new Function(...Object.keys(scope), text)(...Object.values(scope));
}

/** Ns per call of so many callers at once, `calls` calls in all. */
export async function timeCallers(caller, callers, calls) {
  const each = Math.ceil(calls / callers);
  const running = new Array(callers);
  const began = performance.now();
  for (let i = 0; i < callers; i++) running[i] = caller(each);
  await Promise.all(running);
  return ((performance.now() - began) * 1e6) / (each * callers);
}
