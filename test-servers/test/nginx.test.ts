import assert from 'node:assert/strict';
import { Agent, get, type IncomingMessage } from 'node:http';
import { get as getSecured, type RequestOptions } from 'node:https';
import { describe, it } from 'vitest';
import { BIG_FILE_BYTES, certificates, requireServers, startNginx } from '../src/index.js';

async function read(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('latin1')) text += chunk;
  return text;
}

function fetchSecured(url: string, options: RequestOptions): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    getSecured(url, { agent: false, ...options }, async (response) =>
      resolve({ status: response.statusCode, text: await read(response) }),
    ).once('error', reject);
  });
}

describe.skipIf(!requireServers('nginx'))('a real nginx', () => {
  it('serves its site and says which of several servers it is', async () => {
    await using one = await startNginx({ serverName: 'one', locations: 'location = /more { return 200 "more"; }' });
    await using two = await startNginx({ serverName: 'two' });
    const ok = await fetch(`${one.url}/ok`);
    assert.deepEqual([ok.status, await ok.text(), ok.headers.get('x-server')], [200, 'ok', 'one']);
    assert.deepEqual(await (await fetch(`${two.url}/json`)).json(), { ok: true, server: 'two' });
    assert.equal(await (await fetch(`${one.url}/more`)).text(), 'more');
    const echo = (await (
      await fetch(`${one.url}/headers?a=1`, { method: 'POST', body: 'abc', headers: { 'X-Test': 'x' } })
    ).json()) as object;
    const { method, uri, args, test, contentLength } = echo as Record<string, string>;
    assert.deepEqual(
      { method, uri, args, test, contentLength },
      { method: 'POST', uri: '/headers', args: 'a=1', test: 'x', contentLength: '3' },
    );
    assert.equal((await (await fetch(`${one.url}/big`)).arrayBuffer()).byteLength, BIG_FILE_BYTES);
    const part = await fetch(`${one.url}/big`, { headers: { Range: 'bytes=0-9' } });
    assert.deepEqual([part.status, await part.text()], [206, 'xxxxxxxxxx']);
  });

  it('answers with any status, a redirect, a stored file, late, or not at all', async () => {
    await using server = await startNginx();
    for (const status of [201, 204, 404, 429, 503]) assert.equal((await fetch(`${server.url}/status/${status}`)).status, status);
    const redirect = await fetch(`${server.url}/redirect`, { redirect: 'manual' });
    assert.deepEqual([redirect.status, redirect.headers.get('location')?.endsWith('/ok')], [302, true]);
    assert.equal((await fetch(`${server.url}/files/a/b`, { method: 'PUT', body: 'stored' })).status, 201);
    assert.equal(await (await fetch(`${server.url}/files/a/b`)).text(), 'stored');
    const began = performance.now();
    assert.equal(await (await fetch(`${server.url}/late`)).text(), 'late');
    assert.ok(performance.now() - began > 900);
    await assert.rejects(fetch(`${server.url}/drop`), { message: 'fetch failed' });
    await assert.rejects(fetch(`${server.url}/hang`, { signal: AbortSignal.timeout(100) }), { name: 'TimeoutError' });
    const slow = await fetch(`${server.url}/slow`);
    assert.equal(slow.status, 200);
    await slow.body?.cancel();
  });

  it('closes a connection after as many requests as it is told', async () => {
    await using server = await startNginx({ keepAliveRequests: 2 });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const serials: string[] = [];
    for (let i = 0; i < 4; i++) {
      const response = await new Promise<IncomingMessage>((resolve) => get(`${server.url}/headers`, { agent }, resolve));
      serials.push(JSON.parse(await read(response)).connectionRequests);
    }
    agent.destroy();
    assert.deepEqual(serials, ['1', '2', '1', '2']);
  });

  it('comes back on its port after kill -9', async () => {
    await using server = await startNginx({ tls: true });
    const { port, tlsPort } = server;
    await server.kill9();
    await assert.rejects(fetch(`${server.url}/ok`));
    await server.restart();
    assert.deepEqual([server.port, server.tlsPort], [port, tlsPort]);
    assert.equal((await fetch(`${server.url}/ok`)).status, 200);
  });

  it('presents the certificate it is told to, and a client accepts only the right one', async () => {
    const { ca } = await certificates();
    await using server = await startNginx({ tls: true });
    const secured = (): Promise<{ status: number | undefined }> => fetchSecured(`${server.tlsUrl}/ok`, { ca });
    assert.equal((await secured()).status, 200);
    server.useCertificate('expired');
    await assert.rejects(secured(), { code: 'CERT_HAS_EXPIRED' });
    server.useCertificate('wronghost');
    await assert.rejects(secured(), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    server.useCertificate('other');
    await assert.rejects(secured(), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    server.useCertificate('renewed');
    assert.equal((await secured()).status, 200);
  });

  it('asks for a client certificate where it is told to', async () => {
    const { ca, pair } = await certificates();
    await using server = await startNginx({ tls: { clientCertificate: 'required' } });
    const { status, text } = await fetchSecured(`${server.tlsUrl}/headers`, { ca, ...pair('client') });
    assert.deepEqual([status, JSON.parse(text).clientCertificate], [200, 'CN=app']);
    assert.equal((await fetchSecured(`${server.tlsUrl}/ok`, { ca })).status, 400);
  });
});
