import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConnectionOptions, connect } from 'node:tls';
import { Redis } from 'ioredis';
import { describe, it } from 'vitest';
import { certificates, type RedisServer, requireServers, startRedis } from '../src/index.js';

interface Login {
  host?: string;
  port?: number;
  username?: string;
  password?: string;
  tls?: ConnectionOptions;
}

async function ping(server: RedisServer, options: Login = {}): Promise<string> {
  const redis = new Redis({ host: server.host, port: server.port, lazyConnect: true, retryStrategy: () => null, ...options });
  let cause: unknown;
  redis.on('error', (error) => (cause ??= error));
  try {
    await redis.connect();
    return await redis.ping();
  } catch (error) {
    throw cause ?? error;
  } finally {
    redis.disconnect();
  }
}

describe.skipIf(!requireServers('redis'))('a real Redis', () => {
  it('keeps port and keys over kill -9 and a restart', async () => {
    await using server = await startRedis();
    const { port } = server;
    await server.command('SET', 'kept', 'yes');
    await server.kill9();
    await assert.rejects(ping(server), { code: 'ECONNREFUSED' });
    await server.restart();
    assert.equal(server.port, port);
    assert.equal(await server.command('GET', 'kept'), 'yes');
  });

  it('asks for the password, whatever is in it, and knows its users', async () => {
    await using server = await startRedis({ password: 'a "b" c\\d', users: { bob: 'b o b' } });
    await assert.rejects(ping(server), /NOAUTH/);
    assert.equal(await ping(server, { password: 'a "b" c\\d' }), 'PONG');
    assert.equal(await ping(server, { username: 'bob', password: 'b o b' }), 'PONG');
    await assert.rejects(ping(server, { username: 'bob', password: 'bob' }), /WRONGPASS/);
    assert.equal(await server.command('ACL', 'WHOAMI'), 'default');
  });

  it('hangs while it is paused', async () => {
    await using server = await startRedis();
    server.pause();
    const asked = server.command('PING');
    assert.equal(await Promise.race([asked, sleep(100, 'nothing')]), 'nothing');
    server.resume();
    assert.equal(await asked, 'PONG');
  });

  it('presents the certificate it is told to, and a client accepts only the right one', async () => {
    const { ca } = await certificates();
    await using server = await startRedis({ tls: true });
    const secured = (): Promise<string> => ping(server, { host: 'localhost', port: server.tlsPort, tls: { ca } });
    assert.equal(await secured(), 'PONG');
    await server.useCertificate('expired');
    await assert.rejects(secured(), { code: 'CERT_HAS_EXPIRED' });
    await server.useCertificate('wronghost');
    await assert.rejects(secured(), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    await server.restart();
    await assert.rejects(secured(), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    await server.useCertificate('renewed');
    assert.equal(await secured(), 'PONG');
  });

  it('asks for a client certificate where it is told to', async () => {
    const { ca, pair } = await certificates();
    await using server = await startRedis({ tls: { clientCertificate: 'required' } });
    const port = server.tlsPort;
    assert.equal(await ping(server, { host: 'localhost', port, tls: { ca, ...pair('client') } }), 'PONG');
    await assert.rejects(ping(server, { host: 'localhost', port, tls: { ca } }));
    const socket = connect({ host: 'localhost', port, ca, ...pair('client-expired') });
    await new Promise((resolve) => socket.once('error', resolve).once('close', resolve));
    socket.destroy();
  });

  it('has no TLS port unless it was started with one', async () => {
    await using server = await startRedis();
    assert.throws(() => server.tlsPort, /without tls/);
  });
});
