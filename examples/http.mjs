// Requests of many callers over four kept connections, to a server that this program starts itself.
//   node examples/http.mjs
import { once } from 'node:events';
import { createServer } from 'node:http';
import { HttpBackend } from '@outpool/backend-http';
import { createOutgoingPools } from '@outpool/core';

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/v1/price')
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ price: 7, for: searchParams.get('for') }));
  else if (pathname === '/v1/slow') setTimeout(() => response.end('late'), 5_000).unref();
  else if (pathname === '/v1/lines')
    for (let line = 1; line <= 3; line++) setTimeout(() => (line < 3 ? response.write('line\n') : response.end('end\n')), line * 20);
  else response.writeHead(404).end('no such thing');
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');

const pools = await createOutgoingPools(
  {
    outgoingPools: [
      {
        type: 'http',
        pool: { workers: 4, strategy: 'available_worker' },
        connection: { server: `http://127.0.0.1:${server.address().port}`, pathPrefix: '/v1', requestTimeoutMs: 200 },
      },
    ],
  },
  { backends: [HttpBackend] },
).start();
const api = pools.get('http');

const began = performance.now();
const prices = await Promise.all(
  Array.from({ length: 1_000 }, (_, n) => api.call(async (http) => (await http.get('/price', { query: { for: n } })).json())),
);
console.log(`${prices.length} answers in ${Math.round(performance.now() - began)} ms, the last one:`, prices.at(-1));

// Any status is an answer.
const missing = await api.call((http) => http.get('/missing'));
console.log(missing.status, await missing.text());

// A body that is read as it comes in.
await api.call(async (http, { signal }) => {
  const response = await http.get('/lines', { stream: true, signal });
  for await (const chunk of response.stream()) process.stdout.write(`got ${chunk}`);
});

for (const attempt of [(http) => http.get('/slow'), (http) => http.get('/../admin')]) {
  try {
    await api.call(attempt);
  } catch (error) {
    console.log(`${error.code ?? error.name}: ${error.message}`);
  }
}

const { state, workers, calls } = api.stats();
console.log({ state, workers, calls });
await pools.stop();
server.close();
server.closeAllConnections();
