import { afterAll, beforeAll, describe, it } from 'vitest';
import { testBackend } from '../src/test-backend.js';
import { LineBackend, lineWork } from './line-backend.js';
import { LineServer } from './line-server.js';

const server = new LineServer();
beforeAll(() => server.restart());
afterAll(() => server.kill());

testBackend({
  describe,
  it,
  name: 'line',
  backend: LineBackend,
  options: () => ({ host: server.host, port: server.port }),
  ...lineWork,
  server,
  proxied: ({ host, port }) => ({ host, port }),
});
