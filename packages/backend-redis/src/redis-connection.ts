import type { Cluster, Redis } from 'ioredis';

/** One connection to a Redis server; to a cluster, one to each of its servers. Many jobs use it at once: their commands are pipelined. */
export interface RedisConnection {
  /**
   * The client of ioredis, with all its commands. What changes the connection itself changes it for every job on it:
   * `select`, `subscribe`, `watch`, blocking commands. Those are for a lease.
   */
  readonly client: Redis | Cluster;
}
