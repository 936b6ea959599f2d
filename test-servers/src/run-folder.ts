import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { processesOf, signalIfAlive } from './processes.js';

/** Names the run folder to the processes of one run; set by the first of them. */
export const RUN_FOLDER = 'OUTPOOL_TEST_RUN';

/**
 * Ends what still works in the run's folder, then removes the folder, when standard input ends: a process cannot
 * prevent that, however it dies. The kernel kills the servers then, but the children of a paused one would stay.
 */
const REMOVER = `cat > /dev/null
for i in 1 2 3 4 5 6 7 8; do
  find /proc -maxdepth 2 -name cwd -lname "$1/servers/*" 2> /dev/null | cut -d / -f 3 | xargs -r kill -9 2> /dev/null
  rm -rf "$1" 2> /dev/null && exit
  sleep 0.25
done`;

const MEMORY_BYTES = 2 * 1024 ** 3;
/** Killed servers are given so long to disappear. */
const ENDING_MS = 3_000;

/**
 * The temporary folder that holds all that one run writes: data, logs, certificates, templates.
 * It goes when the process that made it ends, in whatever way. The path is short, as Unix sockets need it.
 */
export function runFolder(): string {
  const known = process.env[RUN_FOLDER];
  if (known !== undefined && existsSync(known)) return known;

  const { [RUN_FOLDER]: _, ...env } = process.env;
  const folder = mkdtempSync(join(roomForRuns(), 'outpool-'));
  chmodSync(folder, 0o755); // the database runs as a user of its own and has to get through
  for (const part of ['servers', 'ports', 'versions', 'skips', 'made']) mkdirSync(join(folder, part));
  process.env[RUN_FOLDER] = folder;

  const remover = spawn('/bin/sh', ['-c', REMOVER, 'outpool-remover', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // out of the terminal's group: Ctrl-C is not for it
    cwd: '/',
    env,
  });
  remover.unref();
  (remover.stdin as unknown as { unref(): void }).unref();
  process.once('exit', () => remove(folder));
  return folder;
}

/**
 * Waits a little for the run's processes to end, then ends them, and removes the run's folder.
 * @returns what should not have been there, a line each: processes, and folders of servers that nobody disposed of
 */
export function endRun(): string[] {
  const folder = runFolder();
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  const end = performance.now() + ENDING_MS;
  // Synchronous, for listeners of `exit`.
  while (processesOf(folder).length > 0 && performance.now() < end) Atomics.wait(sleeper, 0, 0, 20);
  const processes = processesOf(folder);
  for (const { pid } of processes) signalIfAlive(pid, 'SIGKILL');
  const folders = readdirSync(join(folder, 'servers')).map((server) => join(folder, 'servers', server));
  remove(folder);
  return [...processes.map(({ pid, command }) => `process ${pid}, ${command}`), ...folders.map((server) => `folder ${server}`)];
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

/** Memory, if there is plenty and TMPDIR does not say otherwise: a new database is a thousand files, ten times as fast there. */
function roomForRuns(): string {
  const memory = '/dev/shm';
  if (process.env.TMPDIR === undefined && existsSync(memory)) {
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize > MEMORY_BYTES && suitable(memory)) return memory;
  }
  return suitable(tmpdir()) ? tmpdir() : '/tmp';
}

/** Unix sockets below it stay under 108 bytes, and the user that the database runs as gets through to it. */
function suitable(folder: string): boolean {
  if (folder.length > 50) return false;
  if (process.getuid?.() !== 0) return true;
  for (let at = folder; at !== dirname(at); at = dirname(at)) if ((statSync(at).mode & 0o001) === 0) return false;
  return true;
}

/** A new folder for one server. */
export function serverFolder(name: string): string {
  return mkdtempSync(join(runFolder(), 'servers', `${name}-`));
}

/**
 * A folder that is made once in a run and shared by its processes. Two that want it at the same moment both make
 * one, and the first to finish wins: renaming is atomic, so there is no lock that could be left behind.
 */
export async function madeOnce(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const final = join(runFolder(), 'made', name);
  if (existsSync(final)) return final;
  const draft = mkdtempSync(`${final}.`);
  try {
    await make(draft);
    renameSync(draft, final);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(final)) throw error;
  }
  return final;
}

/** Takes a port number for this run, for good. False when another server of the run has it. */
export function takePort(port: number): boolean {
  try {
    mkdirSync(join(runFolder(), 'ports', String(port)));
    return true;
  } catch {
    return false;
  }
}

/** Notes that a real server ran, for the table at the end of the run. */
export function recordVersion(version: string): void {
  writeFileSync(join(runFolder(), 'versions', encodeURIComponent(version)), '');
}

/** Notes why a test file skips, for the report at the end of the run. */
export function recordSkip(testFile: string, reason: string): void {
  writeFileSync(join(runFolder(), 'skips', encodeURIComponent(testFile)), reason);
}

/** Why a test file skips; `undefined` when it has not said. */
export function skipReason(testFile: string): string | undefined {
  const file = join(runFolder(), 'skips', encodeURIComponent(testFile));
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** The real servers of this run so far, sorted: `['PostgreSQL 15.20', 'Redis 7.0.15']`. */
export function usedServers(): string[] {
  return readdirSync(join(runFolder(), 'versions')).map(decodeURIComponent).sort();
}
