import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { type NatsServer, requireServers, startNats } from '../src/index.js';

interface Greeting {
  readonly auth_required?: boolean;
  readonly tls_required?: boolean;
}

async function greeting(server: NatsServer): Promise<Greeting> {
  const socket = connect(server.port, server.host);
  try {
    const [line] = await once(socket, 'data');
    return JSON.parse(String(line).replace(/^INFO /, '')) as Greeting;
  } finally {
    socket.destroy();
  }
}

describe.skipIf(!requireServers('nats'))('a real nats-server', () => {
  it('is on the same port again after kill -9 and a restart', async () => {
    await using server = await startNats();
    const { port } = server;
    assert.equal((await greeting(server)).auth_required, undefined);
    await server.kill9();
    await assert.rejects(greeting(server), { code: 'ECONNREFUSED' });
    await server.restart();
    assert.equal(server.port, port);
    await greeting(server);
  });

  it('says nothing while it is paused', async () => {
    await using server = await startNats();
    server.pause();
    const asked = greeting(server);
    assert.equal(await Promise.race([asked, sleep(100, 'nothing')]), 'nothing');
    server.resume();
    await asked;
  });

  it('asks for a login and for TLS where it is told to', async () => {
    await using server = await startNats({ users: { bob: 'a "b" c\\d' }, certificate: 'server' });
    const { auth_required, tls_required } = await greeting(server);
    assert.deepEqual({ auth_required, tls_required }, { auth_required: true, tls_required: true });
  });
});
