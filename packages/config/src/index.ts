// From what people write to a plan that has been checked. Nothing here knows a pool, a clock or a socket.
export { defineConfig, type OutgoingPoolsConfig, type PoolEntryInput, type PoolObject, type PoolTuple } from './define-config.js';
export { expandEntry, expandForHost, expandHosts } from './expand-hosts.js';
export { type ConfigFormat, loadConfig, type LoadConfigOptions } from './files/load-config.js';
export { configJsonSchema } from './json-schema.js';
export type { PlannedPool, PoolEntry } from './pool-entry.js';
export { type BackendLookup, readConfig } from './read-config.js';
