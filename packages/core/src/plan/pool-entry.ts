import type { Backend } from '../contract/backend.js';
import type { BackendManifest } from '../contract/manifest.js';
import type { PoolKey } from '../contract/pool-key.js';
import type { PoolSettings } from '../contract/pool-options.js';

/** What an entry of the config is about, before hosts are expanded. */
export interface EntryPlace {
  readonly type: string;
  /** `global`: one pool for everybody; `host`: one for each served host; else the one host that the pool is for. */
  readonly host: string;
  readonly tag: string;
  /** Where the entry stands in the config: `outgoingPools[2]`. */
  readonly path: string;
}

/** One entry of a config, checked, with every default in place. */
export interface PoolEntry extends EntryPlace {
  readonly settings: PoolSettings;
  /** The connection options, as the backend's schema gave them back. */
  readonly options: unknown;
  readonly backend: Backend;
  readonly manifest: BackendManifest;
}

/** One pool to be started. */
export interface PlannedPool {
  readonly key: PoolKey;
  readonly settings: PoolSettings;
  readonly options: unknown;
  readonly backend: Backend;
  readonly manifest: BackendManifest;
}
