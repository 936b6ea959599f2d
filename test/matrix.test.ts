import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { type Matrix, markdown, matrixOf, type Outcome } from './matrix/matrix.js';

const root = resolve(import.meta.dirname, '..');

test('every backend of ours runs the cases of the kit', () => {
  const without = readdirSync(join(root, 'packages'))
    .filter((name) => name.startsWith('backend-'))
    .filter((name) => {
      const files = globSync(join(root, 'packages', name, 'test/contract*.test.ts'));
      return !files.some((file) => readFileSync(file, 'utf8').includes('testBackend<'));
    });
  expect(without).toEqual([]);
});

test('the matrix shows what passed, what failed and why, and each reason once', () => {
  const outcomes: Outcome[] = [
    { backend: 'b', case: 'serves', state: 'ok' },
    { backend: 'b', case: 'pings', state: 'skipped', reason: 'needs ping' },
    { backend: 'a', case: 'serves', state: 'failed', reason: 'left behind:\n  1 Timeout' },
    { backend: 'a', case: 'pings', state: 'skipped', reason: 'needs ping' },
    { backend: 'a', case: 'survives', state: 'ok' },
  ];
  const matrix = matrixOf(outcomes, ['serves', 'pings', 'survives']);
  expect(matrix.counts).toEqual({ ok: 2, skipped: 3, failed: 1 });
  expect(markdown(matrix).split('\n')).toEqual([
    '| case | a | b |',
    '| --- | --- | --- |',
    '| serves | failed [1] | ok |',
    '| pings | skipped [2] | skipped [2] |',
    '| survives | ok | skipped [3] |',
    '',
    '1. left behind: 1 Timeout',
    '2. needs ping',
    '3. left out: the backend has no network',
    '',
    '2 backends, 3 cases: 2 ok, 3 skipped, 1 failed.',
  ]);
});

test('pnpm test:matrix runs the cases and writes Markdown and JSON', { timeout: 120_000 }, async () => {
  const out = mkdtempSync(join(tmpdir(), 'outpool-matrix-test-'));
  try {
    const script = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts[
      'test:matrix'
    ];
    const [, ...args] = (script as string).split(' ');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...args, '--out', out, 'packages/backend-generic/test/contract.test.ts'],
      {
        cwd: root,
      },
    );
    expect(stdout).toMatch(/^\| case \| generic, in process \| generic, on threads \|\n/);
    expect(stdout).toMatch(/\| connects and serves \| ok \| ok \|\n/);
    expect(stdout).toMatch(/^\d+\. a function in this process does not die$/m);
    expect(readFileSync(join(out, 'matrix.md'), 'utf8')).toBe(stdout);
    const matrix = JSON.parse(readFileSync(join(out, 'matrix.json'), 'utf8')) as Matrix;
    expect(matrix.backends).toEqual(['generic, in process', 'generic, on threads']);
    expect(matrix.counts.failed).toBe(0);
    expect(matrix.cases.find(({ name }) => name === 'answers a ping')?.outcomes[1]).toEqual({
      state: 'skipped',
      reason: 'a thread that ends says so',
    });
  } finally {
    rmSync(out, { recursive: true });
  }
});
