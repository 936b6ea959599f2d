import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'vitest';
import { type MemcachedServer, requireServers, startMemcached } from '../src/index.js';

/** The first that the server answers. */
async function ask(server: MemcachedServer, text: string): Promise<string> {
  const socket = connect(server.port, server.host);
  try {
    socket.write(text);
    const [answer] = await once(socket, 'data');
    return String(answer);
  } finally {
    socket.destroy();
  }
}

describe.skipIf(!requireServers('memcached'))('a real memcached', () => {
  it('stores what it is given, and has forgotten it after kill -9 and a restart on the same port', async () => {
    await using server = await startMemcached();
    const { port } = server;
    assert.equal(await ask(server, 'set key 0 0 5\r\nvalue\r\n'), 'STORED\r\n');
    assert.equal(await ask(server, 'get key\r\n'), 'VALUE key 0 5\r\nvalue\r\nEND\r\n');
    await server.kill9();
    await assert.rejects(ask(server, 'mn\r\n'), { code: 'ECONNREFUSED' });
    await server.restart();
    assert.equal(server.port, port);
    assert.equal(await ask(server, 'get key\r\n'), 'END\r\n');
  });
});
