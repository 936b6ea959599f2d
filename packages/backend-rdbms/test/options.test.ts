import type { PoolSettings } from '@outpool/contract';
import { describe, expect, it } from 'vitest';
import { loadClient } from '../src/load-client.js';
import { rdbmsOptions, type SocketSettings } from '../src/rdbms-options.js';
import { backend } from './attempt.js';

const least = { driver: 'pgsql', database: 'shop', username: 'app' };
const issuesOf = (input: unknown) =>
  rdbmsOptions.safeParse(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

const settingsOf = (input: unknown) => rdbmsOptions.parse(input);

describe('rdbms options', () => {
  it('have the defaults that the document gives', () => {
    expect(settingsOf(least)).toEqual({
      ...least,
      servers: [{ host: 'localhost', port: 5432 }],
      tls: { mode: 'disable', verify: 'peer' },
      targetSessionAttrs: 'any',
      queryTimeoutMs: 5_000,
      reset: 'transactions',
      preparedStatements: 100,
      applicationName: 'outpool',
    });
    expect(settingsOf({ ...least, driver: 'mysql' })).toMatchObject({ servers: [{ host: 'localhost', port: 3306 }] });
  });

  it.each([
    ['pgsql', false, { mode: 'disable', verify: 'peer' }],
    ['pgsql', true, { mode: 'prefer', verify: 'peer' }],
    ['mysql', true, { mode: 'require', verify: 'peer' }],
    ['pgsql', 'required', { mode: 'require', verify: 'peer' }],
    ['pgsql', {}, { mode: 'require', verify: 'peer' }],
    ['pgsql', { mode: 'prefer', caFile: '/ca.pem' }, { mode: 'prefer', verify: 'peer', caFile: '/ca.pem' }],
    ['mysql', { verify: 'none' }, { mode: 'require', verify: 'none' }],
    ['mysql', { mode: 'disable' }, { mode: 'disable', verify: 'peer' }],
  ])('of %s read tls %j as %j', (driver, tls, read) => {
    expect(settingsOf({ ...least, driver, tls })).toMatchObject({ tls: read });
  });

  it('take the server as the document spells it', async () => {
    const login = ['mydb', 'user', 'passwd'] as const;
    const { servers, ...rest } = settingsOf({ server: ['mysql', 'db.example.com', 3307, ...login] }) as SocketSettings;
    expect(servers).toEqual([{ host: 'db.example.com', port: 3307 }]);
    expect(rest).toMatchObject({ driver: 'mysql', database: 'mydb', username: 'user', tls: { mode: 'disable' } });
    expect(await rest.password?.read()).toBe('passwd');
    expect(settingsOf({ server: ['pgsql', 'localhost', ...login] })).toMatchObject({ servers: [{ host: 'localhost', port: 5432 }] });
    expect(settingsOf({ server: ['pgsql', 'localhost', ...login, 'required'] })).toMatchObject({ tls: { mode: 'require' } });
    expect(settingsOf({ server: ['mysql', 'localhost', 3306, ...login, { caFile: 'ca.pem' }] })).toMatchObject({
      tls: { mode: 'require', verify: 'peer', caFile: 'ca.pem' },
    });
    const odbc = settingsOf({ server: 'DSN=mydb' });
    expect(odbc).toMatchObject({ driver: 'odbc' });
    expect(odbc.driver === 'odbc' && (await odbc.connectionString.read())).toBe('DSN=mydb');
  });

  it('take several servers, each with the port of the driver, and then want one that takes writes', () => {
    expect(settingsOf({ ...least, servers: ['a', ['b', 5433], { host: 'c' }] })).toMatchObject({
      servers: [
        { host: 'a', port: 5432 },
        { host: 'b', port: 5433 },
        { host: 'c', port: 5432 },
      ],
      targetSessionAttrs: 'read-write',
    });
  });

  it.each([
    ['another driver', { ...least, driver: 'psql' }, 'driver: Invalid option: expected one of "pgsql"|"mysql"|"odbc"'],
    ['no driver', { database: 'shop', username: 'app' }, 'driver: expected "pgsql", "mysql" or "odbc"'],
    ['a port beyond the last', { ...least, port: 70_000 }, 'port: Too big'],
    ['a port as text', { ...least, port: '5432' }, 'port: Invalid input: expected number'],
    ['an empty host', { ...least, host: '' }, 'host: Too small'],
    ['no database', { driver: 'pgsql', username: 'app' }, 'database: expected the name'],
    ['no username', { driver: 'pgsql', database: 'shop' }, 'username: expected the name'],
    ['a misspelt option', { ...least, pasword: 'x' }, ': Unrecognized key: "pasword"'],
    ['a secret that is not there', { ...least, password: { env: 'NO_SUCH_VARIABLE' } }, 'password: missing secret'],
    ['a misspelt option of tls', { ...least, tls: { caFil: 'x' } }, 'tls: Unrecognized key: "caFil"'],
    ['half a client certificate', { ...least, tls: { certFile: 'x' } }, 'tls.keyFile: certFile and keyFile go together'],
    ['a tls block that does nothing', { ...least, tls: { mode: 'disable', caFile: 'x' } }, 'tls.mode: with mode disable caFile'],
    ['prefer for mysql', { ...least, driver: 'mysql', tls: { mode: 'prefer' } }, 'tls: the mode prefer is for pgsql'],
    ['a server without its password', { server: ['mysql', 'localhost', 3306, 'mydb', 'user'] }, 'server: expected [driver, host, port'],
    ['a server of another kind', { server: ['psql', 'h', 'd', 'u', 'p'] }, 'server.0: Invalid option: expected one of "pgsql"|"mysql"'],
    ['a server with a port as text', { server: ['mysql', 'h', '3306', 'd', 'u', 'p'] }, 'server.2: Invalid input: expected number'],
    ['a server without the secret it names', { server: ['mysql', 'h', 'd', 'u', { env: 'NO_SUCH_VARIABLE' }] }, 'server.4: missing secret'],
    ['a connection string that is not there', { server: { env: 'NO_SUCH_VARIABLE' } }, 'server: missing secret'],
    [
      'a server with tls beside it',
      { server: ['pgsql', 'h', 'd', 'u', 'p', true], tls: { caFile: 'x' } },
      'tls: stands in `server` already',
    ],
    ['a server beside what it says', { ...least, server: ['pgsql', 'h', 'd', 'u', 'p'] }, 'database: stands in `server` already'],
    ['servers beside a host', { ...least, host: 'a', servers: ['b'] }, 'servers: stands instead of host and port'],
    ['odbc without its string', { driver: 'odbc' }, 'connectionString: expected an ODBC connection string'],
    ['odbc with a host', { driver: 'odbc', connectionString: 'DSN=x', host: 'a' }, 'host: belongs in the connection string'],
    ['odbc with tls', { server: 'DSN=x', tls: true }, 'tls: belongs in the connection string'],
    ['a connection string for another driver', { ...least, connectionString: 'DSN=x' }, 'connectionString: is for the driver odbc'],
    ['a limit of nothing', { ...least, queryTimeoutMs: 0 }, 'queryTimeoutMs: '],
  ])('refuse %s', (_, input, message) => {
    expect(issuesOf(input).join('\n')).toContain(message);
  });

  it('ask for as many threads as statements of ODBC can run', () => {
    const settings = settingsOf({ server: 'DSN=x' });
    const check = (workers: number) => [...backend.check(settings, { workers } as PoolSettings)];
    expect(check(4)).toEqual([]);
    expect(check(10)).toMatchObject([{ path: ['pool', 'workers'], message: expect.stringContaining('UV_THREADPOOL_SIZE=10') }]);
  });
});

describe('the package pg', () => {
  it('is asked for by name when it is not installed', async () => {
    const missing = Object.assign(new Error("Cannot find package 'pg'"), { code: 'ERR_MODULE_NOT_FOUND' });
    const error: Error = await loadClient('pgsql', 'pg', () => Promise.reject(missing)).catch((reason) => reason);
    expect(error.message).toBe("the driver pgsql needs the package 'pg': install it with `npm install pg`");
    expect(error.cause).toBe(missing);
  });

  it('may fail for reasons of its own', async () => {
    const broken = new SyntaxError('broken');
    await expect(loadClient('pgsql', 'pg', () => Promise.reject(broken))).rejects.toBe(broken);
  });
});
