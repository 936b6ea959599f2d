import { HttpBackend, type HttpConnection, type HttpOptions } from '@outpool/backend-http';
import { certificates, type NginxServer, requireServers, startNginx } from '@outpool/test-servers';
import { testBackend } from '@outpool/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';

const lazily = {
  case: 'calls lost once when an idle connection dies, and can close it',
  reason: 'HTTP servers close idle sockets as they like: the next request connects again, and only if that fails is the connection lost',
};

const fresh = {
  case: 'gives up a ping on a half-open connection when told to, and can close it',
  reason: 'a ping connects anew, and the new socket takes the place of the one that is half-open',
};

describe.skipIf(!requireServers('nginx')).each(['http', 'https'] as const)('over %s', (scheme) => {
  let nginx: NginxServer;
  let caFile: string;
  beforeAll(async () => {
    ({ caFile } = await certificates());
    nginx = await startNginx({ tls: true });
  });
  afterAll(() => nginx[Symbol.asyncDispose]());

  const port = (): number => (scheme === 'https' ? nginx.tlsPort : nginx.port);
  const at = (address: { host: string; port: number }): HttpOptions => ({
    server: `${scheme}://${address.host}:${address.port}`,
    ...(scheme === 'https' && { tls: { caFile } }),
  });

  testBackend<HttpConnection>({
    describe,
    it,
    name: 'http',
    backend: HttpBackend,
    options: () => at({ host: nginx.host, port: port() }),
    work: (http, { signal }) => http.get('/ok', { signal }),
    failWork: (http) => http.get('/../ok'),
    // Not a GET: that would be sent once more when its connection dies.
    slowWork: (http, { signal }) => http.post('/hang', { signal, timeoutMs: 60_000 }),
    server: {
      host: '127.0.0.1',
      get port() {
        return port();
      },
      kill: () => nginx.kill9(),
      restart: () => nginx.start(),
    },
    proxied: at,
    skip: [
      lazily,
      fresh,
      ...(scheme === 'https'
        ? []
        : [
            {
              case: 'settles a connect that is reset at any stage',
              reason: 'TCP alone connects before the server has a say; done over https',
            },
          ]),
    ],
  });
});
