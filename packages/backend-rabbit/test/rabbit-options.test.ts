import { createOutgoingPools } from '@outpool/core';
import { describe, expect, it } from 'vitest';
import { RabbitBackend } from '../src/index.js';
import { rabbitOptions } from '../src/rabbit-options.js';

const issuesOf = (input: unknown) =>
  rabbitOptions.safeParse(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('rabbit options', () => {
  it('have the defaults that the document gives', async () => {
    const options = rabbitOptions.parse({});
    expect(options).toMatchObject({
      servers: [{ host: 'localhost', port: 5672 }],
      username: 'guest',
      virtualHost: '/',
      confirmsEnabled: false,
    });
    expect(await options.password.read()).toBe('guest');
  });

  it("may be called by the document's names", async () => {
    const options = rabbitOptions.parse({
      amqpHost: 'mq',
      amqpPort: 5673,
      amqpUsername: 'shop',
      amqpPassword: 'x',
      maxWorkerQueueLen: 100,
    });
    expect(options).toMatchObject({ servers: [{ host: 'mq', port: 5673 }], username: 'shop', maxWorkerQueueLen: 100 });
    expect(await options.password.read()).toBe('x');
  });

  it.each([
    [{ host: 'a', port: 1 }, [{ host: 'a', port: 1 }]],
    [{ port: 7000 }, [{ host: 'localhost', port: 7000 }]],
    [
      { servers: ['a', ['b', 1]] },
      [
        { host: 'a', port: 5672 },
        { host: 'b', port: 1 },
      ],
    ],
  ])('name with %j the servers %j', (input, servers) => {
    expect(new RabbitBackend().endpoints(rabbitOptions.parse(input))).toEqual(servers);
  });

  it.each([
    ['a port beyond the last', { port: 70_000 }, 'port: Too big'],
    ['a misspelt option', { pasword: 'x' }, ': Unrecognized key: "pasword"'],
    ['a secret that is not there', { password: { env: 'NO_SUCH_VARIABLE' } }, 'password: missing secret'],
    ['an option under both of its names', { host: 'a', amqpHost: 'b' }, 'amqpHost: is host, which stands here too'],
    ['servers beside a host', { amqpHost: 'a', servers: ['b'] }, 'servers: stands instead of host and port'],
    ['a heartbeat of half a second', { heartbeatMs: 500 }, 'heartbeatMs: Invalid number'],
    ['no time for a confirm', { confirmTimeoutMs: 0 }, 'confirmTimeoutMs: Too small'],
    ['more time than a timer has', { confirmTimeoutMs: 3e9 }, 'confirmTimeoutMs: Too big'],
    ['no channels', { channelsPerConnection: 0 }, 'channelsPerConnection: Too small'],
    ['an exchange without name', { exchanges: [{}] }, 'exchanges.0.name: Invalid input'],
    ['a misspelt option of a queue', { queues: [{ name: 'q', durble: true }] }, 'queues.0: Unrecognized key: "durble"'],
    ['half a client certificate', { tls: { certFile: 'x' } }, 'tls.keyFile: certFile and keyFile go together'],
    [
      'a login by certificate without one',
      { loginBy: 'certificate', tls: { caFile: 'x' } },
      'loginBy: needs tls with certFile and keyFile',
    ],
    [
      'a password beside a login by certificate',
      { loginBy: 'certificate', tls: { certFile: 'x', keyFile: 'y' }, amqpPassword: 'z' },
      'amqpPassword: is not for a login by certificate',
    ],
  ])('refuse %s', (_, input, message) => {
    expect(issuesOf(input).join('\n')).toContain(message);
  });

  it("describe every field but the document's own", () => {
    for (const [name, field] of Object.entries(rabbitOptions.in.shape))
      if (!name.startsWith('amqp')) expect(field.meta()?.description, name).toBeTruthy();
  });

  it("are understood in the document's example, as it would come from a file", async () => {
    const file = `{ "hosts": ["a.com", "b.com"], "outgoing_pools": [["rabbit", "host", "event_pusher", { "workers": 20, "start": "lazy" }, {
      "amqp_host": "localhost", "amqp_port": 5672, "amqp_username": "guest", "amqp_password": "guest",
      "confirms_enabled": true, "max_worker_queue_len": 100 }]] }`;
    await using pools = await createOutgoingPools(JSON.parse(file), { backends: [RabbitBackend] }).start();
    expect(pools.keys().map(({ host, tag }) => `${host} ${tag}`)).toEqual(['a.com event_pusher', 'b.com event_pusher']);
  });

  it('refuse one queue limit here and another under pool', () => {
    const entry = { type: 'rabbit', pool: { maxWorkerQueue: 7 }, connection: { maxWorkerQueueLen: 100 } } as const;
    expect(() => createOutgoingPools({ outgoingPools: [entry] }, { backends: [RabbitBackend] })).toThrow(
      'outgoingPools[0].connection.maxWorkerQueueLen: the pool has maxWorkerQueue 7: take one of them out',
    );
  });
});
