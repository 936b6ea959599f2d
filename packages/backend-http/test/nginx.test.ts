import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { BIG_FILE_BYTES, certificates, type NginxServer, requireServers, startNginx } from '@outpool/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, open } from './connect.js';

const available = requireServers('nginx');

interface Seen {
  readonly connection: string;
  readonly connectionRequests: string;
  readonly tls: string;
  readonly clientCertificate: string;
}

describe.skipIf(!available)('over a real nginx', () => {
  let nginx: NginxServer;
  beforeAll(async () => {
    nginx = await startNginx({ locations: 'location = /api/inside { return 200 "inside"; }' });
  });
  afterAll(() => nginx[Symbol.asyncDispose]());

  it('all requests of a connection go over one socket', async () => {
    await using opened = await open({ server: nginx.url });
    const seen = async () => (await opened.connection.get('/headers')).json<Seen>();
    const [first, second, third] = [await seen(), await seen(), await seen()];
    expect([first.connectionRequests, second.connectionRequests, third.connectionRequests]).toEqual(['1', '2', '3']);
    expect(new Set([first.connection, second.connection, third.connection]).size).toBe(1);
  });

  it('files are stored, read and removed', async () => {
    await using opened = await open({ server: nginx.url, pathPrefix: '/files/' });
    const { connection } = opened;
    const body = Buffer.alloc(300_000, 'abc');
    expect((await connection.put('one', { body })).status).toBe(201);
    expect((await connection.put('two', { body: Readable.from([body, body]), headers: { 'content-length': '600000' } })).status).toBe(201);
    expect(Buffer.from(await (await connection.get('one')).bytes()).equals(body)).toBe(true);
    let bytes = 0;
    for await (const chunk of (await connection.get('two', { stream: true })).stream()) bytes += chunk.length;
    expect(bytes).toBe(600_000);
    expect((await connection.delete('one')).status).toBe(204);
    expect((await connection.get('one')).status).toBe(404);
  });

  it('statuses, redirects and HEAD are answers', async () => {
    await using opened = await open({ server: nginx.url });
    for (const status of [204, 304, 400, 404, 429, 500, 503])
      expect((await opened.connection.get(`/status/${status}`)).status).toBe(status);
    const moved = await opened.connection.get('/redirect');
    expect([moved.status, new URL(moved.headers.location as string).pathname]).toEqual([302, '/ok']);
    const head = await opened.connection.head('/big');
    expect([head.headers['content-length'], (await head.bytes()).length]).toEqual([String(BIG_FILE_BYTES), 0]);
  });

  it('a body that comes too slowly is cut off in time', async () => {
    await using opened = await open({ server: nginx.url, requestTimeoutMs: 300 });
    for (const path of ['/slow', '/late', '/hang']) {
      const began = performance.now();
      expect(await failure(opened.connection.get(path))).toMatchObject({ code: 'HTTP_TIMEOUT' });
      expect(performance.now() - began).toBeGreaterThan(295);
      expect(performance.now() - began).toBeLessThan(900);
    }
    expect(await (await opened.connection.get('/ok')).text()).toBe('ok');
  });

  it('a connection that the server drops is lost; GET was tried twice', async () => {
    await using opened = await open({ server: nginx.url });
    const error = await failure(opened.connection.get('/drop'));
    expect(error).toMatchObject({ code: 'UND_ERR_SOCKET' });
    expect(opened.backend.fate(error, opened.connection)).toMatchObject({ connection: 'lost', sent: true });
  });

  it('a server that closes after each answer costs a socket each, and nothing is lost', async () => {
    await using opened = await open({ server: nginx.url });
    for (let n = 0; n < 5; n++) expect((await opened.connection.post('/close', { body: 'x' })).status).toBe(200);
    expect(opened.lost).toEqual([]);
  });

  it('no request leaves the prefix', async () => {
    await using opened = await open({ server: nginx.url, pathPrefix: '/api/' });
    expect(await (await opened.connection.get('inside')).text()).toBe('inside');
    for (const path of ['../ok', '/../ok', '%2e%2e/ok', '..%2fok', `${nginx.url}/ok`, '//127.0.0.1/ok']) {
      expect(await failure(opened.connection.get(path))).toBeInstanceOf(TypeError);
    }
    expect((await opened.connection.get('/ok')).status).toBe(404);
  });
});

describe.skipIf(!available)('when a real nginx', () => {
  it('closes its idle sockets all the time, no request fails and nothing is lost', async () => {
    await using nginx = await startNginx({ keepAliveTimeoutMs: 20 });
    await using opened = await open({ server: nginx.url });
    for (let n = 0; n < 40; n++) {
      expect((await opened.connection.get('/ok')).status).toBe(200);
      await sleep(15 + (n % 10));
    }
    expect(opened.lost).toEqual([]);
  });

  it('serves few requests on a socket, no POST fails', async () => {
    await using nginx = await startNginx({ keepAliveRequests: 3 });
    await using opened = await open({ server: nginx.url });
    for (let n = 0; n < 20; n++) expect((await opened.connection.post('/ok', { body: 'x' })).status).toBe(200);
  });

  it('is killed, the connection is lost at the next request, and not before', async () => {
    await using nginx = await startNginx();
    await using opened = await open({ server: nginx.url });
    await opened.connection.get('/ok');
    await nginx.kill9();
    await sleep(100);
    expect(opened.lost).toEqual([]);
    const error = await failure(opened.connection.get('/ok'));
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'lost', sent: false });
  });

  it('is killed and started again while idle, nobody notices', async () => {
    await using nginx = await startNginx();
    await using opened = await open({ server: nginx.url });
    await opened.connection.post('/ok', { body: 'x' });
    await nginx.restart();
    expect((await opened.connection.post('/ok', { body: 'x' })).status).toBe(200);
    expect(opened.lost).toEqual([]);
  });

  it('hangs while it is connected to again, the connection is lost with nothing sent', async () => {
    await using nginx = await startNginx({ tls: true, keepAliveTimeoutMs: 20 });
    const { caFile } = await certificates();
    await using opened = await open({ server: nginx.tlsUrl, requestTimeoutMs: 200, tls: { caFile } });
    await opened.connection.get('/ok');
    await sleep(60);
    nginx.pause();
    const error = await failure(opened.connection.post('/ok'));
    expect(error).toMatchObject({ code: 'HTTP_TIMEOUT' });
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'lost', sent: false });
    nginx.resume();
  });
});

