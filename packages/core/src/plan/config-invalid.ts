import { PoolError, type Problem } from '../errors/pool-error.js';

/** The one error about a config: its message lists every problem with its path. */
export function configInvalid(problems: readonly Problem[]): PoolError {
  const title = problems.length === 1 ? '1 problem in the config:' : `${problems.length} problems in the config:`;
  const lines = problems.map(({ path, message }) => (path === '' ? `  ${message}` : `  ${path}: ${message}`));
  return new PoolError('CONFIG_INVALID', [title, ...lines].join('\n'), { phase: 'config', problems });
}
