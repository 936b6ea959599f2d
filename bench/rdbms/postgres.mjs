import knex from 'knex';
import pg from 'pg';
import PgPool from 'pg-pool';
import postgres from 'postgres';
import { callerLoop } from '../lib/rounds.mjs';
import { ours, rows } from './ours.mjs';

/** Ours and its rivals on PostgreSQL, each in its cheapest form. */
export async function postgresContenders(server, connections) {
  return [
    await ours('pgsql', server, connections),
    pgPool(server, connections),
    porsager(server, connections),
    overKnex(server, connections),
    await bareClient(server),
  ];
}

/** The rows as pg takes them. Each insert makes its own, as who inserts other rows each time must. */
function flat() {
  const values = [];
  for (const { id, name, price } of rows) values.push(id, name, price);
  return values;
}

const tuples = rows.map((_, row) => `($${3 * row + 1}, $${3 * row + 2}, $${3 * row + 3})`).join(', ');
const insertText = `insert into log (id, name, price) values ${tuples}`;

/** What pg's pool and its client do alike, with what goes before and after a statement. */
function pgCallers(scope, before, after) {
  const loop = (query, count) =>
    callerLoop(`${before} sum += (await client.query(${query})).${count}; ${after}`, { ...scope, flat, insertText });
  const byKey = `text: 'select name from things where id = $1', values: [i % 1000]`;
  return {
    'SELECT 1': loop(`'SELECT 1'`, 'rows.length'),
    'one row by key': loop(`{ ${byKey} }`, 'rows.length'),
    'one row by key, prepared': loop(`{ ${byKey}, name: 'by_key' }`, 'rows.length'),
    '1,000 rows': loop(`'select id, name, price from things'`, 'rows.length'),
    'insert of 100 rows': loop('insertText, flat()', 'rowCount'),
  };
}

/** No timeouts, and the connection goes back without try/finally. */
function pgPool({ url }, connections) {
  const pool = new PgPool({ Client: pg.Client, connectionString: url, max: connections, idleTimeoutMillis: 0 });
  pool.on('error', () => {}); // its end does not wait for the server's
  return {
    name: 'pg-pool',
    callers: pgCallers({ pool }, 'const client = await pool.connect();', 'client.release();'),
    stop: () => pool.end(),
  };
}

async function bareClient({ url }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return { name: 'pg, one client', callers: pgCallers({ client }, '', ''), stop: () => client.end() };
}

/** Prepares every statement by itself. */
function porsager({ url }, connections) {
  const sql = postgres(url, { max: connections });
  const loop = (query, count) => callerLoop(`sum += (await ${query}).${count};`, { sql, rows });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a function
  const byKey = loop('sql`select name from things where id = ${i % 1000}`', 'length');
  return {
    name: 'postgres',
    callers: {
      'SELECT 1': loop('sql`SELECT 1`', 'length'),
      'one row by key': byKey,
      'one row by key, prepared': byKey,
      '1,000 rows': loop('sql`select id, name, price from things`', 'length'),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a function
      'insert of 100 rows': loop('sql`insert into log ${sql(rows)}`', 'count'),
    },
    stop: () => sql.end(),
  };
}

function overKnex({ url }, connections) {
  const db = knex({ client: 'pg', connection: url, pool: { min: connections, max: connections } });
  const loop = (query, count) => callerLoop(`sum += (await ${query}).${count};`, { db, rows });
  return {
    name: 'knex',
    callers: {
      'SELECT 1': loop(`db.raw('SELECT 1')`, 'rows.length'),
      'one row by key': loop(`db.raw('select name from things where id = ?', [i % 1000])`, 'rows.length'),
      '1,000 rows': loop(`db.raw('select id, name, price from things')`, 'rows.length'),
      'insert of 100 rows': loop(`db('log').insert(rows)`, 'rowCount'),
    },
    stop: () => db.destroy(),
  };
}
