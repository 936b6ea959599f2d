import assert from 'node:assert/strict';
import { describe, it } from 'vitest';
import { requireServers, startCassandra, startCassandraCluster } from '../src/index.js';

const KEYSPACE = (copies: number) => `CREATE KEYSPACE ks WITH replication = {'class': 'SimpleStrategy', 'replication_factor': ${copies}}`;

describe.skipIf(!requireServers('cassandra'))('a real Cassandra', () => {
  it('stores and finds, with a login, and keeps what it has over a kill', async () => {
    await using server = await startCassandra({ auth: true });
    await server.run(KEYSPACE(1), 'CREATE TABLE ks.t (id int PRIMARY KEY)', 'INSERT INTO ks.t (id) VALUES (7)');
    await server.kill9();
    await server.start();
    const found = await server.ask((client) => client.execute('SELECT id FROM ks.t'));
    assert.deepEqual(
      found.rows.map((row) => row.get('id')),
      [7],
    );
  }, 60_000);

  it('speaks TLS alone, and asks for a certificate of the client', async () => {
    await using server = await startCassandra({ tls: { clientCertificate: 'required' } });
    assert.match(
      await server.ask(async (client) => (await client.execute('SELECT release_version FROM system.local')).first().get(0)),
      /^5\./,
    );
  }, 60_000);

  it('is a cluster of three, and again after one was killed', async () => {
    await using cluster = await startCassandraCluster();
    const [first, , third] = cluster.nodes;
    await third?.kill9();
    await third?.start();
    await cluster.whole();
    await first?.run(KEYSPACE(3));
  }, 90_000);
});
