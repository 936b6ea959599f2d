import mariadb from 'mariadb';
import mysql from 'mysql2/promise';
import { callerLoop } from '../lib/rounds.mjs';
import { ours, rows } from './ours.mjs';

/** Ours and its rivals on MariaDB, each in its cheapest form. */
export async function mariadbContenders(server, connections) {
  return [
    await ours('mysql', server, connections),
    mysql2Pool(server, connections),
    mariadbPool(server, connections),
    await bareClient(server),
  ];
}

/** The rows as both clients take them. Each insert makes its own, as who inserts other rows each time must. */
const lists = () => rows.map(({ id, name, price }) => [id, name, price]);
const loginOf = ({ host, port, database, user, password }) => ({ host, port, database, user, password });

function mysql2Callers(db) {
  const loop = (query, count) => callerLoop(`sum += (await db.${query})[0].${count};`, { db, lists });
  const byKey = `('select name from things where id = ?', [i % 1000])`;
  return {
    'SELECT 1': loop(`query('SELECT 1')`, 'length'),
    'one row by key': loop(`query${byKey}`, 'length'),
    'one row by key, prepared': loop(`execute${byKey}`, 'length'),
    '1,000 rows': loop(`query('select id, name, price from things')`, 'length'),
    'insert of 100 rows': loop(`query('insert into log (id, name, price) values ?', [lists()])`, 'affectedRows'),
  };
}

function mysql2Pool(server, connections) {
  const pool = mysql.createPool({ ...loginOf(server), connectionLimit: connections, maxIdle: connections });
  return { name: 'mysql2 pool', callers: mysql2Callers(pool), stop: () => pool.end() };
}

async function bareClient(server) {
  const connection = await mysql.createConnection(loginOf(server));
  return { name: 'mysql2, one client', callers: mysql2Callers(connection), stop: () => connection.end() };
}

function mariadbPool(server, connections) {
  const pool = mariadb.createPool({ ...loginOf(server), connectionLimit: connections });
  const loop = (query, count) => callerLoop(`sum += (await pool.${query}).${count};`, { pool, lists });
  const byKey = `('select name from things where id = ?', [i % 1000])`;
  return {
    name: 'mariadb pool',
    callers: {
      'SELECT 1': loop(`query('SELECT 1')`, 'length'),
      'one row by key': loop(`query${byKey}`, 'length'),
      'one row by key, prepared': loop(`execute${byKey}`, 'length'),
      '1,000 rows': loop(`query('select id, name, price from things')`, 'length'),
      'insert of 100 rows': loop(`batch('insert into log (id, name, price) values (?, ?, ?)', lists())`, 'affectedRows'),
    },
    stop: () => pool.end(),
  };
}
