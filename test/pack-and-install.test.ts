import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..');
const bin = (name: string): string => join(root, 'node_modules/.bin', name);
const names = readdirSync(join(root, 'packages'));
/** What the tarball of a package is called, up to its version: npm leaves out the @ of a scope. */
const stem = (name: string): string => (name.startsWith('create-') ? name : `outpool-${name}`);
const folder = mkdtempSync(join(tmpdir(), 'outpool-pack-'));
const tarballs = new Map<string, string>();

beforeAll(async () => {
  for (const name of names) {
    await run('pnpm', ['pack', '--pack-destination', folder], { cwd: join(root, 'packages', name) });
    const file = readdirSync(folder).find((one) => one.startsWith(`${stem(name)}-`) && one.endsWith('.tgz'));
    if (file !== undefined) tarballs.set(name, join(folder, file));
  }
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An empty project with these packages from their tarballs, installed by plain npm. */
async function project(name: string, packages: readonly string[]): Promise<string> {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }));
  const files = packages.map((one) => tarballs.get(one) as string);
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error', ...files], {
    cwd: path,
  });
  return path;
}

test('every package is packed with its sources, its types and nothing of its tests', async () => {
  expect([...tarballs.keys()].sort()).toEqual([...names].sort());
  for (const tarball of tarballs.values()) {
    const { stdout } = await run('tar', ['-tzf', tarball]);
    expect(stdout).toContain('package/dist/index.js');
    expect(stdout).toContain('package/dist/index.d.ts');
    expect(stdout).toContain('package/README.md');
    expect(stdout).toContain('package/LICENSE');
    // What create-outpool-backend copies has tests; they are what it is for.
    expect(stdout.replaceAll(/^package\/template\/.*$/gm, '')).not.toMatch(/\.test\.|tsbuildinfo/);
  }
});

test.for(names)('publint finds nothing in %s', async (name) => {
  const { stdout } = await run(bin('publint'), ['run', tarballs.get(name) as string, '--strict']);
  expect(stdout).toContain('All good!');
});

test.for(names)('the types of %s resolve for every kind of importer that ES modules allow', { timeout: 60_000 }, async (name) => {
  await run(bin('attw'), [tarballs.get(name) as string, '--profile', 'esm-only', '--no-emoji']);
});

test('core and the redis backend install no other client library, have types, and run', { timeout: 120_000 }, async () => {
  const path = await project('redis-only', ['contract', 'config', 'core', 'backend-redis']);
  const installed = readdirSync(join(path, 'node_modules'));
  expect(installed).toContain('ioredis');
  for (const stranger of ['pg', 'mysql2', 'undici', 'piscina', 'odbc', 'amqplib', 'ldapts', 'cassandra-driver'])
    expect(installed).not.toContain(stranger);
  expect(existsSync(join(path, 'node_modules/@outpool/core/node_modules'))).toBe(false);

  writeFileSync(
    join(path, 'main.ts'),
    `import { createOutgoingPools, defineConfig, isPoolError } from '@outpool/core';
import { RedisBackend } from '@outpool/backend-redis';

const config = defineConfig({ outgoingPools: [{ type: 'redis', pool: { start: 'lazy', callTimeoutMs: 300 }, connection: { port: 1 } }] });
await using pools = await createOutgoingPools(config, { backends: [RedisBackend] }).start();
const reply: Promise<string | null> = pools.get('redis').call((redis) => redis.client.get('k'));
await reply.catch((error: unknown) => console.log(isPoolError(error) ? error.code : error));
// @ts-expect-error there is no such option
defineConfig({ outgoingPools: [{ type: 'redis', connection: { prot: 1 } }] });
`,
  );
  const options = {
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2024', 'esnext.disposable'],
    strict: true,
    outDir: 'out',
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  };
  writeFileSync(join(path, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['main.ts'] }));
  await run(bin('tsc'), ['-p', path]);
  const { stdout } = await run('node', ['out/main.js'], { cwd: path });
  expect(stdout.trim()).toBe('POOL_DOWN');
});

test('a config that names a type whose package is absent says which package to install', { timeout: 120_000 }, async () => {
  const path = await project('generic-only', ['contract', 'config', 'core', 'backend-generic']);
  writeFileSync(
    join(path, 'main.mjs'),
    `import { createOutgoingPools } from '@outpool/core';
import { GenericBackend } from '@outpool/backend-generic';
try {
  createOutgoingPools({ outgoingPools: [{ type: 'redis' }] }, { backends: [GenericBackend] });
} catch (error) {
  console.log(error.message);
}
await using pools = await createOutgoingPools({ outgoingPools: [{ type: 'generic', connection: { run: (n) => n + 1 } }] }, { backends: [GenericBackend] }).start();
console.log(await pools.get('generic').call((worker) => worker.run(41)));
`,
  );
  const { stdout } = await run('node', ['main.mjs'], { cwd: path });
  expect(stdout).toContain('@outpool/backend-redis');
  expect(stdout.trim().endsWith('42')).toBe(true);
});

test('every published package declares its licence, its Node.js floor and no side effects', () => {
  for (const name of names) {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest).toMatchObject({ license: 'Apache-2.0', sideEffects: false, type: 'module', engines: { node: '>=22.19' } });
  }
});
