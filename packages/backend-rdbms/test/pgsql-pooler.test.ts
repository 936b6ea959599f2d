import { type PgbouncerServer, type PostgresServer, requireServers, startPgbouncer, startPostgres } from '@outpool/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobConnection } from '../src/job-connection.js';
import { Attempt, backend, optionsFor } from './attempt.js';

describe.skipIf(!requireServers('postgres', 'pgbouncer'))('connections through PgBouncer', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
    await server.query('create table things (id int, name text)');
    await server.query('grant all on things to app');
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const connect = (bouncer: PgbouncerServer, more = {}): Promise<JobConnection> =>
    new Attempt(optionsFor(server, { port: bouncer.port, ...more })).connect();
  const close = (...connections: JobConnection[]) => Promise.all(connections.map((connection) => backend.close(connection)));
  const row = (id: number) => ({ id, name: 'x' });

  describe('that shares its sessions among transactions', () => {
    it('insert, query, stream and begin transactions as ever, and prepare nothing by themselves', async () => {
      await using bouncer = await startPgbouncer(server, { mode: 'transaction' });
      const connections = await Promise.all([connect(bouncer), connect(bouncer), connect(bouncer)]);
      for (let id = 0; id < 30; id++) {
        for (const connection of connections) expect((await connection.insert('things', [row(id), row(id)])).rowCount).toBe(2);
      }
      await Promise.all(
        connections.map((connection, index) =>
          connection.transaction(async (transaction) => {
            for (let id = 0; id < 10; id++) await transaction.insert('things', [row(1_000 * (index + 1) + id)]);
          }),
        ),
      );
      const [first] = connections as [JobConnection, ...JobConnection[]];
      expect((await first.query('select * from pg_prepared_statements')).rows).toEqual([]);
      expect(Number((await first.query<{ n: string }>('select count(*) as n from things')).rows[0]?.n)).toBe(210);
      let streamed = 0;
      for await (const _ of first.stream('select * from things', [], { batchRows: 10 })) streamed++;
      expect(streamed).toBe(210);
      await close(...connections);
    });

    it('execute as query does where preparing is forbidden', async () => {
      await using bouncer = await startPgbouncer(server, { mode: 'transaction', sessions: 2 });
      const connections = await Promise.all([1, 2, 3].map(() => connect(bouncer, { preparedStatements: 0 })));
      const ask = (connection: JobConnection, n: number) => connection.execute('select ?::int as n', [n]);
      for (let n = 0; n < 20; n++) {
        const answers = await Promise.all(connections.map((connection) => ask(connection, n)));
        for (const { rows } of answers) expect(rows).toEqual([{ n }]);
      }
      await close(...connections);
    });

    it('never run the statement of somebody else, whatever the sessions keep', async () => {
      await using bouncer = await startPgbouncer(server, { mode: 'transaction', sessions: 2 });
      const connections = await Promise.all([1, 2, 3, 4].map(() => connect(bouncer)));
      let answered = 0;
      for (let round = 0; round < 20; round++) {
        await Promise.all(
          connections.map(async (connection, index) => {
            const result = await connection.execute(`select ${index} as who`).catch(() => undefined);
            if (result === undefined) return;
            answered++;
            expect(result.rows).toEqual([{ who: index }]);
          }),
        );
      }
      expect(answered).toBeGreaterThan(0);
      await close(...connections);
    });

    it('cancel what runs too long, and go on', async () => {
      await using bouncer = await startPgbouncer(server, { mode: 'transaction' });
      const connection = await connect(bouncer, { queryTimeoutMs: 200 });
      await expect(connection.query('select pg_sleep(10)')).rejects.toMatchObject({ kind: 'query_timeout' });
      expect((await connection.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      expect(
        await server.query(
          "select 1 from pg_stat_activity where query like '%pg_sleep(10)%' and state = 'active' and pid <> pg_backend_pid()",
        ),
      ).toEqual([]);
      await close(connection);
    });
  });

  it('prepare what they are told to where each has a session to itself', async () => {
    await using bouncer = await startPgbouncer(server, { mode: 'session', sessions: 2 });
    const connections = await Promise.all([connect(bouncer), connect(bouncer)]);
    for (const connection of connections) {
      connection.prepare('twice', 'select 2 * ?::int as n');
      for (let n = 0; n < 10; n++) expect((await connection.execute('twice', [n])).rows).toEqual([{ n: 2 * n }]);
      expect((await connection.query('select statement from pg_prepared_statements')).rows).toEqual([
        { statement: 'select 2 * $1::int as n' },
      ]);
    }
    await close(...connections);
  });
});
