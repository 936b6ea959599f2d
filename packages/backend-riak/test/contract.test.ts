import { testBackend } from '@outpool/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { RiakBackend, type RiakClient } from '../src/index.js';
import { RiakServer } from '../src/testing.js';

let server: RiakServer;

describe('on the test server', () => {
  beforeAll(async () => {
    server = await RiakServer.start();
  });
  afterAll(() => server.kill());

  testBackend<RiakClient>({
    describe,
    it,
    name: 'riak',
    backend: RiakBackend,
    options: () => ({ address: server.address, port: server.port }),
    work: (riak, { signal }) => riak.get({ bucket: 'b', key: 'k' }, { signal }),
    echo: async (riak, text, { signal }) => {
      const { vclock } = await riak.get({ bucket: 'echo', key: text }, { signal });
      await riak.put({ bucket: 'echo', key: text, ...(vclock && { vclock }) }, text, { signal });
      return (await riak.get({ bucket: 'echo', key: text }, { signal })).text();
    },
    failWork: (riak, { signal }) => riak.get({ type: 'no-such-type', bucket: 'b', key: 'k' }, { signal }),
    slowWork: (riak, { signal }) => {
      server.fail({ on: 'RpbGetBucketKeyPreflistReq', delayMs: 20_000 });
      return riak.replicas({ bucket: 'b', key: 'k' }, { signal });
    },
    server: {
      get host() {
        return server.address;
      },
      get port() {
        return server.port;
      },
      kill: () => server.kill(),
      restart: () => server.restart(),
    },
    proxied: ({ host, port }) => ({ address: host, port }),
    capabilities: {
      cancel: true,
      denied: 'a login needs TLS: it has tests of its own',
      secrets: 'without a login there is none',
    },
  });
});
