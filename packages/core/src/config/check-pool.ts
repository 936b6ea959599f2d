import type { z } from 'zod';
import type { BackendManifest } from '../contract/manifest.js';
import { type PoolSettings, poolOptionsSchema } from '../contract/pool-options.js';
import type { BackendLookup } from './backend-lookup.js';
import { type Checked, checkValue, type Place } from './check-value.js';
import { nearestName } from './nearest-name.js';

/** Reads the pool options of an entry. What the backend declares stands in for what is not written. */
export function checkPool(
  input: unknown,
  place: Place,
  manifest: BackendManifest | undefined,
  lookup: BackendLookup,
): Checked<PoolSettings> {
  const checked = checkValue(poolOptionsSchema, input, { ...place, defaults: manifest?.defaults ?? {} });
  const { strategy, concurrency = manifest?.concurrency } = checked.output ?? checked.given;
  const refuse = (option: string, message: string | undefined): void => {
    if (message !== undefined) place.problems.push({ path: checked.pathOf([option]), message });
  };
  if (typeof strategy === 'string' && strategy !== '') refuse('strategy', refuseStrategy(strategy, manifest, lookup.strategies()));
  if (manifest && typeof concurrency === 'number') refuse('concurrency', refuseConcurrency(concurrency, manifest));
  return { ...checked, output: checked.output && complete(checked.output, manifest) };
}

function complete(options: z.output<typeof poolOptionsSchema>, manifest: BackendManifest | undefined): PoolSettings {
  const { concurrency = manifest?.concurrency ?? 1, endpointPolicy = manifest?.endpointPolicy ?? 'spread' } = options;
  return { ...options, concurrency, endpointPolicy };
}

function refuseStrategy(name: string, manifest: BackendManifest | undefined, known: readonly string[]): string | undefined {
  if (!known.includes(name)) {
    const near = nearestName(name, known);
    return `unknown strategy "${name}", ${near === undefined ? `expected one of ${known.join(', ')}` : `did you mean "${near}"?`}`;
  }
  if (!manifest?.unsupportedStrategies.includes(name)) return undefined;
  const supported = known.filter((other) => !manifest.unsupportedStrategies.includes(other));
  return `${manifest.type} does not work with the strategy "${name}", expected one of ${supported.join(', ')}`;
}

function refuseConcurrency(concurrency: number, { type, concurrency: most }: BackendManifest): string | undefined {
  if (concurrency <= most) return undefined;
  return `expected at most ${most}, found ${concurrency}: a connection of ${type} serves ${most} ${most === 1 ? 'call' : 'calls'} at once`;
}
