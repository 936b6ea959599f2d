import { describe, expect, it } from 'vitest';
import { loadPg } from '../src/pgsql/pgsql-driver.js';
import { rdbmsOptions } from '../src/rdbms-options.js';

const least = { driver: 'pgsql', database: 'shop', username: 'app' };
const issuesOf = (input: unknown) =>
  rdbmsOptions.safeParse(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('rdbms options', () => {
  it('have the defaults that the document gives', () => {
    expect(rdbmsOptions.parse(least)).toEqual({
      ...least,
      host: 'localhost',
      port: 5432,
      tls: { mode: 'disable', verify: 'peer' },
      applicationName: 'outpool',
    });
  });

  it.each([
    [false, { mode: 'disable', verify: 'peer' }],
    [true, { mode: 'prefer', verify: 'peer' }],
    [{}, { mode: 'require', verify: 'peer' }],
    [
      { mode: 'prefer', caFile: '/ca.pem' },
      { mode: 'prefer', verify: 'peer', caFile: '/ca.pem' },
    ],
    [{ verify: 'none' }, { mode: 'require', verify: 'none' }],
    [{ mode: 'disable' }, { mode: 'disable', verify: 'peer' }],
  ])('read tls %j as %j', (tls, read) => {
    expect(rdbmsOptions.parse({ ...least, tls }).tls).toEqual(read);
  });

  it.each([
    ['another driver', { ...least, driver: 'mysql' }, 'driver: Invalid input: expected "pgsql"'],
    ['no driver', { database: 'shop', username: 'app' }, 'driver: Invalid input: expected "pgsql"'],
    ['a port beyond the last', { ...least, port: 70_000 }, 'port: Too big'],
    ['a port as text', { ...least, port: '5432' }, 'port: Invalid input: expected number'],
    ['an empty host', { ...least, host: '' }, 'host: Too small'],
    ['no database', { driver: 'pgsql', username: 'app' }, 'database: Invalid input'],
    ['no username', { driver: 'pgsql', database: 'shop' }, 'username: Invalid input'],
    ['a misspelt option', { ...least, pasword: 'x' }, ': Unrecognized key: "pasword"'],
    ['a secret that is not there', { ...least, password: { env: 'NO_SUCH_VARIABLE' } }, 'password: missing secret'],
    ['a misspelt option of tls', { ...least, tls: { caFil: 'x' } }, 'tls: Unrecognized key: "caFil"'],
    ['half a client certificate', { ...least, tls: { certFile: 'x' } }, 'tls.keyFile: certFile and keyFile go together'],
    ['a tls block that does nothing', { ...least, tls: { mode: 'disable', caFile: 'x' } }, 'tls.mode: with mode disable caFile'],
  ])('refuse %s', (_, input, message) => {
    expect(issuesOf(input).join('\n')).toContain(message);
  });

  it('describe every field', () => {
    for (const [name, field] of Object.entries(rdbmsOptions.shape)) expect(field.meta()?.description, name).toBeTruthy();
  });
});

describe('the package pg', () => {
  it('is asked for by name when it is not installed', async () => {
    const missing = Object.assign(new Error("Cannot find package 'pg'"), { code: 'ERR_MODULE_NOT_FOUND' });
    const error: Error = await loadPg(() => Promise.reject(missing)).catch((reason) => reason);
    expect(error.message).toBe("the driver pgsql needs the package 'pg': install it with `npm install pg`");
    expect(error.cause).toBe(missing);
  });

  it('may fail for reasons of its own', async () => {
    const broken = new SyntaxError('broken');
    await expect(loadPg(() => Promise.reject(broken))).rejects.toBe(broken);
  });
});
