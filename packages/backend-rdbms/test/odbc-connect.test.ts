import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CertificateName,
  type Certificates,
  certificates,
  type MariadbServer,
  type PostgresServer,
  requireServers,
  startMariadb,
  startPostgres,
} from '@outpool/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Attempt, backend } from './attempt.js';
import { odbcString } from './subjects.js';

const outcomeOf = async (connectionString: string, question: string): Promise<unknown> => {
  try {
    const db = await new Attempt({ driver: 'odbc', connectionString }).connect();
    const { rows } = await db.query<{ tls: unknown }>(question);
    await backend.close(db);
    return rows[0];
  } catch (error) {
    return error;
  }
};

/** Runs with an odbc.ini of these sources. */
async function withOdbcIni(sources: Readonly<Record<string, string>>, run: () => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'outpool-odbc-'));
  writeFileSync(
    join(folder, 'odbc.ini'),
    Object.entries(sources)
      .map(([name, lines]) => `[${name}]\n${lines}\n`)
      .join(''),
  );
  process.env.ODBCINI = join(folder, 'odbc.ini');
  try {
    await run();
  } finally {
    delete process.env.ODBCINI;
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!requireServers('odbc', 'postgres', 'mariadb'))('connecting over ODBC', () => {
  let postgres: PostgresServer;
  let mariadb: MariadbServer;
  let certs: Certificates;
  beforeAll(async () => {
    certs = await certificates();
    const hba = ['hostssl all all all scram-sha-256', 'hostnossl all all all scram-sha-256'];
    [postgres, mariadb] = await Promise.all([startPostgres({ tls: true, hba }), startMariadb({ tls: true })]);
  });
  afterAll(() => Promise.all([postgres, mariadb].map((server) => server[Symbol.asyncDispose]())));

  const ssl = 'select (select ssl from pg_stat_ssl where pid = pg_backend_pid())::int as tls';
  const full = (ca = certs.caFile) => `SSLmode=verify-full;pqopt={sslrootcert=${ca}};`;
  const named = (more: string) => odbcString(postgres, more).replace('127.0.0.1', 'localhost');

  it('fails with the reason for a wrong password, a refused port, and a source that is not there', async () => {
    expect(await outcomeOf(odbcString(postgres).replace('app-secret', 'wrong'), ssl)).toMatchObject({
      message: expect.stringContaining('password authentication failed'),
    });
    expect(await outcomeOf(odbcString(postgres).replace(String(postgres.port), '1'), ssl)).toBeInstanceOf(Error);
    expect(await outcomeOf('DSN=nowhere', ssl)).toMatchObject({ sqlState: 'IM002' });
    expect(await outcomeOf(odbcString(mariadb).replace('app-secret', 'wrong'), 'select 1')).toMatchObject({
      kind: 'authentication_failed',
    });
  });

  it('is given up with the signal, and closes what comes later', async () => {
    const attempt = new Attempt({ driver: 'odbc', connectionString: odbcString(postgres) });
    const connecting = attempt.connect();
    setTimeout(() => attempt.controller.abort(new Error('given up')), 1);
    await expect(connecting).rejects.toThrow('given up');
  });

  it('verifies PostgreSQL with sslmode=verify-full', async () => {
    expect(await outcomeOf(named(full()), ssl)).toEqual({ tls: 1 });
    expect(await outcomeOf(named('SSLmode=disable;'), ssl)).toEqual({ tls: 0 });
    expect(await outcomeOf(named(full(certs.otherCaFile)), ssl)).toMatchObject({
      message: expect.stringContaining('certificate verify failed'),
    });
    for (const [name, message] of [
      ['expired', 'certificate verify failed'],
      ['wronghost', 'does not match host name'],
    ] as const) {
      await postgres.useCertificate(name);
      expect(await outcomeOf(named(full()), ssl)).toMatchObject({ message: expect.stringContaining(message) });
    }
    await postgres.useCertificate('server');
  });

  it('reads a source from odbc.ini, with sslmode and sslrootcert', async () => {
    const source = (ca: string) =>
      `Driver = PostgreSQL Unicode\nServername = localhost\nPort = ${postgres.port}\nDatabase = app\nUserName = app\nPassword = app-secret\nSSLmode = verify-full\npqopt = sslrootcert=${ca}\n`;
    await withOdbcIni({ mydb: source(certs.caFile), distrusted: source(certs.otherCaFile) }, async () => {
      expect(await outcomeOf('DSN=mydb', ssl)).toEqual({ tls: 1 });
      expect(await outcomeOf('DSN=distrusted', ssl)).toMatchObject({ message: expect.stringContaining('certificate verify failed') });
    });
  });

  it('logs in to PostgreSQL by the client certificate of odbc.ini, cancels by it, and fails without one or with one that has expired', async () => {
    await using strict = await startPostgres({ tls: true, hba: ['hostssl all all all cert'] });
    const source = (more: string) =>
      `Driver = PostgreSQL Unicode\nServername = localhost\nPort = ${strict.port}\nDatabase = app\nUserName = app\nSSLmode = verify-full\npqopt = sslrootcert=${certs.caFile} ${more}\n`;
    const pair = (name: CertificateName) => `sslcert=${certs.certFile(name)} sslkey=${certs.keyFile(name)}`;
    const sources = { certified: source(pair('client')), bare: source('sslcert=/nowhere'), expired: source(pair('client-expired')) };
    await withOdbcIni(sources, async () => {
      expect(await outcomeOf('DSN=certified', 'select current_user as me')).toEqual({ me: 'app' });
      const db = await new Attempt({ driver: 'odbc', connectionString: 'DSN=certified' }).connect();
      const sleeping = db.query('select pg_sleep(60)', [], { signal: AbortSignal.timeout(100) });
      await expect(sleeping).rejects.toMatchObject({ kind: 'query_canceled' });
      await backend.close(db);
      expect(await outcomeOf('DSN=bare', ssl)).toMatchObject({ message: expect.stringContaining('valid client certificate') });
      expect(await outcomeOf('DSN=expired', ssl)).toMatchObject({ message: expect.stringMatching(/expired|closed|reset/) });
    });
    const inString = (more: string) =>
      odbcString(strict, `SSLmode=verify-full;pqopt={sslrootcert=${certs.caFile} ${more}};`).replace('127.0.0.1', 'localhost');
    expect(await outcomeOf(inString(pair('client')), ssl)).toEqual({ tls: 1 });
  });

  it('does without TLS where the server has none, unless it is asked for', async () => {
    await using plainPostgres = await startPostgres();
    const toPostgres = (mode: string) => odbcString(plainPostgres, `SSLmode=${mode};pqopt={sslrootcert=${certs.caFile}};`);
    for (const mode of ['disable', 'prefer']) expect(await outcomeOf(toPostgres(mode), ssl), mode).toEqual({ tls: 0 });
    for (const mode of ['require', 'verify-full'])
      expect(await outcomeOf(toPostgres(mode), ssl), mode).toMatchObject({ message: expect.stringContaining('does not support SSL') });
    await using plainMariadb = await startMariadb();
    const toMariadb = (more: string) => outcomeOf(odbcString(plainMariadb, more), "show status like 'Ssl_version'");
    expect(await toMariadb('')).toMatchObject({ Value: '' });
    expect(await toMariadb(`SSLCA=${certs.caFile};SSLVERIFY=1;`)).toBeInstanceOf(Error);
  });

  it('verifies MariaDB with SSLVERIFY', async () => {
    const question = "select variable_value <> '' as tls from information_schema.session_status where variable_name = 'SSL_VERSION'";
    const verified = (ca: string) => odbcString(mariadb, `SSLCA=${ca};SSLVERIFY=1;`);
    expect(Number(((await outcomeOf(verified(certs.caFile), question)) as { tls: unknown }).tls)).toBe(1);
    expect(await outcomeOf(verified(certs.otherCaFile), question)).toBeInstanceOf(Error);
    for (const name of ['expired', 'wronghost', 'other'] as const) {
      await mariadb.useCertificate(name);
      expect(await outcomeOf(verified(certs.caFile), question), name).toBeInstanceOf(Error);
    }
    await mariadb.useCertificate('server');
  });

  it('logs in to MariaDB by the client certificate of SSLCERT and SSLKEY, and fails without one or with one that has expired', async () => {
    const question = 'select current_user() as me';
    const login = (more: string) =>
      odbcString(mariadb, `SSLCA=${certs.caFile};SSLVERIFY=1;${more}`).replace('UID=app;PWD=app-secret', 'UID=cert;PWD=');
    const pair = (name: CertificateName) => `SSLCERT=${certs.certFile(name)};SSLKEY=${certs.keyFile(name)};`;
    expect(await outcomeOf(login(pair('client')), question)).toEqual({ me: 'cert@127.0.0.1' });
    expect(await outcomeOf(login(''), question)).toMatchObject({ kind: 'authentication_failed' });
    expect(await outcomeOf(login(pair('client-expired')), question)).toBeInstanceOf(Error);
  });
});
