// The official client of OpenSearch over a pool, on an OpenSearch that this program starts itself.
//   node examples/opensearch-client.mjs
import { Client, Connection } from '@opensearch-project/opensearch';
import { ElasticBackend, openSearchClientOver } from '@outpool/backend-elastic';
import { createOutgoingPools } from '@outpool/core';
import { startSearch } from './own-servers.mjs';

await using server = await startSearch('opensearch');
await using pools = await createOutgoingPools(
  { outgoingPools: [{ type: 'elastic', pool: { workers: 4 }, connection: { host: server.host, port: server.port } }] },
  { backends: [ElasticBackend] },
).start();
const client = new Client(openSearchClientOver(pools.get('elastic'), Connection));

const { version } = (await client.info()).body;
console.log(`OpenSearch ${version.number}`);
await client.helpers.bulk({
  datasource: Array.from({ length: 1_000 }, (_, n) => ({ n })),
  onDocument: () => ({ index: { _index: 'lines' } }),
  refreshOnCompletion: true,
});
const { count } = (await client.count({ index: 'lines' })).body;
const { calls } = pools.get('elastic').stats();
console.log(`${count} documents, ${calls.ok} calls of the pool`);
await client.close();
