import { createOutgoingPools, isPoolError, type OutgoingPools, type PoolOptions } from '@outpool/core';
import { type PostgresServer, requireServers, startPostgres } from '@outpool/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RdbmsBackend, type RdbmsOptions } from '../src/index.js';
import { eventually, openSockets, optionsFor } from './attempt.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(!requireServers('postgres'))('an rdbms pool', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
    await server.query('create table hits (id bigint primary key); grant all on hits to app');
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const poolsOf = (pool: PoolOptions, connection: RdbmsOptions = optionsFor(server)): OutgoingPools =>
    createOutgoingPools({ outgoingPools: [{ type: 'rdbms', pool, connection }] }, { backends: [RdbmsBackend] });
  const sessions = async (state = '%'): Promise<number> =>
    (await server.query("select 1 from pg_stat_activity where usename = 'app' and state like $1", [state])).length;

  it('gives typed rows, and 60 s to a call', async () => {
    await using pools = await poolsOf({ workers: 2 }).start();
    const { rows } = await pools.get('rdbms').call((db) => db.query<{ n: number }>('select $1::int as n', [7]));
    expect(rows[0]?.n).toBe(7);
    let deadline = 0;
    await pools.get('rdbms').call((_, context) => {
      deadline = context.deadline - performance.now();
    });
    expect(deadline).toBeGreaterThan(59_000);
  });

  it('does not start with a wrong password, and says why', async () => {
    const before = openSockets();
    const error = await poolsOf({ startTimeoutMs: 500 }, optionsFor(server, { password: 'wrong' }))
      .start()
      .catch((reason) => reason);
    expect(isPoolError(error, 'START_FAILED')).toBe(true);
    expect(error.message).toContain('password authentication failed');
    expect(error.message).not.toContain('wrong');
    await eventually(() => openSockets() <= before);
  });

  it('frees the worker of a call that timed out, and nothing of it is left running on the server', async () => {
    await using pools = await poolsOf({ workers: 1 }).start();
    const pool = pools.get('rdbms');
    const pid = () => pool.call(async (db) => (await db.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid);
    const before = await pid();
    const began = performance.now();
    const slow = pool.call((db, { signal }) => db.query('select pg_sleep(60)', [], { signal }), { timeoutMs: 150 });
    await expect(slow).rejects.toMatchObject({ code: 'CALL_TIMEOUT' });
    expect(await pid()).toBe(before);
    expect(performance.now() - began).toBeLessThan(700);
    expect(await sessions('active')).toBe(0);
  });

  it('replaces the connection of a call that timed out and cannot be stopped', async () => {
    await using pools = await poolsOf({ workers: 1, cancelGraceMs: 100 }).start();
    const pool = pools.get('rdbms');
    const deaf = pool.call((db) => db.query('select pg_sleep(60)'), { timeoutMs: 100 });
    await expect(deaf).rejects.toMatchObject({ code: 'CALL_TIMEOUT' });
    expect((await pool.call((db) => db.query('select 1 as one'), { timeoutMs: 2_000 })).rows).toEqual([{ one: 1 }]);
  });

  it('replaces the connection of a failed job that left a transaction open', async () => {
    await using pools = await poolsOf({ workers: 1 }).start();
    const pool = pools.get('rdbms');
    const failed = pool.call(async (db) => {
      await db.query('begin');
      throw new Error('half way');
    });
    await expect(failed).rejects.toThrow('half way');
    expect(await pool.call((db) => db.transactionStatus)).toBe('none');
    expect(await sessions('idle in transaction')).toBe(0);
  });

  it('repeats an idempotent call whose connection is killed under it, and no other', async () => {
    await using pools = await poolsOf({ workers: 3 }).start();
    const pool = pools.get('rdbms');
    const killOnce = (idempotent: boolean) => {
      let runs = 0;
      const answer = pool.call(
        async (db) => {
          runs++;
          const { rows } = await db.query<{ pid: number }>('select pg_backend_pid() as pid');
          if (runs === 1) await server.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
          return (await db.query<{ one: number }>('select 1 as one')).rows[0]?.one;
        },
        { idempotent },
      );
      return answer.then(
        (value) => ({ value, runs }),
        (error) => ({ error, runs }),
      );
    };
    // The budget for repeats grows with the calls of the pool.
    await Promise.all(Array.from({ length: 50 }, () => pool.call((db) => db.query('select 1'))));
    expect(await killOnce(true)).toEqual({ value: 1, runs: 2 });
    const once = await killOnce(false);
    expect(once.runs).toBe(1);
    expect(once).toMatchObject({ error: { code: 'CONNECTION_LOST', sent: true } });
  });

  it('settles every call once and in time through kill -9 and restart, is ready within 2 s, and loses no insert', async () => {
    const before = openSockets();
    const pools = await poolsOf({ workers: 5, callTimeoutMs: 2_000 }).start();
    const pool = pools.get('rdbms');
    let accepted = 0;
    let late = 0;
    const settled: string[] = [];
    const acknowledged: number[] = [];
    let loading = true;
    let next = 0;
    const caller = async (): Promise<void> => {
      while (loading) {
        const id = next++;
        accepted++;
        const began = performance.now();
        await pool
          .call((db, { signal }) => db.query('insert into hits values ($1)', [id], { signal }))
          .then(
            () => {
              acknowledged.push(id);
              settled.push('ok');
            },
            (error) => settled.push(error.code),
          );
        if (performance.now() - began > 2_300) late++;
        await pause(5);
      }
    };
    const callers = Array.from({ length: 20 }, caller);
    for (let round = 0; round < 2; round++) {
      await pause(200);
      await server.kill9();
      await pause(100);
      await server.start();
      const back = performance.now();
      await eventually(() => pool.state === 'ready', 2_000);
      await pool.call((db) => db.query('select 1'));
      expect(performance.now() - back).toBeLessThan(2_000);
      expect(await sessions()).toBeLessThanOrEqual(5);
    }
    loading = false;
    await Promise.all(callers);
    expect(settled.length).toBe(accepted);
    expect(late).toBe(0);
    expect(new Set(settled)).toContain('ok');
    for (const code of settled) expect(['ok', 'CONNECTION_LOST', 'POOL_DOWN', 'QUEUE_TIMEOUT', 'CALL_TIMEOUT']).toContain(code);
    const stored = new Set((await server.query<{ id: string }>('select id from hits')).map(({ id }) => Number(id)));
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    await pools.stop();
    await eventually(async () => (await sessions()) === 0);
    await eventually(() => openSockets() <= before);
  });

  it('keeps idle connections alive, and replaces one whose server hangs', async () => {
    await using own = await startPostgres();
    const pools = await poolsOf({ workers: 1, keepaliveIntervalMs: 100, pingTimeoutMs: 200 }, optionsFor(own)).start();
    const pool = pools.get('rdbms');
    own.pause();
    await eventually(() => pool.state !== 'ready', 2_000);
    own.resume();
    await eventually(() => pool.state === 'ready', 3_000);
    await pool.call((db) => db.query('select 1'));
    await pools.stop();
  });
});
