import { type SlapdServer, requireServers, startSlapd } from '@outpool/test-servers';
import { testBackend } from '@outpool/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { LdapBackend, type LdapConnection } from '../src/index.js';
import { adminOf, drivers } from './attempt.js';

let server: SlapdServer;

describe.skipIf(!requireServers('slapd')).each(drivers)('on OpenLDAP, by %s', (driver) => {
  beforeAll(async () => {
    server = await startSlapd({ people: 200 });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  testBackend<LdapConnection>({
    describe,
    it,
    name: 'ldap',
    backend: LdapBackend,
    options: () => adminOf(server, { driver }),
    work: (ldap, { signal }) => ldap.search(server.people, { filter: '(uid=u1)', signal }),
    failWork: (ldap) => ldap.delete(`uid=nobody,${server.people}`),
    // No operation of a directory takes that long: one after the other.
    slowWork: async (ldap, { signal }) => {
      for (;;) await ldap.search(server.people, { signal });
    },
    server: {
      get host() {
        return server.host;
      },
      get port() {
        return server.port;
      },
      kill: () => server.kill9(),
      restart: () => server.start(),
    },
    proxied: (address) => adminOf({ rootDn: server.rootDn, password: server.password, ...address }, { driver }),
    denied: () => adminOf({ host: server.host, port: server.port, rootDn: server.rootDn, password: 'no way' }, { driver }),
    secrets: ['open sesame', 'no way'],
    capabilities: {
      cancel: true,
      echo: 'a directory gives back entries, not what it is asked',
      order: 'a directory answers as it is done',
    },
  });
});
