export { MemcachedBackend } from './memcached-backend.js';
export { MemcachedConnection, MemcachedError } from './memcached-connection.js';
export type { MemcachedOptions } from './memcached-options.js';
