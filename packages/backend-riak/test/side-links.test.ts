import { createOutgoingPools } from '@outpool/core';
import { certificates } from '@outpool/test-servers';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FoldedObject, RiakClient } from '../src/client.js';
import { RiakBackend } from '../src/index.js';
import { frame, RiakServer, RpbErrorResp, RpbIndexResp, RpbListKeysResp } from '../src/testing.js';
import { collect, eventually, failure } from './attempt.js';

const at = { bucket: 'b', key: 'k' };

describe('long answers in a pool', () => {
  let server: RiakServer;
  beforeAll(async () => {
    server = await RiakServer.start();
    await using riak = await RiakClient.connect({ port: server.port });
    await riak.put(at, 'value');
    // More than fits into the buffers of a socket: a reader who stops, stops the server.
    const value = 'v'.repeat(100_000);
    for (let n = 0; n < 300; n++) await riak.put({ bucket: 'large', key: String(n).padStart(3, '0') }, value);
  });
  afterEach(() => server.heal());
  afterAll(() => server.kill());

  const start = (connection: object = {}, pool: object = {}) =>
    createOutgoingPools(
      { outgoingPools: [{ type: 'riak', pool: { workers: 1, ...pool }, connection: { port: server.port, ...connection } }] },
      { backends: [RiakBackend] },
    ).start();

  /** Begins to read all objects, and goes on when it is told to. */
  const slowReader = (pool: { call<Result>(job: (riak: RiakClient) => Promise<Result>): Promise<Result> }) => {
    const begun = Promise.withResolvers<void>();
    const resume = Promise.withResolvers<void>();
    const read = pool.call(async (riak) => {
      let count = 0;
      for await (const _ of riak.objects({ bucket: 'large' })) {
        if (++count > 1) continue;
        begun.resolve();
        await resume.promise;
      }
      return count;
    });
    return { begun: begun.promise, resume: resume.resolve, read };
  };

  it('hold up nobody, however slowly they are read', async () => {
    await using pools = await start();
    const pool = pools.get('riak');
    const readers = Array.from({ length: 4 }, () => slowReader(pool));
    await Promise.all(readers.map(({ begun }) => begun));
    for (let round = 0; round < 5; round++) {
      const values = await Promise.all(Array.from({ length: 50 }, () => pool.call((riak) => riak.get(at))));
      expect(values.map((value) => value.text())).toEqual(Array(50).fill('value'));
    }
    for (const { resume } of readers) resume();
    expect(await Promise.all(readers.map(({ read }) => read))).toEqual([300, 300, 300, 300]);
  });

  it('share the limit of connections among each other alone, and one that finds none is told that it was not sent', async () => {
    await using pools = await start({ streamConnections: 1 });
    const pool = pools.get('riak');
    const { begun, resume, read } = slowReader(pool);
    await begun;
    const waiting = pool.call((riak) => collect(riak.keys({ bucket: 'large' })));
    const hasty = await failure(pool.call((riak) => collect(riak.keys({ bucket: 'large' }, { timeoutMs: 50 }))));
    expect(hasty).toMatchObject({ code: 'CONNECTION_LOST', sent: false, cause: { code: 'DEADLINE' } });
    expect(String(hasty.cause)).toContain('all 1 connections for long answers are taken');
    const given = new AbortController();
    const gone = failure(pool.call((riak) => collect(riak.keys({ bucket: 'large' }, { signal: given.signal }))));
    given.abort(new Error('gone'));
    expect((await gone).message).toBe('gone');
    expect((await pool.call((riak) => riak.get(at))).text()).toBe('value');
    resume();
    expect(await read).toBe(300);
    expect(await waiting).toHaveLength(300);
  });

  it('are served in the order of asking, and as soon as one is free', async () => {
    await using pools = await start({ streamConnections: 2 });
    const pool = pools.get('riak');
    const before = server.accepted;
    const order: number[] = [];
    const lists = Array.from({ length: 20 }, (_, n) =>
      pool.call((riak) => collect(riak.keys({ bucket: 'large' }))).then((keys) => order.push(n) && keys.length),
    );
    expect(await Promise.all(lists)).toEqual(Array(20).fill(300));
    expect(order.map((n, at) => Math.abs(n - at)).filter((moved) => moved > 1)).toEqual([]);
    expect(server.accepted - before).toBe(2);
    // Each of these is cut, and gives its place to the next.
    server.fail({ on: 'RpbListKeysReq', close: 'before', times: 6 });
    const outcomes = await Promise.all(
      lists.map(() => pool.call((riak) => collect(riak.keys({ bucket: 'large' }))).catch((error) => error.code)),
    );
    expect(outcomes.filter((outcome) => outcome === 'CONNECTION_LOST')).toHaveLength(6);
    expect(outcomes.filter((outcome) => outcome.length === 300)).toHaveLength(14);
  });

  it('need no connection anew each time, and leave none behind', async () => {
    const pools = await start();
    const pool = pools.get('riak');
    const before = server.accepted;
    for (let n = 0; n < 5; n++) await pool.call((riak) => collect(riak.keys({ bucket: 'large' })));
    expect(server.accepted).toBe(before + 1);
    const { begun, read } = slowReader(pool);
    await begun;
    const cancelled = failure(read);
    await pools.stop({ graceMs: 0 });
    expect(await cancelled).toMatchObject({ code: 'CALL_CANCELLED' });
    await eventually(() => server.connections === 0);
  });

  it('that are left before their end cost the pool nothing', async () => {
    await using pools = await start();
    const pool = pools.get('riak');
    const before = server.accepted;
    const first = await pool.call(async (riak): Promise<FoldedObject | undefined> => {
      for await (const object of riak.objects({ bucket: 'large' })) return object;
      return undefined;
    });
    expect(String(first?.key)).toBe('000');
    await pool.call((riak) => riak.get(at));
    expect(server.accepted).toBe(before + 1);
    expect(pool.stats().calls.lost).toBe(0);
  });

  it('that are lost are lost alone, and repeated where they may be', async () => {
    await using pools = await start();
    const pool = pools.get('riak');
    const cut = () => server.fail({ on: 'RpbListKeysReq', reply: [frame(RpbListKeysResp, { keys: ['a'] })], close: 'after' });
    const keys = (riak: RiakClient) => collect(riak.keys({ bucket: 'large' }));
    cut();
    server.fail({ on: 'RpbGetReq', delayMs: 100 });
    const [lost, neighbour] = await Promise.all([failure(pool.call(keys)), pool.call((riak) => riak.get(at))]);
    expect(lost).toMatchObject({ code: 'CONNECTION_LOST', sent: true, cause: { code: 'CLOSED' } });
    expect(neighbour.text()).toBe('value');
    cut();
    expect(await pool.call(keys, { idempotent: true })).toHaveLength(300);
    expect(pool.stats().calls).toMatchObject({ lost: 1, repeated: 1 });
    expect(pool.state).toBe('ready');
  });

  it('may be one long answer, a fold that takes its time', async () => {
    await using pools = await start();
    const pool = pools.get('riak');
    server.fail({ on: 'RpbAaeFoldFindKeysReq', delayMs: 1_000 });
    let over = false;
    const fold = pool
      .call((riak) => riak.aae.findKeys({ bucket: 'b' }, { siblings: 1 }))
      .finally(() => {
        over = true;
      });
    await pool.call((riak) => riak.get(at));
    expect(over).toBe(false);
    expect(await fold).toEqual([]);
  });

  it.each([
    ['the server refuses', "No bucket-type named 'x'", 'NO_BUCKET_TYPE', 0],
    ['the server fails over', 'Error processing incoming message: error:badarg', 'CRASHED', 1],
  ])('that %s leave the shared connection alone', async (_, error, code, renewed) => {
    await using pools = await start();
    const pool = pools.get('riak');
    const list = (riak: RiakClient) => collect(riak.keys({ bucket: 'large' }));
    await pool.call(list);
    const before = server.accepted;
    server.fail({ on: 'RpbListKeysReq', error });
    expect(await failure(pool.call(list))).toMatchObject({ code });
    await pool.call((riak) => riak.get(at));
    expect(server.accepted).toBe(before);
    await pool.call(list);
    expect(server.accepted - before).toBeGreaterThanOrEqual(renewed);
  });

  it('have a new connection after the node was started anew', async () => {
    await using own = await RiakServer.start();
    await using pools = await start({ port: own.port }, { reconnect: { minMs: 1, maxMs: 20 } });
    const pool = pools.get('riak');
    const list = (riak: RiakClient) => collect(riak.keys({ bucket: 'b' }));
    await pool.call((riak) => riak.put(at, 'x'));
    await pool.call(list);
    await own.kill();
    await eventually(() => pool.state === 'down');
    await own.restart();
    expect((await pool.call(list)).map(String)).toEqual(['k']);
  });

  it('log in as the others do', async () => {
    const certs = await certificates();
    const users = { ada: { password: 'secret' } };
    await using secured = await RiakServer.start({ security: { ...certs.pair('server'), ca: certs.ca, users, failureMs: 100 } });
    await using pools = await start({ port: secured.port, credentials: ['ada', 'secret'], cacertfile: certs.caFile });
    await pools.get('riak').call((riak) => riak.put(at, 'x'));
    expect((await pools.get('riak').call((riak) => collect(riak.keys({ bucket: 'b' })))).map(String)).toEqual(['k']);
    expect(secured.accepted).toBe(2);
  });

  it('go over the shared connection where that is wanted, and are closed with it when they fail in their middle', async () => {
    await using pools = await start({ streamConnections: 0 });
    const pool = pools.get('riak');
    const before = server.accepted;
    const { begun, resume, read } = slowReader(pool);
    await begun;
    const behind = pool.call((riak) => riak.get(at));
    resume();
    expect([await read, (await behind).text()]).toEqual([300, 'value']);
    expect(server.accepted).toBe(before);
    // What the server counts goes on from there: no page on this connection would be right.
    server.fail({
      on: 'RpbIndexReq',
      reply: [frame(RpbIndexResp, { keys: ['a'] }), frame(RpbErrorResp, { errmsg: '{error,timeout}', errcode: 0 })],
    });
    expect(await failure(pool.call((riak) => collect(riak.index.query({ bucket: 'large', index: '$bucket' }))))).toMatchObject({
      code: 'TIMEOUT',
    });
    await pool.call((riak) => riak.get(at));
    expect(server.accepted).toBe(before + 1);
  });
});

