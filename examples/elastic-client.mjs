// The official client of Elasticsearch over a pool, on an Elasticsearch that this program starts itself.
//   node examples/elastic-client.mjs
import { BaseConnection, Client } from '@elastic/elasticsearch';
import { ElasticBackend, elasticClientOver } from '@outpool/backend-elastic';
import { createOutgoingPools } from '@outpool/core';
import { startSearch } from './own-servers.mjs';

await using server = await startSearch('elasticsearch');
await using pools = await createOutgoingPools(
  { outgoingPools: [{ type: 'elastic', pool: { workers: 4 }, connection: { host: server.host, port: server.port } }] },
  { backends: [ElasticBackend] },
).start();
const client = new Client(elasticClientOver(pools.get('elastic'), BaseConnection));

const { version } = await client.info();
console.log(`Elasticsearch ${version.number}`);
await client.helpers.bulk({
  datasource: Array.from({ length: 1_000 }, (_, n) => ({ n })),
  onDocument: () => ({ index: { _index: 'lines' } }),
  refreshOnCompletion: true,
});
const { count } = await client.count({ index: 'lines' });
const { calls } = pools.get('elastic').stats();
console.log(`${count} documents, ${calls.ok} calls of the pool`);
await client.close();
