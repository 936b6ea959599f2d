import { createServer, type Server, type Socket } from 'node:net';
import { type Certificates, certificates, type RedisServer, requireServers, startRedis } from '@outpool/test-servers';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RedisConnection, RedisOptions } from '../src/index.js';
import { Attempt, backend, eventually, openSockets } from './attempt.js';

const opened: RedisConnection[] = [];

async function connect(options: RedisOptions): Promise<RedisConnection> {
  const connection = await new Attempt(options).connect();
  opened.push(connection);
  return connection;
}

const failure = (options: RedisOptions): Promise<Error & { code?: string }> =>
  connect(options).then(
    () => new Error('it connected'),
    (error) => error,
  );

afterEach(async () => {
  await Promise.all(opened.splice(0).map((connection) => backend.close(connection)));
});

describe.skipIf(!requireServers('redis'))('connecting to Redis', () => {
  let server: RedisServer;
  let guarded: RedisServer;
  beforeAll(async () => {
    [server, guarded] = await Promise.all([startRedis(), startRedis({ password: 'open sesame', users: { shop: 'shop-secret' } })]);
  });
  afterAll(() => Promise.all([server[Symbol.asyncDispose](), guarded[Symbol.asyncDispose]()]));

  const at = ({ host, port }: RedisServer, more: RedisOptions = {}): RedisOptions => ({ host, port, ...more });

  it('brings text, bytes and nothing back as they were', async () => {
    const { client } = await connect(at(server));
    await client.set('text', 'Grüße, 世界 🐘');
    await client.set('bytes', Buffer.from([0, 255, 10]));
    expect(await client.get('text')).toBe('Grüße, 世界 🐘');
    expect(await client.getBuffer('bytes')).toEqual(Buffer.from([0, 255, 10]));
    expect(await client.get('nothing')).toBeNull();
  });

  it('chooses the database and gives the connection its name', async () => {
    const { client } = await connect(at(server, { database: 3, connectionName: 'shop' }));
    expect(await client.client('INFO')).toMatch(/name=shop .*db=3 /);
  });

  it('goes to the server that the pool has chosen', async () => {
    const options: RedisOptions = { servers: [{ host: 'no-such-host.invalid' }, { host: server.host, port: server.port }] };
    const attempt = new Attempt(options, { host: server.host, port: server.port });
    opened.push(await attempt.connect());
  });

  it.each([
    ['the password of the default user', { password: 'open sesame' }],
    ['another user', { username: 'shop', password: 'shop-secret' }],
  ])('logs in with %s', async (_, login) => {
    const { client } = await connect(at(guarded, login));
    expect(await client.call('ACL', 'WHOAMI')).toBe('username' in login ? 'shop' : 'default');
  });

  it('says nothing on the console when the server wants no password', async () => {
    const warn = vi.spyOn(console, 'warn');
    await connect(at(server, { password: 'needless' }));
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it.each([
    ['a wrong password', { password: 'wrong' }, /^WRONGPASS/],
    ['an unknown user', { username: 'nobody', password: 'x' }, /^WRONGPASS/],
    ['a user without password', { username: 'shop' }, /^WRONGPASS/],
    ['no password', {}, /^NOAUTH/],
    ['a database that does not exist', { password: 'open sesame', database: 99 }, /DB index is out of range/],
    ['a refused port', { port: 1 }, /ECONNREFUSED/],
    ['a host that does not exist', { host: 'no-such-host.invalid' }, /ENOTFOUND|EAI_AGAIN/],
  ])('fails with the reason for %s', async (_, more, message) => {
    const before = openSockets();
    expect((await failure(at(guarded, more))).message).toMatch(message);
    await eventually(() => openSockets() <= before);
  });

  it('reads the password anew at each connect', async () => {
    process.env.OUTPOOL_TEST_PASSWORD = 'wrong';
    const attempt = new Attempt(at(guarded, { password: { env: 'OUTPOOL_TEST_PASSWORD' } }));
    await expect(attempt.connect()).rejects.toThrow('WRONGPASS');
    process.env.OUTPOOL_TEST_PASSWORD = 'open sesame';
    opened.push(await attempt.connect());
    delete process.env.OUTPOOL_TEST_PASSWORD;
  });

  it('takes a user who may not ping for connected', async () => {
    await guarded.command('ACL', 'SETUSER', 'mute', 'on', '>mute', '~*', '+get');
    const connection = await connect(at(guarded, { username: 'mute', password: 'mute' }));
    await backend.ping(connection, new AbortController().signal);
    expect(await connection.client.get('nothing')).toBeNull();
  });

  it('says that the server is full', async () => {
    await using full = await startRedis({ config: ['maxclients 8'] });
    const attempts = await Promise.allSettled(Array.from({ length: 12 }, () => connect(at(full))));
    const refusals = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [String(attempt.reason)] : []));
    expect(refusals.length).toBeGreaterThanOrEqual(4);
    for (const refusal of refusals) expect(refusal).toMatch(/max number of clients|closed|ECONNRESET|EPIPE/);
    await Promise.all(opened.splice(0).map((connection) => backend.close(connection)));
  });

  it('leaves nothing at the server or here when it is given up at any moment', async () => {
    const before = openSockets();
    for (let step = 0; step < 40; step++) {
      const attempt = new Attempt(at(server));
      const given = new Error('given up');
      setTimeout(() => attempt.controller.abort(given), step / 8);
      const outcome = await attempt.connect().catch((error) => error);
      if (outcome instanceof Error) expect(outcome).toBe(given);
      else await backend.close(outcome);
    }
    await eventually(() => openSockets() <= before);
    await eventually(async () => (await server.command<string>('CLIENT', 'LIST')).trim().split('\n').length === 1);
  });

  it('does not begin when it is given up before', async () => {
    const attempt = new Attempt(at(server));
    attempt.controller.abort(new Error('too late'));
    await expect(attempt.connect()).rejects.toThrow('too late');
  });
});

