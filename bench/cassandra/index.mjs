import { Client } from 'cassandra-driver';
import { measureCallers } from '../lib/callers.mjs';
import { callerLoop } from '../lib/rounds.mjs';
import { load, loadTestServers } from '../lib/sources.mjs';

const sizes = {
  full: { calls: 1_000, warmCalls: 30_000, warmups: 3, rounds: 150, budgetMs: 60_000 },
  quick: { calls: 400, warmCalls: 10_000, warmups: 1, rounds: 30, budgetMs: 4_000 },
  tiny: { calls: 20, warmCalls: 0, warmups: 0, rounds: 1 },
};

const SELECT = 'SELECT name FROM things WHERE id = ?';

/** One row by its key, prepared, on a real Cassandra alone. No server, no cases. */
export async function run({ size, against }) {
  let server;
  try {
    const { startCassandra } = await loadTestServers();
    server = await startCassandra();
  } catch (error) {
    process.stderr.write(`no Cassandra to measure on: ${error.message}\nnode test-servers/install.mjs fetches one\n`);
    return [];
  }
  if (against !== undefined) process.stderr.write('--against has no effect here: the backend is bound to the core beside it\n');
  try {
    await server.run(
      `CREATE KEYSPACE mongooseim WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
      'CREATE TABLE mongooseim.things (id int PRIMARY KEY, name text)',
      "INSERT INTO mongooseim.things (id, name) VALUES (1, 'one')",
    );
    const contenders = [await ours(server), await bareDriver(server)];
    // Java compiles what runs often: it should do so before the first round.
    if (size !== 'tiny') for (const { caller } of contenders) await Promise.all(Array.from({ length: 50 }, () => caller(200)));
    return await measureCallers('select', contenders, sizes[size], { bare: 'cassandra-driver', atMost: 1.03 });
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

async function ours({ host, port }) {
  const { createOutgoingPools } = await load('core');
  const cassandra = await load('backend-cassandra');
  const pools = createOutgoingPools(
    { outgoingPools: [{ type: 'cassandra', connection: { servers: [[host, port]] } }] },
    { backends: [cassandra] },
  );
  await pools.start();
  const pool = pools.get('cassandra');
  const job = (cassandra) => cassandra.execute(SELECT, [1]);
  return {
    name: 'ours',
    caller: callerLoop('sum += (await pool.call(job)).rows.length;', { pool, job }),
    stop: () => pools.stop({ graceMs: 0 }),
  };
}

async function bareDriver({ host, port }) {
  const client = new Client({
    contactPoints: [`${host}:${port}`],
    protocolOptions: { port },
    localDataCenter: 'datacenter1',
    keyspace: 'mongooseim',
  });
  await client.connect();
  const options = { prepare: true };
  return {
    name: 'cassandra-driver',
    caller: callerLoop('sum += (await client.execute(SELECT, [1], options)).rows.length;', { client, options, SELECT }),
    stop: () => client.shutdown(),
  };
}
