import { createOutgoingPools, type OutgoingPools, type PoolOptions } from '@outpool/core';
import { type Certificates, certificates } from '@outpool/test-servers';
import { startFaultProxy } from '@outpool/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RiakBackend, type RiakOptions } from '../src/index.js';
import { RiakServer } from '../src/testing.js';
import { Attempt, backend, eventually, failure } from './attempt.js';

const at = { bucket: 'b', key: 'k' };
const poolsOf = (pool: PoolOptions, connection: RiakOptions): OutgoingPools =>
  createOutgoingPools({ outgoingPools: [{ type: 'riak', pool, connection }] }, { backends: [RiakBackend] });
const optionsFor = ({ address, port }: RiakServer, more: RiakOptions = {}): RiakOptions => ({ address, port, ...more });

describe('a pool of riak', () => {
  let server: RiakServer;
  beforeAll(async () => {
    server = await RiakServer.start();
  });
  afterEach(() => server.heal());
  afterAll(() => server.kill());

  it('serves many callers over few connections', async () => {
    await using pools = await poolsOf({ workers: 2 }, optionsFor(server)).start();
    const riak = pools.get('riak');
    await Promise.all(Array.from({ length: 500 }, (_, n) => riak.call((client) => client.put({ bucket: 'p', key: `${n}` }, `${n}`))));
    const values = await Promise.all(
      Array.from({ length: 500 }, (_, n) => riak.call((client) => client.get({ bucket: 'p', key: `${n}` }))),
    );
    expect(values.every((value, n) => value.text() === `${n}`)).toBe(true);
    expect(server.connections).toBe(2);
  });

  it('keeps the connection after an error of the server, and replaces it after a crash', async () => {
    await using pools = await poolsOf({ workers: 1 }, optionsFor(server)).start();
    const riak = pools.get('riak');
    const before = server.accepted;
    expect(await failure(riak.call((client) => client.get({ ...at, type: 'nope' })))).toMatchObject({ code: 'NO_BUCKET_TYPE' });
    expect(server.accepted).toBe(before);
    server.fail({ on: 'RpbGetReq', error: 'Error processing incoming message: error:badarg' });
    expect(await failure(riak.call((client) => client.get(at)))).toMatchObject({ code: 'CRASHED' });
    await riak.call((client) => client.get(at));
    expect(server.accepted).toBe(before + 1);
  });

  it('replaces a connection whose answer came too late, and lets the others on it end', async () => {
    await using pools = await poolsOf({ workers: 1 }, optionsFor(server)).start();
    const riak = pools.get('riak');
    const before = server.accepted;
    server.fail({ on: 'RpbGetReq', delayMs: 400 });
    const late = failure(riak.call((client, { signal }) => client.get(at, { signal }), { timeoutMs: 50 }));
    const patient = riak.call((client) => client.ping());
    expect(await late).toMatchObject({ code: 'CALL_TIMEOUT' });
    await patient;
    await riak.call((client) => client.ping());
    expect(server.accepted).toBe(before + 1);
  });

  it('replaces a connection on which a stream was left before its end', async () => {
    await using pools = await poolsOf({ workers: 1, concurrency: 1 }, optionsFor(server)).start();
    const riak = pools.get('riak');
    const before = server.accepted;
    await riak.call(async (client) => {
      for (let n = 0; n < 500; n++) await client.put({ bucket: 'many', key: `${n}` }, 'x');
      for await (const _ of client.keys({ bucket: 'many' })) break;
    });
    await riak.call((client) => client.ping());
    expect(server.accepted).toBe(before + 1);
  });

  it('repeats what is idempotent, and never an increment', async () => {
    await using pools = await poolsOf({ workers: 2 }, optionsFor(server)).start();
    const riak = pools.get('riak');
    await eventually(() => riak.state === 'ready'); // each connection begins with a read
    server.fail({ on: 'RpbGetReq', close: 'before' });
    let runs = 0;
    const answer = await riak.call(
      (client) => {
        runs++;
        return client.get(at);
      },
      { idempotent: true },
    );
    expect([answer.outcome, runs]).toEqual(['missing', 2]);
    server.fail({ on: 'DtUpdateReq', close: 'middle' });
    const counter = { type: 'counters', bucket: 'b', key: 'once' };
    const error = await failure(riak.call((client) => client.counter(counter).increment()));
    expect(error).toMatchObject({ code: 'CONNECTION_LOST', sent: true });
    expect(await riak.call((client) => client.counter(counter).value())).toBe(1n);
  });

  it('loses no increment that was acknowledged, and makes none twice, while connections die', async () => {
    await using proxy = await startFaultProxy({ host: server.address, port: server.port });
    await using pools = await poolsOf(
      { workers: 4, reconnect: { minMs: 1, maxMs: 20 } },
      { address: proxy.host, port: proxy.port },
    ).start();
    const riak = pools.get('riak');
    const counter = { type: 'counters', bucket: 'b', key: `busy-${performance.now()}` };
    let sure = 0;
    let unsure = 0;
    let loading = true;
    const caller = async (): Promise<void> => {
      while (loading) {
        const error = await riak
          .call((client) => client.counter(counter).increment())
          .then(
            () => undefined,
            (reason) => reason,
          );
        if (error === undefined) sure++;
        else if (error.code === 'CONNECTION_LOST' || error.code === 'CALL_TIMEOUT') unsure++;
      }
    };
    const callers = Array.from({ length: 20 }, caller);
    for (let round = 0; round < 10; round++) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      proxy.reset();
    }
    loading = false;
    await Promise.all(callers);
    let counted = 0;
    await eventually(async () => {
      const read = riak.call((client) => client.counter(counter).value());
      counted = Number(await read.catch(() => 0)); // some connections are dead, and do not know it yet
      return counted > 0;
    });
    expect(sure).toBeGreaterThan(100);
    expect(counted).toBeGreaterThanOrEqual(sure);
    expect(counted).toBeLessThanOrEqual(sure + unsure);
  });

  it('is ready again after its node was killed, and stops with nothing left', async () => {
    const own = await RiakServer.start();
    const pools = await poolsOf({ workers: 3, reconnect: { minMs: 1, maxMs: 50 } }, optionsFor(own)).start();
    const riak = pools.get('riak');
    await riak.call((client) => client.put(at, 'kept'));
    await own.kill();
    await eventually(() => riak.state === 'down');
    await own.restart();
    expect((await riak.call((client) => client.get(at))).text()).toBe('kept');
    await pools.stop();
    await eventually(() => own.connections === 0);
    await own.kill();
  });

  it('waits for a node that starts, although that answers pings', async () => {
    await using own = await RiakServer.start();
    own.servesData = false;
    await using pools = poolsOf({ workers: 1, optional: true, startTimeoutMs: 200, reconnect: { minMs: 1, maxMs: 20 } }, optionsFor(own));
    await pools.start();
    const riak = pools.get('riak');
    expect(riak.state).not.toBe('ready');
    const waiting = riak.call((client) => client.get(at));
    setTimeout(() => {
      own.servesData = true;
    }, 100);
    expect((await waiting).outcome).toBe('missing');
  });

  it('goes to the other nodes when one stops to serve, and comes back to it', async () => {
    const nodes = await Promise.all([RiakServer.start({ node: 'one' }), RiakServer.start({ node: 'two' })]);
    const options = { nodes: nodes.map(({ address, port }) => ({ host: address, port })) };
    await using pools = await poolsOf({ workers: 4, strategy: 'next_worker', reconnect: { minMs: 1, maxMs: 20 } }, options).start();
    const riak = pools.get('riak');
    const names = async () => {
      const answers = Array.from({ length: 40 }, () =>
        riak.call(async (client) => ((await client.get(at)).found ? '' : (await client.serverInfo()).node)),
      );
      return [...new Set((await Promise.allSettled(answers)).map((one) => (one.status === 'fulfilled' ? one.value : 'failed')))]
        .sort()
        .join(' ');
    };
    await eventually(async () => (await names()) === 'one two');
    (nodes[0] as RiakServer).servesData = false;
    await eventually(async () => (await names()) === 'two');
    (nodes[0] as RiakServer).servesData = true;
    await eventually(async () => (await names()) === 'one two', 30_000);
    await pools.stop();
    await Promise.all(nodes.map((node) => node.kill()));
  });
});

