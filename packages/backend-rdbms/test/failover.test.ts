import { createOutgoingPools, type OutgoingPools, type PoolOptions } from '@outpool/core';
import { type MariadbServer, type PostgresServer, requireServers, startMariadb, startPostgres } from '@outpool/test-servers';
import { describe, expect, it } from 'vitest';
import { RdbmsBackend, type RdbmsOptions } from '../src/index.js';
import { eventually, optionsFor } from './attempt.js';

type AnyServer = PostgresServer | MariadbServer;
type Attributes = 'any' | 'read-write' | 'prefer-standby';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function poolsOf(servers: readonly AnyServer[], targetSessionAttrs?: Attributes, pool: PoolOptions = {}): OutgoingPools {
  const { host: _, port: __, ...login } = optionsFor(servers[0] as AnyServer);
  const places = servers.map(({ host, port }) => ({ host, port }));
  const connection = { ...login, servers: places, ...(targetSessionAttrs && { targetSessionAttrs }) } as RdbmsOptions;
  return createOutgoingPools(
    { outgoingPools: [{ type: 'rdbms', pool: { workers: 4, ...pool }, connection }] },
    { backends: [RdbmsBackend] },
  );
}

/** Inserts without pause while the servers change places, and holds what was acknowledged against what the new primary has. */
async function changePlacesUnderLoad(primary: AnyServer, standby: AnyServer, change: () => Promise<void>): Promise<void> {
  await using pools = await poolsOf([primary, standby], undefined, { callTimeoutMs: 4_000 }).start();
  const pool = pools.get('rdbms');
  const acknowledged: { id: number; at: number }[] = [];
  let loading = true;
  let next = 0;
  const callers = Array.from({ length: 8 }, async () => {
    while (loading) {
      const id = next++;
      try {
        await pool.call((db) => db.query('insert into hits values (?)', [id]));
        acknowledged.push({ id, at: performance.now() });
      } catch {
        await pause(5);
      }
    }
  });
  await pause(500);
  const began = performance.now();
  await change();
  const promoted = performance.now();
  await pause(3_000);
  loading = false;
  await Promise.all(callers);
  expect(acknowledged.some(({ at }) => at < began)).toBe(true);
  const first = acknowledged.find(({ at }) => at > promoted);
  expect((first?.at ?? Number.POSITIVE_INFINITY) - promoted).toBeLessThan(3_000);
  const stored = (await standby.query<{ id: string }>('select id from hits')).map(({ id }) => Number(id));
  const distinct = new Set(stored);
  expect(distinct.size).toBe(stored.length);
  expect(acknowledged.filter(({ id }) => !distinct.has(id))).toEqual([]);
}

describe.skipIf(!requireServers('postgres'))('a primary and its standby, of PostgreSQL', { retry: 2 }, () => {
  const portOf = async (pools: OutgoingPools): Promise<number> =>
    (await pools.get('rdbms').call((db) => db.query<{ port: number }>('select inet_server_port() as port'))).rows[0]?.port ?? 0;

  it('are told apart, whatever their order', async () => {
    await using primary = await startPostgres();
    await using standby = await primary.startStandby();
    for (const servers of [
      [primary, standby],
      [standby, primary],
    ]) {
      for (const [wanted, server] of [
        ['read-write', primary],
        ['prefer-standby', standby],
        ['any', servers[0]],
        [undefined, primary],
      ] as const) {
        await using pools = await poolsOf(servers, wanted, { workers: 2 }).start();
        expect(await portOf(pools)).toBe(server?.port);
      }
    }
  });

  it('with none preferred left, the primary will do', async () => {
    await using primary = await startPostgres();
    const standby = await primary.startStandby();
    await standby[Symbol.asyncDispose]();
    await using pools = await poolsOf([standby, primary], 'prefer-standby', { workers: 1 }).start();
    expect(await portOf(pools)).toBe(primary.port);
  });

  it('change places under load: writes go on within 3 s, none is lost, none is done twice', async () => {
    await using primary = await startPostgres();
    await using standby = await primary.startStandby();
    await primary.query('create table hits (id bigint); grant all on hits to app');
    // What the standby has not seen when the primary dies is gone, so acknowledge only what it has.
    await primary.query("alter system set synchronous_standby_names = '*'");
    await primary.query('select pg_reload_conf()');
    await eventually(async () => (await primary.query("select 1 from pg_stat_replication where sync_state = 'sync'")).length === 1);
    await changePlacesUnderLoad(primary, standby, async () => {
      await primary.kill9();
      await pause(300);
      await standby.query('select pg_promote(true, 10)');
    });
  }, 30_000);
});

describe.skipIf(!requireServers('mariadb'))('servers of MariaDB', { retry: 2 }, () => {
  it('are left when they take no writes any more', async () => {
    await using first = await startMariadb();
    await using second = await startMariadb({ settings: { 'read-only': 1 } });
    for (const server of [first, second]) await server.query('create table hits (id int)');
    await using pools = await poolsOf([first, second], 'read-write', { workers: 1 }).start();
    const pool = pools.get('rdbms');
    const insert = (id: number) => pool.call((db) => db.query('insert into hits values (?)', [id]));
    const count = async (server: MariadbServer) => Number((await server.query('select count(*) as n from hits'))[0]?.n);
    await insert(1);
    expect([await count(first), await count(second)]).toEqual([1, 0]);
    await first.query('set global read_only = 1');
    await second.query('set global read_only = 0');
    await expect(insert(2)).rejects.toMatchObject({ kind: 'read_only' });
    await insert(3);
    expect([await count(first), await count(second)]).toEqual([1, 1]);
    await using readers = await poolsOf([second, first], 'prefer-standby', { workers: 1 }).start();
    const port = await readers.get('rdbms').call((db) => db.query<{ port: unknown }>('select @@port as port'));
    expect(Number(port.rows[0]?.port)).toBe(first.port);
  });

  it('change places under load when the primary dies: writes go on within 3 s, none is lost, none is done twice', async () => {
    await using primary = await startMariadb({ replicated: true });
    await using replica = await primary.startReplica();
    await primary.query('create table hits (id bigint)');
    await changePlacesUnderLoad(primary, replica, async () => {
      await primary.kill9();
      await pause(300);
      await replica.promote();
    });
  }, 60_000);

  it('change places under load when the primary steps down: writes go on within 3 s, none is lost, none is done twice', async () => {
    await using primary = await startMariadb({ replicated: true });
    await using replica = await primary.startReplica();
    await primary.query('create table hits (id bigint)');
    await changePlacesUnderLoad(primary, replica, async () => {
      await primary.query('set global read_only = 1');
      const [log] = await primary.query<{ position: string }>('select @@gtid_binlog_pos as position');
      await replica.query('select master_gtid_wait(?, 10)', [log?.position]);
      await replica.promote();
    });
    const count = async (server: MariadbServer) => Number((await server.query('select count(*) as n from hits'))[0]?.n);
    expect(await count(replica)).toBeGreaterThan(await count(primary));
  }, 60_000);
});
