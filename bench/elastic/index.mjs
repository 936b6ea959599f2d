import { Client as ElasticClient } from '@elastic/elasticsearch';
import { Client as OpenSearchClient } from '@opensearch-project/opensearch';
import { Pool } from 'undici';
import { measureCallers } from '../lib/callers.mjs';
import { callerLoop } from '../lib/rounds.mjs';
import { load, loadTestServers } from '../lib/sources.mjs';

const CONNECTIONS = 10;

const sizes = {
  full: { calls: 500, warmCalls: 20_000, warmups: 2, rounds: 100, budgetMs: 60_000 },
  quick: { calls: 200, warmCalls: 3_000, warmups: 1, rounds: 30, budgetMs: 4_000 },
  tiny: { calls: 20, warmCalls: 0, warmups: 0, rounds: 1 },
};

/** One document by its id, on a real Elasticsearch over ten connections, decoded. No server, no cases. */
export async function run({ size, against }) {
  let server;
  try {
    server = await (await loadTestServers()).startSearch('elasticsearch');
  } catch (error) {
    process.stderr.write(`no Elasticsearch to measure on: ${error.message}\nnode test-servers/install.mjs fetches one\n`);
    return [];
  }
  if (against !== undefined) process.stderr.write('--against has no effect here: the backend is bound to the core beside it\n');
  try {
    await server.ask('PUT', '/things/_doc/1?refresh=true', { name: 'one', n: 1 });
    // Java compiles what runs often: it should do so before the first round.
    for (let n = 0; n < (size === 'tiny' ? 1 : 1_000); n++) await (await fetch(`${server.url}/things/_doc/1`)).arrayBuffer();
    const contenders = [await ours(server), undiciPool(server), elasticClient(server), openSearchClient(server)];
    return await measureCallers('get', contenders, sizes[size], { bare: 'undici Pool', atMost: 1.03 });
  } finally {
    await server.stop();
  }
}

async function ours({ host, port }) {
  const { createOutgoingPools } = await load('core');
  const elastic = await load('backend-elastic');
  const entry = { type: 'elastic', pool: { workers: CONNECTIONS, maxConnecting: CONNECTIONS }, connection: { host, port } };
  const pools = createOutgoingPools({ outgoingPools: [entry] }, { backends: [elastic] });
  await pools.start();
  const pool = pools.get('elastic');
  const job = (elastic) => elastic.get('things', '1');
  return {
    name: 'ours',
    caller: callerLoop('sum += (await pool.call(job))._source.n;', { pool, job }),
    stop: () => pools.stop({ graceMs: 0 }),
  };
}

function undiciPool({ url }) {
  const pool = new Pool(url, { connections: CONNECTIONS });
  const request = { path: '/things/_doc/1', method: 'GET', headers: { accept: 'application/json' } };
  const caller = callerLoop('sum += (await (await pool.request(request)).body.json())._source.n;', { pool, request });
  return { name: 'undici Pool', caller, stop: () => pool.destroy() };
}

function elasticClient({ url }) {
  const client = new ElasticClient({ node: url, agent: { connections: CONNECTIONS } });
  const request = { index: 'things', id: '1' };
  const caller = callerLoop('sum += (await client.get(request))._source.n;', { client, request });
  return { name: '@elastic/elasticsearch', caller, stop: () => client.close() };
}

function openSearchClient({ url }) {
  const client = new OpenSearchClient({ node: url, agent: { maxSockets: CONNECTIONS, keepAlive: true } });
  const request = { index: 'things', id: '1' };
  const caller = callerLoop('sum += (await client.get(request)).body._source.n;', { client, request });
  return { name: '@opensearch-project/opensearch', caller, stop: () => client.close() };
}