describe('a pool of riak that asks which nodes there are', () => {
  it('uses those that are up, and leaves those that are not', async () => {
    const [one, two] = await Promise.all([RiakServer.start({ node: 'one' }), RiakServer.start({ node: 'two' })]);
    one.peers = [two, { address: '0.0.0.0', port: 8087 }, { address: 'unreachable', port: 0 }];
    two.peers = [one];
    const pool = { workers: 4, keepaliveIntervalMs: 50, reconnect: { minMs: 1, maxMs: 20 } };
    await using pools = await poolsOf(pool, optionsFor(one, { discoverNodes: true })).start();
    const riak = pools.get('riak');
    await eventually(() => two.connections === 2 && riak.state === 'ready', 20_000);
    // It has left the cluster: nobody names it any more, and nobody goes there.
    one.peers = [];
    await two.kill();
    await eventually(() => one.connections === 4 && riak.state === 'ready', 20_000);
    await pools.stop();
    await one.kill();
  });

  it('does without the answer of a server that does not know, and not without a sound one', async () => {
    await using server = await RiakServer.start();
    const options = optionsFor(server, { discoverNodes: true });
    server.fail({ on: 'RpbMembershipReq', error: 'Unknown message code: 206' });
    const attempt = new Attempt(options);
    const riak = await attempt.connect();
    expect(attempt.discoveries).toEqual([]);
    await backend.ping(riak, AbortSignal.timeout(5_000));
    expect(attempt.discoveries).toEqual([[{ host: server.address, port: server.port }]]);
    await backend.close(riak);
    server.fail({ on: 'RpbMembershipReq', close: 'before' });
    expect(await failure(new Attempt(options).connect())).toMatchObject({ code: 'CLOSED' });
  });
});

