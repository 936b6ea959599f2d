import { type Endpoint, tlsSchema } from '@outpool/contract';
import { LdapError } from './ldap-error.js';
import type { LdapSettings } from './ldap-options.js';

/** Where a referral leads. */
export interface Place {
  readonly endpoint: Endpoint;
  readonly settings: LdapSettings;
  readonly dn: string;
  readonly scope: 'base' | 'one' | 'sub' | undefined;
  readonly filter: string | undefined;
}

/**
 * Reads an `ldap://` URL (RFC 4516). A connection that is encrypted leads to none that is not: instead of TLS from the
 * first byte on it is StartTLS then.
 * @param dn the entry asked for, which it is still when the URL names none
 * @throws LdapError `BAD_MESSAGE`
 */
export function readReferral(uri: string, dn: string, settings: LdapSettings): Place {
  const url = URL.parse(uri);
  if (url === null || !/^ldaps?:$/.test(url.protocol) || url.hostname === '') throw notFollowed(uri);
  const isSecure = url.protocol === 'ldaps:';
  const port = url.port === '' ? (isSecure ? 636 : 389) : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const [, scope, filter] = url.search
    .slice(1)
    .split('?')
    .map((part) => decoded(part, uri));
  const encrypted = settings.tls !== undefined;
  return {
    endpoint: { host, port },
    settings: {
      ...settings,
      encrypt: isSecure ? 'tls' : 'none',
      startTls: !isSecure && encrypted,
      tls: settings.tls ?? (isSecure ? tlsSchema.parse({}) : undefined),
    },
    dn: decoded(url.pathname.slice(1), uri) || dn,
    scope: scope === 'base' || scope === 'one' || scope === 'sub' ? scope : undefined,
    filter: filter === '' ? undefined : filter,
  };
}

function decoded(part: string, uri: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw notFollowed(uri, cause);
  }
}

function notFollowed(uri: string, cause?: unknown): LdapError {
  return new LdapError('BAD_MESSAGE', `the server refers to ${JSON.stringify(uri)}, which cannot be followed`, { cause });
}
