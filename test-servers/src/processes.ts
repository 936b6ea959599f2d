import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Vitest's own helper, which ends after its main process does. */
const WATCHDOG = 'vitest-watchdog';

/** Runs, sleeps or is stopped; a process that has ended and waits to be reaped does not count. */
export function isAlive(pid: number): boolean {
  const state = stat(pid)?.[0];
  return state !== undefined && state !== 'Z' && state !== 'X';
}

/** The processes that `pid` started and that are alive, theirs left out. */
export function childrenOf(pid: number): number[] {
  return pids().filter((candidate) => {
    const [state, parent] = stat(candidate) ?? [];
    return Number(parent) === pid && state !== 'Z';
  });
}

/** Nothing when the process has ended meanwhile; a negative number means a whole group. */
export function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export interface LeftProcess {
  readonly pid: number;
  readonly command: string;
}

/** The live processes that belong to the run of `folder`: they have it in their environment, or work in it. Not this one. */
export function processesOf(folder: string): LeftProcess[] {
  return pids()
    .filter((pid) => pid !== process.pid && isAlive(pid))
    .filter((pid) => environment(pid).includes(folder) || workingFolder(pid).startsWith(folder))
    .map((pid) => ({ pid, command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }))
    .filter(({ command }) => !command.startsWith(WATCHDOG));
}

function pids(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

/** State, parent and more. The name before them may hold blanks and parentheses. */
function stat(pid: number): string[] | undefined {
  const text = read(`/proc/${pid}/stat`);
  return text === '' ? undefined : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function environment(pid: number): string {
  return read(`/proc/${pid}/environ`);
}

function workingFolder(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

/** Empty when the process is gone, or is another user's. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
