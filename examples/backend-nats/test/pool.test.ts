import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createOutgoingPools, defineConfig, isPoolError, type Pool } from '@outpool/core';
import { NatsBackend, type NatsConnection, type NatsOptions } from '../src/index.js';
import { nats } from './server.js';

/** Does something with a pool of two workers, and stops it. */
async function withPool(connection: NatsOptions, body: (pool: Pool<NatsConnection>) => Promise<void>): Promise<void> {
  const config = defineConfig({ outgoingPools: [{ type: 'nats', pool: { workers: 2, startTimeoutMs: 2_000 }, connection }] });
  const pools = await createOutgoingPools(config, { backends: [NatsBackend] }).start();
  try {
    await body(pools.get('nats'));
  } finally {
    await pools.stop();
  }
}

describe('a pool of NATS', () => {
  const server = nats();
  before(() => server.restart());
  after(() => server.kill());
  const there = (): NatsOptions => ({ host: server.host, port: server.port });

  it('asks, and another worker answers: a thousand callers at once', () =>
    withPool(there(), async (pool) => {
      await using lease = await pool.lease();
      lease.connection.client.subscribe('double', {
        callback: (_, message) => void message.respond(String(2 * Number(message.string()))),
      });
      await lease.connection.client.flush();
      const numbers = Array.from({ length: 1_000 }, (_, n) => n);
      const ask = (n: number) => pool.call(async (bus, { signal }) => Number((await bus.request('double', String(n), signal)).string()));
      assert.deepEqual(
        await Promise.all(numbers.map(ask)),
        numbers.map((n) => 2 * n),
      );
    }));

  it('gives the error of a question that nobody answers, and serves on', () =>
    withPool(there(), async (pool) => {
      await assert.rejects(
        pool.call((bus, { signal }) => bus.request('nobody', '', signal)),
        /no responders/i,
      );
      await pool.call((bus, { signal }) => bus.publish('news', 'hello', signal));
      assert.equal(pool.state, 'ready');
    }));

  it('serves again after its server was killed', () =>
    withPool(there(), async (pool) => {
      await server.kill();
      const { port } = server;
      await assert.rejects(
        pool.call((bus, { signal }) => bus.publish('news', 'lost', signal), { timeoutMs: 200 }),
        (error) => isPoolError(error),
      );
      await server.restart();
      assert.equal(server.port, port);
      await pool.call((bus, { signal }) => bus.publish('news', 'hello', signal), { timeoutMs: 10_000 });
    }));
});

describe('a pool of NATS with a login, over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nats-tls-'));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const server = nats('--user', 'ada', '--pass', 'the-secret', '--tls', '--tlscert', cert, '--tlskey', key);
  before(async () => {
    const files = ['-keyout', key, '-out', cert, '-days', '1', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    execFileSync('openssl', ['req', '-x509', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', ...files], {
      stdio: 'ignore',
    });
    await server.restart();
  });
  after(async () => {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  const login = (password: string, tls: NatsOptions['tls']): NatsOptions => ({
    host: 'localhost',
    port: server.port,
    username: 'ada',
    password,
    tls,
  });

  it('is let in with its password, and trusts the certificate that it was told of', () =>
    withPool(login('the-secret', { caFile: cert }), (pool) => pool.call((bus, { signal }) => bus.publish('news', 'hello', signal))));

  it('says that it was not let in, and no password', () =>
    assert.rejects(
      withPool(login('another-secret', { caFile: cert }), async () => assert.fail('it has started')),
      (error: Error) => /authorization/i.test(error.message) && !error.message.includes('another-secret'),
    ));

  it('trusts no other certificate, and speaks to no server in clear that wants TLS', async () => {
    await assert.rejects(
      withPool(login('the-secret', true), async () => assert.fail('it has started')),
      /self-signed certificate/,
    );
    await assert.rejects(
      withPool(login('the-secret', false), async () => assert.fail('it has started')),
      /tls/i,
    );
  });
});
