import { type Certificates, certificates, type PostgresServer, requireServers, startPostgres } from '@outpool/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobConnection } from '../src/job-connection.js';
import { Attempt, backend, eventually, openSockets, optionsFor, type SocketOptions } from './attempt.js';

describe.skipIf(!requireServers('postgres'))('cancelling on the server', () => {
  let server: PostgresServer;
  let certs: Certificates;
  beforeAll(async () => {
    certs = await certificates();
    server = await startPostgres({ tls: true });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function withConnection(work: (db: JobConnection) => Promise<void>, more: Partial<SocketOptions> = {}): Promise<void> {
    const db = await new Attempt(optionsFor(server, more)).connect();
    try {
      await work(db);
    } finally {
      await backend.close(db);
    }
  }

  const active = async (): Promise<number> =>
    (await server.query("select 1 from pg_stat_activity where usename = 'app' and state = 'active'")).length;

  it.each([
    ['in clear', false],
    ['over TLS', true],
  ])('ends a statement at once, %s, and leaves the connection free', async (_, secure) => {
    const tls = secure ? { caFile: certs.caFile } : false;
    await withConnection(
      async (db) => {
        const before = openSockets();
        const controller = new AbortController();
        const running = db.query('select pg_sleep(60)', [], { signal: controller.signal });
        await eventually(async () => (await active()) === 1);
        const began = performance.now();
        controller.abort();
        const error = await running.catch((reason) => reason);
        expect(error.code).toBe('57014');
        expect(performance.now() - began).toBeLessThan(500);
        expect(await active()).toBe(0);
        expect(backend.fate(error, db)).toBe('keep');
        expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
        await eventually(() => openSockets() <= before);
      },
      { tls },
    );
  });

  it('is possible where the server takes nothing but TLS', async () => {
    await using strict = await startPostgres({ tls: true, hba: ['hostssl all all all scram-sha-256'] });
    const db = await new Attempt(optionsFor(strict, { tls: { caFile: certs.caFile } })).connect();
    await expect(db.query('select pg_sleep(60)', [], { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({ code: '57014' });
    await backend.close(db);
  });

  it('never hits the next statement, whenever the signal aborts', async () => {
    await withConnection(async (db) => {
      for (let n = 0; n < 60; n++) {
        const controller = new AbortController();
        const running = db.query('select pg_sleep(0.004)', [], { signal: controller.signal });
        const next = db.query('select $1::int as n', [n]);
        setTimeout(() => controller.abort(), n / 10);
        const outcome = await running.then(
          () => 'done',
          (error) => error.code,
        );
        expect(['done', '57014']).toContain(outcome);
        expect((await next).rows).toEqual([{ n }]);
      }
    });
  });

  it('is repeated until the server has seen it, also right after the statement was sent', async () => {
    await withConnection(async (db) => {
      for (let n = 0; n < 20; n++) {
        const controller = new AbortController();
        const running = db.query('select pg_sleep(60)', [], { signal: controller.signal });
        controller.abort();
        await expect(running).rejects.toMatchObject({ code: '57014' });
      }
      expect(await active()).toBe(0);
    });
  });

  it('does not send a statement whose signal has aborted before', async () => {
    await withConnection(async (db) => {
      const gone = AbortSignal.abort(new Error('not any more'));
      await expect(db.query('select pg_sleep(60)', [], { signal: gone })).rejects.toThrow('not any more');
      const controller = new AbortController();
      const first = db.query('select pg_sleep(0.05)');
      const second = db.query('select pg_sleep(60)', [], { signal: controller.signal });
      controller.abort(new Error('while it waited'));
      await expect(second).rejects.toThrow('while it waited');
      await first;
    });
  });

  it('rolls back the transaction that it hits', async () => {
    await server.query('create table if not exists cancelled (id int); grant all on cancelled to app');
    await withConnection(async (db) => {
      const outcome = db.transaction(async (transaction) => {
        await transaction.query('insert into cancelled values (1)');
        await transaction.query('select pg_sleep(60)', [], { signal: AbortSignal.timeout(50) });
      });
      const error = await outcome.catch((reason) => reason);
      expect(error.code).toBe('57014');
      expect(backend.fate(error, db)).toBe('keep');
      expect(await server.query('select * from cancelled')).toEqual([]);
    });
  });

  it('tears the connection down when the server cannot be asked', async () => {
    const own = await startPostgres();
    const attempt = new Attempt(optionsFor(own));
    const db = await attempt.connect();
    const controller = new AbortController();
    const running = db.query('select pg_sleep(60)', [], { signal: controller.signal });
    await eventually(
      async () => (await own.query("select 1 from pg_stat_activity where usename = 'app' and state = 'active'")).length === 1,
    );
    // Without its postmaster the server takes no connections, while the session lives on for a moment.
    process.kill(own.pid, 'SIGSTOP');
    const before = openSockets();
    controller.abort();
    await eventually(() => openSockets() > before);
    await backend.close(db);
    const error = await running.catch((reason) => reason);
    expect(error.message).toMatch(/terminated|could not be cancelled/i);
    expect(backend.fate(error, db)).toMatchObject({ connection: 'lost' });
    await own[Symbol.asyncDispose]();
    await eventually(() => openSockets() <= before - 1);
  });
});
