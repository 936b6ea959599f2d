import type { PoolOptions } from './pool-options.js';

/** Grows when a backend written for the last number would no longer work. */
export const CONTRACT_VERSION = 1;

/** This installed copy of the core. */
export const thisCopy: { readonly url: string } = { url: import.meta.url };

/** What the class of any plugin says about itself, before anything is made of it. */
export interface Manifest {
  readonly contract: number;
  /** Which installed copy of the core wrote it. */
  readonly core: typeof thisCopy;
}

export interface StrategyManifest extends Manifest {
  readonly name: string;
}

export interface BackendManifest extends Manifest {
  readonly type: string;
  /** Calls that one connection can serve at once. */
  readonly concurrency: number;
  readonly unsupportedStrategies: readonly string[];
  readonly endpointPolicy: 'spread' | 'failover';
  /** Pool options with another default for this backend. */
  readonly defaults: Partial<PoolOptions>;
}

export const [readBackendManifest, writeBackendManifest] = marked<BackendManifest>('outpool.backend-manifest');
export const [readStrategyManifest, writeStrategyManifest] = marked<StrategyManifest>('outpool.strategy-manifest');

function marked<Kind extends Manifest>(name: string) {
  const mark = Symbol.for(name); // so that two installed copies of the core can read each other's mark and say so
  const isMarked = (plugin: unknown): plugin is { [mark]: Kind } => typeof plugin === 'function' && Object.hasOwn(plugin, mark);
  const read = (plugin: unknown): Kind | undefined => (isMarked(plugin) ? plugin[mark] : undefined);
  const write = (plugin: object, manifest: Kind): object => Object.defineProperty(plugin, mark, { value: Object.freeze(manifest) });
  return [read, write] as const;
}
