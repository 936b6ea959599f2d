import assert from 'node:assert/strict';
import { connect } from 'amqplib';
import { describe, it } from 'vitest';
import { certificates, type RabbitServer, requireServers, startRabbit } from '../src/index.js';
import { isAlive } from '../src/processes.js';

describe.skipIf(!requireServers('rabbitmq'))('a real RabbitMQ', () => {
  it('keeps port and durable queues over kill -9 and a restart, presents the certificate it is told to, and leaves nothing', async () => {
    const { ca } = await certificates();
    await using server = await startRabbit({ tls: true, config: ['max_message_size = 1000'] });
    const { port, pid } = server;
    await server.ask(async (connection) => {
      const channel = await connection.createConfirmChannel();
      await channel.assertQueue('kept');
      channel.sendToQueue('kept', Buffer.from('yes'), { persistent: true });
      await channel.waitForConfirms();
    });
    await server.remember();
    await server.kill9();
    await assert.rejects(
      server.ask(async () => undefined),
      { code: 'ECONNREFUSED' },
    );
    await server.restart();
    assert.equal(server.port, port);
    assert.match(await server.ctl('list_queues', 'name', 'messages'), /kept\s+1/);
    assert.match(await server.ctl('environment'), /max_message_size,1000/);
    const secured = (): Promise<void> => dial(server, ca);
    await secured();
    await server.useCertificate('expired');
    await assert.rejects(secured(), { code: 'CERT_HAS_EXPIRED' });
    await server.useCertificate('renewed');
    await secured();
    await server[Symbol.asyncDispose]();
    assert.equal(isAlive(pid), false);
  });
});

async function dial({ host, tlsPort }: RabbitServer, ca: string): Promise<void> {
  const connection = await connect({ protocol: 'amqps', hostname: host, port: tlsPort }, { ca });
  await connection.close();
}
