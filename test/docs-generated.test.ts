import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

it('the tables in docs/ are those of the built packages', async () => {
  const generate = resolve(import.meta.dirname, '../docs/generate.mjs');
  const { stdout, stderr } = await run(process.execPath, [generate, '--check']);
  expect(stdout + stderr).toBe('');
});
