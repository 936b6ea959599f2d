import assert from 'node:assert/strict';
import { createOutgoingPools, isPoolError, type OutgoingPools, type OutgoingPoolsConfig, onEvent, type PoolOptions } from '@outpool/core';
import type { PoolType } from '@outpool/contract';
import type { BackendCases } from './backend-cases.js';
import { classOf } from './backend-class.js';
import { leavesNothing } from './leaves-nothing.js';
import { limits } from './limits.js';
import { needs } from './needs.js';
import { readMark } from './read-mark.js';
import type { Case } from './runner.js';
import { listen, pause, settled, until, within } from './waiting.js';

/** How long stopping may take: the grace given to calls, that of cancelled ones, closing, and a little. */
const stopMs = (): number => 100 + 1_000 + limits.connectMs + limits.promptMs;

/** The pool of one entry, started; stopped and looked after when the body is done. */
function withPool(
  pool: PoolOptions,
  body: (pools: OutgoingPools, subject: BackendCases) => Promise<void>,
): (subject: BackendCases) => Promise<void> {
  return (subject) =>
    leavesNothing(async () => {
      const pools = poolsOf(subject, pool, subject.options());
      try {
        await within(15_000, 'start', pools.start());
        await body(pools, subject);
      } finally {
        await within(stopMs(), 'stop', pools.stop({ graceMs: 100 }));
      }
    });
}

function poolsOf(subject: BackendCases, pool: PoolOptions, connection: unknown): OutgoingPools {
  const backend = classOf(subject);
  const { type } = readMark(backend);
  const config: unknown = { outgoingPools: [{ type, pool, connection }] };
  const { container } = subject;
  return createOutgoingPools(config as OutgoingPoolsConfig, { backends: [backend], ...(container && { container }) });
}

const poolOf = (pools: OutgoingPools, subject: BackendCases) => pools.get(readMark(classOf(subject)).type as PoolType);

