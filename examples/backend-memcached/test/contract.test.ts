import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
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
  // No command of memcached takes long: it is asked over and over, until the call is over or the connection.
  slowWork: async (connection, { signal }) => {
    for (;;) {
      await connection.get('k', signal);
      await sleep(10, undefined, { signal });
    }
  },
  echo: async (connection, text, { signal }) => {
    const key = encodeURIComponent(text);
    const [, found] = await Promise.all([connection.set(key, text, { signal }), connection.get(key, signal)]);
    return String(found);
  },
  server,
  proxied: ({ host, port }) => ({ host, port }),
  capabilities: { cancel: true, order: true, denied: 'the protocol has no login', secrets: 'the options have none' },
});
