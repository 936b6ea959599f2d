import assert from 'node:assert/strict';
import mysql from 'mysql2/promise';
import { describe, it } from 'vitest';
import { certificates, requireServers, startMariadb } from '../src/index.js';

describe.skipIf(!requireServers('mariadb'))('a real MariaDB', () => {
  it('keeps what was committed through kill -9, and lets its application in', async () => {
    await using server = await startMariadb();
    await server.query('create table kept (id int)');
    const { host, port, user, password, database } = server;
    const connection = await mysql.createConnection({ host, port, user, password, database });
    connection.on('error', () => {});
    await connection.query('insert into kept values (7)');
    await server.kill9();
    await server.start();
    assert.deepEqual(
      (await server.query('select id from kept')).map(({ id }) => id),
      [7],
    );
    connection.destroy();
  });

  it('offers TLS with a certificate that can be changed, and can take nothing else', async () => {
    const certs = await certificates();
    await using server = await startMariadb({ requireTls: true });
    const { port, user, password, database } = server;
    const connect = (ssl?: mysql.SslOptions) =>
      mysql.createConnection({ host: '127.0.0.1', port, user, password, database, ...(ssl && { ssl }) });
    const ssl = { ca: certs.ca };
    const connection = await connect(ssl);
    await connection.end();
    await assert.rejects(connect());
    await server.useCertificate('expired');
    await assert.rejects(connect(ssl), { code: 'HANDSHAKE_SSL_ERROR' });
    await server.useCertificate('server');
  });

  it('has a replica that knows what was acknowledged, and takes writes once it is promoted', async () => {
    await using primary = await startMariadb({ replicated: true });
    await using replica = await primary.startReplica();
    await primary.query('create table kept (id int)');
    await primary.query('insert into kept values (7)');
    const { host, port, user, password, database } = replica;
    const connection = await mysql.createConnection({ host, port, user, password, database });
    connection.on('error', () => {});
    await primary.kill9();
    await assert.rejects(connection.query('insert into kept values (8)'), { code: 'ER_OPTION_PREVENTS_STATEMENT' });
    await replica.promote();
    await connection.query('insert into kept values (8)');
    assert.deepEqual(
      (await replica.query('select id from kept order by id')).map(({ id }) => id),
      [7, 8],
    );
    connection.destroy();
  });
});
