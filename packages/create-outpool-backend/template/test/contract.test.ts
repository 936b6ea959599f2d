import { after, before, describe, it } from 'node:test';
import { testBackend } from '@outpool/testkit';
import { SampleBackend, type SampleConnection } from '../src/index.js';
import { server } from './server.js';

before(() => server.restart());
after(() => server.kill());

testBackend<SampleConnection>({
  describe,
  it,
  name: 'sample',
  backend: SampleBackend,
  options: () => ({ host: server.host, port: server.port }),
  work: (connection, { signal }) => connection.ask('hello', signal),
  failWork: (connection, { signal }) => connection.ask('fail', signal),
  slowWork: (connection, { signal }) => connection.ask('hang', signal),
  echo: (connection, text, { signal }) => connection.ask(text, signal),
  server,
  proxied: ({ host, port }) => ({ host, port }),
  // What it can do, or why it cannot: that is printed with the cases that are skipped.
  capabilities: { cancel: true, order: true, denied: 'the protocol has no login', secrets: 'the options have none' },
});
