import { createServer, type Server, type Socket } from 'node:net';
import { type Certificates, certificates, type PostgresServer, requireServers, startPostgres } from '@outpool/test-servers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RdbmsOptions } from '../src/index.js';
import type { JobConnection } from '../src/job-connection.js';
import { Attempt, backend, eventually, openSockets, optionsFor, type SocketOptions } from './attempt.js';

const opened: JobConnection[] = [];

async function connect(options: RdbmsOptions): Promise<JobConnection> {
  const connection = await new Attempt(options).connect();
  opened.push(connection);
  return connection;
}

const failure = (options: RdbmsOptions): Promise<Error & { code?: string }> =>
  connect(options).then(
    () => new Error('it connected'),
    (error) => error,
  );

const encrypted = async (connection: JobConnection): Promise<unknown> =>
  (await connection.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()')).rows[0]?.ssl;

afterEach(async () => {
  await Promise.all(opened.splice(0).map((connection) => backend.close(connection)));
});

describe.skipIf(!requireServers('postgres'))('connecting to PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('logs in and shows its name to the server', async () => {
    const connection = await connect(optionsFor(server, { applicationName: 'shop' }));
    const { rows } = await connection.query('select current_user, current_database(), current_setting($1) as name', ['application_name']);
    expect(rows).toEqual([{ current_user: 'app', current_database: 'app', name: 'shop' }]);
  });

  it('goes through the unix socket when the host is a directory', async () => {
    const [row] = await server.query<{ folder: string }>("select current_setting('unix_socket_directories') as folder");
    const connection = await connect(optionsFor(server, { host: row?.folder ?? '', tls: {} }));
    const { rows } = await connection.query('select inet_server_addr() is null as local');
    expect(rows).toEqual([{ local: true }]);
  });

  it.each([
    ['a wrong password', { password: 'wrong' }, '28P01'],
    ['an unknown role', { username: 'nobody' }, '28P01'],
    ['an unknown database', { database: 'nowhere' }, '3D000'],
    ['a refused port', { port: 1 }, 'ECONNREFUSED'],
    ['a host that does not exist', { host: 'no-such-host.invalid' }, /ENOTFOUND|EAI_AGAIN/],
  ])('fails with the reason for %s', async (_, more, code) => {
    const before = openSockets();
    const error = await failure(optionsFor(server, more));
    expect(error.code).toMatch(code);
    await eventually(() => openSockets() <= before);
  });

  it('says that a password is missing, whatever the environment holds', async () => {
    const { password: _, ...options } = optionsFor(server);
    process.env.PGPASSWORD = server.password;
    try {
      expect((await failure(options)).message).toContain('password');
    } finally {
      delete process.env.PGPASSWORD;
    }
  });

  it('reads the password anew at each connect', async () => {
    process.env.OUTPOOL_TEST_PASSWORD = 'wrong';
    const attempt = new Attempt(optionsFor(server, { password: { env: 'OUTPOOL_TEST_PASSWORD' } }));
    await expect(attempt.connect()).rejects.toMatchObject({ code: '28P01' });
    process.env.OUTPOOL_TEST_PASSWORD = server.password;
    opened.push(await attempt.connect());
    delete process.env.OUTPOOL_TEST_PASSWORD;
  });

  it('says that the server is full', async () => {
    await using full = await startPostgres({ maxConnections: 1 });
    await connect(optionsFor(full));
    expect((await failure(optionsFor(full))).code).toBe('53300');
    await Promise.all(opened.splice(0).map((connection) => backend.close(connection)));
  });

  it.each<{ tls: SocketOptions['tls'] }>([{ tls: true }, { tls: { mode: 'prefer' } }])(
    'goes on in clear with $tls when the server has no TLS',
    async ({ tls }) => {
      expect(await encrypted(await connect(optionsFor(server, { tls })))).toBe(false);
    },
  );

  it('fails with tls required and a server without TLS', async () => {
    const before = openSockets();
    expect((await failure(optionsFor(server, { tls: {} }))).message).toContain('the server has no TLS');
    await eventually(() => openSockets() <= before);
  });

  it('leaves nothing at the server or here when it is given up at any moment', async () => {
    const before = openSockets();
    for (let afterMs = 0; afterMs < 30; afterMs++) {
      const attempt = new Attempt(optionsFor(server));
      const given = new Error('given up');
      setTimeout(() => attempt.controller.abort(given), afterMs / 2);
      const outcome = await attempt.connect().catch((error) => error);
      if (outcome instanceof Error) expect(outcome).toBe(given);
      else await backend.close(outcome);
    }
    await eventually(() => openSockets() <= before);
    const atServer = () => server.query("select 1 from pg_stat_activity where usename = 'app'");
    await eventually(async () => (await atServer()).length === 0);
  });

  it('does not begin when it is given up before', async () => {
    const attempt = new Attempt(optionsFor(server));
    attempt.controller.abort(new Error('too late'));
    await expect(attempt.connect()).rejects.toThrow('too late');
  });
});

