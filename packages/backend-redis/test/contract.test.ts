import { setTimeout as sleep } from 'node:timers/promises';
import { type RedisServer, requireServers, startRedis } from '@outpool/test-servers';
import { testBackend } from '@outpool/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { RedisBackend, type RedisConnection } from '../src/index.js';

let server: RedisServer;

describe.skipIf(!requireServers('redis'))('on Redis', () => {
  beforeAll(async () => {
    server = await startRedis({ password: 'open sesame' });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  testBackend<RedisConnection>({
    describe,
    it,
    name: 'redis',
    backend: RedisBackend,
    options: () => ({ host: server.host, port: server.port, database: 2, password: 'open sesame' }),
    work: ({ client }) => client.get('k'),
    echo: ({ client }, text) => client.echo(text),
    failWork: ({ client }) => client.call('INCR', 'k', 'too', 'many'),
    // Not a command that blocks: that would hold up every other job on the connection, and nothing could end it.
    slowWork: async ({ client }, { signal }) => {
      for (let step = 0; step < 1_000; step++) {
        await client.get('k');
        await sleep(20, undefined, { signal });
      }
    },
    server: {
      get host() {
        return server.host;
      },
      get port() {
        return server.port;
      },
      kill: () => server.kill9(),
      restart: () => server.start(),
    },
    proxied: (address) => ({ ...address, password: 'open sesame' }),
    denied: () => ({ host: server.host, port: server.port, password: 'no way' }),
    secrets: ['open sesame', 'no way'],
    capabilities: { cancel: true, order: true },
  });
});
