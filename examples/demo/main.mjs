// Three hosts, six strategies, a real database, and a connection killed under load. `--json` prints one document,
// `--seconds n` says how long the load lasts (12).
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { GenericBackend } from '@outpool/backend-generic';
import { HttpBackend } from '@outpool/backend-http';
import { LdapBackend } from '@outpool/backend-ldap';
import { RdbmsBackend } from '@outpool/backend-rdbms';
import { RiakBackend } from '@outpool/backend-riak';
import { RiakServer } from '@outpool/backend-riak/testing';
import { createOutgoingPools, onEvent } from '@outpool/core';
import { startDirectory } from '../directory.mjs';
import { demoConfig } from './config.mjs';
import { startEmbeddedPostgres } from './embedded-postgres.mjs';
import { startLoad } from './load.mjs';
import { failuresOf, Table } from './table.mjs';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, seconds: { type: 'string', default: '12' } } });
const live = process.stdout.isTTY && !values.json;
const say = (text) => (values.json ? undefined : process.stdout.write(`${text}\n`));
const STRATEGIES = ['best_worker', 'available_worker', 'next_available_worker', 'next_worker', 'random_worker', 'hash_worker'];

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => interrupted.abort());

say('Starting PostgreSQL, a Riak in memory, a directory and a web server ...');
await using resources = new AsyncDisposableStack();
const postgres = await startEmbeddedPostgres();
resources.defer(postgres.stop);
const website = createServer((request, response) => setTimeout(() => response.end(`you asked for ${request.url}`), 2));
website.listen(0, '127.0.0.1');
await once(website, 'listening');
resources.defer(() => website.close());
const riak = resources.use(await RiakServer.start());
const directory = await startDirectory();
resources.defer(directory.stop);

const config = demoConfig(postgres.database, `http://127.0.0.1:${website.address().port}`, riak, directory);
const pools = resources.use(
  await createOutgoingPools(config, { backends: [RdbmsBackend, RiakBackend, LdapBackend, HttpBackend, GenericBackend] }).start(),
);
say(`${pools.keys().length} pools for ${pools.hosts.join(', ')}; the load lasts ${values.seconds} s, Ctrl-C ends it sooner.\n`);

const load = startLoad(pools);
const table = new Table();
const ticker = setInterval(
  () => {
    if (values.json) return;
    const lines = table.lines(pools.stats());
    if (live) process.stdout.write(`\x1b[2J\x1b[H${lines.join('\n')}\n${killed === undefined ? '' : `\n${killed}\n`}`);
    else say(`${lines.join('\n')}\n`);
  },
  live ? 500 : 3_000,
);

let killed;
const kill = await killOneConnection();
await sleep(Number(values.seconds) * 600, undefined, { signal: interrupted.signal }).catch(() => undefined);
clearInterval(ticker);
await load.stop();
report();

/** Lets the server cut one connection while calls run on it, and measures until its worker serves again. */
async function killOneConnection() {
  await sleep(Number(values.seconds) * 400, undefined, { signal: interrupted.signal }).catch(() => undefined);
  if (interrupted.signal.aborted) return { killed: 0, recoveredMs: 0 };
  const database = pools.get('rdbms');
  const [victim] = await database.broadcall(async (db) => (await db.query('select pg_backend_pid() as pid')).rows[0].pid);
  const recovery = Promise.withResolvers();
  let lostAt;
  const endings = [
    onEvent('worker.lost', ({ key, worker }) => {
      if (key.type === 'rdbms' && worker === victim.worker) lostAt ??= performance.now();
    }),
    onEvent('worker.ready', ({ key, worker }) => {
      if (key.type === 'rdbms' && worker === victim.worker && lostAt !== undefined) recovery.resolve(performance.now() - lostAt);
    }),
  ];
  await database.call((db) => db.query('select pg_terminate_backend($1)', [victim.value]), { idempotent: true });
  const recoveredMs = await Promise.race([recovery.promise, sleep(5_000, Number.NaN)]);
  for (const end of endings) end();
  killed = `Killed the connection of worker ${victim.worker} under load: it served again after ${recoveredMs.toFixed(0)} ms.`;
  if (!live) say(`${killed}\n`);
  return { killed: 1, recoveredMs: Math.round(recoveredMs * 10) / 10 };
}

function report() {
  const { started, ok, failed, unsettled, errors } = load;
  const stats = pools.stats();
  if (values.json) {
    const rows = stats.map(({ key, state, workers, calls, runMs, ...rest }) => ({
      ...key,
      state,
      workers: workers.ready,
      calls: calls.accepted,
      failed: failuresOf({ calls, ...rest }),
      p50Ms: runMs.p50,
      p99Ms: runMs.p99,
    }));
    const document = { hosts: pools.hosts, pools: rows, calls: { started, ok, failed, unsettled }, strategies: STRATEGIES, ...kill };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return;
  }
  say(table.lines(stats).join('\n'));
  const failures = [...errors].map(([name, count]) => `${count} ${name}`).join(', ');
  say(
    `\n${started} calls through ${STRATEGIES.length} strategies: ${ok} ok, ${failed} failed${failures && ` (${failures})`}, ${unsettled} unsettled.`,
  );
  const { repeated } = pools.stats({ type: 'rdbms', host: 'global', tag: 'default' }).calls;
  if (killed !== undefined) say(`${killed} ${repeated} calls were under way on it and were run again elsewhere.`);
}
