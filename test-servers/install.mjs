#!/usr/bin/env node
// Installs the servers that the tests need and that are not here yet, with apt. Leaves no service running, neither now
// nor after the next boot. Plain JavaScript without dependencies: it runs before anything else is installed.
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCassandra } from './cassandra/build.mjs';
import { buildProducts } from './elastic/build.mjs';

/** ODBC with two drivers, and what its client library for Node.js is compiled with. */
const ODBC_PACKAGES = 'unixodbc unixodbc-dev odbc-postgresql odbc-mariadb g++';

/** What to look for, the package that brings it, and the services that the package would enable. */
const SERVERS = {
  postgres: { found: () => debianPostgres() ?? onPath('postgres'), package: 'postgresql', services: ['postgresql'] },
  pgbouncer: { found: () => onPath('pgbouncer'), package: 'pgbouncer', services: ['pgbouncer'] },
  mariadb: { found: () => onPath('mariadbd'), package: 'mariadb-server', services: ['mariadb'] },
  redis: { found: () => onPath('redis-server'), package: 'redis-server', services: ['redis-server'] },
  nginx: { found: () => onPath('nginx'), package: 'nginx', services: ['nginx'] },
  rabbitmq: { found: rabbitmq, package: 'rabbitmq-server', services: ['rabbitmq-server', 'epmd'] },
  haproxy: { found: () => onPath('haproxy'), package: 'haproxy', services: ['haproxy'] },
  memcached: { found: () => onPath('memcached'), package: 'memcached', services: ['memcached'] },
  nats: { found: () => onPath('nats-server'), package: 'nats-server', services: ['nats-server'] },
  slapd: { found: () => onPath('slapd'), package: 'slapd', services: ['slapd'] },
  java: { found: () => onPath('javac'), package: 'openjdk-17-jdk-headless', services: [] },
  maven: { found: () => onPath('mvn'), package: 'maven', services: [] },
  odbc: { found: () => odbcDrivers(), package: ODBC_PACKAGES, services: [] },
  openssl: { found: () => onPath('openssl'), package: 'openssl', services: [] },
};

/** Packages keep their services from starting when this answers 101; nothing but apt reads it. */
const POLICY = '/usr/sbin/policy-rc.d';
/** Keeps postgresql from making, and later starting, a cluster of its own. */
const NO_CLUSTER = '/etc/postgresql-common/createcluster.d/00-outpool-tests.conf';

/**
 * Installs what is missing; does nothing, quickly, when all is there.
 * @param {(line: string) => void} say takes the progress; standard error by default
 * @throws Error with what to do when something is missing and cannot be installed from here
 */
export function installServers(say = (line) => console.error(line)) {
  const missing = Object.entries(SERVERS).filter(([, server]) => server.found() === undefined);
  if (missing.length === 0) return compileOdbc(say);
  const packages = missing.flatMap(([, server]) => server.package.split(' '));
  const byHand = `Install by hand: ${packages.join(' ')}; or run the tests that need no server: npm test -- --offline-servers`;

  if (onPath('apt-get') === undefined) throw new Error(`${names(missing)} missing, and this machine has no apt-get. ${byHand}`);
  if (process.getuid?.() !== 0) {
    if (onPath('sudo') === undefined) throw new Error(`${names(missing)} missing, and apt needs root or sudo. ${byHand}`);
    say(`installing ${packages.join(', ')} with sudo apt-get`);
    const prompt = process.stdin.isTTY ? [] : ['--non-interactive'];
    const status = run('sudo', [...prompt, process.execPath, fileURLToPath(import.meta.url), '--apt-only']);
    if (status !== 0) throw new Error(`sudo could not install ${packages.join(', ')}. ${byHand}`);
  } else {
    say(`installing ${packages.join(', ')} with apt-get`);
    apt(packages, missing);
  }

  const still = missing.filter(([, server]) => server.found() === undefined);
  if (still.length > 0) throw new Error(`${names(still)} still missing after apt-get. ${byHand}`);
  compileOdbc(say);
}

/**
 * Compiles the client library of ODBC, which comes without a binary and is not compiled when it is installed: that would
 * need unixODBC on every machine that only wants to build. Once, in some seconds.
 */
