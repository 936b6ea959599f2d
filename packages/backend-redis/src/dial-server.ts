import { readTls, type Secret, type TlsOptions, untilAborted } from '@outpool/contract';
import { Redis, type RedisOptions } from 'ioredis';
import { batchCommands } from './batch-commands.js';
import { isReplyError } from './is-reply-error.js';
import type { RedisSettings } from './redis-options.js';
import { SocketConnector } from './socket-connector.js';

/** Where a server is: an address, or a unix socket. */
export type Place = { readonly host: string; readonly port: number } | { readonly path: string };

/** How to prove who we are. */
export interface Login {
  readonly username?: string | undefined;
  readonly password: Secret;
  readonly tls?: TlsOptions | undefined;
}

/** Of the options of ioredis, those that all its clients have. */
export type ClientOptions = Omit<RedisOptions, 'replyMapping' | 'path' | 'scripts'> & { readonly scripts?: RedisSettings['scripts'] };

/**
 * What every ioredis client of ours is made of, with secrets and certificates read now: whatever it would do by itself is off.
 * @param host the name or address that a certificate must be for
 */
export async function clientOptions({ username, password: secret, tls }: Login, host: string): Promise<ClientOptions> {
  const [password, secured] = await Promise.all([secret.read(), tls && readTls(tls, host)]);
  return {
    ...(password !== '' && { password }),
    ...(username !== undefined && { username, password }),
    ...(secured && { tls: secured }),
    Connector: SocketConnector,
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    retryStrategy: () => null,
    // ioredis would ask INFO again and again while the server loads its data, on a timer that nothing stops.
    enableReadyCheck: false,
    connectTimeout: 0, // the signal covers more: login and database, too
  };
}

/** Connects to one server and logs in. @throws the first thing that went wrong */
export async function dialServer(place: Place, login: Login, more: ClientOptions, signal: AbortSignal): Promise<Redis> {
  const options = await clientOptions(login, 'host' in place ? place.host : 'localhost');
  signal.throwIfAborted();
  const client = new Redis({ ...options, ...place, ...more });
  batchCommands(client);
  // ioredis keeps the cause for its event 'error' and rejects with "Connection is closed"; a wrong database it does not
  // take for a failure at all.
  const failed = new Promise<never>((_, reject) => client.on('error', reject));
  const ready = client.connect().then(() => alive(client));
  try {
    await untilAborted(Promise.race([failed, ready]), signal);
    return client;
  } catch (error) {
    client.disconnect();
    throw withoutLogin(error);
  }
}

/** Any answer is a sign of life, the refusal of the ping included; only a server that loads its data is not there yet. */
export async function alive(client: Pick<Redis, 'ping'>): Promise<void> {
  try {
    await client.ping();
  } catch (error) {
    if (!isReplyError(error, /^NOPERM\b/)) throw error;
  }
}

/** Takes the password off an error: ioredis hangs the refused command on it. */
export function withoutLogin(error: unknown): unknown {
  if (error instanceof Error && 'command' in error && /^(hello|auth)$/i.test(Object(error.command).name)) delete error.command;
  return error;
}
