import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names the run folder to the processes of one run; set by the first of them. */
export const RUN_FOLDER = 'OUTPOOL_TEST_RUN';

/** Removes the folder when standard input ends, which a process cannot prevent however it dies. */
const REMOVER = 'cat > /dev/null; for i in 1 2 3 4 5 6 7 8; do rm -rf "$1" 2> /dev/null && exit; sleep 0.25; done';

/**
 * The folder under the system's temporary one that holds all that one run writes: data, logs, certificates, templates.
 * It goes when the process that made it ends, in whatever way. The path is short, as Unix sockets need it.
 */
export function runFolder(): string {
  const known = process.env[RUN_FOLDER];
  if (known !== undefined && existsSync(known)) return known;

  const { [RUN_FOLDER]: _, ...env } = process.env;
  const folder = mkdtempSync(join(tmpdir(), 'outpool-'));
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
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
  return folder;
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
