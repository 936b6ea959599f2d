import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOutgoingPools, isPoolError, type Pool } from '@outpool/core';
import { type CassandraCluster, type CassandraServer, requireServers, startCassandraCluster } from '@outpool/test-servers';
import { afterAll, beforeAll, beforeEach, describe, it } from 'vitest';
import { CassandraBackend, type CassandraConnection, type CassandraOptions } from '../src/index.js';
import { eventually, keyspaceOf } from './attempt.js';

/** The long run has 100000. */
const ROWS = Number(process.env.OUTPOOL_CASSANDRA_ROWS ?? 4_000);

const QUORUM = { consistency: 'QUORUM', idempotent: true } as const;

describe.skipIf(!requireServers('cassandra'))('a cluster of three, each with a copy of all', () => {
  let cluster: CassandraCluster;
  let first: CassandraServer;
  let third: CassandraServer;
  beforeAll(async () => {
    cluster = await startCassandraCluster();
    [first, , third] = cluster.nodes as [CassandraServer, CassandraServer, CassandraServer];
    await first.run(
      keyspaceOf(3),
      // Until they have learned how long answers take, or know that a node is gone, the others would wait for it.
      "CREATE TABLE mongooseim.rows (id int PRIMARY KEY, text text) WITH speculative_retry = '50ms'",
      "CREATE TABLE mongooseim.lists (id text PRIMARY KEY, items list<int>) WITH speculative_retry = '50ms'",
    );
  }, 120_000);
  beforeEach(async () => {
    for (const node of cluster.nodes) if (!node.running) await node.start();
    await cluster.whole();
  }, 120_000);
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  const start = (more: CassandraOptions = {}, pool: object = {}) => {
    const servers = cluster.nodes.map(({ host, port }) => ({ host, port }));
    const entry = { type: 'cassandra' as const, pool, connection: { servers, ...more } };
    return createOutgoingPools({ outgoingPools: [entry] }, { backends: [CassandraBackend] }).start();
  };
  const nodes = (pool: Pool<CassandraConnection>) => pool.call((cassandra) => cassandra.nodes());
  const write = (pool: Pool<CassandraConnection>, id: number) =>
    pool.call((cassandra) => cassandra.execute('INSERT INTO rows (id, text) VALUES (?, ?)', [id, `row ${id}`], QUORUM));
  const read = (pool: Pool<CassandraConnection>, id: number) =>
    pool.call((cassandra) => cassandra.execute<{ text: string }>('SELECT text FROM rows WHERE id = ?', [id], QUORUM));
  /** Writes and reads all the time, so many at once; gives the failures and the longest time. */
  const load = (pool: Pool<CassandraConnection>) => {
    let going = true;
    let done = 0;
    let longestMs = 0;
    const failures: unknown[] = [];
    const caller = async (_: unknown, at: number): Promise<void> => {
      for (let n = 0; going; n++) {
        const began = performance.now();
        const id = 1_000_000 + at * 100 + (n % 100);
        await (n % 2 === 0 ? write : read)(pool, id - (n % 2)).catch((error) => failures.push(error));
        longestMs = Math.max(longestMs, performance.now() - began);
        done++;
        await sleep(2); // the nodes share a machine
      }
    };
    const ended = Promise.all(Array.from({ length: 16 }, caller));
    return {
      failures,
      done: () => done,
      longest: () => longestMs,
      stop: async () => {
        going = false;
        await ended;
      },
    };
  };
  const backAgain = async (pool: Pool<CassandraConnection>): Promise<void> => {
    await eventually(async () => (await nodes(pool)).every(({ up, connections }) => up && connections > 0), 20_000);
  };

  it('is known whole to a client that was told of one, each node over one connection', async () => {
    const { host, port } = first;
    await using pools = await start({ servers: [{ host, port }] });
    const known = await nodes(pools.get('cassandra'));
    assert.deepEqual(known.map(({ address }) => address).sort(), cluster.nodes.map((node) => `${node.host}:${node.port}`).sort());
    await backAgain(pools.get('cassandra'));
    for (const { connections } of await nodes(pools.get('cassandra'))) assert.equal(connections, 1);
  });

  it('with a node that hangs starts a pool, and serves idempotent statements without one failure, soon if it may ask others', async () => {
    third.pause();
    try {
      await using pools = await start({ requestTimeoutMs: 1_000, speculativeExecution: { delayMs: 100 } });
      const pool = pools.get('cassandra');
      const running = load(pool);
      await sleep(2_000);
      await running.stop();
      assert.deepEqual(running.failures.map(String).slice(0, 3), []);
      assert.ok(running.done() > 100, `${running.done()} calls`);
    } finally {
      third.resume();
    }
  }, 60_000);

  it('that hangs in part under load fails no idempotent statement either, without asking others early', async () => {
    await using pools = await start({ requestTimeoutMs: 800 });
    const pool = pools.get('cassandra');
    await backAgain(pool);
    const running = load(pool);
    await sleep(300);
    third.pause();
    await sleep(3_000);
    third.resume();
    await sleep(300);
    await running.stop();
    assert.deepEqual(running.failures.map(String).slice(0, 3), []);
    assert.ok(running.longest() < 4_500, `${Math.round(running.longest())} ms`);
    await backAgain(pool);
  }, 60_000);

  it('that loses a node under load fails no idempotent statement, and has every row that it acknowledged', async () => {
    await using pools = await start({ requestTimeoutMs: 3_000 });
    const pool = pools.get('cassandra');
    await backAgain(pool);
    const acknowledged: number[] = [];
    const reads = load(pool);
    function* ids() {
      for (let id = 0; id < ROWS; id++) yield [id, `row ${id}`];
    }
    const writing = pool.call(
      (cassandra, { signal }) =>
        cassandra.executeMany('INSERT INTO rows (id, text) VALUES (?, ?)', ids(), { ...QUORUM, concurrency: 64, signal }, (_, id) => {
          acknowledged.push(id);
        }),
      { timeoutMs: 900_000 },
    );
    await eventually(() => acknowledged.length > ROWS / 3, 300_000);
    await third.kill9();
    const { succeeded, failures } = await writing;
    await reads.stop();
    assert.deepEqual(failures.slice(0, 3), []);
    assert.equal(succeeded, ROWS);
    assert.deepEqual(reads.failures.slice(0, 3).map(String), []);
    assert.ok(reads.done() > 100);

    let found = 0;
    const look = (cassandra: CassandraConnection) =>
      cassandra.executeMany<{ text: string }>(
        'SELECT text FROM rows WHERE id = ?',
        acknowledged.map((id) => [id]),
        QUORUM,
        (row, position) => {
          if (row.first()?.text === `row ${acknowledged[position]}`) found++;
        },
      );
    assert.deepEqual((await pool.call(look, { timeoutMs: 900_000 })).failures, []);
    assert.equal(found, ROWS);
    assert.deepEqual(
      (await nodes(pool)).filter(({ up }) => !up).map(({ address }) => address),
      [`${third.host}:${third.port}`],
    );

    await third.start();
    await backAgain(pool);
  }, 1_800_000);

  it('that loses a node tells the callers of what was not idempotent there, does nothing twice, and serves all others', async () => {
    await using pools = await start();
    const pool = pools.get('cassandra');
    await backAgain(pool);
    const outcomes: { readonly id: string; readonly error: unknown }[] = [];
    let going = true;
    const callers = Array.from({ length: 32 }, async (_, caller) => {
      for (let n = 0; going; n++) {
        const id = `${caller}-${n}`;
        const append = 'UPDATE lists SET items = items + [1] WHERE id = ?';
        const error = await pool
          .call((cassandra) => cassandra.execute(append, [id], { consistency: 'QUORUM' }))
          .then(
            () => undefined,
            (reason: unknown) => reason,
          );
        outcomes.push({ id, error });
      }
    });
    await eventually(() => outcomes.length > 300, 20_000);
    await first.kill9();
    const before = outcomes.length;
    await eventually(() => outcomes.length > before + 300, 20_000);
    going = false;
    await Promise.all(callers);
    const failed = outcomes.filter(({ error }) => error !== undefined);
    for (const { error } of failed) assert.ok(isPoolError(error, 'CONNECTION_LOST'), String(error));
    assert.ok(failed.length > 0 && failed.length <= 32, `${failed.length} failed`);
    assert.equal(pool.stats().workers.ready, 1);
    assert.equal(pool.state, 'ready');

    // The cluster goes on without the node that the client was told of first, and a new client starts without it, too.
    await using others = await start();
    const other = others.get('cassandra');
    const lengths: number[] = [];
    const look = (cassandra: CassandraConnection) =>
      cassandra.executeMany<{ items: number[] }>(
        'SELECT items FROM lists WHERE id = ?',
        outcomes.map(({ id }) => [id]),
        QUORUM,
        (found, position) => {
          lengths[position] = found.first()?.items.length ?? 0;
        },
      );
    assert.deepEqual((await other.call(look, { timeoutMs: 60_000 })).failures, []);
    for (const [position, { id, error }] of outcomes.entries()) {
      const length = lengths[position] ?? -1;
      assert.ok(error === undefined ? length === 1 : length === 0 || length === 1, `${id} has ${length} after ${String(error)}`);
    }
  }, 120_000);
});
