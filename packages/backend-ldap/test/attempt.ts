import type { Endpoint } from '@outpool/contract';
import { createOutgoingPools, type OutgoingPools, type PoolOptions } from '@outpool/core';
import { Attempt as Attempts } from '@outpool/testkit';
import { LdapBackend, type LdapConnection, type LdapOptions } from '../src/index.js';
import { type LdapSettings, ldapOptions } from '../src/ldap-options.js';

/** Everything is proved on both client libraries. */
export const drivers = ['ldapts', 'ldapjs'] as const;

export const backend = new LdapBackend();

/** An attempt with the options that people would write, on their first server unless another is named. */
export class Attempt extends Attempts<LdapSettings> {
  constructor(options: LdapOptions, endpoint?: Endpoint) {
    const settings = ldapOptions.parse(options);
    super(settings, { endpoint: endpoint ?? settings.servers[0], concurrency: 1_000 });
  }

  connect(): Promise<LdapConnection> {
    return backend.connect(this);
  }
}

/** One connection, for as long as the job takes. */
export async function connected<Result>(
  options: LdapOptions,
  job: (ldap: LdapConnection, attempt: Attempt) => Promise<Result>,
): Promise<Result> {
  const attempt = new Attempt(options);
  const connection = await attempt.connect();
  try {
    return await job(connection, attempt);
  } finally {
    await backend.close(connection);
  }
}

/** What is to be bound as, and where. */
export interface Directory {
  readonly host: string;
  readonly port: number;
  readonly rootDn: string;
  readonly password: string;
}

/** Options of a connection that is bound as the administrator. */
export const adminOf = ({ host, port, rootDn, password }: Directory, more: LdapOptions = {}): LdapOptions => ({
  servers: [{ host, port }],
  rootDn,
  password,
  ...more,
});

export const poolsOf = (pool: PoolOptions, connection: LdapOptions): OutgoingPools =>
  createOutgoingPools({ outgoingPools: [{ type: 'ldap', pool, connection }] }, { backends: [LdapBackend] });

export function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}