describe.skipIf(!requireServers('redis'))('TLS to Redis', () => {
  let server: RedisServer;
  let certs: Certificates;
  beforeAll(async () => {
    certs = await certificates();
    server = await startRedis({ tls: true });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const withTls = (tls: RedisOptions['tls'], host = '127.0.0.1'): RedisOptions => ({ host, port: server.tlsPort, tls });

  it.each(['127.0.0.1', 'localhost'])('encrypts and verifies the chain and the name of %s', async (host) => {
    const { client } = await connect(withTls({ caFile: certs.caFile }, host));
    expect(client instanceof Redis && client.stream).toMatchObject({ encrypted: true, authorized: true });
    expect(await client.ping()).toBe('PONG');
  });

  it('checks the name that serverName gives', async () => {
    await connect(withTls({ caFile: certs.caFile, serverName: 'cache.pool.test' }));
    expect((await failure(withTls({ caFile: certs.caFile, serverName: 'cache.other.test' }))).code).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    await connect(withTls({ caFile: certs.caFile, serverName: false }, 'localhost'));
  });

  it('trusts what Node.js trusts when no caFile is given', async () => {
    expect((await failure(withTls(true))).code).toMatch(/UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN/);
  });

  it.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['wronghost', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['other', /UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY/],
  ] as const)('refuses a certificate that is %s, unless nothing is to be verified', async (name, code) => {
    await server.useCertificate(name);
    const before = openSockets();
    try {
      expect((await failure(withTls({ caFile: certs.caFile }))).code).toMatch(code);
      await eventually(() => openSockets() <= before);
      await connect(withTls({ verify: 'none' }));
    } finally {
      await server.useCertificate('server');
    }
  });

  it('says which file cannot be read', async () => {
    expect(await failure(withTls({ caFile: '/no/such/ca.pem' }))).toMatchObject({ code: 'ENOENT' });
  });

  it('fails, in its time at the latest, when only one side speaks it', async () => {
    const secure = new Attempt({ host: server.host, port: server.port, tls: { caFile: certs.caFile } });
    setTimeout(() => secure.controller.abort(new Error('out of time')), 200);
    await expect(secure.connect()).rejects.toThrow();
    const clear = new Attempt({ host: server.host, port: server.tlsPort });
    setTimeout(() => clear.controller.abort(new Error('out of time')), 200);
    await expect(clear.connect()).rejects.toThrow();
  });

  it('shows a client certificate, and fails without one or with one that has expired', async () => {
    await using strict = await startRedis({ tls: { clientCertificate: 'required' } });
    const pair = (name: 'client' | 'client-expired') => ({ certFile: certs.certFile(name), keyFile: certs.keyFile(name) });
    const options = (more: object): RedisOptions => ({ host: strict.host, port: strict.tlsPort, tls: { caFile: certs.caFile, ...more } });
    await connect(options(pair('client')));
    const causes = /certificate|ECONNRESET|closed|EPIPE|socket disconnected/i;
    expect((await failure(options({}))).message).toMatch(causes);
    expect((await failure(options(pair('client-expired')))).message).toMatch(causes);
    await Promise.all(opened.splice(0).map((connection) => backend.close(connection)));
  });
});

describe('a server that accepts and never answers', () => {
  let silent: Server;
  const accepted: Socket[] = [];
  beforeAll(async () => {
    silent = createServer((socket) => {
      accepted.push(socket);
      socket.on('error', () => undefined).resume();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    for (const socket of accepted) socket.destroy();
    silent.close();
  });

  it.each([
    ['the login', false],
    ['the TLS handshake', true],
  ])('is given up with the signal in %s, and the socket with it', async (_, tls) => {
    const before = openSockets();
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const attempt = new Attempt({ host: '127.0.0.1', port, tls, database: 2, password: 'x' });
    setTimeout(() => attempt.controller.abort(new Error('out of time')), 100);
    const began = performance.now();
    await expect(attempt.connect()).rejects.toThrow('out of time');
    expect(performance.now() - began).toBeLessThan(300);
    await eventually(() => openSockets() <= before);
  });
});
