import pg from 'pg';
import PgPool from 'pg-pool';
import { toCase } from '../lib/cases.mjs';
import { callerLoop, collect, rounds, summary, timeCallers } from '../lib/rounds.mjs';
import { load, loadTestServers } from '../lib/sources.mjs';

const CONNECTIONS = 10;

const sizes = {
  full: { calls: 4_000, warmups: 2, rounds: 12, budgetMs: 30_000 },
  quick: { calls: 1_000, warmups: 1, rounds: 8, budgetMs: 8_000 },
  tiny: { calls: 20, warmups: 0, rounds: 1 },
};

/**
 * `SELECT 1` on a real PostgreSQL, through a pool of ours, through pg-pool, and on one connection without any pool.
 * No server, no cases.
 */
export async function run({ size, against }) {
  let server;
  try {
    server = await (await loadTestServers()).startPostgres({ maxConnections: 4 * CONNECTIONS });
  } catch (error) {
    process.stderr.write(`no PostgreSQL to measure on: ${error.message}\nnode test-servers/install.mjs installs one\n`);
    return [];
  }
  if (against !== undefined) process.stderr.write('--against has no effect here: the backend is bound to the core beside it\n');
  try {
    return await measure(server, sizes[size]);
  } finally {
    await server.stop();
  }
}

async function measure(server, { calls, ...effort }) {
  const contenders = [await ours(server), pgPool(server), await bareClient(server)];
  collect();
  const cases = [];
  for (const callers of [1, 10, 100]) {
    process.stderr.write(`  ${callers} callers\n`);
    // A client runs one query at a time: more callers than one would need a pool.
    const here = contenders.filter(({ name }) => callers === 1 || name !== 'pg, one client');
    const cpu = new Map(here.map(({ name }) => [name, []]));
    const figures = await rounds(
      here.map(({ name, caller }) => ({
        name,
        run: async () => {
          const before = process.cpuUsage();
          const ns = await timeCallers(caller, callers, calls);
          const { user, system } = process.cpuUsage(before);
          cpu.get(name).push((user + system) / (Math.ceil(calls / callers) * callers));
          return ns / 1_000;
        },
      })),
      effort,
    );
    const spent = Object.fromEntries([...cpu].map(([name, samples]) => [name, summary(samples.slice(effort.warmups))]));
    const who = callers === 1 ? '1 caller' : `${callers} callers`;
    cases.push(toCase(`SELECT 1, ${who}`, 'us per call', figures, undefined, { callers }));
    cases.push(toCase(`SELECT 1, ${who}, CPU of this process`, 'CPU us per call', spent, undefined, { callers }));
  }
  for (const { stop } of contenders) await stop();
  return cases;
}

async function ours({ host, port, database, user, password }) {
  const { createOutgoingPools } = await load('core');
  const rdbms = await load('backend-rdbms');
  const connection = { driver: 'pgsql', host, port, database, username: user, password };
  const entry = { type: 'rdbms', pool: { workers: CONNECTIONS, maxConnecting: CONNECTIONS }, connection };
  const pools = createOutgoingPools({ outgoingPools: [entry] }, { backends: [rdbms] });
  await pools.start();
  const pool = pools.get('rdbms');
  const job = (connection) => connection.query('SELECT 1');
  const caller = callerLoop('sum += (await pool.call(job)).rows.length;', { pool, job });
  return { name: 'ours', caller, stop: () => pools.stop({ graceMs: 0 }) };
}

/** In its cheapest form: no timeouts, and the connection goes back without try/finally. */
function pgPool({ url }) {
  const pool = new PgPool({ Client: pg.Client, connectionString: url, max: CONNECTIONS, idleTimeoutMillis: 0 });
  const body = `const client = await pool.connect(); sum += (await client.query('SELECT 1')).rows.length; client.release();`;
  return { name: 'pg-pool', caller: callerLoop(body, { pool }), stop: () => pool.end() };
}

async function bareClient({ url }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const caller = callerLoop(`sum += (await client.query('SELECT 1')).rows.length;`, { client });
  return { name: 'pg, one client', caller, stop: () => client.end() };
}
