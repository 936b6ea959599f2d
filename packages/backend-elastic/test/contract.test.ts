import { ElasticBackend, type ElasticConnection } from '@outpool/backend-elastic';
import { requireServers, type SearchServer, startSearch } from '@outpool/test-servers';
import { testBackend } from '@outpool/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';

describe.skipIf(!requireServers('search'))('over a real OpenSearch', () => {
  let server: SearchServer;
  beforeAll(async () => {
    server = await startSearch('opensearch');
    await server.ask('PUT', '/things/_doc/1?refresh=true', { n: 1 });
  }, 60_000);
  afterAll(() => server[Symbol.asyncDispose]());

  testBackend<ElasticConnection>({
    describe,
    it,
    name: 'elastic',
    backend: ElasticBackend,
    options: () => ({ host: '127.0.0.1', port: server.port }),
    work: (elastic, { signal }) => elastic.get('things', '1', { signal }),
    failWork: (elastic) => elastic.search('things', { query: { no: 1 } }),
    // Waits for nodes that never come.
    slowWork: (elastic, { signal }) => elastic.health({ query: { wait_for_nodes: '9', timeout: '60s' }, signal }),
    server: {
      host: '127.0.0.1',
      get port() {
        return server.port;
      },
      kill: () => server.kill9(),
      restart: () => server.start(),
    },
    proxied: ({ host, port }) => ({ host, port }),
  });
});
