import { execFileSync } from 'node:child_process';

/**
 * Keeps this process, and the servers that it starts from now on, on one processor. Whether two of them share a cache is
 * the scheduler's choice otherwise: a round trip then costs once or twice as much, for seconds on end. On one, the time of a
 * call is what it costs both sides together. Without `taskset` all stays as it is.
 */
export function onOneProcessor() {
  try {
    execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', '0', String(process.pid)], { stdio: 'ignore' });
  } catch {
    process.stderr.write('no taskset here: the scheduler decides who runs where\n');
  }
}
