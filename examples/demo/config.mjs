import { defineConfig } from '@outpool/core';
import { ADMIN } from '../directory.mjs';

/** Nine entries, three hosts: what an application would write. Each strategy stands in it once. */
export const demoConfig = (database, website, riak, directory) =>
  defineConfig({
    hosts: ['chat.example', 'shop.example', 'blog.example'],
    outgoingPools: [
      // One for everybody.
      {
        type: 'rdbms',
        pool: { workers: 4, strategy: 'best_worker', keepaliveIntervalMs: 5_000 },
        connection: { driver: 'pgsql', ...database },
      },
      // One for each host ...
      { type: 'http', host: 'host', pool: { workers: 3, strategy: 'available_worker' }, connection: { server: website } },
      // ... except the shop, which has its own.
      {
        type: 'http',
        host: 'shop.example',
        pool: { workers: 8, strategy: 'next_available_worker' },
        connection: { server: website, pathPrefix: '/shop' },
      },
      { type: 'riak', pool: { workers: 2, strategy: 'best_worker' }, connection: { address: riak.address, port: riak.port } },
      {
        type: 'ldap',
        pool: { workers: 2, strategy: 'best_worker' },
        connection: { servers: [{ host: directory.host, port: directory.port }], rootDn: ADMIN.dn, password: ADMIN.password },
      },
      ['generic', 'host', 'thumbnails', { workers: 2, strategy: 'next_worker' }, { run: work }],
      ['generic', 'global', 'push', { workers: 4, strategy: 'random_worker' }, { run: work }],
      ['generic', 'global', 'sessions', { workers: 4, strategy: 'hash_worker' }, { run: work }],
    ],
  });

/** A job that takes a moment. */
async function work(input) {
  await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 4));
  return input;
}
