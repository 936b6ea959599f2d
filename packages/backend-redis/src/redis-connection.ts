import type { Redis } from 'ioredis';

/** One connection to a Redis server. Many jobs use it at once: their commands are pipelined. */
export interface RedisConnection {
  /**
   * The client of ioredis, with all its commands. What changes the connection itself changes it for every job on it:
   * `select`, `subscribe`, `multi` without `pipeline`, blocking commands.
   */
  readonly client: Redis;
}
