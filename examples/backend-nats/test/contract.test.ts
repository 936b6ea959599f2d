import { after, before, describe, it } from 'node:test';
import { testBackend } from '@outpool/testkit';
import { NatsBackend, type NatsConnection } from '../src/index.js';
import { nats } from './server.js';

const server = nats();
before(() => server.restart());
after(() => server.kill());

testBackend<NatsConnection>({
  describe,
  it,
  name: 'nats',
  backend: NatsBackend,
  options: () => ({ host: server.host, port: server.port }),
  work: (connection, { signal }) => connection.publish('news', 'hello', signal),
  // Nobody has subscribed to it.
  failWork: (connection, { signal }) => connection.request('nobody', 'hello', signal),
  slowWork: (connection, { signal }) => {
    connection.client.subscribe('silence', { callback: () => {} });
    return connection.request('silence', 'hello', signal);
  },
  server,
  proxied: ({ host, port }) => ({ host, port }),
});
