import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

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

interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
}
const manifestOf = (name: string): Manifest => JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as Manifest;

/** The version of a package that this workspace has chosen. */
function catalog(name: string): string {
  const [, version] = new RegExp(`^  "?${name}"?: (.*)$`, 'm').exec(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')) ?? [];
  if (version === undefined) throw new Error(`the catalog has no ${name}`);
  return version;
}

/** An empty project with these packages from their tarballs, and others of the registry, installed by plain npm. */
async function project(name: string, packages: readonly string[], others: readonly string[] = []): Promise<string> {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }));
  const files = packages.map((one) => tarballs.get(one) as string);
  await run(
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error', ...files, ...others],
    {
      cwd: path,
    },
  );
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
  const path = await project('redis-only', ['contract', 'strategies', 'config', 'core', 'backend-redis']);
  const installed = readdirSync(join(path, 'node_modules'));
  expect(installed).toContain('ioredis');
  for (const stranger of ['pg', 'mysql2', 'undici', 'piscina', 'odbc', 'amqplib', 'ldapts', 'ldapjs', 'cassandra-driver'])
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

/** A package manager: what it needs beside the manifest, how it installs, and how it runs a program then. */
interface PackageManager {
  readonly files: (tarballs: Readonly<Record<string, string>>) => Record<string, string>;
  readonly install: readonly string[];
  readonly run: readonly string[];
  readonly lockfile: string;
  /** Packages in the lockfile: `name@version`. */
  readonly locked: RegExp;
}

const yaml = (entries: Readonly<Record<string, string>>): string =>
  Object.entries(entries)
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}\n`)
    .join('');

const managers: Readonly<Record<string, PackageManager>> = {
  npm: {
    files: (overrides) => ({ overrides: JSON.stringify(overrides) }),
    install: ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error'],
    run: ['node'],
    lockfile: 'package-lock.json',
    locked: /^ {4}"(?:.*node_modules\/)((?:@[^/"]+\/)?[^/"]+)": \{/gm,
  },
  pnpm: {
    files: (overrides) => ({ 'pnpm-workspace.yaml': `packages: []\nminimumReleaseAge: 0\noverrides:\n${yaml(overrides)}` }),
    install: ['pnpm', 'install', '--prefer-offline', '--ignore-scripts', '--no-frozen-lockfile'],
    run: ['node'],
    lockfile: 'pnpm-lock.yaml',
    locked: /^ {2}'?((?:@[^/]+\/)?[^@'\n]+)@.*:$/gm,
  },
  yarn: {
    files: (overrides) => ({
      resolutions: JSON.stringify(overrides),
      '.yarnrc.yml':
        'nodeLinker: pnp\nenableTelemetry: false\nenableScripts: false\nenableImmutableInstalls: false\nnpmMinimalAgeGate: 0\n',
      'yarn.lock': '',
    }),
    install: ['yarn', 'install'],
    run: ['yarn', 'node'],
    lockfile: 'yarn.lock',
    locked: /^ {2}resolution: "((?:@[^/]+\/)?[^@]+)@/gm,
  },
};

/** Backends, what an application adds for them, and a config of theirs. */
const sets = [
  {
    backends: ['redis'],
    adds: [],
    config: ['config.json', '{ "outgoing_pools": [["redis", "global", "default", { "start": "lazy" }, {}]] }'],
  },
  {
    backends: ['http', 'rdbms'],
    adds: ['pg', 'toml-eslint-parser'],
    config: [
      'config.toml',
      `[[outgoing_pools]]
