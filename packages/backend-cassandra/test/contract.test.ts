import { setTimeout as sleep } from 'node:timers/promises';
import { type CassandraServer, requireServers, startCassandra } from '@outpool/test-servers';
import { testBackend } from '@outpool/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { CassandraBackend, type CassandraConnection } from '../src/index.js';

let server: CassandraServer;

describe.skipIf(!requireServers('cassandra'))('on Cassandra', () => {
  beforeAll(async () => {
    server = await startCassandra();
    await server.run(
      `CREATE KEYSPACE mongooseim WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
      'CREATE TABLE mongooseim.things (id int PRIMARY KEY, name text)',
    );
  });
  afterAll(() => server[Symbol.asyncDispose]());

  testBackend<CassandraConnection>({
    describe,
    it,
    name: 'cassandra',
    backend: CassandraBackend,
    options: () => ({ servers: [{ host: server.host, port: server.port }] }),
    work: (cassandra, { signal }) => cassandra.execute('SELECT name FROM things WHERE id = ?', [1], { signal }),
    failWork: (cassandra) => cassandra.execute('SELECT nothing FROM things'),
    // No statement takes that long by itself.
    slowWork: async (cassandra, { signal }) => {
      for (let step = 0; step < 1_000; step++) {
        await cassandra.execute('SELECT name FROM things WHERE id = ?', [1], { signal });
        await sleep(20, undefined, { signal });
      }
    },
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
    proxied: (address) => ({ servers: [address] }),
    capabilities: {
      cancel: true,
      echo: 'a statement gives back rows, not its values',
      order: 'answers come as nodes have them',
      denied: 'this node lets everybody in: logins have tests of their own',
      secrets: 'without a login there is none',
    },
  });
});
