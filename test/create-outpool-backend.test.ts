import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'outpool create '));
/** What a new backend is given, and the command that makes it, as they would come from the registry. */
const names = ['contract', 'strategies', 'config', 'core', 'testkit', 'create-outpool-backend'];
const tarballs = new Map<string, string>();

beforeAll(async () => {
  for (const name of names) {
    const { stdout } = await run('pnpm', ['pack', '--json', '--pack-destination', folder], { cwd: join(root, 'packages', name) });
    tarballs.set(name, (JSON.parse(stdout) as { filename: string }).filename);
  }
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const install = (cwd: string, ...packages: string[]): Promise<unknown> =>
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error', ...packages], {
    cwd,
  });

test('a new package builds and passes its tests, untouched', { timeout: 300_000 }, async () => {
  const workplace = mkdtempSync(join(folder, 'try-'));
  const command = join(workplace, 'command');
  mkdirSync(command);
  writeFileSync(join(command, 'package.json'), '{ "private": true }');
  await install(command, tarballs.get('create-outpool-backend') as string);
  expect(readdirSync(join(command, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['create-outpool-backend']);

  const place = join(workplace, 'outpool-backend-my-lines');
  const made = await run(join(command, 'node_modules/.bin/create-outpool-backend'), [place, '--yes']);
  expect(made.stdout).toContain('MyLinesBackend');
  const before = readFileSync(join(place, 'package.json'), 'utf8');
  await install(place, ...names.slice(0, 5).map((name) => tarballs.get(name) as string));
  await run('npm', ['run', 'build'], { cwd: place });
  expect(readdirSync(join(place, 'dist'))).toEqual(expect.arrayContaining(['index.js', 'index.d.ts']));

  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  const tests = await run('npm', ['test'], { cwd: place, env, maxBuffer: 2 ** 24 }).catch((error: { stdout: string }) => error);
  const count = (what: string): number => Number(new RegExp(`^\\S+ ${what} (\\d+)$`, 'm').exec(tests.stdout)?.[1]);
  console.log(`the tests of a new package: ${count('pass')} passed, ${count('fail')} failed, ${count('skipped')} skipped`);
  expect(count('fail'), tests.stdout).toBe(0);
  expect(count('pass')).toBeGreaterThan(25);
  // It has no login and no secret; nothing else is left out.
  const reasons = [...tests.stdout.matchAll(/\(skipped: (.*?)\)/g)].map(([, reason]) => reason);
  expect(new Set(reasons)).toEqual(new Set(['the protocol has no login', 'the options have none']));
  expect(readFileSync(join(place, 'package.json'), 'utf8')).toBe(before);

  const packed = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: place });
  const [{ files }] = JSON.parse(packed.stdout) as [{ files: { path: string }[] }];
  const paths = files.map((file) => file.path);
  expect(paths).toEqual(
    expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts', 'src/index.ts', 'package.json']),
  );
  expect(paths.filter((path) => path.startsWith('test') || path.startsWith('out'))).toEqual([]);
});
