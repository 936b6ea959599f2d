import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openSocket } from '../../src/contract/open-socket.js';

async function listening(server: Server): Promise<{ host: string; port: number }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

describe('a socket that is opened', () => {
  it('is connected, and never ends the process by an error that nobody listens for', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined));
    const socket = await openSocket({ to: await listening(server) }, new AbortController().signal);
    expect(socket.readyState).toBe('open');
    socket.destroy(new Error('unheard'));
    await once(socket, 'close');
    server.close();
  });

  it('rejects with the error of Node.js when nobody listens', async () => {
    const server = createServer();
    const to = await listening(server);
    server.close();
    await once(server, 'close');
    await expect(openSocket({ to }, new AbortController().signal)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('is given up with the reason of the signal, in mid-handshake too, and leaves nothing open', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket.resume().on('error', () => undefined)));
    const to = await listening(server);
    const controller = new AbortController();
    const opening = openSocket({ to, tls: {} }, controller.signal);
    await once(server, 'connection');
    controller.abort(new Error('too late'));
    await expect(opening).rejects.toThrow('too late');
    await once(sockets[0] as Socket, 'close');
    await expect(openSocket({ to }, controller.signal)).rejects.toThrow('too late');
    server.close();
  });
});
