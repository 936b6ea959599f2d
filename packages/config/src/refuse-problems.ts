import { PoolError, type Problem } from '@outpool/contract/internal';

/**
 * Does nothing if there are none. Those of one file are told in its order.
 * @param cause what made the config unreadable, if something threw
 * @throws PoolError `CONFIG_INVALID`: its message lists every problem with its path, and its place if it came from a file
 */
export function refuseProblems(found: readonly Problem[], cause?: unknown): void {
  if (found.length === 0) return;
  const problems = found.every(({ file }) => file !== undefined && file === found[0]?.file) ? found.toSorted(downThePage) : found;
  const title = problems.length === 1 ? '1 problem in the config:' : `${problems.length} problems in the config:`;
  const lines = problems.map((problem) => `  ${describe(problem)}`);
  throw new PoolError('CONFIG_INVALID', [title, ...lines].join('\n'), { phase: 'config', problems, cause });
}

const downThePage = (a: Problem, b: Problem): number => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);

/** `outpool.toml:12:3: outgoing_pools[0].pool.workers: expected ...`, the form that editors and terminals make links of. */
function describe({ file, line, column, path, message }: Problem): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return [place, path, message].filter((part) => part !== '').join(': ');
}
