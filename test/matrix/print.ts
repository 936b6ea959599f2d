// pnpm test:matrix [--json | --out FOLDER] [FILE ...]
//   Runs the kit's cases for every backend of ours, one file after the other, and prints the matrix backend by case as
//   Markdown; with --json as JSON; with --out both, into FOLDER. FILE names other test files than packages/backend-*.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { backendCaseNames } from '@outpool/testkit';
import { type Outcome, markdown, matrixOf } from './matrix.js';

const root = resolve(import.meta.dirname, '../..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, out: { type: 'string' } },
});
const files = positionals.length > 0 ? positionals : globSync('packages/backend-*/test/contract*.test.ts', { cwd: root }).sort();

const folder = mkdtempSync(join(tmpdir(), 'outpool-matrix-'));
const results = join(folder, 'outcomes.json');
let outcomes: readonly Outcome[] = [];
try {
  const options = ['--fsModuleCache=false', '--no-file-parallelism', '--reporter=./test/matrix/reporter.ts'];
  const env = { ...process.env, OUTPOOL_MATRIX: results, NODE_OPTIONS: '' };
  spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...options, ...files], {
    cwd: root,
    env,
    stdio: ['ignore', 2, 2],
  });
  if (existsSync(results)) outcomes = JSON.parse(readFileSync(results, 'utf8')) as Outcome[];
} finally {
  rmSync(folder, { recursive: true });
}

const matrix = matrixOf(outcomes, backendCaseNames);
const json = JSON.stringify(matrix, undefined, 2);
if (values.out !== undefined) {
  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, 'matrix.json'), `${json}\n`);
  writeFileSync(join(values.out, 'matrix.md'), `${markdown(matrix)}\n`);
}
console.log(values.json ? json : markdown(matrix));
if (matrix.counts.failed > 0 || matrix.counts.ok === 0) process.exitCode = 1;
