import { type Backend, backend, type ConnectAttempt, type Endpoint, type Fate, type Schema, untilAborted } from '@outpool/contract';
import { Cluster, Redis } from 'ioredis';
import { dialCluster } from './dial-cluster.js';
import { dialMaster } from './dial-master.js';
import { alive, dialServer, withoutLogin } from './dial-server.js';
import { isReplyError } from './is-reply-error.js';
import { leftBehind } from './left-behind.js';
import { LoginRefusals } from './login-refusals.js';
import { MasterWatch } from './master-watch.js';
import type { RedisConnection } from './redis-connection.js';
import { type RedisSettings, redisOptions } from './redis-options.js';
import { isUnreached } from './unreached.js';

/** How long the server may take to say goodbye. */
const CLOSE_MS = 1_000;

/**
 * One connection serves most applications best: every command that is sent on another costs a system call of its own. So
 * there is one at first, and more where one will not do: for leases. A burst of calls is no reason for more: they would
 * stay, and share what is better done by one.
 */
const workers = { min: 1, max: 10 };

/** A master that was promoted is to be found within a second of that. */
const reconnect = { maxMs: 500 };

/**
 * Connections to Redis: servers, a master that Sentinels know, or a cluster, over ioredis. Queueing, reconnecting and
 * repeating are the pool's business alone.
 */
@backend({ type: 'redis', concurrency: 10_000, unsupportedStrategies: ['available_worker'], defaults: { workers, reconnect } })
export class RedisBackend implements Backend<RedisSettings, RedisConnection> {
  readonly options: Schema<RedisSettings> = redisOptions;
  readonly #closing = new WeakSet<Redis | Cluster>();
  readonly #refusals = new LoginRefusals();
  /** By pool: the options are one object for each. */
  readonly #watches = new WeakMap<RedisSettings, MasterWatch>();

  /** Sentinels and the servers of a cluster are not among them: a connection is not to the one that was asked for the way. */
  endpoints({ host = 'localhost', port = 6379, path, servers, sentinel, cluster }: RedisSettings): readonly Endpoint[] {
    return path || sentinel || cluster ? [] : (servers ?? [{ host, port }]);
  }

  async connect(attempt: ConnectAttempt<RedisSettings>): Promise<RedisConnection> {
    const client = await this.#refusals.guard(attempt, () => dial(attempt));
    let reason: unknown = new Error('the server closed the connection');
    if (client.status !== 'ready') throw reason;
    client.on('error', (error) => {
      reason = error;
    });
    client.once('end', () => {
      if (!this.#closing.has(client)) attempt.lost(reason);
    });
    this.#watch(attempt, client);
    return { client };
  }

  async close({ client }: RedisConnection): Promise<void> {
    if (client.status === 'end') return;
    this.#closing.add(client);
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    const force = setTimeout(() => client.disconnect(), CLOSE_MS);
    if (client.status === 'ready') client.quit().catch(() => client.disconnect());
    else client.disconnect();
    await ended;
    clearTimeout(force);
  }

  async ping({ client }: RedisConnection, signal: AbortSignal): Promise<void> {
    await untilAborted(alive(client), signal);
  }

  fate(error: unknown, { client }: RedisConnection): Fate {
    withoutLogin(error); // of a server of a cluster, which is connected when it is needed
    const dead = client.status !== 'ready' || (client instanceof Redis && !client.stream.writable);
    const sent = !isUnreached(error);
    if (dead) return { connection: 'lost', sent, blameEndpoint: true };
    // One server of a cluster has died, or its connection, or cannot be reached: the others serve on.
    if (client instanceof Cluster && (!sent || isClosed(error))) return { connection: 'keep', callLost: true, sent };
    // The server has become a replica, has restarted, or no longer knows who we are: a new connection may find better.
    if (isReplyError(error, /^(READONLY|LOADING|MASTERDOWN|NOAUTH|WRONGPASS)\b/)) return { connection: 'replace', blameEndpoint: true };
    return 'keep';
  }

  release({ client }: RedisConnection): void {
    const what = leftBehind(client);
    if (what !== undefined) throw new Error(`a job has left ${what} on the connection`);
  }

  /** Ends the connection to a master that Sentinels have replaced: what it answers from then on is worth nothing. */
  #watch(attempt: ConnectAttempt<RedisSettings>, client: Redis | Cluster): void {
    const { options } = attempt;
    if (options.sentinel === undefined || client instanceof Cluster) return;
    const watch = this.#watches.get(options) ?? new MasterWatch(options.sentinel);
    this.#watches.set(options, watch);
    watch.join(client, (reason) => {
      attempt.lost(reason);
      client.disconnect();
    });
  }
}

function dial({ options, endpoint, signal }: ConnectAttempt<RedisSettings>): Promise<Redis | Cluster> {
  const { path, sentinel, cluster, database, protocol, scripts, connectionName } = options;
  const common = { protocol, scripts, ...(connectionName !== undefined && { connectionName }) };
  if (cluster !== undefined) return dialCluster(cluster, options, common, signal);
  const more = { ...common, db: database };
  if (sentinel !== undefined) return dialMaster(sentinel, options, more, signal);
  return dialServer(path === undefined ? (endpoint as Endpoint) : { path }, options, more, signal);
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && /^(Connection is closed\.|Command aborted due to connection close)$/.test(error.message);
}
