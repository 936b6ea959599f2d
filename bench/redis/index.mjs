import { createClient, createClientPool } from '@redis/client';
import { Redis } from 'ioredis';
import { middleRatio, warm } from '../lib/callers.mjs';
import { toCase } from '../lib/cases.mjs';
import { callerLoop, collect, rounds, summary, timeCallers } from '../lib/rounds.mjs';
import { load, loadTestServers } from '../lib/sources.mjs';

const CONNECTIONS = 10;

const sizes = {
  // Many short rounds: what disturbs the machine takes some of them, and not the middle.
  full: { calls: 1_000, warmCalls: 100_000, warmups: 5, rounds: 200, budgetMs: 60_000 },
  quick: { calls: 500, warmCalls: 30_000, warmups: 3, rounds: 100, budgetMs: 5_000 },
  tiny: { calls: 20, warmCalls: 0, warmups: 0, rounds: 1 },
};

/**
 * `GET` of a short value from a real Redis: through a pool of ours as it comes, on one client of ioredis with and without
 * its auto pipelining, on one of node-redis, and through the pool of node-redis. No server, no cases.
 */
export async function run({ size, against }) {
  let server;
  try {
    server = await (await loadTestServers()).startRedis();
  } catch (error) {
    process.stderr.write(`no Redis to measure on: ${error.message}\nnode test-servers/install.mjs installs one\n`);
    return [];
  }
  if (against !== undefined) process.stderr.write('--against has no effect here: the backend is bound to the core beside it\n');
  try {
    await server.command('SET', 'k', 'value');
    return await measure(server, sizes[size]);
  } finally {
    await server.stop();
  }
}

async function measure({ host, port }, { calls, warmCalls, ...effort }) {
  const contenders = [
    await ours({ host, port }),
    await ioredis('ioredis', { host, port }),
    await ioredis('ioredis, auto pipelining', { host, port, enableAutoPipelining: true }),
    await nodeRedis('node-redis', createClient({ socket: { host, port } })),
    await nodeRedis('node-redis, its pool', createClientPool({ socket: { host, port } }, { minimum: CONNECTIONS, maximum: CONNECTIONS })),
  ];
  await warm(contenders, warmCalls);
  collect();
  const cases = [];
  for (const callers of [1, 10, 100, 1_000]) {
    process.stderr.write(`  ${callers} callers\n`);
    const made = Math.ceil(Math.ceil(callers === 1 ? calls / 4 : calls) / callers) * callers;
    const cpu = new Map(contenders.map(({ name }) => [name, []]));
    const figures = await rounds(
      contenders.map(({ name, caller }) => ({
        name,
        run: async () => {
          const before = process.cpuUsage();
          const ns = await timeCallers(caller, callers, made);
          const { user, system } = process.cpuUsage(before);
          cpu.get(name).push((user + system) / made);
          return ns / 1_000;
        },
      })),
      effort,
    );
    const spent = Object.fromEntries([...cpu].map(([name, samples]) => [name, summary(samples.slice(effort.warmups))]));
    const who = callers === 1 ? '1 caller' : `${callers} callers`;
    const { ours: mine, ...rivals } = figures;
    const best = Object.values(rivals).reduce((one, other) => (other.median < one.median ? other : one));
    const ratioToBest = middleRatio(mine.figures, best.figures);
    cases.push(toCase(`GET, ${who}`, 'us per call', figures, { ratioToBest: 1 }, { callers, ratioToBest }));
    cases.push(toCase(`GET, ${who}, CPU of this process`, 'CPU us per call', spent, undefined, { callers }));
  }
  for (const { stop } of contenders) await stop();
  return cases;
}

async function ours(connection) {
  const { createOutgoingPools } = await load('core');
  const pools = createOutgoingPools({ outgoingPools: [{ type: 'redis', connection }] }, { backends: [await load('backend-redis')] });
  await pools.start();
  const pool = pools.get('redis');
  const job = ({ client }) => client.get('k');
  return {
    name: 'ours',
    caller: callerLoop('sum += (await pool.call(job)).length;', { pool, job }),
    stop: () => pools.stop({ graceMs: 0 }),
  };
}

async function ioredis(name, options) {
  const client = new Redis({ ...options, lazyConnect: true });
  await client.connect();
  return { name, caller: callerLoop(`sum += (await client.get('k')).length;`, { client }), stop: () => client.quit() };
}

async function nodeRedis(name, client) {
  client.on('error', () => undefined);
  await client.connect();
  return { name, caller: callerLoop(`sum += (await client.get('k')).length;`, { client }), stop: () => client.close() };
}
