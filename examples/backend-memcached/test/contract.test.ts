import { after, before, describe, it } from 'node:test';
import { testBackend } from '@outpool/testkit';
import { MemcachedBackend, type MemcachedConnection } from '../src/index.js';
import { memcached } from './server.js';

const server = memcached();
before(() => server.restart());
after(() => server.kill());

testBackend<MemcachedConnection>({
  describe,
  it,
  name: 'memcached',
  backend: MemcachedBackend,
  options: () => ({ host: server.host, port: server.port }),
  work: (connection, { signal }) => connection.get('k', signal),
  failWork: async (connection, { signal }) => {
    await connection.set('text', 'no number', { signal });
    await connection.increment('text', 1, signal);
  },
  // No command of memcached takes long, but a server that is stopped does.
  slowWork: async (connection, { signal }) => {
    server.pause();
    await connection.get('k', signal).finally(() => server.resume());
  },
  server,
  proxied: ({ host, port }) => ({ host, port }),
});
