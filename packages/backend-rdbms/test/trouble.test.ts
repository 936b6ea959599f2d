import { createOutgoingPools, isPoolError, type OutgoingPools, type PoolOptions } from '@outpool/core';
import { requireServers, startMariadb, startPostgres } from '@outpool/test-servers';
import { startFaultProxy } from '@outpool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RdbmsBackend, type RdbmsOptions } from '../src/index.js';
import { eventually, openSockets, optionsFor, type SocketOptions } from './attempt.js';
import { mariadbSubject, postgresSubject, type Subject } from './subjects.js';

function poolsOf(connection: RdbmsOptions, pool: PoolOptions = {}): OutgoingPools {
  return createOutgoingPools(
    { outgoingPools: [{ type: 'rdbms', pool: { workers: 1, ...pool }, connection }] },
    { backends: [RdbmsBackend] },
  );
}

interface Server extends Subject {
  readonly options: SocketOptions;
  /** A million rows of a kilobyte. */
  readonly gigabyte: string;
}

const databases: [string, () => Promise<Server>][] = [
  [
    'PostgreSQL',
    async () => {
      const server = await startPostgres();
      const options = optionsFor(server);
      const gigabyte = "select n, repeat('x', 1000) as text from generate_series(1, 1000000) as n";
      return { ...(await postgresSubject(server, options)), options, gigabyte };
    },
  ],
  [
    'MariaDB',
    async () => {
      const server = await startMariadb();
      const options = optionsFor(server);
      const gigabyte = "select seq as n, repeat('x', 1000) as text from seq_1_to_1000000";
      return { ...mariadbSubject(server, options), options, gigabyte };
    },
  ],
];

describe.skipIf(!requireServers('postgres', 'mariadb')).each(databases)('a pool in trouble, on %s', (_, start) => {
  let server: Server;
  beforeAll(async () => {
    server = await start();
    await server.query('create table things (id int primary key)');
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('gives the typed error of a failed login to who starts it, and shows no secret', async () => {
    const before = openSockets();
    const wrong = { ...server.options, password: 'not-the-password' };
    const error = await poolsOf(wrong, { startTimeoutMs: 500 })
      .start()
      .catch((reason) => reason);
    expect(isPoolError(error, 'START_FAILED')).toBe(true);
    expect(JSON.stringify(error) + String(error) + String(error.stack)).not.toContain('not-the-password');
    await eventually(() => openSockets() <= before);
  });

  it('reads a gigabyte at the pace of a slow reader, in little memory', async () => {
    await using pools = await poolsOf({ ...server.options, queryTimeoutMs: 2_000 }).start();
    const before = process.memoryUsage.rss();
    let most = 0;
    let rows = 0;
    await pools.get('rdbms').call(async (db) => {
      for await (const _row of db.stream(server.gigabyte, [], { batchRows: 1_000 })) {
        if (++rows % 5_000 !== 0) continue;
        most = Math.max(most, process.memoryUsage.rss() - before);
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (rows === 100_000) break;
      }
    });
    expect(rows).toBe(100_000);
    expect(most).toBeLessThan(100 * 1024 ** 2);
    expect(await server.running()).toBe(0);
    expect((await pools.get('rdbms').call((db) => db.query('select 1 as one'))).rows).toEqual([{ one: 1 }]);
  }, 30_000);

  it('fails a transaction whose session is killed, and keeps nothing of it', async () => {
    await using pools = await poolsOf(server.options).start();
    const pool = pools.get('rdbms');
    const killed = pool.call((db) =>
      db.transaction(async (transaction) => {
        const { rows } = await transaction.query<{ session: unknown }>(server.session);
        await transaction.query('insert into things values (1)');
        await server.kill(Number(rows[0]?.session));
        await transaction.query('insert into things values (2)');
      }),
    );
    await expect(killed).rejects.toMatchObject({ code: 'CONNECTION_LOST', sent: true, cause: expect.any(Error) });
    expect((await pool.call((db) => db.query('select id from things'))).rows).toEqual([]);
  });

  it('finds out in time that its server has vanished without a word, and connects anew', async () => {
    await using proxy = await startFaultProxy({ host: server.options.host ?? '', port: server.options.port ?? 0 });
    const before = openSockets();
    const options = { ...server.options, host: proxy.host, port: proxy.port, queryTimeoutMs: 300 };
    const pools = await poolsOf(options, { closeTimeoutMs: 2_000 }).start();
    const pool = pools.get('rdbms');
    await pool.call((db) => db.query('select 1'));
    const began = performance.now();
    const call = pool.call((db) => db.query(server.sleep(0.1)));
    proxy.halfOpen();
    await expect(call).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    expect(performance.now() - began).toBeLessThan(6_000);
    proxy.heal();
    expect((await pool.call((db) => db.query('select 1 as one'))).rows).toEqual([{ one: 1 }]);
    await pools.stop();
    await eventually(() => openSockets() <= before + 1); // the proxy's own listens on
  }, 15_000);

  it('leaves nothing running on the server of a call that timed out, though its job did not pass the signal', async () => {
    await using pools = await poolsOf(server.options, { cancelGraceMs: 100 }).start();
    const pool = pools.get('rdbms');
    const deaf = pool.call((db) => db.query(server.sleep(60)), { timeoutMs: 200 });
    await expect(deaf).rejects.toMatchObject({ code: 'CALL_TIMEOUT' });
    await eventually(async () => (await server.running()) === 0);
    expect((await pool.call((db) => db.query('select 1 as one'))).rows).toEqual([{ one: 1 }]);
  });

  it('rolls back what a job has left open although it succeeded', async () => {
    await using pools = await poolsOf(server.options).start();
    const pool = pools.get('rdbms');
    await pool.call(async (db) => {
      await db.query(server.session.includes('connection_id') ? 'start transaction' : 'begin');
      await db.query('insert into things values (3)');
    });
    expect(await pool.call((db) => db.transactionStatus)).toBe('none');
    expect((await pool.call((db) => db.query('select id from things'))).rows).toEqual([]);
  });

  it('keeps idle connections alive, and replaces one that was killed', async () => {
    await using pools = await poolsOf(server.options, { keepaliveIntervalMs: 100 }).start();
    const pool = pools.get('rdbms');
    const session = () => pool.call(async (db) => Number((await db.query<{ session: unknown }>(server.session)).rows[0]?.session));
    const first = await session();
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(await session()).toBe(first);
    await server.kill(first);
    await eventually(async () => (await session().catch(() => first)) !== first);
  });
});
