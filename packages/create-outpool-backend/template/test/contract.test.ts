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
  server,
  proxied: ({ host, port }) => ({ host, port }),
});
