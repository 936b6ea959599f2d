import { type PostgresServer, requireServers, startPostgres } from '@outpool/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Attempt, backend, eventually, openSockets, optionsFor } from './attempt.js';

const lost = { connection: 'lost', sent: true, blameEndpoint: true };

describe.skipIf(!requireServers('postgres'))('a connection that dies', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const pidOf = async (attempt: Attempt) => {
    const db = await attempt.connect();
    const { rows } = await db.query<{ pid: number }>('select pg_backend_pid() as pid');
    return { db, pid: rows[0]?.pid ?? 0 };
  };
  const terminate = (pid: number) => server.query('select pg_terminate_backend($1)', [pid]);

  it('under a statement with kill -9 of the server is reported once, and the statement rejects', async () => {
    const before = openSockets();
    const attempt = new Attempt(optionsFor(server));
    const db = await attempt.connect();
    const running = db.query('select pg_sleep(60)').catch((reason) => reason);
    const waiting = db.query('select 1').catch((reason) => reason);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = performance.now();
    await server.kill9();
    const error = await running;
    expect(error).toBeInstanceOf(Error);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(await waiting).toBeInstanceOf(Error);
    expect(backend.fate(error, db)).toEqual(lost);
    expect(attempt.losses).toHaveLength(1);
    await Promise.all([backend.close(db), backend.close(db)]);
    await expect(db.query('select 1')).rejects.toThrow();
    expect(attempt.losses).toHaveLength(1);
    expect(openSockets()).toBeLessThanOrEqual(before);
    await expect(new Attempt(optionsFor(server)).connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await server.start();
  });

  it('while idle is reported once, with what the server said', async () => {
    const attempt = new Attempt(optionsFor(server));
    const { db, pid } = await pidOf(attempt);
    await terminate(pid);
    expect(await attempt.lostOnce).toMatchObject({ code: '57P01' });
    await backend.close(db);
    expect(attempt.losses).toHaveLength(1);
  });

  it('under a statement gives it the error of the server', async () => {
    const attempt = new Attempt(optionsFor(server));
    const { db, pid } = await pidOf(attempt);
    const running = db.query('select pg_sleep(60)').catch((reason) => reason);
    await eventually(
      async () => (await server.query('select 1 from pg_stat_activity where pid = $1 and state = $2', [pid, 'active'])).length === 1,
    );
    await terminate(pid);
    const error = await running;
    expect(error.code).toBe('57P01');
    expect(backend.fate(error, db)).toEqual(lost);
    expect(attempt.losses).toEqual([error.cause]);
    await backend.close(db);
  });

  it('inside a transaction rejects with the error of the statement, not of the rollback', async () => {
    const attempt = new Attempt(optionsFor(server));
    const { db, pid } = await pidOf(attempt);
    const outcome = db.transaction(async (transaction) => {
      await terminate(pid);
      await transaction.query('select pg_sleep(60)');
    });
    await expect(outcome).rejects.toThrow(/terminat|not queryable/i);
    expect(backend.fate(new Error('whatever'), db)).toEqual(lost);
    await backend.close(db);
  });

  it('with an orderly stop of the server is reported, and a new one is there after the restart', async () => {
    const attempt = new Attempt(optionsFor(server));
    const db = await attempt.connect();
    await server.restart();
    expect(await attempt.lostOnce).toMatchObject({ code: '57P01' });
    await backend.close(db);
    const again = await new Attempt(optionsFor(server)).connect();
    expect((await again.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await backend.close(again);
  });

  it('in a session that the server gives up for its idle transaction is lost', async () => {
    const attempt = new Attempt(optionsFor(server));
    const db = await attempt.connect();
    await db.query('set idle_in_transaction_session_timeout = 20');
    await db.query('begin');
    expect(await attempt.lostOnce).toMatchObject({ code: '25P03' });
    await backend.close(db);
  });

  it('by our own closing is not reported', async () => {
    const attempt = new Attempt(optionsFor(server));
    const { db, pid } = await pidOf(attempt);
    await backend.close(db);
    await backend.close(db);
    await eventually(async () => (await server.query('select 1 from pg_stat_activity where pid = $1', [pid])).length === 0);
    expect(attempt.losses).toEqual([]);
  });

  it('is closed while a statement runs', async () => {
    const before = openSockets();
    const attempt = new Attempt(optionsFor(server));
    const db = await attempt.connect();
    const running = db.query('select pg_sleep(60)').catch((reason) => reason);
    await backend.close(db);
    expect(await running).toBeInstanceOf(Error);
    expect(attempt.losses).toEqual([]);
    expect(openSockets()).toBeLessThanOrEqual(before);
  });
});

describe.skipIf(!requireServers('postgres'))('a server that hangs', () => {
  it('is found out by the ping, and its connection is closed in bounded time', async () => {
    await using server = await startPostgres();
    const attempt = new Attempt(optionsFor(server));
    const db = await attempt.connect();
    await backend.ping(db, new AbortController().signal);
    const before = openSockets();
    server.pause();
    const began = performance.now();
    await expect(backend.ping(db, AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(performance.now() - began).toBeLessThan(500);
    await backend.close(db);
    expect(openSockets()).toBeLessThanOrEqual(before - 1);
    expect(attempt.losses).toEqual([]);
    server.resume();
  });

  it('does not hold up the closing of an idle connection for longer than a second', async () => {
    await using server = await startPostgres();
    const db = await new Attempt(optionsFor(server)).connect();
    server.pause();
    const began = performance.now();
    await backend.close(db);
    expect(performance.now() - began).toBeLessThan(1_500);
    server.resume();
  });
});