describe('a pool of riak with security', () => {
  let certs: Certificates;
  let server: RiakServer;
  beforeAll(async () => {
    certs = await certificates();
    const users = { ada: { password: 'secret' }, app: { certificate: true } };
    server = await RiakServer.start({ security: { ...certs.pair('server'), ca: certs.ca, users, failureMs: 100 } });
  });
  afterAll(() => server.kill());

  it.each([
    ['a password', { credentials: ['ada', 'secret'], cacertfile: 'ca' }],
    ['a certificate', { credentials: { user: 'app' }, tls: 'pair' }],
  ] as const)('logs in with %s', async (_, given) => {
    const tls = { caFile: certs.caFile, certFile: certs.certFile('client'), keyFile: certs.keyFile('client') };
    const options =
      'tls' in given
        ? { credentials: { user: 'app' }, tls }
        : { credentials: ['ada', 'secret'] as [string, string], cacertfile: certs.caFile };
    await using pools = await poolsOf({ workers: 2 }, optionsFor(server, options)).start();
    await pools.get('riak').call((client) => client.put(at, 'x'));
  });

  it('reports a wrong login as that, and does not try it again and again', async () => {
    process.env.OUTPOOL_TEST_RIAK = 'wrong-word';
    const before = server.accepted;
    const options = optionsFor(server, {
      credentials: { user: 'ada', password: { env: 'OUTPOOL_TEST_RIAK' } },
      tls: { caFile: certs.caFile },
    });
    await using pools = poolsOf({ workers: 1, startTimeoutMs: 1_000, reconnect: { minMs: 1, maxMs: 5 } }, options);
    const error = await failure(pools.start());
    expect(error).toMatchObject({ code: 'START_FAILED' });
    expect(error.message).toMatch(/Authentication failed/);
    expect(error.message).not.toContain('wrong-word');
    expect(server.accepted - before).toBe(1);
  });

  it('takes a password that was renewed at once', async () => {
    process.env.OUTPOOL_TEST_RIAK = 'wrong';
    const attempt = new Attempt(optionsFor(server, { credentials: ['ada', { env: 'OUTPOOL_TEST_RIAK' }], cacertfile: certs.caFile }));
    for (let tries = 0; tries < 3; tries++) expect(await failure(attempt.connect())).toMatchObject({ code: 'AUTHENTICATION_FAILED' });
    process.env.OUTPOOL_TEST_RIAK = 'secret';
    await backend.close(await attempt.connect());
    delete process.env.OUTPOOL_TEST_RIAK;
  });
});
