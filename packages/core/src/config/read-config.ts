import { z } from 'zod';
import type { Problem } from '../errors/pool-error.js';
import { configInvalid } from '../plan/config-invalid.js';
import { duplicateEntries } from '../plan/duplicate-entries.js';
import type { PoolEntry } from '../plan/pool-entry.js';
import type { BackendLookup } from './backend-lookup.js';
import { checkEntry } from './check-entry.js';
import { checkValue } from './check-value.js';

/** A name under which a host may be served: not one of the two words that mean something else in an entry. */
const servedHost = z
  .string()
  .min(1)
  .refine(
    (host) => host !== 'global' && host !== 'host',
    '`global` and `host` have a meaning of their own in entries; no host can be called so',
  );

const configSchema = z.strictObject({
  hosts: z.array(servedHost).superRefine(refuseRepetition).default([]),
  outgoingPools: z.array(z.unknown()),
});

export interface ConfigReading {
  readonly hosts: readonly string[];
  readonly entries: readonly PoolEntry[];
}

/**
 * Reads what people wrote. Nothing is repaired: what comes out has been checked and has every default in place.
 * @throws PoolError `CONFIG_INVALID` with everything that is wrong, in `problems` and in the message
 */
export function readConfig(input: unknown, lookup: BackendLookup): ConfigReading {
  const problems: Problem[] = [];
  const config = checkValue(configSchema, input, { path: '', problems });
  const list = config.given.outgoingPools;
  const readings = (Array.isArray(list) ? list : []).map((entry: unknown, index) =>
    checkEntry(entry, config.pathOf(['outgoingPools', index]), lookup, problems),
  );
  problems.push(...duplicateEntries(readings.flatMap(({ place }) => place ?? [])));
  if (config.output === undefined || problems.length > 0) throw configInvalid(problems);
  return { hosts: config.output.hosts, entries: readings.flatMap(({ entry }) => entry ?? []) };
}

function refuseRepetition(hosts: readonly string[], context: z.RefinementCtx): void {
  for (const [index, host] of hosts.entries()) {
    const first = hosts.indexOf(host);
    if (first < index)
      context.addIssue({ code: 'custom', path: [index], message: `${JSON.stringify(host)} stands at hosts[${first}] already` });
  }
}
