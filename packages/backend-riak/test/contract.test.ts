import { type Certificates, certificates } from '@outpool/test-servers';
import { type Address, testBackend } from '@outpool/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { RiakBackend, type RiakClient } from '../src/index.js';
import { RiakServer, type RiakServerOptions } from '../src/testing.js';

/** With credentials a pool refuses to give up on a connect before the server can have said that the login is wrong. */
const SHORT_CONNECT = {
  case: 'in a pool, fails in time when nobody answers, and stops',
  reason: 'connectTimeoutMs must be above 5 s with a login: see above',
};

function cases(start: () => Promise<RiakServer>, more: { denied?(): object; secrets?: readonly string[] }, login: () => object): void {
  let server: RiakServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.kill());
  const at = ({ host, port }: Address): object => ({ address: host, port, ...login() });
  const here = {
    get host() {
      return server.address;
    },
    get port() {
      return server.port;
    },
  };

  testBackend<RiakClient>({
    describe,
    it,
    name: 'riak',
    backend: RiakBackend,
    options: () => at(here),
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
    server: Object.assign(here, { kill: () => server.kill(), restart: () => server.restart() }),
    proxied: at,
    ...(more.denied && { denied: () => ({ ...at(here), ...more.denied?.() }) }),
    ...(more.secrets && { secrets: more.secrets }),
    ...(more.denied && { skip: [SHORT_CONNECT] }),
    capabilities: {
      cancel: true,
      order: true,
      ...(more.denied === undefined && { denied: 'a login needs TLS: see below', secrets: 'without a login there is none: see below' }),
    },
  });
}

describe('on the test server', () => {
  cases(
    () => RiakServer.start(),
    {},
    () => ({}),
  );
});

describe('on the test server with its security on', () => {
  let certs: Certificates;
  const start = async (): Promise<RiakServer> => {
    certs = await certificates();
    const users = { ada: { password: 'open sesame' } };
    const security: RiakServerOptions['security'] = { ...certs.pair('server'), ca: certs.ca, users, failureMs: 100 };
    return RiakServer.start({ security });
  };
  const login = (password: string) => ({ credentials: { user: 'ada', password }, tls: { caFile: certs.caFile } });
  cases(start, { denied: () => login('no way'), secrets: ['open sesame', 'no way'] }, () => login('open sesame'));
});
