import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const folder = resolve(import.meta.dirname, 'runners');
const require = createRequire(import.meta.url);

/** What one runner says of the suite in `runners/suite.mjs`. */
interface Report {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
  /** Everything, for the message of a failure. */
  readonly output: string;
}

const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|JEST|NODE_ENV|NODE_OPTIONS|TEST$)/.test(name)));

/** The output of a runner, in a process of its own, on the packages as they are published: built. */
function run(...args: string[]): Promise<string> {
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: folder, env: clean, maxBuffer: 2 ** 26 }, (_, stdout, stderr) => done(stdout || stderr));
  });
}

const bin = (name: string, path: string): string => join(dirname(require.resolve(`${name}/package.json`)), path);

const runners: Readonly<Record<string, () => Promise<Report>>> = {
  vitest: async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'outpool-runners-')), 'report.json');
    const options = ['--root', '.', '--config', 'vitest.config.mjs', '--reporter=json', `--outputFile=${file}`, '--testTimeout=30000'];
    try {
      const output = await run(bin('vitest', 'vitest.mjs'), 'run', ...options);
      return jestLike(existsSync(file) ? readFileSync(file, 'utf8') : output);
    } finally {
      rmSync(dirname(file), { recursive: true });
    }
  },
  'node:test': async () => {
    const output = await run('--test', '--test-reporter=tap', 'node-test.case.mjs');
    const count = (word: string): number => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(output)?.[1]);
    const skipped = [...output.matchAll(/^ *ok \d+ - (.*?) # SKIP/gm)].map(([, name]) => name as string);
    return { passed: count('pass'), failed: count('fail'), skipped, output };
  },
  mocha: async () => {
    const output = await run(bin('mocha', 'bin/mocha.js'), '--reporter=json', '--timeout=30000', 'mocha.case.mjs');
    const { stats, pending } = JSON.parse(output) as {
      stats: { passes: number; failures: number };
      pending: readonly { title: string }[];
    };
    return { passed: stats.passes, failed: stats.failures, skipped: pending.map(({ title }) => title), output };
  },
  jest: async () => {
    const config = JSON.stringify({ rootDir: folder, testMatch: ['<rootDir>/jest.case.mjs'], transform: {}, testTimeout: 30_000 });
    // Jest reads ES modules so alone.
    return jestLike(await run('--experimental-vm-modules', '--no-warnings', bin('jest', 'bin/jest.js'), '--json', '--config', config));
  },
};

/** Vitest writes the JSON of jest. */
function jestLike(output: string): Report {
  if (!output.startsWith('{')) throw new Error(output);
  const report = JSON.parse(output) as {
    numPassedTests: number;
    numFailedTests: number;
    testResults: readonly { message: string; assertionResults: readonly { title: string; status: string }[] }[];
  };
  const cases = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const skipped = cases.filter(({ status }) => status === 'pending' || status === 'skipped').map(({ title }) => title);
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped, output };
}

test('the same suite runs under vitest, node:test, mocha and jest, case for case', { timeout: 240_000 }, async () => {
  const reports: [name: string, report: Report][] = [];
  // One after the other: the cases count what the process holds, and the machine may be small.
  for (const [name, report] of Object.entries(runners)) reports.push([name, await report()]);
  console.log(reports.map(([name, { passed, skipped }]) => `${name}: ${passed} cases passed, ${skipped.length} skipped`).join('\n'));

  const [, first] = reports[0] as [string, Report];
  expect(first.passed).toBeGreaterThan(40);
  expect(first.skipped).toContain('keeps its connection through a call that fails by itself (skipped: this server refuses nothing)');
  for (const [name, report] of reports) {
    expect(report.failed, `${name}\n${report.output}`).toBe(0);
    expect([name, report.passed, [...report.skipped].sort()]).toEqual([name, first.passed, [...first.skipped].sort()]);
  }
});

test('the kit knows no runner: it depends on none and imports none', async () => {
  const manifest = require('../packages/testkit/package.json') as Record<string, Record<string, string>>;
  expect(manifest.dependencies).toBeUndefined();
  expect(Object.keys(manifest.peerDependencies ?? {}).sort()).toEqual(['@outpool/contract', '@outpool/core', 'fast-check']);
  const imported = await run('--input-type=module', '--eval', `await import('@outpool/testkit'); console.log('loaded')`);
  expect(imported.trim()).toBe('loaded');
});
