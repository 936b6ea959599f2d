import { createConnection } from 'node:net';
import { connect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { certificates } from '../src/certificates.js';
import { requireServers, startSlapd, startSlapdPair } from '../src/index.js';

describe.skipIf(!requireServers('slapd'))('a real OpenLDAP', () => {
  it('holds the people that it was started with, and counts connections', async () => {
    await using server = await startSlapd({ people: 20 });
    expect([await server.count(), await server.connections()]).toEqual([20, 0]);
    const socket = createConnection(server.port, server.host);
    await expect.poll(() => server.connections()).toBe(1);
    socket.destroy();
  });

  it('keeps its entries over kill -9, on the same port', async () => {
    await using server = await startSlapd({ people: 5 });
    const { port } = server;
    await server.ask((client) => client.del(`uid=u0,${server.people}`));
    await server.kill9();
    await server.start();
    expect([server.port, await server.count()]).toEqual([port, 4]);
  });

  it('presents the certificate that it is told to', async () => {
    await using server = await startSlapd({ tls: true });
    const { ca } = await certificates();
    const verified = (): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect({ host: server.host, port: server.tlsPort, ca });
        socket.once('secureConnect', () => resolve('sound')).once('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
        socket.once('close', () => resolve('closed'));
        setTimeout(() => socket.destroy(), 2_000).unref();
      });
    expect(await verified()).toBe('sound');
    await server.useCertificate('expired');
    expect(await verified()).toBe('CERT_HAS_EXPIRED');
  });

  it('is followed by its copy, which takes no writes', async () => {
    await using pair = await startSlapdPair({ people: 3 });
    await pair.provider.ask((client) => client.del(`uid=u1,${pair.provider.people}`));
    await pair.inSync();
    expect(await pair.consumer.count()).toBe(2);
    await expect(pair.consumer.ask((client) => client.del(`uid=u2,${pair.provider.people}`))).rejects.toThrow();
  });
});
