// Knex on a pool of PostgreSQL connections. On MySQL and MariaDB: `driver: 'mysql'`, and `knexClient(pool, 'mysql')`.
//   PGHOST=... PGPORT=... PGUSER=... PGPASSWORD=... PGDATABASE=... node examples/rdbms-knex.mjs
import { RdbmsBackend } from '@outpool/backend-rdbms';
import { knexClient } from '@outpool/backend-rdbms/knex';
import { createOutgoingPools, isPoolError } from '@outpool/core';
import createKnex from 'knex';

const { PGHOST = 'localhost', PGPORT = '5432', PGUSER = 'postgres', PGPASSWORD, PGDATABASE = PGUSER } = process.env;

const connection = {
  driver: 'pgsql',
  host: PGHOST,
  port: Number(PGPORT),
  database: PGDATABASE,
  username: PGUSER,
  ...(PGPASSWORD && { password: { env: 'PGPASSWORD' } }),
};
const pools = createOutgoingPools(
  { outgoingPools: [{ type: 'rdbms', pool: { workers: 4, startTimeoutMs: 2_000 }, connection }] },
  { backends: [RdbmsBackend] },
);

try {
  await pools.start();
} catch (error) {
  if (!isPoolError(error, 'START_FAILED')) throw error;
  console.log(`This example needs a PostgreSQL; PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE say which.\n${error.message}`);
  process.exit();
}

const pool = pools.get('rdbms');
const knex = createKnex({ client: knexClient(pool, 'postgres') });

// A transaction has one connection from its beginning to its end, so that its temporary table is there.
const planets = await knex.transaction(async (transaction) => {
  await transaction.raw('create temporary table planets (name text primary key, moons int) on commit drop');
  await transaction('planets').insert([
    { name: 'Mars', moons: 2 },
    { name: 'Earth', moons: 1 },
    { name: 'Venus', moons: 0 },
  ]);
  // One within another is a savepoint, which can fail alone.
  const again = transaction.transaction((inner) => inner('planets').insert({ name: 'Mars', moons: 3 }));
  await again.catch((error) => console.log('rolled back:', error.kind));
  return await transaction('planets').where('moons', '>', 0).orderBy('moons');
});
console.log(planets);

// Ended on the server, so that the connection is free for the next query.
await knex
  .raw('select pg_sleep(60)')
  .timeout(200, { cancel: true })
  .catch((error) => console.log(error.name));

const { calls } = pool.stats();
console.log({ leases: calls.ok });
await knex.destroy();
await pools.stop();
