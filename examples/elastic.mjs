// Documents stored, found, changed in bulk and read back, on an OpenSearch that this program starts itself.
//   node examples/elastic.mjs
import { ElasticBackend, pointInTimeOver } from '@outpool/backend-elastic';
import { createOutgoingPools } from '@outpool/core';
import { startSearch } from './own-servers.mjs';

await using server = await startSearch('opensearch');
await using pools = await createOutgoingPools(
  { outgoingPools: [{ type: 'elastic', pool: { workers: 4 }, connection: { host: server.host, port: server.port } }] },
  { backends: [ElasticBackend] },
).start();
const search = pools.get('elastic');

const { cluster_name, status } = await search.call((elastic) => elastic.health());
console.log(`${cluster_name} is ${status}`);

const operations = Array.from({ length: 2_500 }, (_, n) => ({ action: 'index', index: 'lines', id: String(n), document: { n } }));
const bad = { action: 'create', index: 'lines', id: '7', document: { n: 7 } };
const began = performance.now();
const { succeeded, failures } = await search.call((elastic) => elastic.bulk([...operations, bad], { query: { refresh: true } }));
console.log(`${succeeded} stored in ${Math.round(performance.now() - began)} ms; ${failures[0].error.code}: ${failures[0].error.message}`);

const found = await search.call((elastic) => elastic.search('lines', { query: { range: { n: { gte: 2_490 } } }, size: 3 }));
console.log(`${found.hits.total.value} found, the first:`, found.hits.hits[0]._source);

let sum = 0;
for await (const { _source } of pointInTimeOver(search, 'lines')) sum += _source.n;
console.log(`the sum of all is ${sum}`);

for (const attempt of [(elastic) => elastic.search('nothing'), (elastic) => elastic.search('../_cluster')]) {
  try {
    await search.call(attempt);
  } catch (error) {
    console.log(`${error.name} ${error.code ?? ''}: ${error.message}`);
  }
}