describe('a client alone', () => {
  it('has connections for long answers when it is told so', async () => {
    await using server = await RiakServer.start();
    await using riak = await RiakClient.connect({ port: server.port, streamConnections: 1 });
    await riak.put(at, 'value');
    const keys = riak.keys({ bucket: 'b' });
    await keys.next();
    expect((await riak.get(at)).text()).toBe('value');
    expect(await collect(keys)).toEqual([]);
    expect(server.connections).toBe(2);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    expect(await collect(riak.keys({ bucket: 'b' }))).toHaveLength(1);
    vi.advanceTimersByTime(10_000);
    vi.useRealTimers();
    await eventually(() => server.connections === 1); // nobody needed it for a while
    expect(await collect(riak.keys({ bucket: 'b' }))).toHaveLength(1);
    const long = riak.keys({ bucket: 'b' });
    await long.next();
    const waiting = failure(collect(riak.keys({ bucket: 'b' })));
    await riak.close();
    expect(await waiting).toMatchObject({ code: 'CLOSED', repeatable: true });
    expect(await failure(collect(riak.keys({ bucket: 'b' })))).toMatchObject({ code: 'CLOSED' });
    await eventually(() => server.connections === 0);
    expect(await failure(RiakClient.connect({ port: server.port, streamConnections: -1 }))).toMatchObject({ name: 'TypeError' });
  });
});
