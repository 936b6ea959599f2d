import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { requireServers } from '../test-servers/src/index.js';
import { isAlive } from '../test-servers/src/processes.js';
import { RUN_FOLDER } from '../test-servers/src/run-folder.js';

const root = join(import.meta.dirname, '..');
const arguments_ = [
  join(root, 'node_modules/vitest/vitest.mjs'),
  ...['run', '--config', join(import.meta.dirname, 'end-of-run/vitest.config.ts')],
  `--reporter=${join(import.meta.dirname, 'reporter.ts')}`,
];

interface Outcome {
  code: number;
  lines: string[];
}

/** Runs some of the cases in a run of their own, with our reporter alone. */
function runCases(...names: string[]): Promise<Outcome> {
  const { [RUN_FOLDER]: _, VITEST: __, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, [...arguments_, ...names], { cwd: root, env }, (error, stdout) => {
      resolve({ code: Number(error?.code ?? 0), lines: stdout.trimEnd().split('\n') });
    });
  });
}

describe('the end of a test run', () => {
  it.skipIf(!requireServers('redis'))('names the real servers, and counts alone on the last line', async () => {
    const { code, lines } = await runCases('passes');
    assert.equal(code, 0);
    assert.equal(lines.at(-1), '1 passed, 0 failed');
    assert.equal(lines.at(-2), '');
    assert.match(lines.at(-3) ?? '', /^ {2}Redis \d+\.\d+\.\d+$/);
    assert.equal(lines.at(-4), 'Real servers:');
  });

  it('says why tests were skipped, and fails when none ran', async () => {
    const { code, lines } = await runCases('skips');
    assert.equal(code, 1);
    assert.ok(lines.includes('skipped 1 in test/end-of-run/skips.case.ts: the moon is full'));
    assert.ok(lines.includes('skipped 1 in test/end-of-run/skips.case.ts: no reason given'));
    assert.ok(lines.includes('FAILED: no test ran'));
    assert.equal(lines.at(-1), '0 passed, 0 failed, 2 skipped');
  });

  it.skipIf(!requireServers('redis'))('fails over what was left behind, and removes it', async () => {
    const { code, lines } = await runCases('leaves');
    const left = lines.filter((line) => line.startsWith('FAILED: left behind'));
    assert.equal(code, 1);
    assert.equal(left.length, 2);
    const pid = Number(/process (\d+), sleep 300/.exec(left[0] ?? '')?.[1]);
    const folder = /folder (.+\/outpool-[^/]+)\/servers\/redis-/.exec(left[1] ?? '')?.[1];
    assert.deepEqual([isAlive(pid), existsSync(String(folder))], [false, false]);
    assert.equal(lines.at(-1), '1 passed, 0 failed');
  });

  it('fails over a rejection that nobody handles, though every test passes', async () => {
    const { code, lines } = await runCases('rejects');
    assert.equal(code, 1);
    assert.ok(lines.some((line) => /^FAILED: \d unhandled errors?$/.test(line)));
    assert.equal(lines.at(-1), '1 passed, 0 failed');
  });

  it('counts a file that does not load as one failure', async () => {
    const { code, lines } = await runCases('fails', 'breaks', 'rejects');
    assert.equal(code, 1);
    assert.equal(lines.at(-1), '1 passed, 2 failed');
  });
});
