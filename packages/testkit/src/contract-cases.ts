import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { BackendCases } from './backend-cases.js';
import { classOf } from './backend-class.js';
import { limits } from './limits.js';
import { needs } from './needs.js';
import { lostOnce, Probe } from './probe.js';
import { readMark } from './read-mark.js';
import type { Case } from './runner.js';
import { pause, settled, within } from './waiting.js';

/** What any backend owes to the pool, with or without a network. */
export const contractCases: readonly Case<BackendCases>[] = [
  {
    name: 'says its type with @backend',
    run: (subject) => {
      const mark = readMark(classOf(subject));
      assert.ok(mark.concurrency >= 1, `concurrency: ${mark.concurrency}`);
    },
  },
  {
    name: 'reads its options with a schema that is synchronous',
    run: (subject) => void new Probe(subject).read(subject.options()),
  },
  {
    name: 'refuses an unknown connection option and names it',
    run: (subject) => {
      const { backend } = new Probe(subject);
      const result = backend.options['~standard'].validate({ ...(subject.options() as object), noSuchOption: 1 });
      assert.ok(!(result instanceof Promise) && result.issues !== undefined, 'an unknown option is accepted');
      assert.match(JSON.stringify(result.issues), /noSuchOption/);
    },
  },
  {
    name: 'refuses options that are no object, without throwing',
    run: (subject) => {
      const { backend } = new Probe(subject);
      for (const input of [null, 7, 'text', []]) {
        const result = backend.options['~standard'].validate(input);
        assert.ok(!(result instanceof Promise) && result.issues !== undefined, `${JSON.stringify(input)} is accepted`);
      }
    },
  },
  {
    name: 'leaves the options as they were given',
    run: Probe.run(async (probe, subject) => {
      const options = probe.read(subject.options());
      const given = inspect(options, { depth: 8 });
      const dialled = await probe.connect({ options });
      await probe.work(dialled);
      await probe.close(dialled);
      assert.equal(inspect(options, { depth: 8 }), given, 'connecting has changed the options');
    }),
  },
  {
    name: 'connects and serves',
    run: Probe.run(async (probe) => {
      const dialled = await probe.connect();
      for (let call = 0; call < 3; call++) await probe.work(dialled);
      assert.deepEqual(dialled.lost, [], 'lost was called for a connection that lives');
    }),
  },
  {
    name: 'never calls lost for a connection that lives',
    run: Probe.run(async (probe, subject) => {
      const dialled = await probe.connect();
      await probe.work(dialled);
      if (subject.failWork !== undefined) await settled(probe.failWork(dialled));
      await pause(50);
      await probe.work(dialled);
      assert.deepEqual(dialled.lost, [], 'lost was called for a connection that lives');
    }),
  },
  {
    name: 'serves as many calls at once as it declares',
    run: Probe.run(async (probe, subject) => {
      const dialled = await probe.connect();
      const calls = Math.min(20, readMark(classOf(subject)).concurrency);
      await Promise.all(Array.from({ length: calls }, () => probe.work(dialled)));
    }),
  },
  {
    name: 'gives each call its own answer, whatever else runs on the connection',
    lacks: needs('echo'),
    run: Probe.run(async (probe) => {
      const dialled = await probe.connect();
      const texts = probe.texts();
      assert.deepEqual(await Promise.all(texts.map((text) => probe.echo(dialled, text))), texts, 'the answers were mixed up');
    }),
  },
  {
    name: 'answers the calls of one connection in their order',
    lacks: needs('echo', 'order'),
    run: Probe.run(async (probe) => {
      const dialled = await probe.connect();
      const answered: string[] = [];
      const texts = probe.texts();
      await Promise.all(texts.map((text) => probe.echo(dialled, text).then(() => answered.push(text))));
      assert.deepEqual(answered, texts, 'the answers came in another order than the calls');
    }),
  },
  {
    name: 'makes a connection of its own for each connect',
    run: Probe.run(async (probe) => {
      const one = await probe.connect();
      const two = await probe.connect();
      assert.notEqual(one.connection, two.connection, 'two connects gave one connection');
      await probe.close(one);
      await probe.work(two);
    }),
  },
  {
    name: 'closes a connection a second time without harm',
    run: Probe.run(async (probe) => {
      const dialled = await probe.connect();
      await probe.work(dialled);
      await probe.close(dialled);
      await probe.close(dialled);
      const other = await probe.connect();
      await Promise.all([probe.close(other), probe.close(other)]);
    }),
  },
  {
    name: 'answers a ping',
    lacks: needs('ping'),
    run: Probe.run(async (probe) => {
      const dialled = await probe.connect();
      await within(limits.promptMs, 'ping', probe.ping(dialled));
      await probe.work(dialled);
      await within(limits.promptMs, 'ping', probe.ping(dialled));
    }),
  },
  {
    name: 'settles a ping whose signal has aborted already',
    lacks: needs('ping'),
    run: Probe.run(async (probe) => {
      const dialled = await probe.connect();
      await within(limits.promptMs, 'a ping with an aborted signal', settled(probe.ping(dialled, AbortSignal.abort(new Error('enough')))));
    }),
  },
  {
    name: 'keeps its connection through a call that fails by itself',
    lacks: needs('failWork'),
    run: Probe.run(async (probe) => {
      const dialled = await probe.connect();
      const error = await probe.failWork(dialled).then(
        () => assert.fail('failWork has succeeded'),
        (reason: unknown) => reason,
      );
      assert.equal(probe.fate(error, dialled).connection, 'keep', `the fate after ${String(error)}`);
      await probe.work(dialled);
      assert.deepEqual(dialled.lost, []);
    }),
  },
  {
    name: 'has a fate for whatever a call may throw',
    run: Probe.run(async (probe) => {
      const dialled = await probe.connect();
      for (const thrown of [undefined, null, 0, 'text', {}, new Error('own'), new DOMException('stop', 'AbortError')])
        probe.fate(thrown, dialled);
    }),
  },
  {
    name: 'ends a call whose signal aborts, at the latest when its connection is closed',
    lacks: needs('slowWork'),
    run: Probe.run(async (probe) => {
      const dialled = await probe.connect();
      const controller = new AbortController();
      const call = settled(probe.slowWork(dialled, controller.signal));
      await pause(50);
      controller.abort(new Error('enough'));
      const early = await Promise.race([call, pause(500)]);
      if (early?.error !== undefined && dialled.lost.length === 0 && probe.fate(early.error, dialled).connection === 'keep')
        await probe.work(dialled);
      await probe.close(dialled);
      await within(limits.promptMs, 'a call whose connection was closed', call);
    }),
  },
  {
    name: 'ends a call soon after its signal aborts',
    lacks: needs('slowWork', 'cancel'),
    run: Probe.run(async (probe) => {
      const dialled = await probe.connect();
      const controller = new AbortController();
      const call = settled(probe.slowWork(dialled, controller.signal));
      await pause(50);
      controller.abort(new Error('enough'));
      const { error } = await within(limits.promptMs, 'a call whose signal aborted', call);
      assert.ok(error !== undefined, 'a call that was given up has succeeded');
    }),
  },
  {
    name: 'gives up a connect whose signal has aborted',
    run: Probe.run(async (probe) => {
      const before = AbortSignal.abort(new Error('enough'));
      await within(limits.promptMs, 'a connect with an aborted signal', settled(probe.connect({ signal: before })));
      const controller = new AbortController();
      const connecting = settled(probe.connect({ signal: controller.signal }));
      controller.abort(new Error('enough'));
      await within(limits.promptMs, 'a connect whose signal aborted', connecting);
    }),
  },
  {
    name: 'calls lost once when an idle connection dies, and can close it',
    lacks: needs('sever', 'idleLoss'),
    run: Probe.run(async (probe) => {
      const dialled = await probe.connect();
      await probe.work(dialled);
      try {
        await probe.sever(dialled);
        await lostOnce(dialled);
        await probe.close(dialled);
      } finally {
        await probe.mend();
      }
      await probe.work(await probe.connect());
    }),
  },
  {
    name: 'closes a connection that dies while it is being closed',
    lacks: needs('sever'),
    run: Probe.run(async (probe) => {
      const dialled = await probe.connect();
      await probe.work(dialled);
      try {
        const dying = probe.sever(dialled);
        await probe.close(dialled);
        await dying;
      } finally {
        await probe.mend();
      }
    }),
  },
  {
    name: 'fails a running call when its connection dies, and says that it did',
    lacks: needs('slowWork', 'sever'),
    run: Probe.run(async (probe) => {
      const dialled = await probe.connect();
      const call = settled(probe.slowWork(dialled));
      await pause(100);
      try {
        await probe.sever(dialled);
        const { error } = await within(limits.promptMs, 'a call whose connection died', call);
        assert.ok(error !== undefined, 'the call has succeeded');
        await pause(100);
        assert.ok(dialled.lost.length <= 1, `lost was called ${dialled.lost.length} times for one connection`);
        const told = dialled.lost.length === 1 || probe.fate(error, dialled).connection !== 'keep';
        assert.ok(told, `neither lost nor the fate after ${String(error)} says that the connection is dead`);
      } finally {
        await probe.mend();
      }
    }),
  },
];