function compileOdbc(say) {
  const link = resolve(dirname(fileURLToPath(import.meta.url)), '../packages/backend-rdbms/node_modules/odbc');
  if (!existsSync(link)) return; // nothing is installed yet
  const folder = realpathSync(link);
  const binary = join(folder, 'lib/bindings/napi-v8/odbc.node');
  const headers = ['../include/node', '/usr/include/node'].map((place) => resolve(dirname(process.execPath), place));
  const include = headers.find((place) => existsSync(join(place, 'node_api.h')));
  if (existsSync(binary)) return;
  if (include === undefined) throw new Error(`the headers of Node.js are in none of ${headers.join(', ')}`);
  say('compiling the client library of ODBC');
  mkdirSync(dirname(binary), { recursive: true });
  const draft = `${binary}.${process.pid}`;
  const sources = readdirSync(join(folder, 'src')).filter((name) => name.endsWith('.cpp'));
  const status = run('g++', [
    ...['-std=c++17', '-O1', '-w', '-shared', '-fPIC', '-DNAPI_VERSION=8', '-DNAPI_DISABLE_CPP_EXCEPTIONS', '-DNODE_GYP_MODULE_NAME=odbc'],
    ...['-I', include, '-I', join(dirname(folder), 'node-addon-api'), '-o', draft],
    ...[...sources.map((name) => join(folder, 'src', name)), '-lodbc'],
  ]);
  if (status !== 0) throw new Error('the client library of ODBC did not compile');
  renameSync(draft, binary); // in one step: another run may do the same
}

function odbcDrivers() {
  const known = existsSync('/etc/odbcinst.ini') ? readFileSync('/etc/odbcinst.ini', 'utf8') : '';
  const there = ['[PostgreSQL Unicode]', '[MariaDB Unicode]'].every((driver) => known.includes(driver));
  return there && existsSync('/usr/include/sql.h') ? onPath('g++') : undefined;
}

function apt(packages, missing) {
  const undo = [];
  // Ctrl-C reaches apt as well, which stops; without a listener it would end this process before the clean-up.
  const onSignal = () => {};
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    guard(POLICY, '#!/bin/sh\nexit 101\n', 0o755, undo);
    guard(NO_CLUSTER, 'create_main_cluster = false\n', 0o644, undo);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const wait = ['-o', 'DPkg::Lock::Timeout=600', '-o', 'Dpkg::Use-Pty=0'];
    if (run('apt-get', [...wait, 'update', '-qq'], env) !== 0) throw new Error('apt-get update failed');
    if (run('apt-get', [...wait, 'install', '-qq', '-y', '--no-install-recommends', ...packages], env) !== 0)
      throw new Error(`apt-get install ${packages.join(' ')} failed`);
    // The guard only holds for now: an enabled service would start with the machine.
    for (const service of missing.flatMap(([, server]) => server.services)) disable(service);
  } finally {
    for (const step of undo.reverse()) step();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

/** Keeps a service from starting with the machine. Some have no script, but units of systemd alone. */
function disable(service) {
  if (existsSync(`/etc/init.d/${service}`)) run('update-rc.d', [service, 'disable']);
  else if (onPath('systemctl') !== undefined) {
    // Named together, one that does not exist would keep the other from being disabled.
    for (const unit of [`${service}.socket`, `${service}.service`])
      if (existsSync(join('/lib/systemd/system', unit))) run('systemctl', ['--quiet', 'disable', unit]);
  }
}

/** Writes a file unless it exists, and folders on the way to it; what was made here is taken away again. */
function guard(file, text, mode, undo) {
  if (existsSync(file)) return;
  const folders = [];
  for (let folder = dirname(file); !existsSync(folder); folder = dirname(folder)) folders.push(folder);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
  undo.push(() => {
    rmSync(file, { force: true });
    // A package may have put something of its own into the folder by now.
    for (const folder of folders) if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
  });
}

function run(command, args, env = process.env) {
  // apt's progress goes to standard error: standard output belongs to the task that runs after this.
  return spawnSync(command, args, { stdio: ['inherit', 2, 2], env }).status;
}

function debianPostgres() {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return undefined;
  return readdirSync(root)
    .map((version) => join(root, version, 'bin/postgres'))
    .find(executable);
}

function rabbitmq() {
  return ['/usr/lib/rabbitmq/bin/rabbitmq-server'].find(executable);
}

function onPath(name) {
  // Daemons live in sbin, which an ordinary user's PATH leaves out.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find(executable);
}

function executable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function names(servers) {
  return `${servers.map(([name]) => name).join(', ')} ${servers.length === 1 ? 'is' : 'are'}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    installServers();
    if (!process.argv.includes('--apt-only')) {
      const say = (line) => console.error(line);
      await buildProducts(say);
      await buildCassandra(say);
    }
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
