// Drizzle on a pool of PostgreSQL connections. On MySQL and MariaDB: `driver: 'mysql'`, `drizzle` of 'drizzle-orm/mysql2', and
// `drizzleClient` of '@outpool/backend-rdbms/drizzle/mysql'.
//   PGHOST=... PGPORT=... PGUSER=... PGPASSWORD=... PGDATABASE=... node examples/rdbms-drizzle.mjs
import { RdbmsBackend } from '@outpool/backend-rdbms';
import { drizzleClient } from '@outpool/backend-rdbms/drizzle/pgsql';
import { createOutgoingPools, isPoolError } from '@outpool/core';
import { gt, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';

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

const planets = pgTable('planets', { name: text().primaryKey(), moons: integer() });
const pool = pools.get('rdbms');
const db = drizzle({ client: drizzleClient(pool) });

// A transaction has one connection from its beginning to its end, so that its temporary table is there.
const found = await db.transaction(async (transaction) => {
  await transaction.execute(sql`create temporary table planets (name text primary key, moons int) on commit drop`);
  await transaction.insert(planets).values([
    { name: 'Mars', moons: 2 },
    { name: 'Earth', moons: 1 },
    { name: 'Venus', moons: 0 },
  ]);
  // One within another is a savepoint, which can fail alone.
  const again = transaction.transaction((inner) => inner.insert(planets).values({ name: 'Mars', moons: 3 }));
  await again.catch((error) => console.log('rolled back:', error.cause.kind));
  return await transaction.select().from(planets).where(gt(planets.moons, 0)).orderBy(planets.moons);
});
console.log(found);

const { calls } = pool.stats();
console.log({ leases: calls.ok });
await pools.stop();
