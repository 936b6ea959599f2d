import { relative } from 'node:path';
import type { Reporter, SerializedError, TestCase, TestModule, TestRunEndReason } from 'vitest/node';
import { endRun, runFolder, skipReason, usedServers } from '../test-servers/src/run-folder.js';

/**
 * What `npm test` says at the end: why tests were skipped, which real servers ran, what was left behind, and alone on
 * the last line how many tests passed and failed.
 */
export default class EndOfRun implements Reporter {
  #modules: readonly TestModule[] = [];
  #errors = 0;
  #ended = false;

  onInit(): void {
    // Not when the run ends: only at the exit have the workers ended, and with them all that they had started. And
    // before the run folder asks to be told of the exit, since it removes itself then.
    process.once('exit', () => this.#report());
    // Here, in the process that all workers come from, so that they share it.
    runFolder();
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[], reason: TestRunEndReason): void {
    this.#modules = modules;
    this.#errors = unhandled.length;
    this.#ended = reason !== 'interrupted';
  }

  #report(): void {
    const tests = this.#modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    // A file that fails as a whole, while it is loaded say, fails once, whatever tests it may hold.
    const broken = this.#modules.filter((module) => module.errors().length > 0).length;
    const passed = count('passed');
    const failed = count('failed') + broken;
    const skipped = tests.length - passed - count('failed');

    for (const line of skips(tests)) console.log(line);
    for (const test of tests) {
      const { flaky, retryCount } = test.diagnostic() ?? {};
      if (flaky) console.log(`passed at try ${(retryCount ?? 0) + 1}: ${relative(process.cwd(), test.module.moduleId)}: ${test.name}`);
    }
    const servers = usedServers();
    console.log(`\nReal servers:${servers.length === 0 ? ' none' : ''}`);
    for (const server of servers) console.log(`  ${server}`);

    const problems = endRun().map((left) => `left behind: ${left}`);
    if (this.#errors > 0) problems.push(`${this.#errors} unhandled error${this.#errors === 1 ? '' : 's'}`);
    if (passed + failed === 0) problems.push('no test ran');
    if (!this.#ended) problems.push('the run was cut short');
    for (const problem of problems) console.log(`FAILED: ${problem}`);

    if (problems.length + failed > 0 && (process.exitCode ?? 0) === 0) process.exitCode = 1;
    console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  }
}

/** One line for each file and reason. */
function skips(tests: readonly TestCase[]): string[] {
  const reasons = new Map<string, number>();
  for (const test of tests) {
    const result = test.result();
    if (result.state !== 'skipped') continue;
    const named = /\(skipped: (.+)\)$/.exec(test.name)?.[1]; // as the common cases of backends say it
    const reason = named ?? result.note ?? skipReason(test.module.moduleId) ?? 'no reason given';
    const line = `${relative(process.cwd(), test.module.moduleId)}: ${reason}`;
    reasons.set(line, (reasons.get(line) ?? 0) + 1);
  }
  return [...reasons].map(([line, count]) => `skipped ${count} in ${line}`);
}
