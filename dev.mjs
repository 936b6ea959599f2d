#!/usr/bin/env node
// The one command of the repository: node dev.mjs <task> [arguments]. It needs git's files, Node.js >= 20 and npm, and
// nothing else: it brings the pinned Node.js and pnpm from npm, installs with the frozen lockfile, builds, and runs the
// task. All that it says itself goes to standard error; standard output belongs to the task.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const modules = join(root, 'node_modules');
const pinned = join(root, 'tools/toolchain');

const tasks = {
  setup: { does: 'install and build, nothing more', run: build },
  demo: { does: 'the demo: --json, --seconds n', run: demo },
  lint: { does: 'lint and format', run: (env) => scripts(env, 'lint', 'format:check') },
  types: { does: 'types', run: (env) => scripts(env, 'types') },
  test: { does: 'every test; --offline-servers leaves out those with real servers; the rest goes to vitest', run: test },
  ci: { does: 'lint, format, types, then test', run: ci },
};

const [name = '', ...args] = process.argv.slice(2);
if (!Object.hasOwn(tasks, name)) {
  const lines = Object.entries(tasks).map(([known, { does }]) => `  ${known.padEnd(6)} ${does}`);
  fail(`usage: node dev.mjs <task> [arguments]\n\n${lines.join('\n')}`, 2);
}
const env = environment(toolchain());
install(env);
process.exitCode = await tasks[name].run(env, args);

/** Brings Node.js and pnpm, once for each version of their lockfile. Returns the folder with both. */
function toolchain() {
  const hash = createHash('sha256')
    .update(readFileSync(join(pinned, 'package-lock.json')))
    .digest('hex')
    .slice(0, 12);
  const folder = join(modules, `.toolchain-${hash}`);
  if (existsSync(folder)) return folder;
  say('bringing Node.js and pnpm from npm');
  mkdirSync(modules, { recursive: true });
  // Made beside its place and moved when whole: a half-made one would pass for done, and another run may do the same.
  const draft = mkdtempSync(`${folder}.`);
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(pinned, file), join(draft, file));
  // Not `npm ci`: it wants the binaries of all platforms in the lockfile. What is listed is checked all the same.
  const options = ['--no-save', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  step('npm', ['install', ...options], withoutNpm(process.env), draft);
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

function environment(folder) {
  const own = join(folder, `node_modules/node-${process.platform}-${process.arch}/bin`);
  // OUTPOOL_NODE=current: the tests run on the Node.js that runs this file. So they do where npm has none to bring.
  const current = process.env.OUTPOOL_NODE === 'current' || !existsSync(own);
  const version = process.versions.node.split('.').map(Number);
  if (current && (version[0] < 22 || (version[0] === 22 && version[1] < 19)))
    fail(`Node.js >= 22.19 is needed, this is ${process.versions.node}`);
  const path = [current ? dirname(process.execPath) : own, join(folder, 'node_modules/.bin'), join(modules, '.bin'), process.env.PATH];
  const quiet = { DO_NOT_TRACK: '1', TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' };
  return { ...withoutNpm(process.env), ...quiet, PATH: path.join(delimiter) };
}

/** `npm run` tells its children about itself in npm_* variables, which pnpm and node-gyp would take for their own settings. */
function withoutNpm(variables) {
  return Object.fromEntries(Object.entries(variables).filter(([key]) => !/^npm_/i.test(key)));
}

/** Installs the dependencies as the lockfile says, unless that was done already and nobody has touched them since. */
function install(env) {
  const stamp = join(modules, '.outpool-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === installed()) return;
  say('installing the dependencies');
  // CI: pnpm asks no questions, also when it has to make node_modules anew.
  step('pnpm', ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only'], { ...env, CI: 'true' });
  writeFileSync(stamp, installed());
}

/** Tells apart what should be installed and, by pnpm's own record of it, what is. */
function installed() {
  const hash = createHash('sha256').update(process.versions.modules);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...packages()]) hash.update(file).update(readFileSync(join(root, file)));
  const record = join(modules, '.modules.yaml');
  hash.update(existsSync(record) ? String(statSync(record).mtimeMs) : 'none');
  for (const file of packages()) hash.update(String(existsSync(join(root, dirname(file), 'node_modules'))));
  return hash.digest('hex');
}

/** The package.json files of the workspace: `packages/*` stands for every folder in packages. */
function packages() {
  const listed = /^packages:\n((?: +- .+\n)+)/m.exec(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'))?.[1] ?? '';
  const folders = [...listed.matchAll(/- (\S+)/g)].flatMap(([, folder]) => {
    if (!folder.endsWith('/*')) return [folder];
    const parent = folder.slice(0, -2);
    return readdirSync(join(root, parent)).map((child) => `${parent}/${child}`);
  });
  return ['.', ...folders].map((folder) => `${folder}/package.json`).filter((file) => existsSync(join(root, file)));
}

function build(env) {
  step('pnpm', ['exec', 'turbo', 'run', 'build', '--filter=./packages/*', '--output-logs=errors-only'], env);
  return 0;
}

function demo(env, args) {
  build(env);
  return task('node', [join(root, 'examples/demo/main.mjs'), ...args], env);
}

function scripts(env, ...names) {
  for (const script of names) step('pnpm', ['run', script], env);
  return 0;
}

function ci(env, args) {
  scripts(env, 'lint', 'format:check', 'types');
  return test(env, args);
}

function test(env, args) {
  build(env);
  const offline = args.includes('--offline-servers');
  if (!offline) step('node', [join(root, 'test-servers/install.mjs')], env);
  const servers = offline ? { OUTPOOL_OFFLINE_SERVERS: '1' } : {};
  // Vitest keeps transformed files and does not notice a changed tsconfig; and it is stricter about .only where CI is set.
  const always = ['--fsModuleCache=false', '--allowOnly=false', '--reporter=default', '--reporter=./test/reporter.ts'];
  const rest = args.filter((arg) => arg !== '--offline-servers');
  return task('node', [join(modules, 'vitest/vitest.mjs'), 'run', ...always, ...rest], { ...env, ...servers });
}

/** Runs one step of the way; its output goes to standard error. Ends this process with its exit code if it fails. */
function step(command, args, env, cwd = root) {
  const { status, signal, error } = spawnSync(command, args, { stdio: ['inherit', 2, 2], cwd, env });
  if (error) fail(`${command} cannot be run: ${error.message}`, 127);
  if (status !== 0) fail(`${command} ${args.join(' ')} failed${signal ? ` by ${signal}` : ''}`, status ?? 128 + constants.signals[signal]);
}

/**
 * Runs the task itself, with this process's input and output, and resolves with its exit code. It stands in a process
 * group of its own, so that Ctrl-C, which npm and the terminal both pass on, reaches it once and through here.
 */
function task(command, args, env) {
  const child = spawn(command, args, { stdio: 'inherit', cwd: root, env, detached: true });
  let last = 0;
  const forward = (signal) => {
    if (performance.now() - last < 100) return;
    last = performance.now();
    child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  // npm, when it is told to end, does so without a word to what it runs.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && forward('SIGTERM'), 500).unref();
  return new Promise((resolve) => {
    child.once('error', (error) => fail(`${command} cannot be run: ${error.message}`, 127));
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

function say(text) {
  console.error(`outpool: ${text}`);
}

function fail(text, code = 1) {
  say(text);
  process.exit(code);
}
