// Rows written, read by key, in bulk and page by page, on a Cassandra that this program starts itself; CASSANDRA_HOST and
// CASSANDRA_PORT name another.
//   node examples/cassandra.mjs
import { CassandraBackend, rowsOver } from '@outpool/backend-cassandra';
import { createOutgoingPools } from '@outpool/core';
import { startCassandra } from './own-servers.mjs';

const { CASSANDRA_HOST, CASSANDRA_PORT = '9042' } = process.env;
await using started = new AsyncDisposableStack();
const { host, port } = CASSANDRA_HOST ? { host: CASSANDRA_HOST, port: Number(CASSANDRA_PORT) } : started.use(await startCassandra());

await using pools = await createOutgoingPools(
  { outgoingPools: [{ type: 'cassandra', connection: { servers: [[host, port]], keyspace: false } }] },
  { backends: [CassandraBackend] },
).start();
const cassandra = pools.get('cassandra');
const [node] = await cassandra.call((db) => db.nodes());
console.log(`Cassandra ${node.version} in ${node.dataCenter}`);

await cassandra.call(
  async (db) => {
    await db.execute("CREATE KEYSPACE IF NOT EXISTS tour WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
    await db.execute('CREATE TABLE IF NOT EXISTS tour.readings (sensor int, at timestamp, value bigint, PRIMARY KEY (sensor, at))');
    await db.execute('CREATE TABLE IF NOT EXISTS tour.seen (sensor int PRIMARY KEY, count counter)');
  },
  { timeoutMs: 30_000 },
);

const insert = 'INSERT INTO tour.readings (sensor, at, value) VALUES (?, ?, ?)';
const readings = Array.from({ length: 2_000 }, (_, n) => [n % 10, new Date(n * 1_000), BigInt(n)]);
const began = performance.now();
const { succeeded } = await cassandra.call((db) => db.executeMany(insert, readings, { idempotent: true }), { timeoutMs: 60_000 });
console.log(`${succeeded} readings in ${Math.round(performance.now() - began)} ms`);

let sum = 0n;
for await (const { value } of rowsOver(cassandra, 'SELECT value FROM tour.readings', [], { pageSize: 1_000 })) sum += value;
console.log(`the sum of all is ${sum}`);

const count = { query: 'UPDATE tour.seen SET count = count + 1 WHERE sensor = ?', params: [7] };
await cassandra.call((db) => db.batch([count, count, count], { counter: true }));
const seen = await cassandra.call((db) => db.execute('SELECT count FROM tour.seen WHERE sensor = ?', [7]));
console.log(`sensor 7 was seen ${seen.first().count} times`);

for (const attempt of [
  (db) => db.execute('SELECT * FROM tour.nothing'),
  (db) => db.execute(insert, ['seven', new Date(), 7n]),
  (db) => db.execute('USE tour'),
]) {
  try {
    await cassandra.call(attempt);
  } catch (error) {
    console.log(`${error.name} ${error.code ?? ''}: ${error.message}`);
  }
}
await cassandra.call((db) => db.execute('DROP KEYSPACE tour'), { timeoutMs: 30_000 });