type = "rdbms"
pool.start = "lazy"
connection = { driver = "pgsql", database = "app", username = "app" }
[[outgoing_pools]]
type = "http"
pool.start = "lazy"
`,
    ],
  },
  {
    backends: ['rabbit', 'elastic'],
    adds: ['yaml'],
    config: ['config.yaml', 'outgoing_pools:\n  - { type: rabbit, pool: { start: lazy } }\n  - { type: elastic, pool: { start: lazy } }\n'],
  },
] as const;

/** Every client library of a backend and every parser: what an application has only if it asks for it. */
const chosen = names.flatMap((name) => {
  const { dependencies, peerDependencies } = manifestOf(name);
  return Object.keys({ ...(name.startsWith('backend-') ? dependencies : {}), ...peerDependencies }).filter(
    (one) => !one.startsWith('@outpool/'),
  );
});

describe.each(Object.keys(managers))('%s', (manager) => {
  const { files, install, run: runWith, lockfile, locked } = managers[manager] as PackageManager;
  test.for(sets)(
    'installs what $backends need and nothing else, and they run',
    { timeout: 120_000 },
    async ({ backends, adds, config }) => {
      const path = join(folder, `${manager}-${backends.join('-')}`);
      rmSync(path, { recursive: true, force: true });
      mkdirSync(path);
      const ours = Object.fromEntries([...tarballs].map(([name, tarball]) => [`@outpool/${name}`, `file:${tarball}`]));
      const wanted = ['core', ...backends.map((type) => `backend-${type}`), ...(manager === 'yarn' ? ['contract'] : [])];
      const dependencies = {
        ...Object.fromEntries(wanted.map((name) => [`@outpool/${name}`, ours[`@outpool/${name}`]])),
        ...Object.fromEntries(adds.map((name) => [name, catalog(name)])),
      };
      const { overrides, resolutions, ...others } = files(ours);
      const fields = {
        ...(overrides ? { overrides: JSON.parse(overrides) } : {}),
        ...(resolutions ? { resolutions: JSON.parse(resolutions) } : {}),
      };
      const manifest = { name: 'app', private: true, type: 'module', dependencies, ...fields };
      const [configName, configText] = config;
      const classes = backends.map((type) => `${type.charAt(0).toUpperCase()}${type.slice(1)}Backend`);
      const program = `import { createOutgoingPools, loadConfig } from '@outpool/core';
${backends.map((type, index) => `import { ${classes[index]} } from '@outpool/backend-${type}';`).join('\n')}
const config = await loadConfig('${configName}');
const pools = await createOutgoingPools(config, { backends: [${classes.join(', ')}] }).start();
console.log(pools.keys().map(({ type }) => type).sort().join());
await pools.stop();
await loadConfig('other.yaml').catch((error) => console.log(error.message));
`;
      const all = {
        'package.json': JSON.stringify(manifest),
        [configName]: configText,
        'main.mjs': program,
        'other.yaml': '{}',
        ...others,
      };
      for (const [name, text] of Object.entries(all)) writeFileSync(join(path, name), text);

      const env = {
        ...process.env,
        PATH: `${join(root, 'test/node_modules/.bin')}:${process.env.PATH}`,
        YARN_GLOBAL_FOLDER: join(folder, 'yarn'),
      };
      await run(install[0] as string, install.slice(1), { cwd: path, env });
      const { stdout } = await run(runWith[0] as string, [...runWith.slice(1), 'main.mjs'], { cwd: path, env });
      const missing = adds.includes('yaml' as never) ? [] : ['to read YAML, install the package yaml: npm install yaml'];
      expect(stdout.trim().split('\n')).toEqual([backends.toSorted().join(), ...missing]);

      const installed = new Set([...readFileSync(join(path, lockfile), 'utf8').matchAll(locked)].map(([, name]) => name));
      const needed = backends.flatMap((type) => Object.keys(manifestOf(`backend-${type}`).dependencies ?? {}));
      expect([...installed]).toEqual(expect.arrayContaining([...needed, ...adds, 'zod']));
      expect([...installed].filter((name) => chosen.includes(name as string)).sort()).toEqual([...new Set([...needed, ...adds])].sort());
    },
  );
});

test('Kysely, Knex and Drizzle run on an installed rdbms backend, which brings none of them', { timeout: 120_000 }, async () => {
  const ours = ['contract', 'strategies', 'config', 'core', 'backend-rdbms'];
  const alone = readdirSync(join(await project('rdbms-only', ours), 'node_modules'));
  for (const stranger of ['pg', 'mysql2', 'odbc', 'kysely', 'knex', 'drizzle-orm']) expect(alone).not.toContain(stranger);

  const { peerDependencies = {} } = manifestOf('backend-rdbms');
  const path = await project(
    'rdbms-doors',
    ours,
    ['pg', 'mysql2', 'kysely', 'knex', 'drizzle-orm'].map((name) => `${name}@${peerDependencies[name]}`),
  );
  writeFileSync(
    join(path, 'main.mjs'),
    `import { createOutgoingPools } from '@outpool/core';
import { RdbmsBackend } from '@outpool/backend-rdbms';
import { OutpoolDialect } from '@outpool/backend-rdbms/kysely';
import { knexClient } from '@outpool/backend-rdbms/knex';
import { drizzleClient as pgsqlClient } from '@outpool/backend-rdbms/drizzle/pgsql';
import { drizzleClient as mysqlClient } from '@outpool/backend-rdbms/drizzle/mysql';
import { Kysely, sql } from 'kysely';
import createKnex from 'knex';
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres';
import { drizzle as drizzleMysql } from 'drizzle-orm/mysql2';

