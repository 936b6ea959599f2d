import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOutgoingPools, isPoolError } from '@outpool/core';
import { type CassandraServer, type Certificates, certificates, requireServers, startCassandra } from '@outpool/test-servers';
import { startFaultProxy } from '@outpool/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { CassandraBackend, type CassandraError, type CassandraOptions } from '../src/index.js';
import { Attempt, backend, connected, eventually, held, keyspaceOf } from './attempt.js';

/** Fails to connect, with the reason, and leaves nothing. */
async function failure(options: CassandraOptions): Promise<CassandraError & NodeJS.ErrnoException> {
  const before = held();
  const error = await new Attempt(options).connect().then(
    async (connection) => {
      await backend.close(connection);
      assert.fail('it connected');
    },
    (reason) => reason,
  );
  await eventually(() => held() <= before);
  return error;
}

/** A server that takes connections and never says a word. */
async function silent(): Promise<{ readonly port: number; readonly sockets: Set<Socket>; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}).resume());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    sockets,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const available = requireServers('cassandra');

describe.skipIf(!available)('connecting to a Cassandra with logins', () => {
  let server: CassandraServer;
  beforeAll(async () => {
    server = await startCassandra({ auth: true });
    await server.run(
      keyspaceOf(1),
      'CREATE TABLE mongooseim.things (id int PRIMARY KEY)',
      "CREATE ROLE reader WITH LOGIN = true AND PASSWORD = 'p@ss:w/rd ü'",
      'GRANT SELECT ON KEYSPACE mongooseim TO reader',
    );
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const login = (username: string, password: string | { env: string }) => ({ auth: { plain: { username, password } } });
  const reader = login('reader', 'p@ss:w/rd ü');
  const at = (more: CassandraOptions = {}): CassandraOptions => ({ servers: [[server.host, server.port]], ...reader, ...more });

  it('logs in, finds the data center and has its keyspace', async () => {
    await connected(at(), async (cassandra) => {
      await cassandra.execute('SELECT * FROM things');
      assert.equal(cassandra.nodes()[0]?.dataCenter, 'datacenter1');
      await assert.rejects(cassandra.execute('INSERT INTO things (id) VALUES (1)'), { code: 'unauthorized', serverCode: 0x2100 });
    });
  });

  it.each<[string, CassandraOptions, string, RegExp]>([
    ['a wrong password', login('reader', 'wrong'), 'authentication', /Provided username reader and\/or password are incorrect/],
    ['an unknown role', login('nobody', 'x'), 'authentication', /nobody/],
    ['no login', { auth: undefined }, 'authentication', /requires authentication/],
    ['an unknown keyspace', { keyspace: 'nowhere' }, 'keyspace_missing', /^there is no keyspace "nowhere": create it/],
    ['a data center that is none', { localDataCenter: 'mars' }, 'parameters', /mars.*datacenter1/],
  ])('fails with the reason for %s, and leaves nothing', async (_, more, code, message) => {
    const error = await failure(at(more));
    assert.equal(error.code, code, String(error));
    assert.match(error.message, message);
    assert.ok(!JSON.stringify(error).includes('p@ss'));
  });

  it.each<[string, [string, number], RegExp]>([
    ['a port that refuses', ['127.0.0.1', 1], /ECONNREFUSED/],
    ['a name that does not exist', ['no-such-host.invalid', 9042], /ENOTFOUND|EAI_AGAIN/],
  ])('fails with the reason for %s, and leaves nothing', async (_, place, message) => {
    assert.match(String(await failure({ servers: [place] })), message);
  });

  it('is refused by a server in clear when it asks for TLS', async () => {
    assert.match((await failure(at({ tls: true }))).message, /wrong version number|packet length/i);
  });

  it('needs one server that is there, whatever becomes of the others', async () => {
    const servers: CassandraOptions['servers'] = [
      ['no-such-host.invalid', server.port],
      ['127.0.0.9', server.port],
      [server.host, server.port],
    ];
    await connected(at({ servers }), (cassandra) => cassandra.execute('SELECT * FROM things'));
  });

  it('goes on to the next server when one takes the connection and says nothing', async () => {
    await using proxy = await startFaultProxy({ host: '127.0.0.1', port: server.port });
    const hole = createServer((socket) => socket.on('error', () => {}).resume());
    await new Promise<void>((resolve) => hole.listen(proxy.port, '127.0.0.2', resolve));
    try {
      const servers: CassandraOptions['servers'] = ['127.0.0.2', '127.0.0.1'].map((host) => [host, proxy.port]);
      await connected(at({ servers }), (cassandra) => cassandra.execute('SELECT * FROM things'));
    } finally {
      hole.close();
    }
  });

  it('works without a keyspace', async () => {
    await connected(at({ keyspace: false }), async (cassandra) => {
      await cassandra.execute('SELECT * FROM mongooseim.things');
      await assert.rejects(cassandra.execute('SELECT * FROM things'), { code: 'invalid' });
    });
  });

  it('reads the password anew at each connect', async () => {
    process.env.OUTPOOL_TEST_PASSWORD = 'wrong';
    const options = at(login('reader', { env: 'OUTPOOL_TEST_PASSWORD' }));
    assert.equal((await failure(options)).code, 'authentication');
    process.env.OUTPOOL_TEST_PASSWORD = 'p@ss:w/rd ü';
    await connected(options, (cassandra) => cassandra.execute('SELECT * FROM things'));
    delete process.env.OUTPOOL_TEST_PASSWORD;
  });

  it('reads the password anew when a node comes back to a client that lives on', async () => {
    await server.run("CREATE ROLE moody WITH LOGIN = true AND PASSWORD = 'old'", 'GRANT SELECT ON KEYSPACE mongooseim TO moody');
    process.env.OUTPOOL_TEST_PASSWORD = 'old';
    const options = at({ ...login('moody', { env: 'OUTPOOL_TEST_PASSWORD' }), connectionsPerNode: 2 });
    await connected(options, async (cassandra, attempt) => {
      const open = () => cassandra.nodes()[0]?.connections;
      await eventually(() => open() === 2);
      await server.run("ALTER ROLE moody WITH PASSWORD = 'new'");
      process.env.OUTPOOL_TEST_PASSWORD = 'new';
      await sleep(600); // the server remembers logins for half a second
      const [host] = cassandra.client.hosts.values() as unknown as { pool: { connections: { netClient: Socket }[] } }[];
      host?.pool.connections[0]?.netClient.destroy();
      await eventually(() => open() === 1);
      await eventually(() => open() === 2);
      assert.deepEqual(attempt.losses, []);
    });
    delete process.env.OUTPOOL_TEST_PASSWORD;
  });

  it('serves on when its role is dropped, with errors that say so', async () => {
    await server.run("CREATE ROLE guest WITH LOGIN = true AND PASSWORD = 'x'", 'GRANT SELECT ON KEYSPACE mongooseim TO guest');
    await connected(at(login('guest', 'x')), async (cassandra, attempt) => {
      await cassandra.execute('SELECT * FROM things');
      await server.run('DROP ROLE guest');
      await eventually(() =>
        cassandra.execute('SELECT * FROM things').then(
          () => false,
          ({ code }) => code === 'unauthorized',
        ),
      );
      assert.deepEqual(attempt.losses, []);
    });
  });

  it('says at the start of a pool why it does not start', async () => {
    const entry = { type: 'cassandra' as const, pool: { startTimeoutMs: 1_000 }, connection: at({ keyspace: 'nowhere' }) };
    const pools = createOutgoingPools({ outgoingPools: [entry] }, { backends: [CassandraBackend] });
    await assert.rejects(pools.start(), (error) => isPoolError(error) && /there is no keyspace "nowhere"/.test(error.message));
  });

  describe('what the driver alone would do, and must not reach anybody', () => {
    it('be of no use any more once a connect has failed', async () => {
      await using proxy = await startFaultProxy({ host: '127.0.0.1', port: server.port });
      proxy.refuse();
      const entry = { type: 'cassandra' as const, connection: at({ servers: [['127.0.0.1', proxy.port]] }) };
      await using pools = createOutgoingPools({ outgoingPools: [entry] }, { backends: [CassandraBackend] });
      const starting = pools.start();
      await sleep(200);
      await proxy.heal();
      await starting;
      await pools.get('cassandra').call((cassandra) => cassandra.execute('SELECT * FROM things'));
    });

    it('wait twelve seconds, or for ever, for a server that says nothing', async () => {
      const hole = await silent();
      try {
        const began = performance.now();
        const error = await failure({ servers: [['127.0.0.1', hole.port]] });
        assert.equal(error.code, 'timeout');
        assert.ok(performance.now() - began < 6_000);
      } finally {
        await hole.close();
      }
    });

    it('keep sockets and timers when a connect is given up, at whatever stage', async () => {
      const before = held();
      const hole = await silent();
      for (const stageMs of [0, 1, 50]) {
        const attempt = new Attempt({ servers: [['127.0.0.1', hole.port]] });
        const connecting = attempt.connect();
        setTimeout(() => attempt.controller.abort(new Error('enough')), stageMs);
        await assert.rejects(connecting, /enough/);
      }
      await eventually(() => hole.sockets.size === 0);
      await hole.close();
      await using proxy = await startFaultProxy({ host: '127.0.0.1', port: server.port });
      proxy.set({ latencyMs: 10 });
      for (const stageMs of [5, 15, 25, 45, 65, 95, 125, 165]) {
        const attempt = new Attempt(at({ servers: [['127.0.0.1', proxy.port]] }));
        const connecting = attempt.connect();
        setTimeout(() => attempt.controller.abort(new Error('enough')), stageMs);
        await connecting.then(
          (connection) => backend.close(connection),
          (error) => assert.match(String(error), /enough/),
        );
        await eventually(() => proxy.connections === 0);
      }
      await proxy.close();
      await eventually(() => held() <= before);
    });

    it('keep sockets and timers, and dial for ever, when all nodes were lost and have come back', async () => {
      const before = held();
      await using proxy = await startFaultProxy({ host: '127.0.0.1', port: server.port });
      const attempt = new Attempt(at({ servers: [['127.0.0.1', proxy.port]] }));
      const cassandra = await attempt.connect();
      const load = Array.from({ length: 50 }, () => cassandra.execute('SELECT * FROM things').catch(() => undefined));
      const { accepted } = proxy;
      proxy.reset();
      await attempt.lostOnce;
      await Promise.all(load);
      await sleep(1_500);
      assert.equal(proxy.accepted, accepted, 'it dials after it was lost');
      assert.equal(proxy.connections, 0);
      const began = performance.now();
      await assert.rejects(cassandra.execute('SELECT * FROM things'), { code: 'no_node' });
      assert.ok(performance.now() - began < 100, 'it waits for what will not come back');
      await backend.close(cassandra);
      await proxy.close();
      await eventually(() => held() <= before);
      assert.equal(attempt.losses.length, 1);
    });

    it('take five seconds to close on a server that hangs, with requests under way', async () => {
      const before = held();
      const attempt = new Attempt(at());
      const cassandra = await attempt.connect();
      server.pause();
      try {
        const hanging = Array.from({ length: 20 }, () => cassandra.execute('SELECT * FROM things'));
        const settled = Promise.allSettled(hanging);
        await sleep(50);
        const began = performance.now();
        await backend.close(cassandra);
        assert.ok(performance.now() - began < 1_500);
        for (const { status } of await settled) assert.equal(status, 'rejected');
        await eventually(() => held() <= before);
      } finally {
        server.resume();
      }
    });

    it('keep asking a node that has fallen silent: its connection is given up, and the client with its last one', async () => {
      await using proxy = await startFaultProxy({ host: '127.0.0.1', port: server.port });
      const attempt = new Attempt(at({ servers: [['127.0.0.1', proxy.port]], requestTimeoutMs: 200 }));
      const cassandra = await attempt.connect();
      proxy.halfOpen();
      await assert.rejects(cassandra.execute('SELECT * FROM things'), { code: 'timeout' });
      await attempt.lostOnce;
      await backend.close(cassandra);
    });

    it('start a timer with each request: a silent connection is noticed by its heartbeat all the same', async () => {
      await using proxy = await startFaultProxy({ host: '127.0.0.1', port: server.port });
      const attempt = new Attempt(at({ servers: [['127.0.0.1', proxy.port]], driver: { pooling: { heartBeatInterval: 50 } } }));
      const cassandra = await attempt.connect();
      await sleep(300);
      await cassandra.execute('SELECT * FROM things');
      assert.deepEqual(attempt.losses, []);
      proxy.halfOpen();
      await attempt.lostOnce;
      await backend.close(cassandra);
    });

    it('take a slow answer for a dead connection: what others wait for comes', async () => {
      await using proxy = await startFaultProxy({ host: '127.0.0.1', port: server.port });
      await connected(at({ servers: [['127.0.0.1', proxy.port]] }), async (cassandra, attempt) => {
        await cassandra.execute('SELECT * FROM things');
        proxy.set({ latencyMs: 100 });
        const others = Array.from({ length: 20 }, () => cassandra.execute('SELECT * FROM things'));
        await assert.rejects(cassandra.execute('SELECT * FROM things', [], { timeoutMs: 20 }), { code: 'timeout' });
        await Promise.all(others);
        assert.deepEqual(attempt.losses, []);
      });
    });
  });
});

describe.skipIf(!available)('connecting to a Cassandra over TLS', () => {
  let certs: Certificates;
  let server: CassandraServer;
  beforeAll(async () => {
    certs = await certificates();
    server = await startCassandra({ tls: true });
    await server.run(keyspaceOf(1));
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const at = (tls: CassandraOptions['tls'], host = server.host): CassandraOptions => ({ servers: [[host, server.port]], tls });
  const trusted = () => ({ caFile: certs.caFile });
  const serves = (options: CassandraOptions) =>
    connected(options, async (cassandra) => {
      assert.equal(cassandra.nodes()[0]?.tls, options.tls !== undefined);
      await cassandra.execute('SELECT key FROM system.local');
    });
  const code = async (options: CassandraOptions): Promise<unknown> => {
    const error = await failure(options);
    const inner = Object.values((error.cause as { innerErrors?: Record<string, NodeJS.ErrnoException> } | undefined)?.innerErrors ?? {});
    return inner[0]?.code ?? error.code;
  };

  it('verifies the server by its address, and by the name that led to it', async () => {
    await serves(at(trusted()));
    await serves(at(trusted(), 'localhost'));
    await serves(at({ ...trusted(), serverName: 'node.pool.test', minVersion: 'TLSv1.3' }));
  });

  it('refuses one that another CA has signed, or that is in clear, and is verified unless told otherwise', async () => {
    assert.match(String(await code(at({ caFile: certs.otherCaFile }))), /UNABLE_TO_VERIFY|SELF_SIGNED_CERT/);
    assert.match(String(await code(at(true))), /UNABLE_TO_VERIFY|SELF_SIGNED_CERT/);
    assert.match(String(await code(at({ ...trusted(), serverName: 'wrong.invalid' }))), /ERR_TLS_CERT_ALTNAME_INVALID/);
    assert.ok(await code(at(undefined)));
    await serves(at({ verify: 'none' }));
    await serves(at({ verify: 'selfsigned_peer', caFile: certs.caFile }));
    await assert.rejects(new Attempt(at({ caFile: '/no/such/file' })).connect(), /ENOENT/);
  });

  it.each([
    ['wronghost', /ERR_TLS_CERT_ALTNAME_INVALID/],
    ['expired', /CERT_HAS_EXPIRED/],
  ] as const)('refuses a certificate that is %s, and takes the right one again', async (name, expected) => {
    server.useCertificate(name);
    await server.restart();
    assert.match(String(await code(at(trusted()))), expected);
    assert.match(String(await code(at(trusted(), 'localhost'))), expected);
    await serves(at({ verify: 'none' }));
  });

  it('shows a certificate of its own to a server that asks for one', async () => {
    await server[Symbol.asyncDispose]();
    server = await startCassandra({ tls: { clientCertificate: 'required' } });
    await server.run(keyspaceOf(1));
    const pair = (name: 'client' | 'client-expired') => ({ ...trusted(), certFile: certs.certFile(name), keyFile: certs.keyFile(name) });
    await serves(at(pair('client')));
    assert.match(String(await code(at(trusted()))), /CERTIFICATE_REQUIRED|BAD_CERTIFICATE|HANDSHAKE/);
    assert.match(String(await code(at(pair('client-expired')))), /ALERT|ECONNRESET|CERTIFICATE/);
  });
});
