// The front door. What strangers implement is `@outpool/contract`; all of it is here, too.

export {
  type ConfigFormat,
  defineConfig,
  loadConfig,
  type LoadConfigOptions,
  type OutgoingPoolsConfig,
  type PoolEntryInput,
  type PoolObject,
  type PoolTuple,
} from '@outpool/config';
export * from '@outpool/contract';
export {
  configJsonSchema,
  createOutgoingPools,
  type OutgoingHealth,
  type OutgoingPools,
  type OutgoingPoolsOptions,
} from './outgoing-pools.js';
export { injectPool, OUTGOING_POOLS, poolToken, registerBackend, registerOutgoingPools, registerStrategy } from './plugin/container.js';
export type { Lease } from './pool/lease.js';
export type { Pool, WorkerAnswer } from './pool/pool.js';
export type { Distribution, PoolHealth, PoolStats } from './pool/pool-stats.js';
