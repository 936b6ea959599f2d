import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createOutgoingPools, defineConfig, isPoolError, type Pool } from '@outpool/core';
import { type MemcachedConnection, MemcachedBackend, MemcachedError, type MemcachedOptions } from '../src/index.js';
import { memcached } from './server.js';

/** Does something with a pool of two workers, and stops it. */
async function withPool(connection: MemcachedOptions, body: (pool: Pool<MemcachedConnection>) => Promise<void>): Promise<void> {
  const config = defineConfig({ outgoingPools: [{ type: 'memcached', pool: { workers: 2, startTimeoutMs: 2_000 }, connection }] });
  const pools = await createOutgoingPools(config, { backends: [MemcachedBackend] }).start();
  try {
    await body(pools.get('memcached'));
  } finally {
    await pools.stop();
  }
}

describe('a pool of memcached', () => {
  const server = memcached();
  before(() => server.restart());
  after(() => server.kill());
  const there = (): MemcachedOptions => ({ host: server.host, port: server.port });

  it('stores, finds, counts and deletes', () =>
    withPool(there(), async (pool) => {
      assert.equal(await pool.call((cache) => cache.get('none')), undefined);
      assert.equal(await pool.call((cache) => cache.set('name', 'Ada', { ttlSeconds: 60 })), true);
      assert.equal(String(await pool.call((cache) => cache.get('name'))), 'Ada');
      assert.equal(await pool.call((cache) => cache.set('name', 'Grace', { add: true })), false);
      assert.equal(await pool.call((cache) => cache.increment('hits')), undefined);
      await pool.call((cache) => cache.set('hits', '41'));
      assert.equal(await pool.call((cache) => cache.increment('hits')), 42);
      assert.equal(await pool.call((cache) => cache.increment('hits', -50)), 0);
      assert.equal(await pool.call((cache) => cache.delete('name')), true);
      assert.equal(await pool.call((cache) => cache.delete('name')), false);
    }));

  it('gives back every byte, whatever it is, to a thousand callers at once', () =>
    withPool(there(), async (pool) => {
      const values = Array.from({ length: 1_000 }, (_, n) => Buffer.alloc(n * 7, `VA 5\r\n${n}\r\nEN\r\n\0ä`));
      await Promise.all(values.map((value, n) => pool.call((cache) => cache.set(`bytes:${n}`, value))));
      const found = await Promise.all(values.map((_, n) => pool.call((cache) => cache.get(`bytes:${n}`))));
      for (const [n, value] of values.entries()) assert.ok(found[n]?.equals(value), `value ${n}`);
    }));

  it('says what the server refuses, and serves on', () =>
    withPool(there(), async (pool) => {
      const large = Buffer.alloc(2_000_000);
      await assert.rejects(
        pool.call((cache) => cache.set('large', large)),
        MemcachedError,
      );
      for (const key of ['', 'two words', 'line\r\nflush_all', 'x'.repeat(251)])
        await assert.rejects(
          pool.call((cache) => cache.get(key)),
          TypeError,
        );
      assert.equal(await pool.call((cache) => cache.get('large')), undefined);
    }));

  it('serves again after its server was killed, which has forgotten everything', () =>
    withPool(there(), async (pool) => {
      await pool.call((cache) => cache.set('kept', 'no'));
      await server.kill();
      const { port } = server;
      await assert.rejects(
        pool.call((cache) => cache.get('kept'), { timeoutMs: 200 }),
        (error) => isPoolError(error),
      );
      await server.restart();
      assert.equal(server.port, port);
      assert.equal(await pool.call((cache) => cache.get('kept'), { timeoutMs: 10_000 }), undefined);
    }));
});

describe('a pool of memcached over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memcached-tls-'));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const server = memcached('-Z', '-o', `ssl_chain_cert=${cert},ssl_key=${key}`);
  before(async () => {
    const files = ['-keyout', key, '-out', cert, '-days', '1', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    execFileSync('openssl', ['req', '-x509', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', ...files], {
      stdio: 'ignore',
    });
    execFileSync('chmod', ['-R', 'a+rX', folder]);
    await server.restart();
  });
  after(async () => {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('trusts the certificate that it was told of', () =>
    withPool({ host: 'localhost', port: server.port, tls: { caFile: cert } }, async (pool) => {
      assert.equal(await pool.call((cache) => cache.set('name', 'Ada')), true);
    }));

  it('trusts no other', () =>
    assert.rejects(
      withPool({ host: 'localhost', port: server.port, tls: true }, async () => assert.fail('it has started')),
      /self-signed certificate/,
    ));
});
