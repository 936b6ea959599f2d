import type { Backend, BackendManifest, PoolKey, PoolSettings } from '@outpool/contract/internal';
import type { Location } from './places.js';

/** One pool to be started. */
export interface PlannedPool {
  readonly key: PoolKey;
  readonly settings: PoolSettings;
  /** The connection options, as the backend's schema gave them back. */
  readonly options: unknown;
  readonly backend: Backend;
  readonly manifest: BackendManifest;
}

/** One entry of a config, checked, with every default in place. Its host may also be the word `host`: a pool for each served host. */
export interface PoolEntry extends PoolKey, Omit<PlannedPool, 'key'> {
  /** Where the entry stands in the config: `outgoingPools[2]`, and in which file. */
  readonly location: Location;
}
