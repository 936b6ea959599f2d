import assert from 'node:assert/strict';
import { describe, it } from 'vitest';
import { testBackend } from '../src/test-backend.js';
import * as broken from './broken-backends.js';
import { catches, record } from './catching.js';
import { LineBackend, type LineConnection, lineWork } from './line-backend.js';
import { Recorder } from './recorder.js';

catches([
  [broken.Unmarked, 'says its type with @backend', /not decorated/],
  [broken.ReadsLater, 'reads its options with a schema that is synchronous', /must be synchronous/],
  [broken.AcceptsAnything, 'refuses an unknown connection option and names it', /unknown option is accepted/],
  [broken.LeaksSocket, 'connects and serves', /left behind: .*TCPSocketWrap/],
  [broken.LeaksTimer, 'connects and serves', /left behind: 1 Timeout/],
  [broken.LosesTheLiving, 'connects and serves', /a connection that lives/],
  [broken.SharesOne, 'makes a connection of its own for each connect', /one connection/],
  [broken.ClosesOnce, 'closes a connection a second time without harm', /closed already/],
  [broken.NeverCloses, 'connects and serves', /closing has not ended/],
  [broken.FailsToPing, 'answers a ping', /not implemented/],
  [broken.TakesRefusalForDeath, 'keeps its connection through a call that fails by itself', /the fate after/],
  [broken.HasNoFate, 'has a fate for whatever a call may throw', /Cannot read properties/],
  [broken.ForgetsCallers, 'ends a call whose signal aborts, at the latest when its connection is closed', /has not ended/],
  [broken.ForgetsCallers, 'fails a running call when its connection dies, and says that it did', /has not ended/],
  [broken.LosesTwice, 'calls lost once when an idle connection dies, and can close it', /lost was called 2 times/],
  [broken.NeverLoses, 'calls lost once when an idle connection dies, and can close it', /lost is called when/],
  [broken.SaysNothing, 'fails a running call when its connection dies, and says that it did', /neither lost nor the fate/],
]);

describe('the backend suite', () => {
  it('leaves out the cases of the network for a backend that has none', () => {
    const all = record(LineBackend);
    const local = record(LineBackend, { network: false });
    assert.equal(all.cases.size - local.cases.size, 8);
    assert.deepEqual(local.skipped, []);
  });

  it('skips a case for a reason, which stands in its name', () => {
    const skip = [{ case: 'answers a ping', reason: 'the protocol has none' }];
    const { cases, skipped } = record(LineBackend, { skip });
    assert.deepEqual(skipped, ['answers a ping (skipped: the protocol has none)']);
    assert.equal(cases.has('answers a ping'), false);
  });

  it('shows what it cannot try, and what it would need', () => {
    const recorder = new Recorder();
    const { work } = lineWork;
    testBackend<LineConnection>({
      describe: recorder.describe,
      it: recorder.it,
      name: 'line',
      backend: LineBackend,
      options: () => ({}),
      work,
    });
    assert.ok(recorder.skipped.includes('keeps its connection through a call that fails by itself (skipped: needs failWork)'));
    assert.ok(recorder.skipped.includes('connects and serves one byte at a time (skipped: needs proxied and server)'));
    assert.ok(recorder.skipped.some((name) => name.endsWith('(skipped: needs slowWork and sever or server)')));
  });

  it('refuses a skip that names no case or gives no reason', () => {
    assert.throws(() => record(LineBackend, { skip: [{ case: 'no such case', reason: 'x' }] }), /there is no case "no such case"/);
    assert.throws(() => record(LineBackend, { skip: [{ case: 'answers a ping', reason: ' ' }] }), /needs a reason/);
  });
});
