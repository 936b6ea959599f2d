import { ratio, toCase } from './cases.mjs';
import { collect, rounds, summary, timeCallers } from './rounds.mjs';

/**
 * Us per call of each contender, and CPU us of this process, for 1, 10, 100 and 1,000 callers at once.
 * @param {string} what one call does
 * @param {{ name: string, caller: (n: number) => Promise<number>, stop: () => unknown }[]} contenders ours among them
 * @param {{ calls: number, bare: string, warmups: number, rounds: number, budgetMs?: number }} effort `calls` of one round;
 *   `bare` is what ours is built upon: ours may cost 3 % more
 */
export async function measureCallers(what, contenders, { calls, bare, ...effort }) {
  collect();
  const cases = [];
  try {
    for (const callers of [1, 10, 100, 1_000]) {
      process.stderr.write(`  ${callers} callers\n`);
      const each = Math.max(calls, callers);
      // Later cases find everything warm.
      const warmups = cases.length === 0 ? effort.warmups : 0;
      const cpu = new Map(contenders.map(({ name }) => [name, []]));
      const runs = contenders.map(({ name, caller }) => ({
        name,
        run: async () => {
          const before = process.cpuUsage();
          const us = (await timeCallers(caller, callers, each)) / 1_000;
          const { user, system } = process.cpuUsage(before);
          cpu.get(name).push((user + system) / each);
          return us;
        },
      }));
      const figures = await rounds(runs, { ...effort, warmups });
      const spent = Object.fromEntries([...cpu].map(([name, samples]) => [name, summary(samples.slice(warmups))]));
      const who = callers === 1 ? '1 caller' : `${callers} callers`;
      const line = (name, unit, of) => {
        const ratioToBare = middleRatio(of.ours.figures, of[bare].figures);
        cases.push(toCase(name, unit, of, { ratioToBare: 1.03 }, { callers, ratioToBare }));
      };
      line(`${what}, ${who}`, 'us per call', figures);
      line(`${what}, ${who}, CPU of this process`, 'CPU us per call', spent);
    }
  } finally {
    for (const { stop } of contenders) await stop();
  }
  return cases;
}

/** How long a contender is warmed up at most. */
const WARM_MS = 1_000;

/** Has the compiler through with every contender before any is measured: it works beside them, when it gets a processor. */
export async function warm(contenders, calls) {
  for (const { caller } of contenders) {
    const began = performance.now();
    for (let made = 0; made < calls && performance.now() - began < WARM_MS; made += 1_000) await timeCallers(caller, 100, 1_000);
  }
}

/** The median of the ratios of each round: what disturbs the machine meets both of a round. */
export function middleRatio(ours, others) {
  return ratio(summary(ours.map((figure, round) => figure / others[round])).median, 1);
}
