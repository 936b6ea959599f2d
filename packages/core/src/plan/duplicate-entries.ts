import { formatKey, keyId } from '../contract/pool-key.js';
import type { Problem } from '../errors/pool-error.js';
import type { EntryPlace } from './pool-entry.js';

/** One problem for each entry whose type, host and tag an earlier one has already; it names both. */
export function duplicateEntries(entries: readonly EntryPlace[]): Problem[] {
  const first = new Map<string, EntryPlace>();
  const problems: Problem[] = [];
  for (const entry of entries) {
    const earlier = first.get(keyId(entry));
    if (earlier === undefined) first.set(keyId(entry), entry);
    else
      problems.push({
        path: entry.path,
        message: `${formatKey(entry)} stands at ${earlier.path} already; take one out or give it another tag`,
      });
  }
  return problems;
}
