import { formatKey, keyId, type Problem } from '@outpool/contract/internal';
import { nameOf } from './places.js';
import type { PlannedPool, PoolEntry } from './pool-entry.js';
import { refuseProblems } from './refuse-problems.js';

/**
 * One plan for each pool. A `host` entry becomes a pool for each served host, except where an entry for that very
 * host has the same type and tag: that one replaces it whole. Where entries stand does not matter for what starts.
 *
 * Order: the global pools, then those of each host in the order of `hosts`, then those for hosts that are not
 * served; for one host, as the entries stand.
 * @param hosts the served hosts, without repetition
 * @throws PoolError `CONFIG_INVALID` when two entries have the same type, host and tag
 */
export function expandHosts(entries: readonly PoolEntry[], hosts: readonly string[]): PlannedPool[] {
  refuseProblems(duplicateEntries(entries));
  const overrides = overriding(entries);
  const rank = new Map(['global', ...hosts].map((host, position) => [host, position]));
  const rankOf = (pool: PlannedPool): number => rank.get(pool.key.host) ?? rank.size;
  return entries.flatMap((entry) => expand(entry, hosts, overrides)).sort((a, b) => rankOf(a) - rankOf(b));
}

/**
 * The pools of one entry, for an entry that comes while others run.
 * @param others the config's entries: what they say for one host outweighs a `host` entry
 */
export function expandEntry(entry: PoolEntry, hosts: readonly string[], others: readonly PoolEntry[] = []): PlannedPool[] {
  return expand(entry, hosts, overriding(others));
}

/** The pools that must start when `host` begins to be served: those of the `host` entries that nothing replaces there. */
export function expandForHost(entries: readonly PoolEntry[], host: string): PlannedPool[] {
  return entries.filter((entry) => entry.host === 'host').flatMap((entry) => expandEntry(entry, [host], entries));
}

/** One problem for each entry whose type, host and tag an earlier one has already; it names both. */
export function duplicateEntries(entries: readonly PoolEntry[]): Problem[] {
  const first = new Map(entries.toReversed().map((entry) => [keyId(entry), entry]));
  const firstOf = (entry: PoolEntry): PoolEntry => first.get(keyId(entry)) as PoolEntry;
  const placeOf = (entry: PoolEntry): string => `${formatKey(entry)} stands at ${nameOf(firstOf(entry).location)} already`;
  const repeated = entries.filter((entry) => firstOf(entry) !== entry);
  return repeated.map((entry) => ({ ...entry.location, message: `${placeOf(entry)}; take one out or give it another tag` }));
}

/** The pools of entries for one host, which replace those of `host` entries. */
const overriding = (entries: readonly PoolEntry[]): ReadonlySet<string> =>
  new Set(entries.filter(({ host }) => host !== 'host' && host !== 'global').map(keyId));

function expand(
  { type, host, tag, location, ...rest }: PoolEntry,
  hosts: readonly string[],
  overrides: ReadonlySet<string>,
): PlannedPool[] {
  if (host !== 'host') return [{ key: { type, host, tag }, ...rest }];
  return hosts.map((each) => ({ key: { type, host: each, tag }, ...rest })).filter(({ key }) => !overrides.has(keyId(key)));
}
