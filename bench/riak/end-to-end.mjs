import { fork } from 'node:child_process';
import { once } from 'node:events';
import official from 'basho-riak-client';
import { toCase } from '../lib/cases.mjs';
import { callerLoop, collect, rounds, timeCallers } from '../lib/rounds.mjs';
import { load as loadPackage } from '../lib/sources.mjs';
import { load } from './load.mjs';

const CALLERS = [1, 10, 100];
const value = 'x'.repeat(100);

/** Gets and puts of 100 B on the test server, in another process: a pool of ours, our client alone, and the official client. */
export async function endToEnd({ calls, ...effort }) {
  const server = fork(new URL('./server.mjs', import.meta.url), { stdio: ['ignore', 2, 2, 'ipc'] });
  const [{ port }] = await once(server, 'message');
  const contenders = [await ours(port), await alone(port), await theirs(port)];
  collect();
  const cases = [];
  for (const [operation, what] of [
    ['put', 'put 100 B'],
    ['get', 'get 100 B'],
  ]) {
    for (const callers of CALLERS) {
      process.stderr.write(`  ${what}, ${callers} callers\n`);
      const share = Math.ceil(calls / (callers === 1 ? 8 : 1));
      const here = contenders.map((one) => ({
        name: one.name,
        run: async () => (await timeCallers(one[operation], callers, share)) / 1_000,
      }));
      const figures = await rounds(here, effort);
      const { 'our client, no pool': bare, ...compared } = figures;
      const gate = callers === 100 ? { ratioToBest: 0.333 } : undefined;
      cases.push(
        toCase(`${what}, ${callers} callers`, 'us per call', compared, gate, { callers, clientAlone: Number(bare.median.toPrecision(4)) }),
      );
    }
  }
  for (const { stop } of contenders) await stop();
  server.disconnect();
  await once(server, 'exit');
  return cases;
}

async function ours(port) {
  const { createOutgoingPools } = await loadPackage('core');
  const riak = await loadPackage('backend-riak');
  const entry = { type: 'riak', pool: { workers: 4 }, connection: { port } };
  const pools = await createOutgoingPools({ outgoingPools: [entry] }, { backends: [riak.RiakBackend] }).start();
  const pool = pools.get('riak');
  const at = { bucket: 'bench', key: 'ours' };
  const put = (client) => client.put(at, value);
  const get = (client) => client.get(at);
  return {
    name: 'ours',
    put: callerLoop('sum += (await pool.call(put)).versions.length;', { pool, put }),
    get: callerLoop('sum += (await pool.call(get)).versions.length;', { pool, get }),
    stop: () => pools.stop({ graceMs: 0 }),
  };
}

async function alone(port) {
  const { RiakClient } = await load('client');
  const client = await RiakClient.connect({ port });
  const at = { bucket: 'bench', key: 'alone' };
  return {
    name: 'our client, no pool',
    put: callerLoop('sum += (await client.put(at, value)).versions.length;', { client, at, value }),
    get: callerLoop('sum += (await client.get(at)).versions.length;', { client, at }),
    stop: () => client.close(),
  };
}

/** With a connection for each caller, since it runs one command at a time on each. */
async function theirs(remotePort) {
  const most = Math.max(...CALLERS);
  const node = new official.Node({ remoteAddress: '127.0.0.1', remotePort, minConnections: most, maxConnections: most });
  const cluster = new official.Cluster({ nodes: [node] });
  const client = await new Promise((resolve, reject) => {
    const made = new official.Client(cluster, (error) => (error ? reject(error) : resolve(made)));
  });
  const at = { bucket: 'bench', key: 'theirs' };
  const run = (command, options) =>
    new Promise((resolve, reject) => client[command](options, (error, reply) => (error ? reject(error) : resolve(reply))));
  return {
    name: 'basho-riak-client',
    put: callerLoop('sum += (await run("storeValue", { ...at, value })).values.length;', { run, at, value }),
    get: callerLoop('sum += (await run("fetchValue", { ...at })).values.length;', { run, at }),
    stop: () => new Promise((resolve) => client.stop(resolve)),
  };
}
