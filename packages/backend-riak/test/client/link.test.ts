import { once } from 'node:events';
import { createServer } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RiakClient } from '../../src/client.js';
import { frame, RiakServer, RpbGetReq, RpbGetResp, RpbListKeysResp } from '../../src/testing.js';
import { collect, eventually, failure } from '../attempt.js';

const at = { bucket: 'b', key: 'k' };

describe('a connection', () => {
  let server: RiakServer;
  let riak: RiakClient;
  const connect = (more = {}) => RiakClient.connect({ port: server.port, ...more });
  beforeAll(async () => {
    server = await RiakServer.start();
    riak = await connect();
    await riak.put(at, 'value');
    for (let n = 0; n < 3_000; n += 500)
      await Promise.all(Array.from({ length: 500 }, (_, i) => riak.put({ bucket: 'many', key: `key-${n + i}` }, 'x')));
  });
  afterEach(async () => {
    server.heal();
    if (riak.link.failure !== undefined) riak = await connect();
  });
  afterAll(async () => {
    await riak.close();
    await server.kill();
  });

  it('answers 2000 requests that were made at once, each with its own', async () => {
    await Promise.all(Array.from({ length: 2_000 }, (_, n) => riak.put({ bucket: 'p', key: `${n}` }, `${n}`)));
    const values = await Promise.all(Array.from({ length: 2_000 }, (_, n) => riak.get({ bucket: 'p', key: `${n}` })));
    expect(values.every((value, n) => value.text() === `${n}`)).toBe(true);
  });

  it('reads answers that come in pieces of any size', async () => {
    for (const pieces of [1, 2, 3, 5, 7, 64]) {
      server.fail({ on: 'RpbGetReq', pieces });
      expect((await riak.get(at)).text()).toBe('value');
    }
  });

  it('sends nothing behind a stream, and what was asked for meanwhile when it is over', async () => {
    const keys = riak.keys({ bucket: 'many' });
    await keys.next();
    const behind = riak.get(at);
    const second = collect(riak.keys({ bucket: 'many' }));
    const last = riak.get(at);
    const rest = await collect(keys);
    expect(rest).toHaveLength(2_999);
    expect((await behind).text()).toBe('value');
    expect(await second).toHaveLength(3_000);
    expect((await last).text()).toBe('value');
  });

  it('throws the rest of a stream away when the loop is left, and goes on', async () => {
    for await (const key of riak.keys({ bucket: 'many' })) {
      expect(String(key)).toMatch(/^key-/);
      break;
    }
    expect((await riak.get(at)).text()).toBe('value');
    expect(riak.link.isBehind).toBe(false);
  });

  it('does not read faster than whoever reads the stream', async () => {
    const value = 'v'.repeat(100_000);
    for (let n = 0; n < 300; n++) await riak.put({ bucket: 'large', key: `${n}` }, value);
    const slow = riak.objects({ bucket: 'large' });
    await slow.next();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const before = process.memoryUsage().rss;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(process.memoryUsage().rss - before).toBeLessThan(15_000_000);
    expect(await collect(slow)).toHaveLength(299);
  });

  it('lets others through when all of a stream is here, however slowly it is read', async () => {
    const parts = Array.from({ length: 40 }, (_, n) => frame(RpbListKeysResp, { keys: [`${n}`] }));
    server.fail({ on: 'RpbListKeysReq', reply: [...parts, frame(RpbListKeysResp, { done: true })] });
    const slow = riak.keys({ bucket: 'x' });
    await slow.next();
    expect((await riak.get(at)).text()).toBe('value');
    const second = riak.keys({ bucket: 'many' });
    await second.next();
    expect(await collect(slow)).toHaveLength(39);
    expect(await collect(second)).toHaveLength(2_999);
  });

  it('does not blame the server for the silence that a slow reader makes', async () => {
    const patient = await connect({ timeoutMs: 100 });
    let seen = 0;
    for await (const _ of patient.objects({ bucket: 'large' })) {
      if (seen++ === 0) await new Promise((resolve) => setTimeout(resolve, 900));
    }
    expect(seen).toBe(300);
    await patient.close();
  });

  it('gives a request up with its signal, and throws its answer away', async () => {
    server.fail({ on: 'RpbGetReq', delayMs: 200 });
    const given = new Error('given up');
    const controller = new AbortController();
    const slow = failure(riak.get(at, { signal: controller.signal }));
    setTimeout(() => controller.abort(given), 20);
    expect(await slow).toBe(given);
    expect(riak.link.isBehind).toBe(true);
    expect((await riak.get({ bucket: 'b', key: 'none' })).found).toBe(false);
    expect(riak.link.isBehind).toBe(false);
    controller.abort();
    expect(await failure(riak.get(at, { signal: controller.signal }))).toBe(given);
    expect(await failure(collect(riak.keys({ bucket: 'many' }, { signal: controller.signal })))).toBe(given);
  });

  it('gives a stream up with its signal', async () => {
    const controller = new AbortController();
    const keys = riak.keys({ bucket: 'many' }, { signal: controller.signal });
    await keys.next();
    controller.abort(new Error('enough'));
    expect((await failure(collect(keys))).message).toBe('enough');
    await riak.ping();
  });

  it('tells the server how long it has, and closes when it says nothing at all', async () => {
    server.fail({ on: 'RpbGetReq', silent: true });
    const began = performance.now();
    const behind = failure(riak.put({ bucket: 'b', key: 'x' }, 'x', { timeoutMs: 60_000 }));
    const silent = failure(riak.get(at, { timeoutMs: 50 }));
    await behind;
    const error = await silent;
    expect(error).toMatchObject({ code: 'DEADLINE', mayPass: true, repeatable: true });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(riak.link.failure).toBe(error);
    expect(await failure(riak.ping())).toMatchObject({ code: 'CLOSED', repeatable: true });
  });

  it('does not blame the server for the time in which this thread did not look', async () => {
    // A server on a thread of its own: it has answered long before this one looks again.
    const source = `const { createServer } = require('node:net');
      const server = createServer((socket) => socket.on('data', () => socket.write(Buffer.from('000000010a', 'hex'))));
      server.listen(0, '127.0.0.1', () => require('node:worker_threads').parentPort.postMessage(server.address().port));`;
    const thread = new Worker(source, { eval: true });
    const [port] = await once(thread, 'message');
    const busy = await RiakClient.connect({ port, timeoutMs: 1 });
    const answer = busy.get(at);
    await new Promise((resolve) => process.nextTick(resolve)); // it is sent
    const end = performance.now() + 700;
    while (performance.now() < end);
    expect((await answer).outcome).toBe('missing');
    await busy.close();
    await thread.terminate();
  });

  it('fails what is under way, once, when it is lost', async () => {
    const doomed = await connect();
    server.fail({ on: 'RpbGetReq', close: 'middle' });
    const [lost, next] = await Promise.all([
      failure(doomed.get(at)),
      failure(doomed.counter({ type: 'counters', bucket: 'b', key: 'k' }).increment()),
    ]);
    expect(lost).toMatchObject({ code: 'CLOSED', repeatable: true });
    expect(next).toMatchObject({ code: 'CLOSED', repeatable: false });
    expect(await failure(collect(doomed.keys({ bucket: 'many' })))).toMatchObject({ code: 'CLOSED' });
    await doomed.close();
  });

  it('ends a stream with the error that comes in its middle, after what came before', async () => {
    server.fail({
      on: 'RpbListKeysReq',
      reply: [frame(RpbListKeysResp, { keys: ['a'] }), frame(RpbListKeysResp, { keys: ['b'] })],
      close: 'after',
    });
    const seen: string[] = [];
    const error = await failure(
      (async () => {
        for await (const key of riak.keys({ bucket: 'x' })) seen.push(String(key));
      })(),
    );
    expect([seen, error.code]).toEqual([['a', 'b'], 'CLOSED']);
  });

  it.each([
    ['a frame of no bytes', Buffer.from('00000000', 'hex')],
    ['a frame above the cap', Buffer.from('7fffffff0a', 'hex')],
    ['an answer to another request', Buffer.from('0000000102', 'hex')],
    ['an unknown answer', Buffer.from('00000001c7', 'hex')],
    ['a field that runs over', Buffer.from('000000030a0a50', 'hex')],
    ['a field with number 0', Buffer.from('000000030a0000', 'hex')],
    ['a number without end', Buffer.from(`0000000d0a18${'ff'.repeat(11)}`, 'hex')],
    ['bytes of somebody else', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('ends over %s, and only it', async (_, bytes) => {
    const victim = await connect();
    server.fail({ on: 'RpbGetReq', bytes });
    expect(await failure(victim.get(at))).toMatchObject({ code: 'PROTOCOL' });
    expect(await failure(victim.get(at))).toMatchObject({ code: 'CLOSED' });
    await victim.close();
    expect((await riak.get(at)).text()).toBe('value');
  });

  it('ends over an answer that nobody has asked for', async () => {
    const victim = await connect();
    server.fail({ on: 'RpbPingReq', bytes: Buffer.from('00000001020000000102', 'hex') });
    await victim.ping();
    await eventually(() => victim.link.failure !== undefined);
    expect(String(victim.link.failure)).toContain('without a request');
  });

  it('takes frames up to its cap, and names the cap', async () => {
    const narrow = await connect({ maxFrameBytes: 1_000 });
    server.fail({ on: 'RpbGetReq', reply: [frame(RpbGetResp, { content: [{ value: Buffer.alloc(900) }] })] });
    expect((await narrow.get(at)).value).toHaveLength(900);
    server.fail({ on: 'RpbGetReq', reply: [frame(RpbGetResp, { content: [{ value: Buffer.alloc(1_000) }] })] });
    expect((await failure(narrow.get(at))).message).toMatch(/at most 1000 are taken \(maxFrameBytes\)/);
    await narrow.close();
  });

  it.each([
    ['timeout', 'TIMEOUT', true],
    ['{error,timeout}', 'TIMEOUT', true],
    ['{error,insufficient_vnodes_available}', 'NOT_READY', true],
    ['overload', 'OVERLOAD', true],
    ['{insufficient_vnodes,0,need,2}', 'NOT_READY', true],
    ['insufficient_vnodes_available', 'NOT_READY', true],
    ['all_nodes_down', 'NOT_READY', true],
    ['Unknown message code: 9', 'NOT_READY', true],
    ['Unknown message code: 54', 'UNSUPPORTED', false],
    ['{pr_val_unsatisfied,2,0}', 'QUORUM', true],
    ['{too_large,79000475}', 'TOO_LARGE', false],
    ['{precommit_fail,\n   <<"no">>}', 'HOOK_REFUSED', false],
    ["Permission denied: User 'u' does not have 'riak_kv.get' on default/b", 'PERMISSION_DENIED', false],
    ["Operation '{riak_kv,map_reduce}' is not enabled", 'UNSUPPORTED', false],
    ['"Counters are not supported"', 'UNSUPPORTED', false],
    ['indexes_not_supported', 'UNSUPPORTED', false],
    ['riak_kv_w1c_server_crashed', 'NOT_READY', true],
    ['{coord_handoff_failed,\n    timeout}', 'NOT_READY', true],
    ['{node_confirms_val_unsatisfied,2,1}', 'QUORUM', true],
    ['{node_confirms_val_violation,7}', 'INVALID', false],
    ['"Bucket type is not a data type"', 'INVALID', false],
    ['{unknown_content_type,<<"text/plain">>}', 'INVALID', false],
    ['{inputs,{insecure_module_path,os}}', 'INVALID', false],
    ['No index <<"i">> found.', 'NOT_FOUND', false],
    ['Index i not created on all the nodes within 45000 ms timeout', 'TIMEOUT', true],
    ['Can\'t delete index with associate buckets [<<"b">>]', 'INVALID', false],
    ['something new', 'OTHER', false],
  ])('reads the error %j as %s', async (text, code, mayPass) => {
    server.fail({ on: 'RpbGetReq', error: text });
    const error = await failure(riak.get(at));
    expect(error).toMatchObject({ name: 'RiakError', code, mayPass, serverText: text, repeatable: true });
    expect(error.message).not.toMatch(/\n/);
    expect(riak.link.failure).toBeUndefined();
  });

  it('shows the beginning of a crash alone', async () => {
    server.fail({ on: RpbGetReq.name, error: `Error processing incoming message: error:${'state '.repeat(2_000)}` });
    const error = await failure(riak.get(at));
    expect(error.code).toBe('CRASHED');
    expect(error.message.length).toBeLessThan(500);
    expect(JSON.stringify(error)).not.toContain('state');
  });

  it('is not made when nobody is there, nobody answers, or it is given up', async () => {
    expect(await failure(RiakClient.connect({ port: 1 }))).toMatchObject({ code: 'ECONNREFUSED' });
    const gone = new Error('gone');
    expect(await failure(connect({ signal: AbortSignal.abort(gone) }))).toBe(gone);
    const silent = createServer((socket) => socket.on('error', () => undefined).resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const controller = new AbortController();
    const waiting = failure(RiakClient.connect({ port, credentials: { user: 'u', password: 'p' }, signal: controller.signal }));
    setTimeout(() => controller.abort(gone), 50);
    expect(await waiting).toBe(gone);
    await new Promise((resolve) => silent.close(resolve));
  });

  it('closes at once, whatever is under way, and twice', async () => {
    const closing = await connect();
    server.fail({ on: 'RpbGetReq', silent: true });
    const waiting = failure(closing.get(at));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all([closing.close(), closing.close()]);
    expect(await waiting).toMatchObject({ code: 'CLOSED' });
    expect(await failure(closing.ping())).toMatchObject({ code: 'CLOSED' });
    await using _ = await connect();
  });
});
