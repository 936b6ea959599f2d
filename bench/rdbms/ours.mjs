import { callerLoop } from '../lib/rounds.mjs';
import { load } from '../lib/sources.mjs';

/** What is inserted. */
export const rows = Array.from({ length: 100 }, (_, id) => ({ id, name: `thing number ${id}`, price: '1.25' }));

/** A pool of ours, with all that it always does. */
export async function ours(driver, { host, port, database, user, password }, connections) {
  const { createOutgoingPools } = await load('core');
  const { RdbmsBackend } = await load('backend-rdbms');
  const connection = { driver, host, port, database, username: user, password };
  const entry = { type: 'rdbms', pool: { workers: connections, maxConnecting: connections }, connection };
  const pools = createOutgoingPools({ outgoingPools: [entry] }, { backends: [RdbmsBackend] });
  await pools.start();
  const pool = pools.get('rdbms');
  const selectOne = (db) => db.query('SELECT 1');
  const many = (db) => db.query('select id, name, price from things');
  const insert = (db) => db.insert('log', rows);
  const scope = { pool, selectOne, many, insert };
  const byKey = (method) =>
    `const key = i % 1000; sum += (await pool.call((db) => db.${method}('select name from things where id = ?', [key]))).rows.length;`;
  return {
    name: 'ours',
    callers: {
      'SELECT 1': callerLoop('sum += (await pool.call(selectOne)).rows.length;', scope),
      'one row by key': callerLoop(byKey('query'), scope),
      'one row by key, prepared': callerLoop(byKey('execute'), scope),
      '1,000 rows': callerLoop('sum += (await pool.call(many)).rows.length;', scope),
      'insert of 100 rows': callerLoop('sum += (await pool.call(insert)).rowCount;', scope),
    },
    stop: () => pools.stop({ graceMs: 0 }),
  };
}
