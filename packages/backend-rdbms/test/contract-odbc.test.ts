import { type PostgresServer, requireServers, startPostgres } from '@outpool/test-servers';
import { testBackend } from '@outpool/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { RdbmsBackend } from '../src/index.js';
import type { JobConnection } from '../src/job-connection.js';
import { odbcString } from './subjects.js';

let server: PostgresServer;

describe.skipIf(!requireServers('odbc', 'postgres'))('over ODBC', () => {
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  testBackend<JobConnection>({
    describe,
    it,
    name: 'rdbms',
    backend: RdbmsBackend,
    options: () => ({ driver: 'odbc', connectionString: odbcString(server) }),
    work: (db) => db.query('select 1'),
    echo: async (db, text) => (await db.query('select ?::text as text', [text])).rows[0]?.text,
    failWork: (db) => db.query('select * from nowhere'),
    slowWork: (db, { signal }) => db.query('select pg_sleep(20)', [], { signal }),
    // ODBC says nothing of an idle connection before it is used: a ping finds out.
    sever: async (db) => {
      await server.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'");
      if (!db.busy) await db.query('select 1').catch(() => undefined);
    },
    denied: () => ({ driver: 'odbc', connectionString: odbcString(server).replace('app-secret', 'no way') }),
    secrets: ['app-secret', 'no way'],
    capabilities: {
      cancel: true,
      order: true,
      server: 'ODBC holds a thread for as long as the operating system believes in the connection',
      proxied: 'ODBC holds a thread for as long as the operating system believes in the connection',
    },
  });
});
