import { ElasticBackend, type ElasticConnection } from '@outpool/backend-elastic';
import { type NginxServer, requireServers, type SearchServer, startNginx, startSearch } from '@outpool/test-servers';
import { testBackend } from '@outpool/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';

// The nginx is killed and started in milliseconds, where the server behind it would be busy with warming up.
describe.skipIf(!requireServers('search', 'nginx'))('over a real OpenSearch behind an nginx', () => {
  let server: SearchServer;
  let nginx: NginxServer;
  beforeAll(async () => {
    server = await startSearch('opensearch');
    await server.ask('PUT', '/things/_doc/1?refresh=true', { n: 1 });
    nginx = await startNginx({
      locations: `location / { proxy_pass http://127.0.0.1:${server.port}; }
        location = /echo { default_type application/json; return 200 '"$arg_text"'; }`,
    });
  }, 60_000);
  afterAll(async () => {
    await nginx?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  testBackend<ElasticConnection>({
    describe,
    it,
    name: 'elastic',
    backend: ElasticBackend,
    options: () => ({ host: '127.0.0.1', port: nginx.port, apiKey: 'open-sesame' }),
    // Answered by the nginx itself: the server is not to be the bottleneck of a test under load.
    work: (elastic, { signal }) => elastic.request({ path: '/json', signal }),
    echo: async (elastic, text, { signal }) =>
      decodeURIComponent(String(await elastic.request({ path: `/echo?text=${encodeURIComponent(text)}`, signal }))),
    failWork: (elastic) => elastic.search('things', { query: { no: 1 } }),
    // Waits for nodes that never come.
    slowWork: (elastic, { signal }) => elastic.health({ query: { wait_for_nodes: '9', timeout: '60s' }, signal }),
    server: {
      host: '127.0.0.1',
      get port() {
        return nginx.port;
      },
      kill: () => nginx.kill9(),
      restart: () => nginx.start(),
    },
    proxied: ({ host, port }) => ({ host, port, apiKey: 'open-sesame' }),
    secrets: ['open-sesame'],
    capabilities: {
      cancel: true,
      denied: 'this server lets everybody in: logins have tests of their own',
      order: 'each request is answered on a socket of its own',
    },
  });
});
