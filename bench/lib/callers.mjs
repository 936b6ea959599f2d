import { ratio, toCase } from './cases.mjs';
import { collect, rounds, summary, sweep, timeCallers } from './rounds.mjs';

/**
 * Us per call of each contender, and CPU us of this process, for 1, 10, 100 and 1,000 callers at once. Many short rounds
 * serve best: what disturbs the machine takes some of them, and not the middle.
 * @param {string} what one call does
 * @param {{ name: string, caller: (n: number) => Promise<number>, stop: () => unknown }[]} contenders ours among them
 * @param {{ calls: number, warmCalls: number, warmups: number, rounds: number, budgetMs?: number }} effort `calls` of one round
 * @param {{ bare?: string, atMost: number, from?: number }} gate what ours may cost, times `bare` or else the best rival,
 *   with so many callers and more
 */
export async function measureCallers(what, contenders, { calls, warmCalls, ...effort }, { bare, atMost, from = 1 }) {
  const cases = [];
  try {
    await warm(contenders, warmCalls);
    collect();
    for (const callers of [1, 10, 100, 1_000]) {
      process.stderr.write(`  ${callers} callers\n`);
      // One caller waits for a round trip each time.
      const { wall, cpu } = await series(contenders, callers, callers === 1 ? calls / 4 : calls, effort);
      const who = callers === 1 ? '1 caller' : `${callers} callers`;
      const line = (name, unit, figures, gated) => {
        const [field, rival] = bare === undefined ? ['ratioToBest', bestOf(figures)] : ['ratioToBare', bare];
        const figure = middleRatio(figures.ours.figures, figures[rival].figures);
        cases.push(toCase(name, unit, figures, gated ? { [field]: atMost } : undefined, { callers, [field]: figure }));
      };
      line(`${what}, ${who}`, 'us per call', wall, callers >= from);
      line(`${what}, ${who}, CPU of this process`, 'CPU us per call', cpu, false);
    }
  } finally {
    for (const { stop } of contenders) await stop();
  }
  return cases;
}

/** Us per call with so many callers, and CPU us of this process, by contender and round by round. */
export async function series(contenders, callers, calls, effort) {
  const each = Math.ceil(calls / callers) * callers;
  const cpu = new Map(contenders.map(({ name }) => [name, []]));
  const runs = contenders.map(({ name, caller }) => ({
    name,
    run: async () => {
      sweep();
      const before = process.cpuUsage();
      const ns = await timeCallers(caller, callers, each);
      const { user, system } = process.cpuUsage(before);
      cpu.get(name).push((user + system) / each);
      return ns / 1_000;
    },
  }));
  const wall = await rounds(runs, effort);
  return { wall, cpu: Object.fromEntries([...cpu].map(([name, samples]) => [name, summary(samples.slice(effort.warmups))])) };
}

/** How long a contender is warmed up at most. */
const WARM_MS = 1_000;

/** Has the compiler through with every contender before any is measured: it works beside them, when it gets a processor. */
async function warm(contenders, calls) {
  for (const { caller } of contenders) {
    const began = performance.now();
    for (let made = 0; made < calls && performance.now() - began < WARM_MS; made += 1_000) await timeCallers(caller, 100, 1_000);
  }
}

/** The median of the ratios of each round: what disturbs the machine meets both of a round. */
export function middleRatio(ours, others) {
  return ratio(summary(ours.map((figure, round) => figure / others[round])).median, 1);
}

function bestOf({ ours, ...rivals }) {
  return Object.keys(rivals).reduce((one, other) => (rivals[other].median < rivals[one].median ? other : one));
}
