import { describe, expect, it } from 'vitest';
import { LdapBackend, type LdapOptions } from '../src/index.js';
import { ldapOptions } from '../src/ldap-options.js';

const read = (input: unknown) => ldapOptions.safeParse(input);
const problems = (input: unknown): string[] => read(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('the options of an ldap connection', () => {
  it('have the defaults of the document', () => {
    const settings = ldapOptions.parse({});
    expect(settings).toMatchObject({
      servers: [{ host: 'localhost', port: 389 }],
      encrypt: 'none',
      startTls: false,
      tls: undefined,
      rootDn: '',
      connectIntervalMs: 10_000,
      driver: 'ldapts',
    });
    expect(ldapOptions.parse({ encrypt: 'tls' })).toMatchObject({ servers: [{ port: 636 }], tls: { verify: 'peer' } });
  });

  it('give every server its port', () => {
    const servers = ['a', ['b', 1389], { host: 'c' }, { host: 'd', port: 2389 }];
    const ports = (input: object) => ldapOptions.parse({ servers, ...input }).servers.map(({ host, port }) => `${host}:${port}`);
    expect(ports({})).toEqual(['a:389', 'b:1389', 'c:389', 'd:2389']);
    expect(ports({ encrypt: 'tls' })).toEqual(['a:636', 'b:1389', 'c:636', 'd:2389']);
    expect(ports({ port: 3389 })).toEqual(['a:3389', 'b:1389', 'c:3389', 'd:2389']);
  });

  it('are understood in the spelling of the document', async () => {
    const settings = ldapOptions.parse({
      rootdn: 'cn=admin',
      password: 'secret',
      encrypt: 'tls',
      tlsOptions: { verify: 'verify_peer', cacertfile: 'ca.pem', ciphers: ['A', 'B'], serverNameIndication: 'disable' },
    });
    expect(settings).toMatchObject({ rootDn: 'cn=admin', tls: { verify: 'peer', caFile: 'ca.pem', ciphers: 'A:B', serverName: false } });
    expect(await settings.password.read()).toBe('secret');
    expect(ldapOptions.parse({ startTls: true, tlsOptions: { verify: 'verify_none' } }).tls).toMatchObject({ verify: 'none' });
  });

  it('set how long the pool waits between attempts, and how much it asks at once of a server that does not know it', () => {
    const backend = new LdapBackend();
    const optionsOf = (input: LdapOptions) => backend.poolOptions(ldapOptions.parse(input));
    expect(optionsOf({})).toEqual({ reconnect: { minMs: 50, maxMs: 10_000 }, concurrency: 64 });
    expect(optionsOf({ rootDn: 'cn=x', connectIntervalMs: 20 })).toEqual({ reconnect: { minMs: 20, maxMs: 20 } });
  });

  it.each([
    [{ servers: [] }, 'servers: '],
    [{ servers: ['ldap://a'] }, 'servers.0.host: expected a name or an address, no URL'],
    [{ encrypt: 'starttls' }, 'encrypt: '],
    [{ encrypt: 'tls', startTls: true }, 'startTls: the connection is encrypted already with encrypt'],
    [{ tls: true }, 'tls: does nothing without encrypt: "tls" or startTls: true'],
    [{ tlsOptions: {} }, 'tlsOptions: does nothing without encrypt'],
    [{ encrypt: 'tls', tls: true, tlsOptions: {} }, 'tlsOptions: is another name for tls'],
    [{ encrypt: 'tls', tlsOptions: { certfile: 'a.pem' } }, 'tlsOptions: certFile and keyFile go together'],
    [{ rootDn: 'a', rootdn: 'a' }, 'rootdn: is rootDn, which stands here too'],
    [{ driver: 'openldap' }, 'driver: '],
    [{ port: 0 }, 'port: '],
    [{ connectIntervalMs: 0 }, 'connectIntervalMs: '],
    [{ maxMessageBytes: 10 }, 'maxMessageBytes: '],
  ])('refuse %j', (input, message) => {
    expect(problems(input).join('\n')).toContain(message);
  });
});
