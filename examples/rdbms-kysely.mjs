// Kysely on a pool of PostgreSQL connections.
//   PGHOST=... PGPORT=... PGUSER=... PGPASSWORD=... PGDATABASE=... node examples/rdbms-kysely.mjs
import { RdbmsBackend } from '@outpool/backend-rdbms';
import { OutpoolDialect } from '@outpool/backend-rdbms/kysely';
import { createOutgoingPools, isPoolError } from '@outpool/core';
import { Kysely, sql } from 'kysely';

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
const db = new Kysely({ dialect: new OutpoolDialect(pool, 'postgres') });

// A transaction has one connection from its beginning to its end, so that its temporary table is there.
const planets = await db.transaction().execute(async (transaction) => {
  await sql`create temporary table planets (name text, moons int) on commit drop`.execute(transaction);
  const rows = [
    { name: 'Mars', moons: 2 },
    { name: 'Earth', moons: 1 },
    { name: 'Venus', moons: 0 },
  ];
  await transaction.insertInto('planets').values(rows).execute();
  return await transaction.selectFrom('planets').selectAll().where('moons', '>', 0).orderBy('moons').execute();
});
console.log(planets);

const { calls } = pool.stats();
console.log({ leases: calls.ok });
await pools.stop();
