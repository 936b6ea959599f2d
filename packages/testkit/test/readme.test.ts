import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, it } from 'vitest';

const here = new URL('..', import.meta.url);

/** What a plain program prints. It sees the packages as an application does, from their sources. */
async function run(code: string): Promise<string> {
  const conditions = ['--conditions=@outpool/source', '--import=tsx', '--input-type=module'];
  const { stdout } = await promisify(execFile)(process.execPath, [...conditions, '--eval', code], { cwd: here });
  return stdout;
}

describe('the README', async () => {
  const text = await readFile(new URL('README.md', here), 'utf8');
  const [suite = '', scripted = ''] = [...text.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);

  it('proves a backend in ten lines', async () => {
    const report = await run(suite);
    assert.match(report, /backend counters/);
    assert.match(report, /connects and serves/);
    assert.match(report, /fail 0/);
  });

  it('runs a pool without a server and without waiting', async () => {
    assert.equal(await run(scripted), '1 2\n');
  });
});
