import { createServer, type Server, type Socket } from 'node:net';
import { type Certificates, certificates, type RabbitServer, requireServers, startRabbit } from '@outpool/test-servers';
import { startFaultProxy } from '@outpool/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RabbitConnection, RabbitOptions } from '../src/index.js';
import { Attempt, backend, eventually, openSockets, settingsOf } from './attempt.js';

const opened: RabbitConnection[] = [];

async function connect(attempt: Attempt): Promise<RabbitConnection> {
  const connection = await attempt.connect();
  opened.push(connection);
  return connection;
}

const failure = (options: RabbitOptions): Promise<Error & { code?: string }> =>
  connect(Attempt.of(options)).then(
    () => new Error('it connected'),
    (error) => error,
  );

const closeAll = () => Promise.all(opened.splice(0).map((connection) => backend.close(connection)));
afterEach(closeAll);

describe.skipIf(!requireServers('rabbitmq'))('with a real RabbitMQ', () => {
  let server: RabbitServer;
  let certs: Certificates;
  beforeAll(async () => {
    certs = await certificates();
    server = await startRabbit({ tls: { clientCertificate: 'optional' }, certificateLogin: true });
    await server.ctl('add_vhost', 'shop/über %41');
    await server.ctl('set_permissions', '-p', 'shop/über %41', 'guest', '.*', '.*', '.*');
    await server.ctl('add_user', 'shop', 'p@ss:w/rd');
    await server.ctl('add_user', 'app', 'never used'); // whom the certificate `client` is for
    await server.ctl('set_permissions', 'app', '.*', '.*', '.*');
    await server.ctl('set_permissions', 'shop', '^$', '^allowed$', '.*');
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const at = (more: RabbitOptions = {}): RabbitOptions => ({ host: server.host, port: server.port, ...more });
  const connections = (...columns: string[]) =>
    server.ctl('list_connections', '--no-table-headers', ...columns).then((text) => text.split('\n').filter(Boolean));

  describe('connecting', () => {
    it('goes to the virtual host under whatever name, and says its own', async () => {
      await connect(Attempt.of(at({ virtualHost: 'shop/über %41', connectionName: 'till 7' })));
      expect((await connections('vhost', 'client_properties')).join()).toMatch(/shop\/über %41.*till 7/);
    });

    it('logs in with a password that needs no escaping', async () => {
      await connect(Attempt.of(at({ username: 'shop', password: 'p@ss:w/rd' })));
    });

    it('goes to the server that the pool has chosen', async () => {
      const { host, port } = server;
      await connect(new Attempt(settingsOf({ servers: ['no-such-host.invalid', [host, port]] }), { host, port }));
    });

    it.each([
      ['a wrong password', { password: 'wrong' }, /ACCESS_REFUSED/],
      ['an unknown user', { username: 'nobody' }, /ACCESS_REFUSED/],
      ['an unknown virtual host', { virtualHost: 'nope' }, /refuses the virtual host "nope"/],
      [
        'a virtual host that is not for this user',
        { username: 'shop', password: 'p@ss:w/rd', virtualHost: 'shop/über %41' },
        /may not use it/,
      ],
      ['a refused port', { port: 1 }, /ECONNREFUSED/],
      ['a host that does not exist', { host: 'no-such-host.invalid' }, /ENOTFOUND|EAI_AGAIN/],
      ['a declaration that is not allowed', { username: 'shop', password: 'p@ss:w/rd', queues: [{ name: 'q' }] }, /ACCESS_REFUSED/],
      ['a binding to nothing', { bindings: [{ exchange: 'nope', queue: 'nope' }] }, /NOT_FOUND/],
    ])('fails with the reason for %s, and leaves no socket', async (_, more, message) => {
      const before = openSockets();
      expect((await failure(at(more))).message).toMatch(message);
      await eventually(() => openSockets() <= before);
    });

    it('reads the password anew at each connect', async () => {
      process.env.OUTPOOL_TEST_PASSWORD = 'wrong';
      const options = settingsOf(at({ password: { env: 'OUTPOOL_TEST_PASSWORD' } }));
      await expect(connect(new Attempt(options))).rejects.toThrow('ACCESS_REFUSED');
      process.env.OUTPOOL_TEST_PASSWORD = 'guest';
      await connect(new Attempt(options));
      delete process.env.OUTPOOL_TEST_PASSWORD;
    });

    it('declares what the options ask for, again at each connect', async () => {
      const topology: RabbitOptions = {
        exchanges: [{ name: 'orders', type: 'topic', durable: false }],
        queues: [{ name: 'orders.de', durable: false, autoDelete: false, arguments: { 'x-max-length': 3 } }],
        bindings: [{ exchange: 'orders', queue: 'orders.de', routingKey: 'order.*.de' }],
      };
      const options = settingsOf(at({ ...topology, confirmsEnabled: true }));
      for (let round = 0; round < 2; round++) {
        const rabbit = await connect(new Attempt(options));
        await rabbit.publish('orders', 'order.7.de', 'seven', { mandatory: true });
        expect(await rabbit.get('orders.de', ({ content }) => content.toString())).toBe('seven');
        await rabbit.channel.deleteQueue('orders.de');
        await closeAll();
      }
      await server.ask(async (other) => {
        await (await other.createChannel()).assertQueue('orders.de', { durable: true });
      });
      await expect(connect(new Attempt(options))).rejects.toThrow(/PRECONDITION_FAILED|inequivalent/);
    });

    it('leaves nothing at the broker or here when it is given up at any moment', async () => {
      const before = openSockets();
      const options = settingsOf(at({ confirmsEnabled: true }));
      for (let step = 0; step < 40; step++) {
        const attempts = [new Attempt(options), new Attempt(options)];
        const given = new Error('given up');
        setTimeout(() => attempts[0]?.controller.abort(given), step / 2);
        const [first, second] = await Promise.all(attempts.map((attempt) => attempt.connect().catch((error) => error)));
        if (first instanceof Error) expect(first).toBe(given);
        else await backend.close(first);
        // The other one shares its connection, and is none the worse for it.
        await second.publish('', 'nowhere', 'x');
        await backend.close(second);
      }
      await eventually(() => openSockets() <= before);
      await eventually(async () => (await connections('name')).length === 0);
    });

    it('does not begin when it is given up before', async () => {
      const attempt = Attempt.of(at());
      attempt.controller.abort(new Error('too late'));
      await expect(attempt.connect()).rejects.toThrow('too late');
    });
  });

  describe('sharing', () => {
    // Sockets of the test before may still be going.
    beforeEach(() => new Promise((resolve) => setTimeout(resolve, 50)));

    it('gives so many channels of a pool one connection, and closes it with the last', async () => {
      const before = openSockets();
      const options = settingsOf(at({ channelsPerConnection: 3 }));
      const rabbits = await Promise.all(Array.from({ length: 7 }, () => connect(new Attempt(options))));
      expect(openSockets() - before).toBe(3);
      const others = await connect(Attempt.of(at({ channelsPerConnection: 3 })));
      expect(openSockets() - before).toBe(4);
      for (const rabbit of rabbits.slice(0, 2)) await backend.close(rabbit);
      await connect(new Attempt(options));
      expect(openSockets() - before).toBe(4);
      await Promise.all([...rabbits, others].map((rabbit) => backend.close(rabbit)));
    });

    it('gives each worker a connection of its own where that is asked for', async () => {
      const before = openSockets();
      const options = settingsOf(at({ channelsPerConnection: 1 }));
      await Promise.all(Array.from({ length: 3 }, () => connect(new Attempt(options))));
      expect(openSockets() - before).toBe(3);
    });

    it('lets the others live on when one channel is closed by the broker', async () => {
      const options = settingsOf(at());
      const [one, two] = [new Attempt(options), new Attempt(options)];
      const [broken, sound] = await Promise.all([connect(one), connect(two)]);
      const error = await broken.publish('no such exchange', 'k', 'x').then(() => one.lostOnce);
      expect(String(error)).toContain("no exchange 'no such exchange'");
      await sound.channel.checkExchange('amq.direct');
      expect([one.losses.length, two.losses.length]).toEqual([1, 0]);
    });

    it('notices by its heartbeat that the other side has gone without a word', async () => {
      await using proxy = await startFaultProxy(server);
      const { host, port } = proxy;
      const attempt = Attempt.of({ host, port, heartbeatMs: 1_000 });
      await connect(attempt);
      proxy.halfOpen();
      expect(String(await attempt.lostOnce)).toContain('Heartbeat timeout');
    });

    it('tells all of them once when the connection dies', async () => {
      const options = settingsOf(at());
      const attempts = [new Attempt(options), new Attempt(options)];
      await Promise.all(attempts.map(connect));
      await server.ctl('close_all_connections', 'for the test');
      for (const attempt of attempts) expect(String(await attempt.lostOnce)).toContain('CONNECTION_FORCED');
      expect(attempts.map(({ losses }) => losses.length)).toEqual([1, 1]);
    });
  });

  describe('TLS', () => {
    const withTls = (tls: RabbitOptions['tls'], host = '127.0.0.1'): RabbitOptions => ({ host, port: server.tlsPort, tls });

    it.each(['127.0.0.1', 'localhost'])('encrypts and verifies the chain and the name of %s', async (host) => {
      await connect(Attempt.of(withTls({ caFile: certs.caFile }, host)));
      expect(await connections('ssl')).toEqual(['true']);
    });

    it('checks the name that serverName gives, and the host where none is to be sent', async () => {
      await connect(Attempt.of(withTls({ caFile: certs.caFile, serverName: 'mq.pool.test' })));
      expect((await failure(withTls({ caFile: certs.caFile, serverName: 'mq.other.test' }))).code).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
      await connect(Attempt.of(withTls({ caFile: certs.caFile, serverName: false }, 'localhost')));
    });

    it('trusts what Node.js trusts when no caFile is given', async () => {
      expect((await failure(withTls(true))).code).toMatch(/UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN/);
    });

    it.each([
      ['expired', /CERT_HAS_EXPIRED/],
      ['wronghost', /ERR_TLS_CERT_ALTNAME_INVALID/],
      ['other', /UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY/],
    ] as const)('refuses a certificate that is %s, unless nothing is to be verified', async (name, code) => {
      await server.useCertificate(name);
      const before = openSockets();
      try {
        expect((await failure(withTls({ caFile: certs.caFile }))).code).toMatch(code);
        expect((await failure(withTls({ caFile: certs.caFile, serverName: false }, 'localhost'))).code).toMatch(code);
        await eventually(() => openSockets() <= before);
        await connect(Attempt.of(withTls({ verify: 'none' })));
      } finally {
        await server.useCertificate('server');
      }
    });

    it('shows a client certificate, and fails with one that has expired', async () => {
      const pair = (name: 'client' | 'client-expired') => ({
        caFile: certs.caFile,
        certFile: certs.certFile(name),
        keyFile: certs.keyFile(name),
      });
      await connect(Attempt.of(withTls(pair('client'))));
      expect((await failure(withTls(pair('client-expired')))).message).toMatch(/certificate|alert|ECONNRESET|closed|disconnected/i);
    });

    it('logs in with a client certificate, and says why not', async () => {
      const pair = (name: 'client' | 'server'): RabbitOptions => ({
        ...withTls({ caFile: certs.caFile, certFile: certs.certFile(name), keyFile: certs.keyFile(name) }),
        loginBy: 'certificate',
      });
      const rabbit = await connect(Attempt.of({ ...pair('client'), confirmsEnabled: true }));
      await rabbit.publish('', 'nowhere', 'x');
      expect(await connections('user', 'auth_mechanism')).toEqual(['app\tEXTERNAL']);
      const before = openSockets();
      // The broker trusts that certificate, too, and knows no user of its name.
      expect((await failure(pair('server'))).message).toMatch(/ACCESS_REFUSED/);
      expect((await failure({ ...pair('client'), virtualHost: 'nope' })).message).toMatch(/the user of the certificate may not use it/);
      await eventually(() => openSockets() <= before);
    });

    it('fails, in its time at the latest, when only one side speaks it', async () => {
      for (const options of [at({ tls: { caFile: certs.caFile } }), { host: server.host, port: server.tlsPort }]) {
        const before = openSockets();
        const attempt = Attempt.of(options);
        setTimeout(() => attempt.controller.abort(new Error('out of time')), 300);
        await expect(attempt.connect()).rejects.toThrow();
        await eventually(() => openSockets() <= before);
      }
    });
  });
});

describe('a server that accepts and never answers', () => {
  let silent: Server;
  const accepted: Socket[] = [];
  beforeAll(async () => {
    silent = createServer((socket) => {
      accepted.push(socket);
      socket.on('error', () => undefined).resume();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    for (const socket of accepted) socket.destroy();
    silent.close();
  });

  it.each([
    ['the login', false],
    ['the TLS handshake', true],
  ])('is given up with the signal in %s, and the socket with it', async (_, tls) => {
    const before = openSockets();
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const attempt = Attempt.of({ host: '127.0.0.1', port, tls });
    setTimeout(() => attempt.controller.abort(new Error('out of time')), 100);
    await expect(attempt.connect()).rejects.toThrow('out of time');
    for (const socket of accepted.splice(0)) socket.destroy();
    await eventually(() => openSockets() <= before);
  });
});
