import { Agent, get as httpGet } from 'node:http';
import axios from 'axios';
import got from 'got';
import ky from 'ky';
import { BalancedPool, Pool } from 'undici';
import { measureCallers } from '../lib/callers.mjs';
import { callerLoop } from '../lib/rounds.mjs';
import { load, loadTestServers } from '../lib/sources.mjs';

const CONNECTIONS = 10;

const sizes = {
  full: { calls: 1_000, warmCalls: 20_000, warmups: 2, rounds: 80, budgetMs: 60_000 },
  quick: { calls: 200, warmCalls: 3_000, warmups: 1, rounds: 30, budgetMs: 4_000 },
  tiny: { calls: 20, warmCalls: 0, warmups: 0, rounds: 1 },
};

/** `GET /ok` on a real nginx over ten connections, the body read as text. No server, no cases. */
export async function run({ size, against }) {
  let server;
  try {
    server = await (await loadTestServers()).startNginx({ keepAliveRequests: 1_000_000_000, maxConnections: 8_192 });
  } catch (error) {
    process.stderr.write(`no nginx to measure on: ${error.message}\nnode test-servers/install.mjs installs one\n`);
    return [];
  }
  if (against !== undefined) process.stderr.write('--against has no effect here: the backend is bound to the core beside it\n');
  try {
    const url = `${server.url}/ok`;
    const contenders = [
      await ours(server.url),
      undiciPool(server.url),
      balancedPool(server.url),
      nodeAgent(url),
      gotOver(url),
      axiosOver(url),
      kyOver(url),
    ];
    return await measureCallers('GET', contenders, sizes[size], { bare: 'undici Pool', atMost: 1.03 });
  } finally {
    await server.stop();
  }
}

async function ours(server) {
  const { createOutgoingPools } = await load('core');
  const http = await load('backend-http');
  const entry = { type: 'http', pool: { workers: CONNECTIONS, maxConnecting: CONNECTIONS }, connection: { server } };
  const pools = createOutgoingPools({ outgoingPools: [entry] }, { backends: [http] });
  await pools.start();
  const pool = pools.get('http');
  const job = (http) => http.get('/ok');
  const caller = callerLoop('sum += (await (await pool.call(job)).text()).length;', { pool, job });
  return { name: 'ours', caller, stop: () => pools.stop({ graceMs: 0 }) };
}

function undiciPool(server) {
  const pool = new Pool(server, { connections: CONNECTIONS });
  const request = { path: '/ok', method: 'GET' };
  const caller = callerLoop('sum += (await (await pool.request(request)).body.text()).length;', { pool, request });
  return { name: 'undici Pool', caller, stop: () => pool.destroy() };
}

function balancedPool(server) {
  const balanced = new BalancedPool([server], { connections: CONNECTIONS });
  const request = { path: '/ok', method: 'GET' };
  const caller = callerLoop('sum += (await (await balanced.request(request)).body.text()).length;', { balanced, request });
  return { name: 'BalancedPool', caller, stop: () => balanced.destroy() };
}

function nodeAgent(url) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const fetchText = () =>
    new Promise((resolve, reject) => {
      httpGet(url, { agent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        response.once('end', () => resolve(text)).once('error', reject);
      }).once('error', reject);
    });
  return { name: 'node:http agent', caller: callerLoop('sum += (await fetchText()).length;', { fetchText }), stop: () => agent.destroy() };
}

function gotOver(url) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const client = got.extend({ agent: { http: agent }, retry: { limit: 0 } });
  return { name: 'got', caller: callerLoop('sum += (await client(url).text()).length;', { client, url }), stop: () => agent.destroy() };
}

function axiosOver(url) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const client = axios.create({ httpAgent: agent, responseType: 'text' });
  return { name: 'axios', caller: callerLoop('sum += (await client.get(url)).data.length;', { client, url }), stop: () => agent.destroy() };
}

/** Over the fetch of Node.js, which opens as many connections as it likes. */
function kyOver(url) {
  const client = ky.create({ retry: 0 });
  return { name: 'ky', caller: callerLoop('sum += (await client.get(url).text()).length;', { client, url }), stop: () => undefined };
}