describe.skipIf(!requireServers('postgres'))('TLS to PostgreSQL', () => {
  let server: PostgresServer;
  let certs: Certificates;
  beforeAll(async () => {
    certs = await certificates();
    server = await startPostgres({ tls: true });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const withTls = (tls: SocketOptions['tls'], more: Partial<SocketOptions> = {}): SocketOptions => optionsFor(server, { tls, ...more });

  it.each(['127.0.0.1', 'localhost'])('encrypts and verifies the chain and the name of %s', async (host) => {
    expect(await encrypted(await connect(withTls({ caFile: certs.caFile }, { host })))).toBe(true);
  });

  it('is not used when it is not asked for', async () => {
    expect(await encrypted(await connect(withTls(false)))).toBe(false);
  });

  it('is preferred when the server has it, and is then verified', async () => {
    expect(await encrypted(await connect(withTls({ mode: 'prefer', caFile: certs.caFile })))).toBe(true);
    expect((await failure(withTls(true))).code).toMatch(/UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN/);
  });

  it('checks the name that serverName gives', async () => {
    await connect(withTls({ caFile: certs.caFile, serverName: 'db.pool.test' }, { host: 'localhost' }));
    const error = await failure(withTls({ caFile: certs.caFile, serverName: 'db.other.test' }, { host: 'localhost' }));
    expect(error.code).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    await connect(withTls({ caFile: certs.caFile, serverName: false }, { host: 'localhost' }));
  });

  it.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['future', 'CERT_NOT_YET_VALID'],
    ['wronghost', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['other', /UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY/],
  ] as const)('refuses a certificate that is %s, unless nothing is to be verified', async (name, code) => {
    await server.useCertificate(name);
    const before = openSockets();
    try {
      expect((await failure(withTls({ caFile: certs.caFile }))).code).toMatch(code);
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

  it('says which file cannot be read', async () => {
    const error = await failure(withTls({ caFile: '/no/such/ca.pem' }));
    expect(error).toMatchObject({ code: 'ENOENT', message: expect.stringContaining('/no/such/ca.pem') });
  });

  it('logs in by client certificate, and fails without one or with one that has expired', async () => {
    await using strict = await startPostgres({ tls: true, hba: ['hostssl all app all cert clientcert=verify-full'] });
    const { password: _, ...options } = optionsFor(strict);
    const pair = (name: 'client' | 'client-expired') => ({
      caFile: certs.caFile,
      certFile: certs.certFile(name),
      keyFile: certs.keyFile(name),
    });
    const connection = await connect({ ...options, tls: pair('client') });
    expect((await connection.query('select current_user')).rows).toEqual([{ current_user: 'app' }]);
    expect((await failure({ ...options, tls: { caFile: certs.caFile } })).code).toBe('28000');
    expect((await failure({ ...options, tls: pair('client-expired') })).message).toMatch(/expired|ECONNRESET|closed|terminated/i);
    await Promise.all(opened.splice(0).map((each) => backend.close(each)));
  });
});

describe('a server that accepts and never answers', () => {
  let silent: Server;
  let accepted: Socket[] = [];
  /** What the server says to everything. */
  let answer: string | undefined;
  beforeAll(async () => {
    silent = createServer((socket) => {
      accepted.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', () => answer !== undefined && socket.write(answer));
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    for (const socket of accepted) socket.destroy();
    accepted = [];
    answer = undefined;
  });
  afterAll(() => silent.close());

  const options = (tls: SocketOptions['tls']): SocketOptions => {
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return { driver: 'pgsql', host: '127.0.0.1', port, database: 'app', username: 'app', tls };
  };

  it.each([
    ['to the login', false, undefined],
    ['to the request for TLS', {}, undefined],
    ['to the TLS handshake', {}, 'S'],
  ] as const)('%s is given up with the signal, and the socket with it', async (_, tls, says) => {
    const before = openSockets();
    answer = says;
    const attempt = new Attempt(options(tls));
    setTimeout(() => attempt.controller.abort(new Error('out of time')), 100);
    const began = performance.now();
    await expect(attempt.connect()).rejects.toThrow('out of time');
    expect(performance.now() - began).toBeLessThan(300);
    await eventually(() => openSockets() <= before);
    expect(attempt.losses.length).toBeLessThanOrEqual(1);
  });

  it.each(['SX', 'E', 'HTTP/1.1 400 Bad Request'])('with more than yes or no to the request for TLS (%j) is refused', async (says) => {
    answer = says;
    await expect(new Attempt(options({})).connect()).rejects.toThrow('something else than yes or no');
  });

  it('with something that is not PostgreSQL to the login is refused', async () => {
    answer = 'HTTP/1.1 400 Bad Request\r\n\r\n';
    const attempt = new Attempt(options(false));
    setTimeout(() => attempt.controller.abort(new Error('out of time')), 1_000);
    await expect(attempt.connect()).rejects.toThrow();
  });
});
