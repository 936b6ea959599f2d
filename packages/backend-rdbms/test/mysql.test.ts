import { requireServers, startMariadb } from '@outpool/test-servers';
import { describe, expect, it } from 'vitest';
import { Attempt, backend, optionsFor } from './attempt.js';
import { driverCases } from './driver-cases.js';
import { mariadbSubject } from './subjects.js';

describe.skipIf(!requireServers('mariadb'))('MariaDB', () => {
  driverCases('mysql', async () => {
    const server = await startMariadb();
    return mariadbSubject(server, optionsFor(server));
  });

  it('gives the rows of a procedure, also none', async () => {
    await using server = await startMariadb();
    await server.query('create procedure upto(most int) select seq as n from seq_1_to_3 where seq <= most');
    const db = await new Attempt(optionsFor(server)).connect();
    await server.query("grant execute on procedure app.upto to 'app'@'127.0.0.1'");
    expect(await db.query('call upto(?)', [2])).toMatchObject({ rows: [{ n: '1' }, { n: '2' }], rowCount: 2, fields: [{ name: 'n' }] });
    expect(await db.query('call upto(?)', [0])).toMatchObject({ rows: [], rowCount: 0, fields: [{ name: 'n' }] });
    await backend.close(db);
  });
});
