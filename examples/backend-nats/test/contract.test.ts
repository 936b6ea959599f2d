import { after, before, describe, it } from 'node:test';
import { createInbox } from '@nats-io/transport-node';
import { testBackend } from '@outpool/testkit';
import { NatsBackend, type NatsConnection } from '../src/index.js';
import { nats } from './server.js';

const server = nats('--user', 'ada', '--pass', 'the-secret');
const login = { username: 'ada', password: 'the-secret' };
before(() => server.restart());
after(() => server.kill());

testBackend<NatsConnection>({
  describe,
  it,
  name: 'nats',
  backend: NatsBackend,
  options: () => ({ host: server.host, port: server.port, ...login }),
  work: (connection, { signal }) => connection.publish('news', 'hello', signal),
  // Nobody has subscribed to it.
  failWork: (connection, { signal }) => connection.request('nobody', 'hello', signal),
  slowWork: (connection, { signal }) => {
    connection.client.subscribe('silence', { callback: () => {} });
    return connection.request('silence', 'hello', signal);
  },
  echo: async (connection, text, { signal }) => {
    const subject = createInbox();
    connection.client.subscribe(subject, { max: 1, callback: (_, message) => void message.respond(message.data) });
    return (await connection.request(subject, text, signal)).string();
  },
  server,
  proxied: ({ host, port }) => ({ host, port, ...login }),
  denied: () => ({ host: server.host, port: server.port, username: 'ada', password: 'another-secret' }),
  secrets: ['the-secret', 'another-secret'],
  capabilities: { cancel: true, order: 'answers carry the number of their question, and may overtake' },
});
