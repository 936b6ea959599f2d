import { type PostgresServer, requireServers, startPostgres } from '@outpool/test-servers';
import { testBackend } from '@outpool/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { RdbmsBackend, type RdbmsConnection } from '../src/index.js';
import { optionsFor } from './attempt.js';

let server: PostgresServer;

describe.skipIf(!requireServers('postgres'))('on PostgreSQL', () => {
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  testBackend<RdbmsConnection>({
    describe,
    it,
    name: 'rdbms',
    backend: RdbmsBackend,
    options: () => optionsFor(server),
    work: (db) => db.query('select 1'),
    echo: async (db, text) => (await db.query('select $1::text as text', [text])).rows[0]?.text,
    failWork: (db) => db.query('select * from nowhere'),
    slowWork: (db, { signal }) => db.query('select pg_sleep(20)', [], { signal }),
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
    proxied: (address) => ({ ...optionsFor(server), ...address }),
    denied: () => optionsFor(server, { password: 'no way' }),
    secrets: ['app-secret', 'no way'],
    capabilities: { cancel: true, order: true },
  });
});
