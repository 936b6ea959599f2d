import { middleRatio, series } from '../lib/callers.mjs';
import { toCase } from '../lib/cases.mjs';
import { collect, rounds, sweep, timeCallers } from '../lib/rounds.mjs';
import { onOneProcessor } from '../lib/pin.mjs';
import { loadTestServers } from '../lib/sources.mjs';
import { mariadbContenders } from './mariadb.mjs';
import { postgresContenders } from './postgres.mjs';

/** Connections of every pool. */
const CONNECTIONS = 10;
const CALLERS = [1, 10, 100, 1_000];
/** What is asked for, and how much of it counts as much as one `SELECT 1`. */
const WORKLOADS = { 'SELECT 1': 1, 'one row by key': 1, 'one row by key, prepared': 1, '1,000 rows': 15, 'insert of 100 rows': 15 };

const sizes = {
  full: { calls: 1_000, warm: 4_000, warmups: 2, rounds: 100, budgetMs: 30_000, callers: CALLERS },
  quick: { calls: 300, warm: 2_000, warmups: 1, rounds: 8, least: 1, budgetMs: 900, callers: [1, 100] },
  tiny: { calls: 10, warm: 0, warmups: 0, rounds: 1, callers: [10] },
};

/** The server of the tests has 8 MB of log: it would stop now and then to make room, under whoever inserts just then. */
const INNODB = { 'innodb-log-file-size': '256M', 'innodb-buffer-pool-size': '256M' };

const databases = [
  { name: 'PostgreSQL', start: 'startPostgres', contenders: postgresContenders, peer: 'pg-pool', bare: 'pg, one client' },
  {
    name: 'MariaDB',
    start: 'startMariadb',
    settings: INNODB,
    contenders: mariadbContenders,
    peer: 'mysql2 pool',
    bare: 'mysql2, one client',
  },
];

/** Pools side by side on a real PostgreSQL and a real MariaDB. A database that is not installed has no cases. */
export async function run({ size, against }) {
  if (against !== undefined) process.stderr.write('--against has no effect here: the backend is bound to the core beside it\n');
  const servers = await loadTestServers();
  onOneProcessor();
  const cases = [];
  for (const database of databases) {
    let server;
    try {
      server = await servers[database.start]({ maxConnections: 100, settings: database.settings });
    } catch (error) {
      process.stderr.write(`no ${database.name} to measure on: ${error.message}\nnode test-servers/install.mjs installs one\n`);
      continue;
    }
    try {
      cases.push(...(await measure(server, database, sizes[size])));
    } finally {
      await server.stop();
    }
  }
  return cases;
}

async function measure(server, { name: database, contenders: connect, peer, bare }, { calls, warm, callers: counts, ...effort }) {
  await server.query('create table things (id int primary key, name varchar(100), price decimal(10, 2))');
  await server.query('create table log (id int, name varchar(100), price decimal(10, 2))');
  const things = Array.from({ length: 1_000 }, (_, id) => `(${id}, 'thing number ${id}', ${id}.25)`);
  await server.query(`insert into things values ${things.join()}`);
  if (database === 'PostgreSQL') await server.query('grant all on things, log to app');
  const contenders = await connect(server, CONNECTIONS);
  // Nobody is to be measured while the compiler still learns.
  for (const { callers: loops } of contenders) if (warm > 0) await timeCallers(loops['SELECT 1'], 1, warm);
  collect();
  const cases = [];
  for (const [workload, weight] of Object.entries(WORKLOADS)) {
    for (const callers of counts) {
      process.stderr.write(`  ${database}: ${workload}, ${callers} callers\n`);
      // A client runs one query at a time: more callers than one would need a pool.
      const here = contenders
        .filter(({ name, callers: loops }) => loops[workload] && (callers === 1 || name !== bare))
        .map(({ name, callers: loops }) => ({ name, caller: loops[workload] }));
      const about = { database, workload, callers };
      const { wall, cpu } = await series(here, callers, Math.max(callers, Math.ceil(calls / weight)), effort);
      const title = `${database}, ${workload}, ${callers === 1 ? '1 caller' : `${callers.toLocaleString('en')} callers`}`;
      const over = (rival, figures) => middleRatio(figures.ours.figures, figures[rival].figures);
      cases.push(toCase(title, 'us per call', wall, { ratioToPeer: 1 }, { ...about, peer, ratioToPeer: over(peer, wall) }));
      const gated = callers === 1;
      const bareRatio = gated ? { ratioToBare: over(bare, cpu) } : {};
      cases.push(
        toCase(`${title}, CPU of this process`, 'CPU us per call', cpu, gated ? { ratioToBare: 1.05 } : undefined, {
          ...about,
          ...bareRatio,
        }),
      );
      await server.query('truncate table log');
    }
  }
  const tail = await latencies(
    contenders.filter(({ name }) => name !== bare),
    calls,
    effort,
  );
  const ratioToPeer = middleRatio(tail.ours.figures, tail[peer].figures);
  cases.push(toCase(`${database}, SELECT 1, 100 callers, p99`, 'us', tail, { ratioToPeer: 1 }, { database, peer, ratioToPeer }));
  for (const { stop } of contenders) await stop();
  return cases;
}

/** The 99th percentile of the time that 100 callers wait for a `SELECT 1`. */
function latencies(contenders, calls, effort) {
  return rounds(
    contenders.map(({ name, callers: loops }) => ({
      name,
      run: async () => {
        sweep();
        const times = [];
        const caller = async () => {
          for (let n = 0; n < Math.max(10, calls / 100); n++) {
            const began = performance.now();
            await loops['SELECT 1'](1);
            times.push(performance.now() - began);
          }
        };
        await Promise.all(Array.from({ length: 100 }, caller));
        return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] * 1_000;
      },
    })),
    effort,
  );
}
