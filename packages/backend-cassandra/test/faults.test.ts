import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOutgoingPools, isPoolError, onEvent, type Pool } from '@outpool/core';
import { type CassandraServer, requireServers, startCassandra } from '@outpool/test-servers';
import { type FaultProxy, startFaultProxy } from '@outpool/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { CassandraBackend, type CassandraConnection, isCassandraError, rowsOver } from '../src/index.js';
import { eventually, keyspaceOf } from './attempt.js';

const CALL_MS = 2_000;
const CALLERS = 24;

interface Outcome {
  readonly id: string;
  readonly error: unknown;
  readonly ms: number;
}

/** Callers that count once under a name of their own, over and over, until told to stop. Counting twice would show. */
function countOnce(pool: Pool<CassandraConnection>, run: string) {
  const outcomes: Outcome[] = [];
  let settled = 0;
  let number = 0;
  let going = true;
  const forget = onEvent('call.settled', ({ label }) => {
    if (label === run) settled++;
  });
  const caller = async (): Promise<void> => {
    while (going) {
      const id = `${run}-${number++}`;
      const began = performance.now();
      const error = await pool
        .call((cassandra, { signal }) => cassandra.execute('UPDATE hits SET count = count + 1 WHERE page = ?', [id], { signal }), {
          label: run,
        })
        .then(
          () => undefined,
          (reason: unknown) => reason,
        );
      outcomes.push({ id, error, ms: performance.now() - began });
      await sleep(error === undefined ? 2 : 5);
    }
  };
  const done = Promise.all(Array.from({ length: CALLERS }, caller));
  return {
    outcomes,
    stop: async (): Promise<number> => {
      going = false;
      await done;
      forget();
      return settled;
    },
  };
}

describe.skipIf(!requireServers('cassandra'))('a pool under load whose Cassandra', () => {
  let server: CassandraServer;
  let proxy: FaultProxy;
  beforeAll(async () => {
    server = await startCassandra();
    await server.run(keyspaceOf(1), 'CREATE TABLE mongooseim.hits (page text PRIMARY KEY, count counter)');
    await server.run('CREATE TABLE mongooseim.big (id int PRIMARY KEY, text text)');
    await server.ask((client) => client.execute('INSERT INTO mongooseim.big (id, text) VALUES (1, ?)', ['x'.repeat(100_000)]));
    proxy = await startFaultProxy({ host: server.host, port: server.port });
  });
  afterAll(async () => {
    await proxy?.close();
    await server[Symbol.asyncDispose]();
  });

  /** Nothing acknowledged is missing, nothing was done twice, and each call was answered once, in time, with a word of ours. */
  async function accountFor({ outcomes, stop }: ReturnType<typeof countOnce>): Promise<void> {
    const settled = await stop();
    assert.equal(settled, outcomes.length);
    assert.ok(Math.max(...outcomes.map(({ ms }) => ms)) < CALL_MS + 1_500, 'a call was late');
    const { rows } = await server.ask((client) => client.execute('SELECT page, count FROM mongooseim.hits', [], { fetchSize: 100_000 }));
    const counts = new Map(rows.map((row) => [row.get('page') as string, Number(row.get('count'))]));
    for (const { id, error } of outcomes) {
      const count = counts.get(id) ?? 0;
      if (error === undefined) assert.equal(count, 1, `${id} was acknowledged, and counts ${count}`);
      else {
        assert.ok(count <= 1, `${id} was done ${count} times`);
        assert.ok(isPoolError(error) || isCassandraError(error), String(error));
      }
    }
    assert.ok(outcomes.some(({ error }) => error === undefined));
  }

  const faults: Readonly<Record<string, () => Promise<void>>> = {
    'is killed and started again': async () => {
      await server.kill9();
      await sleep(300);
      await server.start();
    },
    'is restarted in its own orderly way': () => server.restart(),
    'hangs and goes on': async () => {
      server.pause();
      await sleep(2_500);
      server.resume();
    },
    'is behind a network that swallows everything': async () => {
      proxy.halfOpen();
      proxy.blackHole();
      await sleep(2_500);
      await proxy.heal();
    },
    'resets in the middle of answers': async () => {
      for (let n = 0; n < 5; n++) {
        proxy.set({ sliceBytes: 40, sliceDelayMs: 1 });
        await sleep(60);
        proxy.reset();
        proxy.set({ sliceBytes: undefined, sliceDelayMs: undefined });
        await sleep(200);
      }
    },
  };

  it.each(Object.keys(faults))('%s settles each call once and in time, does nothing twice, and is whole again within 2 s', async (name) => {
    const entry = {
      type: 'cassandra' as const,
      pool: { callTimeoutMs: CALL_MS, cancelGraceMs: 500 },
      connection: { servers: [[proxy.host, proxy.port] as [string, number]], requestTimeoutMs: 800 },
    };
    await using pools = await createOutgoingPools({ outgoingPools: [entry] }, { backends: [CassandraBackend] }).start();
    const pool = pools.get('cassandra');
    const load = countOnce(pool, name);
    await eventually(() => load.outcomes.length > 50);
    await faults[name]?.();
    const back = performance.now();
    await eventually(async () => {
      if (pool.state !== 'ready') return false;
      return pool
        .call((cassandra) => cassandra.execute('SELECT page FROM hits LIMIT 1'), { timeoutMs: 500 })
        .then(
          () => true,
          () => false,
        );
    }, 5_000);
    assert.ok(performance.now() - back < 2_000, `whole again after ${Math.round(performance.now() - back)} ms`);
    const { length } = load.outcomes;
    await eventually(() => load.outcomes.slice(length).some(({ error }) => error === undefined));
    await accountFor(load);
    assert.ok(
      load.outcomes.some(({ error }) => error !== undefined),
      'nothing has failed: no fault',
    );
  });

  it('resets in the middle of a long answer tells its reader so, and the reader of pages goes on', async () => {
    const entry = { type: 'cassandra' as const, connection: { servers: [[proxy.host, proxy.port] as [string, number]] } };
    await using pools = await createOutgoingPools({ outgoingPools: [entry] }, { backends: [CassandraBackend] }).start();
    const pool = pools.get('cassandra');
    await pool.call((cassandra) => cassandra.execute('SELECT text FROM big WHERE id = 1'));
    proxy.set({ bytesPerSecond: 200_000 });
    const long = pool.call((cassandra) => cassandra.execute('SELECT text FROM big WHERE id = 1'));
    const refused = assert.rejects(long, (error) => isPoolError(error, 'CONNECTION_LOST'));
    const pages = (async () => {
      for await (const { text } of rowsOver<{ text: string }>(pool, 'SELECT text FROM big')) assert.equal(text.length, 100_000);
    })();
    await sleep(150);
    proxy.reset();
    proxy.set({ bytesPerSecond: undefined });
    await refused;
    await pages;
  });
});
