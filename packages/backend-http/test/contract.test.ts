import { HttpBackend, type HttpConnection, type HttpOptions } from '@outpool/backend-http';
import { certificates, type NginxServer, requireServers, startNginx } from '@outpool/test-servers';
import { testBackend } from '@outpool/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';

const tcpAlone = 'TCP alone connects before the server has a say; done over https';

describe.skipIf(!requireServers('nginx')).each(['http', 'https'] as const)('over %s', (scheme) => {
  let nginx: NginxServer;
  let caFile: string;
  beforeAll(async () => {
    ({ caFile } = await certificates());
    nginx = await startNginx({ tls: true, locations: 'location = /echo { default_type text/plain; return 200 $arg_text; }' });
  });
  afterAll(() => nginx[Symbol.asyncDispose]());

  const port = (): number => (scheme === 'https' ? nginx.tlsPort : nginx.port);
  const at = (address: { host: string; port: number }): HttpOptions => ({
    server: `${scheme}://${address.host}:${address.port}`,
    headers: { authorization: 'Bearer open-sesame' },
    ...(scheme === 'https' && { tls: { caFile } }),
  });

  testBackend<HttpConnection>({
    describe,
    it,
    name: 'http',
    backend: HttpBackend,
    options: () => at({ host: nginx.host, port: port() }),
    work: (http, { signal }) => http.get('/ok', { signal }),
    echo: async (http, text, { signal }) =>
      decodeURIComponent(await (await http.get(`/echo?text=${encodeURIComponent(text)}`, { signal })).text()),
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
    secrets: ['open-sesame'],
    capabilities: {
      cancel: true,
      denied: 'HTTP has no login: what is refused is a request',
      order: 'each request is answered on a socket of its own',
      idleLoss:
        'HTTP servers close idle sockets as they like: the next request connects again, and only if that fails is the connection lost',
      pingsItself: 'a ping connects anew, and the new socket takes the place of the one that is half-open',
      ...(scheme === 'http' && { handshake: tcpAlone }),
    },
  });
});
