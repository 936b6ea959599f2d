import type { ConnectAttempt } from '@outpool/contract';
import { isReplyError } from './is-reply-error.js';
import type { RedisSettings } from './redis-options.js';

/** How long a server that has refused a login, or whose certificate does not hold, is left in peace. */
const PEACE_MS = 5_000;

interface Refusal {
  readonly error: unknown;
  readonly password: string;
  readonly until: number;
}

/**
 * Keeps a pool from offering a server, several times a second and for ever, a login that it has refused, or from asking for
 * a certificate that does not hold. The refusal is repeated instead, until some time is over or the password is another.
 */
export class LoginRefusals {
  /** By pool and server: the options are one object for each pool. */
  readonly #refusals = new WeakMap<RedisSettings, Map<string, Refusal>>();

  async guard<Result>({ options, endpoint }: ConnectAttempt<RedisSettings>, login: () => Promise<Result>): Promise<Result> {
    const refusals = this.#refusals.get(options) ?? new Map<string, Refusal>();
    const server = endpoint === undefined ? '' : `${endpoint.host}:${endpoint.port}`;
    const password = await options.password.read();
    const last = refusals.get(server);
    if (last !== undefined && last.password === password && performance.now() < last.until) throw last.error;
    try {
      const result = await login();
      refusals.delete(server);
      return result;
    } catch (error) {
      if (isRefusal(error)) this.#refusals.set(options, refusals.set(server, { error, password, until: performance.now() + PEACE_MS }));
      throw error;
    }
  }
}

/** What will not be better before somebody acts. */
function isRefusal(error: unknown): boolean {
  const isOne = (reason: unknown): boolean => isRefusedLogin(reason) || isBadCertificate(reason);
  return isOne(error) || (error instanceof Error && isOne(error.cause));
}

/** The server knows us not, or not the database. */
function isRefusedLogin(reason: unknown): boolean {
  return isReplyError(reason, /^(WRONGPASS|NOAUTH)\b|DB index is out of range|invalid DB index/);
}

/** Its certificate is not one that we trust, or ours not one that it does. */
function isBadCertificate(reason: unknown): boolean {
  if (!(reason instanceof Error && 'code' in reason)) return false;
  return /^(ERR_(TLS|SSL)_.*|CERT_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_(GET|VERIFY)_.*)$/.test(String(reason.code));
}
