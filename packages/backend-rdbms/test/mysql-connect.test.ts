import { type Certificates, certificates, type MariadbServer, requireServers, startMariadb } from '@outpool/test-servers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JobConnection } from '../src/job-connection.js';
import { Attempt, backend, eventually, openSockets, optionsFor, type SocketOptions } from './attempt.js';

const opened: JobConnection[] = [];

async function connect(options: SocketOptions): Promise<JobConnection> {
  const connection = await new Attempt(options).connect();
  opened.push(connection);
  return connection;
}

const failure = (options: SocketOptions): Promise<Error & { code?: string; kind?: string }> =>
  connect(options).then(
    () => new Error('it connected'),
    (error) => error,
  );

const encrypted = async (connection: JobConnection): Promise<boolean> =>
  (await connection.query<{ Value: string }>("show status like 'Ssl_version'")).rows[0]?.Value !== '';

afterEach(async () => {
  await Promise.all(opened.splice(0).map((connection) => backend.close(connection)));
});

describe.skipIf(!requireServers('mariadb'))('connecting to MariaDB', () => {
  let server: MariadbServer;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('logs in with times in UTC and all of Unicode', async () => {
    const connection = await connect(optionsFor(server));
    const { rows } = await connection.query('select @@time_zone as zone, @@character_set_client as charset, database() as base');
    expect(rows).toEqual([{ zone: '+00:00', charset: 'utf8mb4', base: 'app' }]);
  });

  it.each([
    ['a wrong password', { password: 'wrong' }, { kind: 'authentication_failed', code: 'ER_ACCESS_DENIED_ERROR' }],
    ['an unknown database', { database: 'nowhere' }, { kind: expect.stringMatching(/unknown_database|permission_denied/) }],
    ['a refused port', { port: 1 }, { code: 'ECONNREFUSED' }],
    ['a host that does not exist', { host: 'no-such-host.invalid' }, { code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) }],
    ['tls and a server without it', { tls: {} }, { code: 'HANDSHAKE_NO_SSL_SUPPORT' }],
    ['tls true and a server without it', { tls: true }, { code: 'HANDSHAKE_NO_SSL_SUPPORT' }],
  ] as const)('fails with the reason for %s', async (_, more, reason) => {
    const before = openSockets();
    const error = await failure(optionsFor(server, more));
    expect(error).toMatchObject(reason);
    expect(error.message).not.toContain('wrong');
    await eventually(() => openSockets() <= before);
  });

  it('says that the server is full', async () => {
    await using full = await startMariadb({ maxConnections: 10 });
    let error: unknown;
    for (let n = 0; n < 12 && error === undefined; n++)
      error = await connect(optionsFor(full)).then(
        () => undefined,
        (reason) => reason,
      );
    expect(error).toMatchObject({ kind: 'too_many_connections' });
    await Promise.all(opened.splice(0).map((connection) => backend.close(connection)));
  });

  it('leaves nothing at the server or here when it is given up at any moment', async () => {
    const before = openSockets();
    for (let afterMs = 0; afterMs < 30; afterMs++) {
      const attempt = new Attempt(optionsFor(server));
      setTimeout(() => attempt.controller.abort(new Error('given up')), afterMs / 3);
      const outcome = await attempt.connect().catch((error) => error);
      if (outcome instanceof Error) expect(outcome.message).toBe('given up');
      else await backend.close(outcome);
    }
    await eventually(() => openSockets() <= before);
    await eventually(async () => (await server.query("select 1 from information_schema.processlist where user = 'app'")).length === 0);
  });
});

describe.skipIf(!requireServers('mariadb'))('TLS to MariaDB', () => {
  let server: MariadbServer;
  let certs: Certificates;
  beforeAll(async () => {
    certs = await certificates();
    server = await startMariadb({ tls: true });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const withTls = (tls: SocketOptions['tls'], more: Partial<SocketOptions> = {}): SocketOptions => optionsFor(server, { tls, ...more });

  it.each(['127.0.0.1', 'localhost'])('encrypts and verifies the chain and the name of %s', async (host) => {
    expect(await encrypted(await connect(withTls({ caFile: certs.caFile }, { host })))).toBe(true);
    expect(await encrypted(await connect(withTls(false, { host })))).toBe(false);
  });

  it('checks the name that serverName gives, and with it the address', async () => {
    await connect(withTls({ caFile: certs.caFile, serverName: 'db.pool.test' }));
    const error = await failure(withTls({ caFile: certs.caFile, serverName: 'db.other.test' }));
    expect(error.message).toContain('db.other.test');
  });

  it.each([
    ['expired', /expired/],
    ['future', /not yet valid/],
    ['wronghost', /does not match|altnames/i],
    ['other', /unable to|self[- ]signed/i],
  ] as const)('refuses a certificate that is %s, unless nothing is to be verified', async (name, message) => {
    await server.useCertificate(name);
    const before = openSockets();
    try {
      for (const host of ['127.0.0.1', 'localhost'])
        expect((await failure(withTls({ caFile: certs.caFile }, { host }))).message).toMatch(message);
      await eventually(() => openSockets() <= before);
      expect(await encrypted(await connect(withTls({ verify: 'none' })))).toBe(true);
    } finally {
      await server.useCertificate('server');
    }
  });

  it('takes the one certificate in caFile with selfsigned_peer, whatever its name', async () => {
    await server.useCertificate('wronghost');
    try {
      await connect(withTls({ verify: 'selfsigned_peer', caFile: certs.caFile }));
    } finally {
      await server.useCertificate('server');
    }
  });

  it('logs in by client certificate, and fails without one or with one that has expired', async () => {
    const { password: _, ...options } = withTls(false, { username: 'cert' });
    const pair = (name: 'client' | 'client-expired') => ({
      caFile: certs.caFile,
      certFile: certs.certFile(name),
      keyFile: certs.keyFile(name),
    });
    const connection = await connect({ ...options, tls: pair('client') });
    expect((await connection.query('select current_user() as me')).rows).toEqual([{ me: 'cert@127.0.0.1' }]);
    expect(await failure({ ...options, tls: { caFile: certs.caFile } })).toMatchObject({ kind: 'authentication_failed' });
    expect(await failure({ ...options, tls: pair('client-expired') })).toBeInstanceOf(Error);
  });

  it('cancels over TLS where the server takes nothing else', async () => {
    await using strict = await startMariadb({ requireTls: true });
    const connection = await connect(optionsFor(strict, { tls: { caFile: certs.caFile } }));
    const sleeping = connection.query('select sum(sleep(60)) from seq_1_to_1', [], { signal: AbortSignal.timeout(100) });
    await expect(sleeping).rejects.toMatchObject({ kind: 'query_canceled' });
    await Promise.all(opened.splice(0).map((each) => backend.close(each)));
  });
});
