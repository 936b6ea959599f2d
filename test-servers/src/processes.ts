import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

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

/** One line for each live process that belongs to the run of `folder`: it has the run in its environment or works in its folder. */
export function processesOf(folder: string): string[] {
  return pids()
    .filter((pid) => pid !== process.pid && isAlive(pid))
    .filter((pid) => environment(pid).includes(folder) || workingFolder(pid).startsWith(folder))
    .map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()}`);
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
