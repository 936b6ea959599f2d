import { type RabbitServer, requireServers, startRabbit } from '@outpool/test-servers';
import { testBackend } from '@outpool/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { RabbitBackend, type RabbitConnection } from '../src/index.js';

let server: RabbitServer;

describe.skipIf(!requireServers('rabbitmq'))('on RabbitMQ', () => {
  beforeAll(async () => {
    server = await startRabbit();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  testBackend<RabbitConnection>({
    describe,
    it,
    name: 'rabbit',
    backend: RabbitBackend,
    options: () => ({ host: server.host, port: server.port, confirmsEnabled: true, queues: [{ name: 'work' }] }),
    work: (rabbit) => rabbit.publish('', 'work', 'hello'),
    failWork: (rabbit) => rabbit.publish('', 'no such queue', 'hello', { mandatory: true }),
    slowWork: (rabbit, { signal }) => rabbit.request('', 'work', 'nobody answers', { signal }),
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
    proxied: (address) => ({ ...address, confirmsEnabled: true, queues: [{ name: 'work' }] }),
    denied: () => ({ host: server.host, port: server.port, username: 'guest', password: 'no way' }),
    // Not the right one: it is the name of the user, too.
    secrets: ['no way'],
    capabilities: {
      cancel: true,
      echo: 'a broker gives a message to whoever consumes, not back to its publisher',
      order: 'confirms come as the broker has time',
    },
  });
});
