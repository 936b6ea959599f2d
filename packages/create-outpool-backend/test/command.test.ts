import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../src/command.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outpool-create-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command; the answers are typed one by one, each when a question has been asked. */
async function run(args: readonly string[], answers?: readonly string[]) {
  const stdin = Object.assign(new PassThrough(), { isTTY: answers !== undefined });
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const left = [...(answers ?? [])];
  const shown: string[] = [];
  stdout.on('data', (data: Buffer) => {
    shown.push(data.toString());
    if (!data.toString().endsWith(': ')) return;
    const answer = left.shift();
    if (answer === undefined) stdin.end();
    else stdin.write(`${answer}\n`);
  });
  const said = text(stderr);
  const code = await runCommand(args, { stdin, stdout, stderr });
  stderr.end();
  return { code, out: shown.join(''), err: await said };
}

const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');
const filesIn = (place: string): string[] =>
  readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name).slice(place.length + 1))
    .sort();

describe('npm create outpool-backend', () => {
  it('makes a package for a type, named all the way through', async () => {
    const place = join(folder, 'mine');
    const { code, out, err } = await run([place, '--type', 'my_queue', '--port', '4222', '--author', 'Ada', '--name', '@ada/queue']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('MyQueueBackend');
    expect(filesIn(place)).toEqual([
      '.github/workflows/ci.yml',
      '.gitignore',
      'LICENSE',
      'README.md',
      'package.json',
      'src/index.ts',
      'src/my-queue-backend.ts',
      'src/my-queue-connection.ts',
      'src/my-queue-options.ts',
      'test/contract.test.ts',
      'test/my-queue-options.test.ts',
      'test/my-queue-server.ts',
      'test/pool.test.ts',
      'test/server-process.ts',
      'test/server.ts',
      'tsconfig.build.json',
      'tsconfig.json',
    ]);
    const all = filesIn(place).map((file) => read('mine', file));
    expect(all.join('\n')).not.toMatch(/sample|\{\{\w|7070/i);
    expect(read('mine', 'src', 'my-queue-backend.ts')).toContain("@backend({ type: 'my_queue' })");
    expect(read('mine', 'src', 'my-queue-backend.ts')).toContain("from './my-queue-options.js'");
    expect(read('mine', 'src', 'my-queue-options.ts')).toContain('default(4222)');
    expect(read('mine', 'LICENSE')).toMatch(/Copyright \(c\) \d{4} Ada/);
    expect(JSON.parse(read('mine', 'package.json'))).toMatchObject({ name: '@ada/queue', author: 'Ada', license: 'MIT' });
  });

  it('asks for what is not given, and asks again for what cannot be used', async () => {
    const { code, out, err } = await run([join(folder, 'outpool-backend-line')], ['', '', '70000', '11211', '']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('in a config (line): ');
    expect(out).toContain('70000');
    expect(JSON.parse(read('outpool-backend-line', 'package.json'))).toMatchObject({ name: 'outpool-backend-line' });
    expect(read('outpool-backend-line', 'src', 'line-options.ts')).toContain('default(11211)');
  });

  it('makes nothing when the questions are not answered', async () => {
    const { code, err } = await run([join(folder, 'a')], ['']);
    expect(code).toBe(1);
    expect(err).toContain('nothing was made');
    expect(existsSync(join(folder, 'a'))).toBe(false);
  });

  it('asks nothing without a terminal, and takes the type from the folder', async () => {
    expect(await run([join(folder, 'memcached-backend')])).toMatchObject({ code: 0, err: '' });
    expect(read('memcached-backend', 'src', 'index.ts')).toContain('MemcachedBackend');
  });

  it('refuses a folder that is not empty, says what is in it, and leaves it alone', async () => {
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    const { code, err } = await run([folder, '--type', 'line', '--yes']);
    expect(code).toBe(1);
    expect(err).toContain('is not empty (notes.txt)');
    expect(readdirSync(folder)).toEqual(['notes.txt']);
  });

  it('takes an empty folder, and one that has nothing but a .git', async () => {
    mkdirSync(join(folder, '.git'));
    expect(await run([folder, '--type', 'line', '--yes'])).toMatchObject({ code: 0, err: '' });
    expect(readdirSync(folder)).toContain('package.json');
  });

  it('refuses a file in the place of the folder', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { code, err } = await run([join(folder, 'file'), '--type', 'line', '--yes']);
    expect(code).toBe(1);
    expect(err).toContain('is a file');
  });

  it.each([
    [['--type', 'My-Queue'], 'the type "My-Queue" cannot be used'],
    [['--type', '9lives'], 'the type "9lives" cannot be used'],
    [['--type', 'line', '--name', 'Not A Name'], 'the package name "Not A Name" cannot be used'],
    [['--type', 'line', '--port', '0'], 'the port "0" cannot be used'],
    [['--type', 'line', '--port', '1e3'], 'the port "1e3" cannot be used'],
    [['--tpye', 'line'], "Unknown option '--tpye'"],
    [['one', 'two'], 'one folder is expected, not 2'],
    [['--yes'], 'which kind of connection is it? Give --type'],
  ])('refuses %j with what is wrong, and exit code 2', async (args, message) => {
    const { code, out, err } = await run(args);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('shows its options and its version', async () => {
    expect((await run(['--help'])).out).toContain('--type WORD');
    expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
