import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { describe, it } from 'vitest';
import { certificates, type PostgresServer, requireServers, startPostgres } from '../src/index.js';
import { isAlive } from '../src/processes.js';

async function ask(server: PostgresServer, options: pg.ClientConfig = {}, sql = 'select current_user as me'): Promise<unknown> {
  const { host, port, user, password, database } = server;
  const client = new pg.Client({ host, port, user, password, database, connectionTimeoutMillis: 2000, ...options });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query(sql)).rows[0]?.me;
  } finally {
    await client.end().catch(() => {});
  }
}

describe.skipIf(!requireServers('postgres'))('a real PostgreSQL', () => {
  it('takes its user over TCP with the password, and nobody without', async () => {
    await using server = await startPostgres();
    assert.equal(await ask(server), 'app');
    await assert.rejects(ask(server, { password: 'wrong' }), { code: '28P01' });
    await assert.rejects(ask(server, { user: 'postgres' }), { code: '28P01' });
  });

  it('keeps port and rows over kill -9 and a restart', async () => {
    await using server = await startPostgres();
    const { port, pid } = server;
    await ask(server, {}, 'create table kept as select 7 as me');
    const inFlight = assert.rejects(ask(server, {}, 'select pg_sleep(30)'));
    await server.kill9();
    await inFlight;
    assert.equal(isAlive(pid), false);
    assert.equal(server.running, false);
    await assert.rejects(ask(server), { code: 'ECONNREFUSED' });
    await server.restart();
    assert.equal(server.port, port);
    assert.equal(await ask(server, {}, 'select me from kept'), 7);
  });

  it('tells the clients when it is stopped in order, and comes back', async () => {
    await using server = await startPostgres();
    const inFlight = assert.rejects(ask(server, {}, 'select pg_sleep(30)'), { code: '57P01' });
    while ((await server.query("select 1 from pg_stat_activity where query like '%pg_sleep(30)%' and user <> usename")).length === 0)
      await sleep(5);
    await server.stop();
    await inFlight;
    await server.start();
    assert.equal(await ask(server), 'app');
  });

  it('hangs while it is paused, open sessions too', async () => {
    await using server = await startPostgres();
    const asked = ask(server, {}, "select pg_sleep(0.1), 'late' as me");
    while ((await server.query("select 1 from pg_stat_activity where query like '%0.1%' and user <> usename")).length === 0) await sleep(5);
    server.pause();
    await assert.rejects(ask(server, { connectionTimeoutMillis: 200 }));
    assert.equal(await Promise.race([asked, sleep(200, 'nothing')]), 'nothing');
    server.resume();
    assert.equal(await asked, 'late');
  });

  it('keeps a connection for the tests when its own are all taken', async () => {
    await using server = await startPostgres({ maxConnections: 1 });
    const { host, port, user, password, database } = server;
    const only = new pg.Client({ host, port, user, password, database });
    await only.connect();
    await assert.rejects(ask(server), { code: '53300' });
    assert.deepEqual(await server.query('select 1 as one'), [{ one: 1 }]);
    await only.end();
  });

  it('presents the certificate it is told to, and a client accepts only the right one', async () => {
    const { ca } = await certificates();
    await using server = await startPostgres({ tls: true });
    const secured = (host: string): Promise<unknown> => ask(server, { host, ssl: { ca } });
    assert.equal(await secured('localhost'), 'app');
    assert.equal(await secured('127.0.0.1'), 'app');
    for (const [name, code] of [
      ['wronghost', 'ERR_TLS_CERT_ALTNAME_INVALID'],
      ['expired', 'CERT_HAS_EXPIRED'],
      ['future', 'CERT_NOT_YET_VALID'],
      ['other', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ] as const) {
      await server.useCertificate(name);
      await assert.rejects(secured('localhost'), { code }, name);
    }
    await server.restart();
    await assert.rejects(secured('localhost'), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    await server.useCertificate('renewed');
    assert.equal(await secured('localhost'), 'app');
  });

  it('refuses plain text, and asks for a client certificate, where its rules say so', async () => {
    const { ca, pair } = await certificates();
    await using server = await startPostgres({ tls: true, hba: ['hostssl all app all cert'] });
    await assert.rejects(ask(server), { code: '28000' });
    await assert.rejects(ask(server, { ssl: { ca } }), { code: '28000' });
    assert.equal(await ask(server, { ssl: { ca, ...pair('client') } }), 'app');
    await assert.rejects(ask(server, { ssl: { ca, ...pair('client-expired') } }));
  });

  it('leaves no folder and no process when it is disposed of', async () => {
    const server = await startPostgres();
    const [row] = await server.query<{ folder: string }>("select current_setting('data_directory') as folder");
    const { pid } = server;
    server.pause();
    await server[Symbol.asyncDispose]();
    assert.equal(isAlive(pid), false);
    assert.equal(existsSync(String(row?.folder)), false);
    await assert.rejects(server.start(), /was disposed of/);
  });

  it('says what it wrote to its log when it cannot start', async () => {
    await assert.rejects(startPostgres({ settings: { shared_buffers: 'nonsense' } }), /PostgreSQL ended: .*shared_buffers/s);
  });
});