/** What any backend gives to the callers of its pool. */
export const poolCases: readonly Case<BackendCases>[] = [
  {
    name: 'in a pool, serves 100 calls and stops without a trace',
    run: withPool({ workers: 3 }, async (pools, subject) => {
      const pool = poolOf(pools, subject);
      const calls = Array.from({ length: 100 }, () => pool.call((connection, context) => subject.work(connection, context)));
      await within(30_000, '100 calls', Promise.all(calls));
      await until(limits.connectMs, 'every worker has a connection', () => pools.health().status === 'up');
    }),
  },
  {
    name: 'in a pool, gives each of 100 callers its own answer',
    lacks: needs('echo'),
    run: withPool({ workers: 3 }, async (pools, subject) => {
      const pool = poolOf(pools, subject);
      const texts = Array.from({ length: 100 }, (_, index) => `caller ${index}`);
      const calls = texts.map((text) => pool.call(async (connection, context) => subject.echo?.(connection, text, context)));
      assert.deepEqual(await within(30_000, '100 calls', Promise.all(calls)), texts, 'the answers were mixed up');
    }),
  },
  {
    name: 'in a pool, fails in time when nobody answers, and stops',
    lacks: needs('network', 'proxied'),
    run: (subject) =>
      leavesNothing(async () => {
        await using nobody = await listen((socket) => socket.resume());
        const pools = poolsOf(subject, { workers: 1, startTimeoutMs: 600, cancelGraceMs: 100 }, subject.proxied?.(nobody.address));
        try {
          const { error } = await within(limits.connectMs, 'start', settled(pools.start()));
          assert.ok(error === undefined || isPoolError(error, 'START_FAILED'), `expected START_FAILED, not ${String(error)}`);
          if (error !== undefined) return;
          // TCP alone was enough for it: then a call finds out.
          const call = poolOf(pools, subject).call((connection, context) => subject.work(connection, context), { timeoutMs: 300 });
          const answer = await within(limits.promptMs, 'a call with 300 ms', settled(call));
          assert.ok(answer.error !== undefined, 'a call has succeeded although nobody answered');
        } finally {
          await within(stopMs(), 'stop', pools.stop({ graceMs: 0 }));
        }
      }),
  },
  {
    name: 'in a pool, gives the error of a job to its caller as it is',
    lacks: needs('failWork'),
    run: withPool({ workers: 1 }, async (pools, subject) => {
      const pool = poolOf(pools, subject);
      let thrown: unknown;
      const call = pool.call(async (connection, context) => {
        try {
          await subject.failWork?.(connection, context);
        } catch (error) {
          thrown = error;
          throw error;
        }
      });
      const { error } = await within(limits.promptMs, 'a call that fails', settled(call));
      assert.ok(error !== undefined, 'failWork has succeeded');
      assert.equal(error, thrown);
      await pool.call((connection, context) => subject.work(connection, context));
    }),
  },
  {
    name: 'in a pool, answers a call in time that takes too long, and serves the next',
    lacks: needs('slowWork'),
    run: withPool({ workers: 1, cancelGraceMs: 500 }, async (pools, subject) => {
      const pool = poolOf(pools, subject);
      const slow = pool.call(async (connection, context) => subject.slowWork?.(connection, context), { timeoutMs: 200 });
      const { error } = await within(limits.promptMs, 'a call with 200 ms', settled(slow));
      assert.ok(isPoolError(error, 'CALL_TIMEOUT'), `expected CALL_TIMEOUT, not ${String(error)}`);
      await pool.call((connection, context) => subject.work(connection, context), { timeoutMs: limits.connectMs });
    }),
  },
  {
    name: 'in a pool, stops in bounded time under running calls',
    lacks: needs('slowWork'),
    run: withPool({ workers: 2 }, async (pools, subject) => {
      const pool = poolOf(pools, subject);
      const calls = [1, 2, 3].map(() => settled(pool.call(async (connection, context) => subject.slowWork?.(connection, context))));
      await pause(100);
      await within(stopMs(), 'stop', pools.stop({ graceMs: 100 }));
      const answers = await within(limits.promptMs, 'the calls of a pool that has stopped', Promise.all(calls));
      for (const { error } of answers) assert.ok(error !== undefined, 'a call that was stopped has succeeded');
    }),
  },
  {
    name: 'in a pool, settles every call once while connections die under load, and is back within 2 s',
    lacks: needs('sever'),
    run: withPool({ workers: 4, callTimeoutMs: 3_000 }, dieUnderLoad),
  },
];

async function dieUnderLoad(pools: OutgoingPools, subject: BackendCases): Promise<void> {
  const pool = poolOf(pools, subject);
  let settledEvents = 0;
  const forget = onEvent('call.settled', ({ label }) => {
    if (label === 'load') settledEvents++;
  });
  const calls: Promise<{ readonly error: unknown }>[] = [];
  let loading = true;
  const load = (async () => {
    while (loading) {
      for (let call = 0; call < 5; call++) {
        calls.push(settled(pool.call((connection, context) => subject.work(connection, context), { label: 'load' })));
      }
      await pause(10);
    }
  })();
  try {
    await pause(100);
    if (subject.server !== undefined) await subject.server.kill();
    else await pool.call((connection) => subject.sever?.(connection)).catch(() => {});
    await pause(300);
    await subject.server?.restart();
    const back = performance.now();
    await until(limits.promptMs, 'the pool is ready again', () => pool.state === 'ready');
    await within(
      limits.promptMs,
      'a call after it',
      pool.call((connection, context) => subject.work(connection, context)),
    );
    assert.ok(performance.now() - back < limits.promptMs, 'the pool took longer than 2 s to serve again');
    await pause(100);
  } finally {
    loading = false;
    await load;
  }
  const answers = await within(4_000, 'every call', Promise.all(calls));
  forget();
  assert.ok(
    answers.some(({ error }) => error === undefined),
    'not one call has succeeded',
  );
  const bug = answers.find(({ error }) => isPoolError(error, 'BUG'));
  assert.equal(bug, undefined, String(bug?.error));
  assert.equal(settledEvents, calls.length, 'as many answers as calls');
}
