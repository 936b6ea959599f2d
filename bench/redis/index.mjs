import { createClient, createClientPool } from '@redis/client';
import { Redis } from 'ioredis';
import { measureCallers } from '../lib/callers.mjs';
import { callerLoop } from '../lib/rounds.mjs';
import { load, loadTestServers } from '../lib/sources.mjs';

const CONNECTIONS = 10;

const sizes = {
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

async function measure({ host, port }, effort) {
  const contenders = [
    await ours({ host, port }),
    await ioredis('ioredis', { host, port }),
    await ioredis('ioredis, auto pipelining', { host, port, enableAutoPipelining: true }),
    await nodeRedis('node-redis', createClient({ socket: { host, port } })),
    await nodeRedis('node-redis, its pool', createClientPool({ socket: { host, port } }, { minimum: CONNECTIONS, maximum: CONNECTIONS })),
  ];
  return await measureCallers('GET', contenders, effort, { atMost: 1 });
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
