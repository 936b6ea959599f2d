import { type SlapdServer, requireServers, startSlapd } from '@outpool/test-servers';
import { testBackend } from '@outpool/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { dn, filter, isLdapError, LdapBackend, type LdapConnection } from '../src/index.js';
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
    // What the server has under that name, and not what was asked for.
    echo: async (ldap, text, { signal }) => {
      const entry = { objectClass: 'inetOrgPerson', uid: text, cn: text, sn: text };
      await ldap.add(dn`uid=${text},${dn`ou=people,dc=pool,dc=test`}`, entry, { signal }).catch((error) => {
        if (!isLdapError(error, 'ENTRY_ALREADY_EXISTS')) throw error;
      });
      const { entries } = await ldap.search(server.people, { filter: filter`(uid=${text})`, attributes: ['uid'], signal });
      return entries[0]?.attributes.uid?.[0];
    },
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
    denied: () => adminOf({ host: server.host, port: server.port, rootDn: server.rootDn, password: 'no way' }, { driver }),
    secrets: ['open sesame', 'no way'],
    capabilities: { cancel: true, order: 'several threads of the server work for one connection' },
    proxied: (address) => adminOf({ rootDn: server.rootDn, password: server.password, ...address }, { driver }),
  });
});
