import { setTimeout as sleep } from 'node:timers/promises';
import { type CassandraServer, type HaproxyServer, requireServers, startCassandra, startHaproxy } from '@outpool/test-servers';
import { testBackend } from '@outpool/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { CassandraBackend, type CassandraConnection, type CassandraOptions } from '../src/index.js';

const PASSWORD = 'open sesame';
let server: CassandraServer;
let guarded: CassandraServer;
let front: HaproxyServer;

const at = ({ host, port }: { readonly host: string; readonly port: number }, password = PASSWORD): CassandraOptions => ({
  servers: [{ host, port }],
  auth: { plain: { username: 'app', password } },
});

// The HAProxy is killed and started in milliseconds; what happens when a Cassandra is killed, faults.test.ts tries. Passwords
// are asked for by another, since looking at one takes a tenth of a second.
describe.skipIf(!requireServers('cassandra', 'haproxy'))('on Cassandra behind a HAProxy', () => {
  beforeAll(async () => {
    [server, guarded] = await Promise.all([startCassandra(), startCassandra({ auth: true })]);
    front = await startHaproxy({ backends: [server.port], mode: 'tcp' });
    await server.run(
      `CREATE KEYSPACE mongooseim WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
      'CREATE TABLE mongooseim.things (id int PRIMARY KEY, name text)',
    );
  });
  afterAll(() => Promise.all([front, server, guarded].map((each) => each?.[Symbol.asyncDispose]())));

  testBackend<CassandraConnection>({
    describe,
    it,
    name: 'cassandra',
    backend: CassandraBackend,
    options: () => at(front),
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
        return front.host;
      },
      get port() {
        return front.port;
      },
      kill: () => front.kill9(),
      restart: () => front.start(),
    },
    proxied: (address) => at(address),
    echo: async (cassandra, text, { signal }) =>
      (await cassandra.execute('SELECT (text)? FROM system.local', [text], { signal })).first()?.get(0),
    denied: () => at(guarded, 'shut sesame'),
    secrets: [PASSWORD, 'shut sesame'],
    capabilities: { cancel: true, order: 'a node answers as it is done' },
  });
});
