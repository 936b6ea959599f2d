import { formatKey, keyId } from '../contract/pool-key.js';
import { PoolError, type Problem } from '../errors/pool-error.js';
import type { EntryPlace } from './pool-entry.js';

/** The one error about a config: its message lists every problem with its path. */
export function configInvalid(problems: readonly Problem[]): PoolError {
  const title = problems.length === 1 ? '1 problem in the config:' : `${problems.length} problems in the config:`;
  const lines = problems.map(({ path, message }) => (path === '' ? `  ${message}` : `  ${path}: ${message}`));
  return new PoolError('CONFIG_INVALID', [title, ...lines].join('\n'), { phase: 'config', problems });
}

/** One problem for each entry whose type, host and tag an earlier one has already; it names both. */
export function duplicateEntries(entries: readonly EntryPlace[]): Problem[] {
  const first = new Map(entries.toReversed().map((entry) => [keyId(entry), entry.path]));
  return entries.flatMap((entry) => {
    const earlier = first.get(keyId(entry));
    const message = `${formatKey(entry)} stands at ${earlier} already; take one out or give it another tag`;
    return earlier === entry.path ? [] : { path: entry.path, message };
  });
}
