import type { PoolOptions } from './pool-options.js';

/** Grows when a backend written for the last number would no longer work. */
export const CONTRACT_VERSION = 1;

/** Which installed copy of the core wrote a manifest. */
export interface CoreCopy {
  readonly url: string;
}

export const thisCopy: CoreCopy = { url: import.meta.url };

/** What a backend class says about itself, before anything is made of it. */
export interface BackendManifest {
  readonly type: string;
  /** Calls that one connection can serve at once. */
  readonly concurrency: number;
  readonly unsupportedStrategies: readonly string[];
  readonly endpointPolicy: 'spread' | 'failover';
  /** Pool options with another default for this backend. */
  readonly defaults: Partial<PoolOptions>;
  readonly contract: number;
  readonly core: CoreCopy;
}

/** What a strategy class says about itself. */
export interface StrategyManifest {
  readonly name: string;
  readonly contract: number;
  readonly core: CoreCopy;
}

// Symbol.for, so that two installed copies of the core can read each other's mark and say so.
const BACKEND_MANIFEST = Symbol.for('outpool.backend-manifest');
const STRATEGY_MANIFEST = Symbol.for('outpool.strategy-manifest');

export const writeBackendManifest = (target: object, manifest: BackendManifest): void => write(target, BACKEND_MANIFEST, manifest);
export const writeStrategyManifest = (target: object, manifest: StrategyManifest): void => write(target, STRATEGY_MANIFEST, manifest);
export const readBackendManifest = (target: unknown): BackendManifest | undefined => read(target, BACKEND_MANIFEST);
export const readStrategyManifest = (target: unknown): StrategyManifest | undefined => read(target, STRATEGY_MANIFEST);

function write(target: object, mark: symbol, manifest: object): void {
  Object.defineProperty(target, mark, { value: Object.freeze(manifest) });
}

function read<Manifest>(target: unknown, mark: symbol): Manifest | undefined {
  if (typeof target !== 'function' || !Object.hasOwn(target, mark)) return undefined;
  return Reflect.get(target, mark) as Manifest;
}
