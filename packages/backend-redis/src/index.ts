import type { RedisConnection } from './redis-connection.js';
import type { RedisOptions } from './redis-options.js';

export { RedisBackend } from './redis-backend.js';
export type { RedisConnection } from './redis-connection.js';
export type { RedisOptions } from './redis-options.js';

declare module '@outpool/contract' {
  interface OutpoolBackends {
    redis: { options: RedisOptions; connection: RedisConnection };
  }
}
