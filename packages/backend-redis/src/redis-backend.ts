import {
  type Backend,
  backend,
  type ConnectAttempt,
  type Endpoint,
  type Fate,
  readTls,
  type Schema,
  untilAborted,
} from '@outpool/contract';
import { Redis } from 'ioredis';
import type { RedisConnection } from './redis-connection.js';
import { type RedisSettings, redisOptions } from './redis-options.js';

/** How long the server may take to say goodbye. */
const CLOSE_MS = 1_000;

/** Connections to Redis servers, over ioredis. Queueing, reconnecting and repeating are the pool's business alone. */
@backend({ type: 'redis', concurrency: 1024, unsupportedStrategies: ['available_worker'] })
export class RedisBackend implements Backend<RedisSettings, RedisConnection> {
  readonly options: Schema<RedisSettings> = redisOptions;
  readonly #closing = new WeakSet<Redis>();

  endpoints({ host = 'localhost', port = 6379, servers }: RedisSettings): readonly Endpoint[] {
    return servers ?? [{ host, port }];
  }

  async connect(attempt: ConnectAttempt<RedisSettings>): Promise<RedisConnection> {
    const { options, signal } = attempt;
    const { host, port } = attempt.endpoint ?? (this.endpoints(options)[0] as Endpoint);
    const [password, tls] = await Promise.all([options.password.read(), options.tls && readTls(options.tls, host)]);
    signal.throwIfAborted();
    const client = new Redis({
      host,
      port,
      db: options.database,
      ...(password !== '' && { password }),
      ...(options.username !== undefined && { username: options.username, password }),
      ...(tls && { tls }),
      ...(options.connectionName !== undefined && { connectionName: options.connectionName }),
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      autoResubscribe: false,
      retryStrategy: () => null,
      // ioredis would ask INFO again and again while the server loads its data, on a timer that nothing stops.
      enableReadyCheck: false,
      connectTimeout: 0, // the signal covers more: login and database, too
      disconnectTimeout: 0, // after `quit` there is nothing left to wait for
    });
    await login(client, signal);
    let reason: unknown = new Error('the server closed the connection');
    client.on('error', (error) => {
      reason = error;
    });
    client.once('close', () => {
      if (!this.#closing.has(client)) attempt.lost(reason);
    });
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
    if (client.status !== 'ready' || !client.stream.writable) return { connection: 'lost', sent: true, blameEndpoint: true };
    // The server has become a replica, has restarted, or no longer knows who we are: a new connection may find better.
    if (isReplyError(error, /^(READONLY|LOADING|MASTERDOWN|NOAUTH)\b/)) return { connection: 'replace', blameEndpoint: true };
    return 'keep';
  }
}

/**
 * Connects, and waits until the server answers commands.
 * @throws the first thing that went wrong. ioredis keeps the cause for its event 'error' and rejects with "Connection is
 *   closed"; a wrong database it does not take for a failure at all.
 */
async function login(client: Redis, signal: AbortSignal): Promise<void> {
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  client.on('error', (error) => fail(error));
  const ready = client.connect().then(() => alive(client));
  try {
    await untilAborted(Promise.race([failed, ready]), signal);
  } catch (error) {
    client.disconnect();
    throw error;
  }
}

/** Any answer is a sign of life, the refusal of the ping included; only a server that loads its data is not there yet. */
async function alive(client: Redis): Promise<void> {
  try {
    await client.ping();
  } catch (error) {
    if (!isReplyError(error, /^NOPERM\b/)) throw error;
  }
}

function isReplyError(error: unknown, pattern: RegExp): boolean {
  return error instanceof Error && error.name === 'ReplyError' && pattern.test(error.message);
}
