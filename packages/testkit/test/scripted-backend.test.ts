import assert from 'node:assert/strict';
import type { Backend, ConnectAttempt } from '@outpool/contract';
import { UnsuitableEndpoint } from '@outpool/contract';
import { describe, it } from 'vitest';
import { ScriptedBackend, type ScriptedConnection } from '../src/index.js';

function dial(backend: Backend<unknown, ScriptedConnection>) {
  const controller = new AbortController();
  const lost: unknown[] = [];
  const attempt: ConnectAttempt<unknown> = {
    options: {},
    host: 'global',
    tag: 'default',
    worker: 0,
    endpoint: undefined,
    concurrency: 1,
    signal: controller.signal,
    lost: (reason) => lost.push(reason),
    blocked: () => undefined,
    blame: () => undefined,
    discovered: () => undefined,
  };
  return { controller, lost, connect: () => backend.connect(attempt) };
}

/** What has become of a promise by now. */
async function fateOf(promise: Promise<unknown>): Promise<string> {
  const pending = new Promise((resolve) => setImmediate(resolve, 'pending'));
  return (await Promise.race([promise.then(() => 'ok').catch(() => 'failed'), pending])) as string;
}

describe('ScriptedBackend', () => {
  it('connects unless told otherwise, and records what it opened and closed', async () => {
    const script = new ScriptedBackend();
    const backend = new script.Backend();
    const first = await dial(backend).connect();
    const second = await dial(backend).connect();
    assert.deepEqual([first.id, second.id], [1, 2]);
    assert.deepEqual(script.open, [first, second]);
    await backend.close(first);
    assert.deepEqual(script.open, [second]);
    assert.deepEqual(script.closed, [first]);
    assert.deepEqual(script.unclosed, [second]);
    assert.equal(script.maxOpen, 2);
    assert.equal(script.attempts.length, 2);
  });

  it('follows the plan first and then does the usual', async () => {
    const script = new ScriptedBackend();
    const backend = new script.Backend();
    script.connect.always = 'fail';
    script.connect.next('ok', new Error('planned'), 'unsuitable', (attempt) => (attempt.number === 4 ? 'ok' : 'fail'));
    await dial(backend).connect();
    await assert.rejects(dial(backend).connect(), /planned/);
    await assert.rejects(dial(backend).connect(), UnsuitableEndpoint.is);
    await dial(backend).connect();
    for (let again = 0; again < 3; again++) await assert.rejects(dial(backend).connect(), /connect fails/);
  });

  it('throws instead of answering with a promise', () => {
    const script = new ScriptedBackend();
    script.connect.next('throw');
    const { connect } = dial(new script.Backend());
    assert.throws(connect, /connect throws/);
    assert.deepEqual(script.connecting, []);
  });

  it('waits for the test or the signal', async () => {
    const script = new ScriptedBackend();
    const backend = new script.Backend();
    script.connect.always = 'wait';
    const one = dial(backend);
    const two = dial(backend);
    const connecting = [one.connect(), two.connect()] as const;
    script.attempts[0]?.succeed();
    two.controller.abort(new Error('enough'));
    assert.equal((await connecting[0]).id, 1);
    await assert.rejects(connecting[1], /enough/);
  });

  it('hangs deaf to its signal, or connects once it has aborted', async () => {
    const script = new ScriptedBackend();
    const backend = new script.Backend();
    script.connect.next('hang', 'late');
    const hanging = dial(backend);
    const late = dial(backend);
    const [never, after] = [hanging.connect(), late.connect()];
    assert.equal(await fateOf(after), 'pending');
    hanging.controller.abort();
    late.controller.abort();
    assert.equal(await fateOf(never), 'pending');
    assert.equal(await fateOf(after), 'ok');
    script.connecting[0]?.fail();
    assert.equal(await fateOf(never), 'failed');
  });

  it('answers with the same connection twice, or with one that is dead already', async () => {
    const script = new ScriptedBackend();
    const backend = new script.Backend();
    script.connect.next('ok', 'same', 'stillborn');
    const first = await dial(backend).connect();
    assert.equal(await dial(backend).connect(), first);
    const stillborn = dial(backend);
    await stillborn.connect();
    assert.equal(stillborn.lost.length, 1);
  });

  it('kills a connection as often as the test says', async () => {
    const script = new ScriptedBackend();
    const one = dial(new script.Backend());
    const connection = await one.connect();
    connection.kill('why');
    connection.kill();
    assert.equal(one.lost.length, 2);
    assert.equal(await connection.died, 'why');
    assert.deepEqual(script.open, []);
    assert.deepEqual(script.unclosed, [connection], 'dead is not closed');
  });

  it('scripts ping and close', async () => {
    const script = new ScriptedBackend();
    const backend = new script.Backend();
    const connection = await dial(backend).connect();
    const signal = new AbortController();
    script.ping.next('fail', 'wait');
    await assert.rejects(async () => backend.ping?.(connection, signal.signal), /ping fails/);
    const waiting = backend.ping?.(connection, signal.signal) as Promise<void>;
    signal.abort(new Error('over'));
    await assert.rejects(waiting, /over/);
    assert.equal(connection.pings, 2);

    script.close.next('hang', 'fail');
    const closing = backend.close(connection);
    assert.equal(await fateOf(closing), 'pending');
    assert.deepEqual(script.open, [connection]);
    connection.closing?.resolve();
    assert.equal(await fateOf(closing), 'ok');
    await assert.rejects(backend.close(connection), /close fails/);
    assert.equal(connection.closeCalls, 2);
    assert.deepEqual(script.closed, [connection]);
  });

  it('has only the abilities that it is given', () => {
    const plain = new new ScriptedBackend({ pings: false }).Backend();
    assert.equal(plain.ping, undefined);
    assert.equal(plain.fate, undefined);
    assert.equal(plain.endpoints, undefined);
    const endpoints = [{ host: 'a', port: 1 }];
    const able = new new ScriptedBackend({ endpoints, fate: () => 'lost' }).Backend();
    assert.equal(able.fate?.(new Error(), undefined as never), 'lost');
    assert.deepEqual(able.endpoints?.({}), endpoints);
  });
});
