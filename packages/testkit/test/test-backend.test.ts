import assert from 'node:assert/strict';
import type { BackendDeclaration } from '@outpool/contract';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { BackendCases } from '../src/backend-cases.js';
import { backendCaseNames, testBackend } from '../src/test-backend.js';
import { LineBackend, type LineConnection } from './line-backend.js';
import { lineCases } from './line-cases.js';
import { LineServer } from './line-server.js';
import { Recorder } from './recorder.js';

const server = new LineServer();
beforeAll(() => server.restart());
afterAll(() => server.kill());

testBackend({ describe, it, backend: LineBackend, ...lineCases(server) });

describe('a backend that a factory makes', () => {
  testBackend({ describe, it, factory: () => new LineBackend(), ...lineCases(server) });
});

type Cases = BackendCases<LineConnection>;

/** The suite, recorded instead of run. */
function record(more: Partial<Cases> = {}, lineBackend: Cases['backend'] = LineBackend): Recorder {
  const recorder = new Recorder();
  testBackend<LineConnection>({
    describe: recorder.describe,
    it: recorder.it,
    ...lineCases(server),
    ...(lineBackend && { backend: lineBackend }),
    ...(more as object),
  });
  return recorder;
}

describe('the backend suite', () => {
  it('runs every case for a backend that can do everything', () => {
    const { cases, skipped } = record();
    assert.deepEqual([...cases.keys()], backendCaseNames);
    assert.deepEqual(skipped, []);
  });

  it('leaves out the cases of the network for a backend that has none', () => {
    const local = record({ network: false });
    assert.equal(local.cases.has('connects and serves one byte at a time'), false);
    assert.ok(!local.skipped.some((name) => name.startsWith('connects and serves one byte at a time')));
    assert.ok(local.skipped.includes('in a pool, fails in time when nobody answers, and stops (skipped: needs network)'));
  });

  it('skips a case for a reason, which stands in its name', () => {
    const skip = [{ case: 'answers a ping', reason: 'the protocol has none' }];
    const { cases, skipped } = record({ skip });
    assert.deepEqual(skipped, ['answers a ping (skipped: the protocol has none)']);
    assert.equal(cases.has('answers a ping'), false);
  });

  it('skips what a backend cannot do, for the reason in its manifest', () => {
    const { skipped } = record({ capabilities: { cancel: true, order: 'answers come as they are ready', idleLoss: 'nobody listens' } });
    assert.deepEqual(skipped, [
      'answers the calls of one connection in their order (skipped: answers come as they are ready)',
      'calls lost once when an idle connection dies, and can close it (skipped: nobody listens)',
      'calls lost once when the server hangs up on an idle connection (skipped: nobody listens)',
    ]);
  });

  it('shows what it cannot try, and what it would need', () => {
    const recorder = new Recorder();
    const { work } = lineCases(server);
    const { describe, it } = recorder;
    testBackend<LineConnection>({ describe, it, name: 'line', backend: LineBackend, options: () => ({}), work });
    assert.ok(recorder.skipped.includes('keeps its connection through a call that fails by itself (skipped: needs failWork)'));
    assert.ok(recorder.skipped.includes('connects and serves one byte at a time (skipped: needs proxied and server)'));
    assert.ok(recorder.skipped.includes('ends a call soon after its signal aborts (skipped: needs slowWork and capabilities.cancel)'));
    assert.ok(recorder.skipped.some((name) => name.endsWith('(skipped: needs slowWork and sever or server)')));
    assert.ok(recorder.skipped.includes('shows no secret in an error, whatever fails (skipped: needs secrets)'));
  });

  it('refuses a skip that names no case or gives no reason', () => {
    assert.throws(() => record({ skip: [{ case: 'no such case', reason: 'x' }] }), /there is no case "no such case"/);
    assert.throws(() => record({ skip: [{ case: 'answers a ping', reason: ' ' }] }), /needs a reason/);
  });

  it('refuses a manifest that promises what is not there, or gives no reason', () => {
    const { failWork: _, ...rest } = lineCases(server);
    const { describe, it } = new Recorder();
    const suite = { describe, it, backend: LineBackend, ...rest };
    assert.throws(() => testBackend<LineConnection>({ ...suite, capabilities: { failWork: true } }), /there is no failWork/);
    assert.throws(() => record({ capabilities: { ping: ' ' } }), /ping needs a reason/);
  });

  it('says so when it gets neither a class nor a factory', () => {
    const { describe, it } = new Recorder();
    assert.throws(() => testBackend<LineConnection>({ describe, it, ...lineCases(server) }), /`backend`, or a `factory`/);
  });

  it('gives the pools of a factory what the class declares', async () => {
    const { classOf } = await import('../src/backend-class.js');
    const { readMark } = await import('../src/read-mark.js');
    const made = classOf({ factory: () => new LineBackend(), ...lineCases(server) } as unknown as BackendCases);
    const mark: Partial<BackendDeclaration> = readMark(made);
    assert.deepEqual([mark.type, mark.concurrency], ['line', 4]);
    assert.ok(new (made as new () => object)() instanceof LineBackend);
  });
});
