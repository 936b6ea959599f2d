import assert from 'node:assert/strict';
import { describe, it } from 'vitest';
import { requireServers, startSearch, startSearchCluster } from '../src/index.js';

describe.skipIf(!requireServers('search'))('a real search server', () => {
  it.each(['elasticsearch', 'opensearch'] as const)(
    '%s stores and finds, and keeps what it has over a kill',
    async (product) => {
      await using server = await startSearch(product);
      await server.ask('PUT', '/things/_doc/1?refresh=true', { name: 'one' });
      await server.kill9();
      await server.start();
      const found = await server.ask<{ hits: { total: { value: number } } }>('POST', '/things/_search', { query: { match_all: {} } });
      assert.equal(found.hits.total.value, 1);
    },
    60_000,
  );

  it('is secured by its own plugin, with users and TLS', async () => {
    await using server = await startSearch('opensearch', { security: true });
    assert.match(server.url, /^https:/);
    assert.equal((await server.ask<{ version: { number: string } }>('GET', '/')).version.number, '2.19.1');
  }, 60_000);

  it('is a cluster of three, and again after one was killed', { retry: 2, timeout: 120_000 }, async () => {
    const servers = await startSearchCluster('opensearch');
    try {
      await servers[2]?.kill9();
      await servers[2]?.start();
      await servers[0]?.whole(3);
    } finally {
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    }
  });
});
