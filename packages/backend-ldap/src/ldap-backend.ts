import { type Backend, backend, type ConnectAttempt, type Endpoint, type Fate, type PoolSettings, type Schema } from '@outpool/contract';
import { loadDriver } from './drivers/load-driver.js';
import { LdapConnection } from './ldap-connection.js';
import { isLdapError } from './ldap-error.js';
import { type LdapSettings, ldapOptions } from './ldap-options.js';
import { configuredIdentity, dial } from './link/dial.js';

/**
 * One connection serves most applications best: what is asked in one turn goes out in one piece. More are opened when it is
 * full, and for leases.
 */
const workers = { min: 1, max: 10 };

/** OpenLDAP hangs up on who has more than 100 requests waiting and is nobody, or 1,000 and is somebody. */
const CONCURRENCY = 1_000;
const ANONYMOUS_CONCURRENCY = 64;

/** Connections to LDAP directories, bound as the options say before anybody gets them. */
@backend({ type: 'ldap', concurrency: CONCURRENCY, endpointPolicy: 'failover', defaults: { workers } })
export class LdapBackend implements Backend<LdapSettings, LdapConnection> {
  readonly options: Schema<LdapSettings> = ldapOptions;

  endpoints({ servers }: LdapSettings): readonly Endpoint[] {
    return servers;
  }

  poolOptions({ connectIntervalMs, rootDn }: LdapSettings): Partial<PoolSettings> {
    return {
      reconnect: { minMs: Math.min(50, connectIntervalMs), maxMs: connectIntervalMs },
      ...(rootDn === '' && { concurrency: ANONYMOUS_CONCURRENCY }),
    };
  }

  async connect(attempt: ConnectAttempt<LdapSettings>): Promise<LdapConnection> {
    const { options: settings, signal } = attempt;
    const endpoint = attempt.endpoint ?? (settings.servers[0] as Endpoint);
    const [driver, identity] = await Promise.all([loadDriver(settings.driver), configuredIdentity(settings)]);
    const to = { settings, driver, endpoint };
    return new LdapConnection(await dial(to, identity, signal, (reason) => attempt.lost(reason)), to);
  }

  close(connection: LdapConnection): Promise<void> {
    return connection.close();
  }

  async ping(connection: LdapConnection, signal: AbortSignal): Promise<void> {
    await connection.signOfLife(signal);
  }

  fate(error: unknown, { fault }: LdapConnection): Fate {
    if (fault !== undefined) return { connection: 'lost', sent: true, blameEndpoint: true };
    if (isLdapError(error, 'BUSY') || isLdapError(error, 'UNAVAILABLE')) return { connection: 'replace', blameEndpoint: true };
    // The connection that a check of a password, or a referral, had to itself.
    return isLdapError(error, 'ENDED') ? { connection: 'keep', callLost: true } : 'keep';
  }
}
