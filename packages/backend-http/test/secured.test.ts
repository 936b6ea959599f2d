import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { certificates, requireServers, startHaproxy, startNginx } from '@outpool/test-servers';
import { describe, expect, it } from 'vitest';
import { failure, open } from './connect.js';

describe('an HTTP/2 server', () => {
  it.each([
    ['other', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['expired', 'CERT_HAS_EXPIRED'],
    ['wronghost', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const)('with the certificate %s is refused: %s', async (name, code) => {
    const certs = await certificates();
    const server = createSecureServer(certs.pair(name))
      .on('sessionError', () => undefined)
      .listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    const options = { server: url, tls: { caFile: certs.caFile }, httpOpts: { allowH2: true } };
    expect(await failure(open(options, { concurrency: 10 }))).toMatchObject({ code });
    server.close();
  });
});

describe.skipIf(!requireServers('nginx', 'haproxy'))('a real HAProxy that encrypts', () => {
  it.each([
    ['server', undefined],
    ['other', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['expired', 'CERT_HAS_EXPIRED'],
    ['wronghost', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const)('with the certificate %s: %s', async (name, code) => {
    const { caFile } = await certificates();
    await using nginx = await startNginx();
    await using haproxy = await startHaproxy({ backends: [nginx.port], certificate: name });
    const opening = open({ server: haproxy.url, tls: { caFile } });
    if (code !== undefined) {
      expect(await failure(opening)).toMatchObject({ code });
      return;
    }
    await using opened = await opening;
    expect(await (await opened.connection.get('/ok')).text()).toBe('ok');
  });
});