const login = { port: 1, database: 'app', username: 'app' };
const entry = (driver) => ({ type: 'rdbms', tag: driver, pool: { start: 'lazy', callTimeoutMs: 300 }, connection: { driver, ...login } });
await using pools = await createOutgoingPools({ outgoingPools: ['pgsql', 'mysql'].map(entry) }, { backends: [RdbmsBackend] }).start();
const [pgsql, mysql] = ['pgsql', 'mysql'].map((tag) => pools.get('rdbms', 'global', tag));
const log = { warn() {} };
for (const query of [
  () => sql\`select 1\`.execute(new Kysely({ dialect: new OutpoolDialect(pgsql, 'postgres') })),
  () => createKnex({ client: knexClient(pgsql, 'postgres'), log }).raw('select 1'),
  () => createKnex({ client: knexClient(mysql, 'mysql'), log }).raw('select 1'),
  () => drizzlePg({ client: pgsqlClient(pgsql) }).execute('select 1'),
  () => drizzleMysql({ client: mysqlClient(mysql) }).execute('select 1'),
])
  await query().then(console.log, (error) => console.log((error.code ? error : error.cause).code));
`,
  );
  const { stdout } = await run('node', ['main.mjs'], { cwd: path });
  expect(stdout.trim().split('\n')).toEqual(Array(5).fill('POOL_DOWN'));
});

test('a config that names a type whose package is absent says which package to install', { timeout: 120_000 }, async () => {
  const path = await project('generic-only', ['contract', 'strategies', 'config', 'core', 'backend-generic']);
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

test('the command outpool checks a config, and says what a file needs', { timeout: 120_000 }, async () => {
  const path = await project('checked', ['contract', 'strategies', 'config', 'core', 'cli', 'backend-redis']);
  const outpool = (...args: readonly string[]) =>
    run(join(path, 'node_modules/.bin/outpool'), args, { cwd: path }).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, text: stderr }),
    );
  writeFileSync(join(path, 'good.json'), '{ "outgoing_pools": [{ "type": "redis" }] }');
  writeFileSync(join(path, 'bad.cfg'), '{outgoing_pools, [\n {redis, global, default, [{workers, 0}], []}]}.');
  writeFileSync(join(path, 'some.toml'), '');
  expect(await outpool('check', 'good.json')).toEqual({ code: 0, text: 'good.json: no problems\n' });
  expect(await outpool('check', 'bad.cfg')).toEqual({
    code: 1,
    text: '1 problem in the config:\n  bad.cfg:2:38: outgoing_pools[0].pool.workers: expected a number >=1, found 0\n',
  });
  const { code, text } = await outpool('check', 'some.toml');
  expect([code, text]).toEqual([1, 'to read TOML, install the package toml-eslint-parser: npm install toml-eslint-parser\n']);
  const schema = await outpool('schema');
  expect(Object.keys((JSON.parse(schema.text) as { definitions: object }).definitions)).toEqual([
    'entry',
    'pool',
    'redis.pool',
    'redis.connection',
  ]);
});

test('the test kit brings its command, and neither a runner nor fast-check', { timeout: 120_000 }, async () => {
  const path = await project('testkit-only', ['contract', 'strategies', 'config', 'core', 'testkit']);
  const installed = readdirSync(join(path, 'node_modules'));
  for (const stranger of ['vitest', 'mocha', 'jest', 'fast-check', 'expect-type']) expect(installed).not.toContain(stranger);
  const { stdout } = await run('npx', ['--no-install', 'outpool-fault-proxy', '--help'], { cwd: path });
  expect(stdout).toContain('outpool-fault-proxy [options] HOST:PORT');
});

test('a backend whose client library is not installed says so, and what to install', { timeout: 120_000 }, async () => {
  const path = await project('ldap-alone', ['contract', 'strategies', 'config', 'core', 'backend-ldap']);
  for (const library of ['ldapts', 'ldapjs']) expect(readdirSync(join(path, 'node_modules'))).not.toContain(library);
  writeFileSync(
    join(path, 'main.mjs'),
    `import { createOutgoingPools } from '@outpool/core';
import { LdapBackend } from '@outpool/backend-ldap';
for (const driver of ['ldapts', 'ldapjs']) {
  const entry = { type: 'ldap', pool: { startTimeoutMs: 300 }, connection: { driver } };
  await createOutgoingPools({ outgoingPools: [entry] }, { backends: [LdapBackend] }).start().catch((error) => console.log(error.message));
}
`,
  );
  const { stdout } = await run('node', ['main.mjs'], { cwd: path });
  expect(stdout).toContain('npm install ldapts');
  expect(stdout).toContain('npm install ldapjs');
});

test('every published package declares its licence, its Node.js floor and no side effects', () => {
  for (const name of names) {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest).toMatchObject({ license: 'Apache-2.0', sideEffects: false, type: 'module', engines: { node: '>=22.19' } });
  }
});
