import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const root = resolve(import.meta.dirname, '../..');
const core = join(root, 'packages/core');

type Kind = 'legacy' | 'standard';
let folder: string;

/** A compiler makes `program.js` of `program.ts` in the folder. */
const compilers: Record<string, (kind: Kind) => Promise<void>> = {
  async tsc(kind) {
    await run(join(root, 'node_modules/.bin/tsc'), ['-p', join(folder, kind)]);
  },
  async esbuild(kind) {
    const { transform } = require('esbuild') as { transform(code: string, options: object): Promise<{ code: string }> };
    const options = { loader: 'ts', format: 'esm', target: 'es2022', tsconfigRaw: tsconfigOf(kind) };
    await compileWith(kind, (code) => transform(code, options));
  },
  async swc(kind) {
    const { transform } = require('@swc/core') as { transform(code: string, options: object): Promise<{ code: string }> };
    const decorators = kind === 'legacy' ? { legacyDecorator: true } : { decoratorVersion: '2022-03' };
    const jsc = { parser: { syntax: 'typescript', decorators: true }, transform: decorators, target: 'es2022' };
    await compileWith(kind, (code) => transform(code, { jsc, module: { type: 'es6' }, swcrc: false }));
  },
};

const tsconfigOf = (kind: Kind) => ({
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    ...(kind === 'legacy' && { experimentalDecorators: true }),
  },
  files: ['program.ts'],
});

async function compileWith(kind: Kind, compile: (code: string) => Promise<{ code: string }>): Promise<void> {
  const { code } = await compile(await readFile(join(folder, kind, 'program.ts'), 'utf8'));
  await writeFile(join(folder, kind, 'program.js'), code);
}

beforeAll(async () => {
  if (!existsSync(join(core, 'dist/index.js'))) throw new Error('packages/core/dist is not there: run `pnpm build` first');
  folder = await mkdtemp(join(tmpdir(), 'outpool-decorators-'));
  await mkdir(join(folder, 'node_modules/@outpool'), { recursive: true });
  for (const name of ['contract', 'core']) await symlink(join(root, 'packages', name), join(folder, 'node_modules/@outpool', name));
  await symlink(join(core, 'node_modules/tsyringe'), join(folder, 'node_modules/tsyringe'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  for (const kind of ['legacy', 'standard'] as const) {
    await mkdir(join(folder, kind));
    await copyFile(join(import.meta.dirname, `${kind}-program.ts`), join(folder, kind, 'program.ts'));
    await writeFile(join(folder, kind, 'tsconfig.json'), JSON.stringify(tsconfigOf(kind)));
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(['legacy', 'standard'] as const)('a backend with %s decorators', (kind) => {
  it.each(Object.keys(compilers))('runs when compiled by %s', async (name) => {
    await rm(join(folder, kind, 'program.js'), { force: true });
    await compilers[name]?.(kind);
    const { stdout, stderr } = await run(process.execPath, [join(folder, kind, 'program.js')]);
    expect(stdout + stderr).toBe('hello, pool at number\n');
  });

  it('runs under tsx', async () => {
    const { stdout, stderr } = await run(process.execPath, [require.resolve('tsx/cli'), 'program.ts'], { cwd: join(folder, kind) });
    expect(stdout + stderr).toBe('hello, pool at number\n');
  });
});