describe.skipIf(!available)('over a real nginx with TLS', () => {
  let nginx: NginxServer;
  let tls: { caFile: string };
  beforeAll(async () => {
    nginx = await startNginx({ tls: true });
    tls = { caFile: (await certificates()).caFile };
  });
  afterAll(() => nginx[Symbol.asyncDispose]());

  it('requests are encrypted and the server is verified', async () => {
    await using opened = await open({ server: nginx.tlsUrl, tls });
    const seen = await (await opened.connection.get('/headers')).json<Seen & { protocol: string }>();
    expect([seen.tls, seen.protocol]).toEqual(['TLSv1.3', 'HTTP/1.1']);
  });

  it('addresses are verified like names', async () => {
    await using opened = await open({ server: nginx.tlsUrl.replace('localhost', '127.0.0.1'), tls });
    expect((await opened.connection.get('/ok')).status).toBe(200);
  });

  it('a CA that nobody trusts is refused, by default too', async () => {
    const { otherCaFile } = await certificates();
    for (const options of [{}, { tls: { caFile: otherCaFile } }]) {
      const error = await failure(open({ server: nginx.tlsUrl, ...options }));
      expect(error.code).toMatch(/UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT_LOCALLY/);
    }
  });

  it.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['future', 'CERT_NOT_YET_VALID'],
    ['wronghost', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['other', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ] as const)('a certificate that is %s is refused at connect, unless verify is none', async (name, code) => {
    nginx.useCertificate(name);
    try {
      expect(await failure(open({ server: nginx.tlsUrl, tls }))).toMatchObject({ code });
      await using opened = await open({ server: nginx.tlsUrl, tls: { verify: 'none' } });
      expect((await opened.connection.get('/ok')).status).toBe(200);
    } finally {
      nginx.useCertificate('server');
    }
  });

  it('serverName is the name that is sent and checked', async () => {
    const { caFile } = tls;
    expect((await failure(open({ server: nginx.tlsUrl, tls: { caFile, serverName: 'other.test' } }))).code).toBe(
      'ERR_TLS_CERT_ALTNAME_INVALID',
    );
    for (const serverName of ['a.pool.test', false] as const) {
      await using opened = await open({ server: nginx.tlsUrl, tls: { caFile, serverName } });
      expect((await opened.connection.get('/ok')).status).toBe(200);
    }
  });

  it('a file that is missing is said by its name', async () => {
    const error = await failure(open({ server: nginx.tlsUrl, tls: { caFile: '/nowhere/ca.pem' } }));
    expect(error).toMatchObject({ code: 'ENOENT', message: expect.stringContaining('/nowhere/ca.pem') });
  });

  it('the files are read anew whenever a socket is opened', async () => {
    const { caFile, otherCaFile } = await certificates();
    const folder = mkdtempSync(join(tmpdir(), 'http-ca-'));
    const own = join(folder, 'ca.pem');
    copyFileSync(caFile, own);
    await using opened = await open({ server: nginx.tlsUrl, tls: { caFile: own } });
    expect((await opened.connection.post('/close')).status).toBe(200);
    nginx.useCertificate('other');
    copyFileSync(otherCaFile, own);
    expect((await opened.connection.post('/close')).status).toBe(200);
    nginx.useCertificate('server');
    const error = await failure(opened.connection.post('/close'));
    expect(error).toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'lost', sent: false });
    rmSync(folder, { recursive: true });
  });

  it('http on the port of https, and the other way round, is said to be wrong', async () => {
    await using plain = await open({ server: nginx.tlsUrl.replace('https', 'http') });
    expect((await plain.connection.get('/ok')).status).toBe(400);
    expect((await failure(open({ server: nginx.url.replace('http', 'https') }))).code).toMatch(/^ERR_SSL_/);
  });
});

describe.skipIf(!available)('over a real nginx that asks for a client certificate', () => {
  let nginx: NginxServer;
  beforeAll(async () => {
    nginx = await startNginx({ tls: { clientCertificate: 'required' } });
  });
  afterAll(() => nginx[Symbol.asyncDispose]());

  it('a good one is let in', async () => {
    const { caFile, certFile, keyFile } = await certificates();
    await using opened = await open({ server: nginx.tlsUrl, tls: { caFile, certFile: certFile('client'), keyFile: keyFile('client') } });
    expect(await (await opened.connection.get('/headers')).json()).toMatchObject({ clientCertificate: 'CN=app' });
  });

  // nginx accepts the handshake and answers 400; a stricter server resets the first request.
  it.each(['none', 'client-expired'] as const)('a bad one (%s) is an answer with status 400', async (name) => {
    const { caFile, certFile, keyFile } = await certificates();
    const own = name === 'none' ? {} : { certFile: certFile(name), keyFile: keyFile(name) };
    await using opened = await open({ server: nginx.tlsUrl, tls: { caFile, ...own } });
    expect((await opened.connection.get('/ok')).status).toBe(400);
  });
});
