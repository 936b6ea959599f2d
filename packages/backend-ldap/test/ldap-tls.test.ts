import { createServer, type Socket } from 'node:net';
import { certificates, requireServers, type SlapdServer, startSlapd } from '@outpool/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LdapOptions } from '../src/index.js';
import { Attempt, adminOf, connected, drivers, openSockets, poolsOf } from './attempt.js';

const ways = ['ldaps', 'StartTLS'] as const;

describe.skipIf(!requireServers('slapd'))('TLS', () => {
  let server: SlapdServer;
  let caFile: string;
  let otherCaFile: string;
  beforeAll(async () => {
    server = await startSlapd({ tls: true, people: 3 });
    ({ caFile, otherCaFile } = await certificates());
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describe.each(drivers)('by %s', (driver) => {
    describe.each(ways)('over %s', (way) => {
      const options = (more: LdapOptions = {}): LdapOptions => {
        const place = { host: server.host, port: way === 'ldaps' ? server.tlsPort : server.port };
        const encrypted = way === 'ldaps' ? { encrypt: 'tls' as const } : { startTls: true };
        return adminOf({ rootDn: server.rootDn, password: server.password, ...place }, { driver, ...encrypted, tls: { caFile }, ...more });
      };
      const failure = async (more: LdapOptions = {}): Promise<unknown> => {
        const before = openSockets();
        const error = await new Attempt(options(more)).connect().then(
          () => 'it is taken',
          (reason) => reason.code,
        );
        await expect.poll(openSockets).toBeLessThanOrEqual(before);
        return error;
      };

      it('serves, and checks passwords, when the certificate holds', async () => {
        await server.useCertificate('server');
        await connected(options(), async (ldap) => {
          expect((await ldap.search(server.people, { filter: '(uid=u1)' })).entries).toHaveLength(1);
          await ldap.bind(`uid=u1,${server.people}`, 'pw1');
          await expect(ldap.bind(`uid=u1,${server.people}`, 'wrong')).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
        });
        await connected(options({ servers: [{ host: 'localhost', port: way === 'ldaps' ? server.tlsPort : server.port }] }), (ldap) =>
          ldap.whoAmI(),
        );
      });

      it('refuses a certificate of another CA', async () => {
        await server.useCertificate('other');
        expect(await failure()).toMatch(/^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN)$/);
        await server.useCertificate('server');
        expect(await failure({ tls: { caFile: otherCaFile } })).toMatch(/^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN)$/);
        expect(await failure({ tls: true })).toMatch(/^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN)$/);
      });

      it('refuses one that has expired, and one that is not valid yet', async () => {
        await server.useCertificate('expired');
        expect(await failure()).toBe('CERT_HAS_EXPIRED');
        await server.useCertificate('future');
        expect(await failure()).toBe('CERT_NOT_YET_VALID');
      });

      it('refuses one of another host, unless its name is asked for, or nothing is verified', async () => {
        await server.useCertificate('wronghost');
        expect(await failure()).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
        expect(await failure({ tls: { caFile, serverName: false } })).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
        await connected(options({ tls: { caFile, serverName: 'wrong.invalid' } }), (ldap) => ldap.whoAmI());
        await connected(options({ tls: { verify: 'none' } }), (ldap) => ldap.whoAmI());
      });

      it('says in the error of the pool why it cannot connect, and to whom', async () => {
        await server.useCertificate('expired');
        const error = await poolsOf({ startTimeoutMs: 500 }, options())
          .start()
          .catch((reason) => reason);
        expect(error.code).toBe('START_FAILED');
        expect(error.message).toContain('certificate has expired');
        expect(error.message).not.toContain(server.password);
      });

      it('is whole again when the certificate is renewed', async () => {
        await server.useCertificate('server');
        await using pools = await poolsOf({ workers: 3 }, options({ connectIntervalMs: 500 })).start();
        const pool = pools.get('ldap');
        await expect.poll(() => pool.health().status).toBe('up');
        await server.useCertificate('renewed');
        await expect.poll(() => pool.health().status, { timeout: 4_000 }).toBe('up');
        expect(await pool.call((ldap) => ldap.whoAmI())).toBe(`dn:${server.rootDn}`);
      });
    });

    it('shows its own certificate to a server that asks for one', async () => {
      await using strict = await startSlapd({ tls: true, config: ['TLSVerifyClient demand'] });
      const { certFile, keyFile } = await certificates();
      const place = { rootDn: strict.rootDn, password: strict.password, host: strict.host, port: strict.tlsPort };
      const options = (tls: object): LdapOptions => adminOf(place, { driver, encrypt: 'tls', tls: { caFile, ...tls } });
      await connected(options({ certFile: certFile('client'), keyFile: keyFile('client') }), (ldap) => ldap.whoAmI());
      await expect(new Attempt(options({})).connect()).rejects.toThrow();
      const expired = { certFile: certFile('client-expired'), keyFile: keyFile('client-expired') };
      await expect(new Attempt(options(expired)).connect()).rejects.toThrow();
    });

    it('does not go on in clear when the server cannot start TLS', async () => {
      await using plain = await startSlapd();
      const attempt = new Attempt(adminOf(plain, { driver, startTls: true, tls: { caFile } }));
      await expect(attempt.connect()).rejects.toMatchObject({ name: 'LdapError', resultCode: expect.any(Number) });
      await expect.poll(() => plain.connections()).toBe(0);
    });

    it('takes nothing that came in clear behind the answer to StartTLS', async () => {
      const sockets: Socket[] = [];
      // Agrees to TLS, and puts the answer to a bind right behind that, as somebody between would.
      const agreed = Buffer.from('300c02010178070a010004000400', 'hex');
      const bound = Buffer.from('300c02010261070a010004000400', 'hex');
      const fake = createServer((socket) =>
        sockets.push(socket.on('error', () => undefined).once('data', () => socket.write(Buffer.concat([agreed, bound])))),
      );
      await new Promise<void>((resolve) => fake.listen(0, '127.0.0.1', resolve));
      const { port } = fake.address() as { port: number };
      const attempt = new Attempt({ servers: [['127.0.0.1', port]], driver, startTls: true, tls: { verify: 'none' } });
      await expect(attempt.connect()).rejects.toMatchObject({ code: 'BAD_MESSAGE', message: expect.stringContaining('in clear') });
      for (const socket of sockets) socket.destroy();
      fake.close();
    });
  });
});
