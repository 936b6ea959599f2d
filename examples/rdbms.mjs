// Queries, a transaction, a stream and a call that runs out of time, over a pool of PostgreSQL connections. The same jobs run
// on MySQL and MariaDB, but for the names of their functions: `driver: 'mysql'`, and mysql2 installed.
//   PGHOST=... PGPORT=... PGUSER=... PGPASSWORD=... PGDATABASE=... node examples/rdbms.mjs
import { RdbmsBackend } from '@outpool/backend-rdbms';
import { createOutgoingPools, isPoolError } from '@outpool/core';

const { PGHOST = 'localhost', PGPORT = '5432', PGUSER = 'postgres', PGPASSWORD, PGDATABASE = PGUSER } = process.env;

const pools = createOutgoingPools(
  {
    outgoingPools: [
      {
        type: 'rdbms',
        pool: { workers: 4, startTimeoutMs: 2_000 },
        connection: {
          driver: 'pgsql',
          host: PGHOST,
          port: Number(PGPORT),
          database: PGDATABASE,
          username: PGUSER,
          ...(PGPASSWORD && { password: { env: 'PGPASSWORD' } }),
        },
      },
    ],
  },
  { backends: [RdbmsBackend] },
);

try {
  await pools.start();
} catch (error) {
  if (!isPoolError(error, 'START_FAILED')) throw error;
  console.log(`This example needs a PostgreSQL; PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE say which.\n${error.message}`);
  process.exit();
}

const db = pools.get('rdbms');

const { rows } = await db.call((connection) => connection.query('select version() as version, ?::int as seven', [7]));
console.log(rows[0]);

// A temporary table lives on one connection, so all of this is one job.
const balances = await db.call(async (connection) => {
  await connection.query('create temporary table accounts (id int primary key, balance int check (balance >= 0))');
  await connection.insert('accounts', [
    { id: 1, balance: 100 },
    { id: 2, balance: 100 },
  ]);
  const transfer = (amount) =>
    connection.transaction(
      async (transaction) => {
        await transaction.query('update accounts set balance = balance + ? where id = 2', [amount]);
        await transaction.query('update accounts set balance = balance - ? where id = 1', [amount]);
      },
      { retries: 3 },
    );
  await transfer(30);
  await transfer(300).catch((error) => console.log('rolled back:', error.kind, error.message));
  const { rows } = await connection.query('select * from accounts order by id');
  await connection.query('drop table accounts');
  return rows;
});
console.log(balances);

// The server makes a hundred rows at a time, as they are read.
const sum = await db.call(async (connection) => {
  let total = 0;
  for await (const { n } of connection.stream('select n from generate_series(1, 10000) as n', [], { batchRows: 100 })) total += n;
  return total;
});
console.log({ sum });

// The signal cancels the statement on the server; the connection is free for the next call.
try {
  await db.call((connection, { signal }) => connection.query('select pg_sleep(60)', [], { signal }), { timeoutMs: 200, label: 'nap' });
} catch (error) {
  console.log(error.code, error.message);
}

const { state, workers, calls } = db.stats();
console.log({ state, workers, calls });
await pools.stop();
