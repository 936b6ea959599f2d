import { type PostgresServer, requireServers, startPostgres } from '@outpool/test-servers';
import type { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Transaction } from '../src/index.js';
import type { JobConnection } from '../src/job-connection.js';
import { Attempt, backend, optionsFor } from './attempt.js';

describe.skipIf(!requireServers('postgres'))('a connection to PostgreSQL', () => {
  let server: PostgresServer;
  let db: JobConnection;
  const warnings: Error[] = [];
  const note = (warning: Error): number => warnings.push(warning);

  beforeAll(async () => {
    process.on('warning', note);
    server = await startPostgres();
    await server.query('create table things (id int primary key, name text)');
    await server.query('grant all on things to app');
  });
  afterAll(async () => {
    process.off('warning', note);
    await server[Symbol.asyncDispose]();
    expect(warnings).toEqual([]);
  });
  beforeEach(async () => {
    await server.query('truncate things');
    db = await new Attempt(optionsFor(server)).connect();
  });
  afterEach(() => backend.close(db));

  const keptOnServer = async (): Promise<{ name: string; statement: string }[]> =>
    (await db.query<{ name: string; statement: string }>('select name, statement from pg_prepared_statements order by prepare_time')).rows;
  const names = async (): Promise<unknown[]> => (await server.query('select name from things order by id')).map(({ name }) => name);

  describe('inserts', () => {
    const insert = (id: number, more: object = {}) => db.insert('things', [{ id, name: 'x', ...more }]);

    it('are prepared on the server when the same have come five times', async () => {
      for (let id = 0; id < 5; id++) await insert(id);
      expect(await keptOnServer()).toEqual([]);
      for (let id = 5; id < 10; id++) await insert(id);
      expect(await keptOnServer()).toMatchObject([{ statement: 'INSERT INTO "things" ("id", "name") VALUES ($1, $2)' }]);
      await db.transaction((transaction) => transaction.insert('things', [{ id: 10, name: 'x' }]));
      expect((await names()).length).toBe(11);
    });

    it('are prepared as well when they come in transactions alone', async () => {
      for (let id = 0; id < 10; id++) await db.transaction((transaction) => transaction.insert('things', [{ id, name: 'x' }]));
      expect((await keptOnServer()).length).toBe(1);
    });

    it('are counted anew for each job where the session is reset', async () => {
      for (let id = 0; id < 10; id++) await insert(id);
      await db.session.reset();
      for (let id = 10; id < 14; id++) await insert(id);
      expect(await keptOnServer()).toEqual([]);
    });

    it('work on a server that does not know the number of its session', async () => {
      const other = await startPostgres();
      await other.query('create table things (id int primary key, name text); grant all on things to app');
      await other.query('revoke execute on function pg_backend_pid() from public');
      const there = await new Attempt(optionsFor(other)).connect();
      await there.transaction(async (transaction) => {
        for (let id = 0; id < 10; id++) await transaction.insert('things', [{ id, name: 'x' }]);
      });
      for (let id = 10; id < 20; id++) await there.insert('things', [{ id, name: 'x' }]);
      expect((await there.query('select 1 from things')).rowCount).toBe(20);
      expect((await there.query('select 1 from pg_prepared_statements')).rowCount).toBe(0);
      await backend.close(there);
      await other[Symbol.asyncDispose]();
    });

    it('keep ten of their kind at most, which drive out no other', async () => {
      await db.execute('select $1::int', [1]);
      for (let round = 0; round < 7; round++)
        for (let rows = 1; rows <= 20; rows++) {
          await db.transaction(async (transaction) => {
            await transaction.insert(
              'things',
              Array.from({ length: rows }, (_, id) => ({ id, name: 'x' })),
            );
            await transaction.query('delete from things');
          });
        }
      const kept = await keptOnServer();
      expect(kept[0]?.statement).toBe('select $1::int');
      expect(kept.length).toBe(11);
    });

    it('are never prepared with thousands of parameters', async () => {
      const many = (from: number) => Array.from({ length: 600 }, (_, n) => ({ id: from + n, name: 'x' }));
      for (let from = 0; from < 6_000; from += 600) await db.insert('things', many(from));
      expect(await keptOnServer()).toEqual([]);
    });

    it('take what a column takes, also when its type has changed since', async () => {
      await server.query('create table growing (id int, name varchar(3)); grant all on growing to app');
      const grow = (id: number | string, name: string) => db.insert('growing', [{ id, name }]);
      for (let id = 0; id < 10; id++) await grow(id, 'x');
      await expect(grow(2 ** 40, 'x')).rejects.toMatchObject({ code: '22003' });
      await server.query('alter table growing alter id type bigint');
      expect(await grow(2 ** 40, 'x')).toMatchObject({ rowCount: 1 });
      for (let id = 0; id < 10; id++) await grow(id, 'x');
      await server.query('alter table growing alter id type text');
      expect(await grow('any', 'x')).toMatchObject({ rowCount: 1 });
      await expect(grow('any', 'long')).rejects.toMatchObject({ code: '22001' });
      await server.query('alter table growing add column extra int');
      expect(await grow('any', 'x')).toMatchObject({ rowCount: 1 });
      for (let id = 0; id < 10; id++) await grow(id, 'x');
      await server.query('alter table growing alter id type int using 1');
      const within = (id: number) => db.transaction((transaction) => transaction.insert('growing', [{ id, name: 'x' }]));
      await expect(within(1)).rejects.toMatchObject({ code: '42804' });
      expect(await within(1)).toMatchObject({ rowCount: 1 });
      expect((await keptOnServer()).length).toBe(1);
      await server.query('drop table growing');
    });

    it('fail once, whatever the reason, and leave the connection sound', async () => {
      for (let id = 0; id < 10; id++) await insert(id);
      await expect(insert(1)).rejects.toMatchObject({ code: '23505' });
      expect(await insert(11)).toMatchObject({ rowCount: 1 });
      const endless: { self?: unknown } = {};
      endless.self = endless;
      await expect(insert(12, { name: endless })).rejects.toThrow('circular');
      await db.transaction((transaction) => transaction.insert('things', [{ id: 12, name: 'x' }]));
      expect((await names()).length).toBe(12);
    });
  });

  describe('queries', () => {
    it('give rows, their number and the fields', async () => {
      const result = await db.query<{ id: number; name: string }>('select 7 as id, $1::text as name', ['seven']);
      expect(result).toMatchObject({
        rows: [{ id: 7, name: 'seven' }],
        rowCount: 1,
        fields: [
          { name: 'id', dataTypeID: 23 },
          { name: 'name', dataTypeID: 25 },
        ],
      });
      expect(result.rows[0]?.name.length).toBe(5);
    });

    it('count the rows that were changed, and 0 where there is nothing to count', async () => {
      expect((await db.query("insert into things values (1, 'a'), (2, 'b')")).rowCount).toBe(2);
      expect((await db.query('set work_mem = 1024')).rowCount).toBe(0);
      expect((await db.query('')).rows).toEqual([]);
    });

    it.each([['Grüße, 世界 🐘'], [''], ['it\'s \\ "quoted"'], [null], [undefined], ['x'.repeat(100_000)]])(
      'bring %j back as it was',
      async (text) => {
        expect((await db.query('select $1::text as text', [text])).rows).toEqual([{ text: text ?? null }]);
      },
    );

    it('bring bytes, JSON and lists back as they were', async () => {
      const values = [Buffer.from([0, 255, 10]), { a: [1, null, 'é'] }, ['x', 'y']];
      const { rows } = await db.query('select $1::bytea as bytes, $2::jsonb as json, $3::text[] as list', values);
      expect(rows).toEqual([{ bytes: values[0], json: values[1], list: values[2] }]);
    });

    it('give the result of the last of several statements', async () => {
      expect((await db.query('select 1 as one; select 2 as two')).rows).toEqual([{ two: 2 }]);
    });

    it('are read by the columns that came, also when the same text had others before', async () => {
      const text = 'select * from changing';
      const results = [];
      for (const type of ['int', 'text', 'int, b int', 'int, c text']) {
        await db.query(`create temp table changing (a ${type})`);
        await db.query("insert into changing values ('1')");
        results.push((await db.query(text)).rows);
        await db.query('drop table changing');
      }
      expect(results).toEqual([[{ a: 1 }], [{ a: '1' }], [{ a: 1, b: null }], [{ a: 1, c: null }]]);
    });

    it('may have columns of any name, and several of one', async () => {
      const { rows } = await db.query('select 1 as "__proto__", 2 as "constructor", 3 as a, 4 as a');
      expect(Object.entries(rows[0] ?? {})).toEqual([
        ['__proto__', 1],
        ['constructor', 2],
        ['a', 4],
      ]);
      expect(Object.getPrototypeOf(rows[0])).toBe(Object.prototype);
    });

    it('run one after the other, in the order in which they were asked for', async () => {
      const order: number[] = [];
      const ask = (n: number) => db.query('select pg_sleep($1)', [n % 2 === 0 ? 0.01 : 0]).then(() => order.push(n));
      await Promise.all(Array.from({ length: 10 }, (_, n) => ask(n)));
      expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(db.busy).toBe(false);
    });

    it('reject with the error of the driver, and leave the connection sound', async () => {
      const error = await db.query('select * from nowhere').catch((reason) => reason);
      expect(error).toMatchObject({ code: '42P01', message: 'relation "nowhere" does not exist' });
      expect(backend.fate(error, db)).toBe('keep');
      expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    });

    it('reject with a stack that shows who asked', async () => {
      async function whoAsked(): Promise<void> {
        await db.query('select * from nowhere');
      }
      const error = await whoAsked().catch((reason) => reason);
      expect(error.stack).toContain('whoAsked');
    });

    it('reject a number of parameters that does not fit, and leave the connection sound', async () => {
      const error = await db.query('select $1::int', [1, 2]).catch((reason) => reason);
      expect(error.code).toBe('08P01');
      expect(backend.fate(error, db)).toBe('keep');
      await db.query('select 1');
    });

    it('reject a parameter that cannot be sent, and leave the connection sound', async () => {
      const endless: { self?: unknown } = {};
      endless.self = endless;
      const error = await db.query('select $1::json', [endless]).catch((reason) => reason);
      expect(error).toBeInstanceOf(Error);
      expect(backend.fate(error, db)).toBe('keep');
      expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    });

    it('reject what is not a statement', async () => {
      await expect(db.query(undefined as unknown as string)).rejects.toThrow(TypeError);
      await db.query('select 1');
    });

    it('are kept on the server by a name that is made of their text, and no more of them than may be', async () => {
      await backend.close(db);
      db = await new Attempt(optionsFor(server, { preparedStatements: 2 })).connect();
      for (let n = 0; n < 5; n++) await db.execute(`select ${n} + $1::int`, [1]);
      const kept = await keptOnServer();
      expect(kept.map(({ statement }) => statement)).toEqual(['select 3 + $1::int', 'select 4 + $1::int']);
      const other = await new Attempt(optionsFor(server)).connect();
      await other.execute('select 4 + $1::int', [1]);
      const names = (await other.query<{ name: string }>('select name from pg_prepared_statements')).rows;
      expect(names).toEqual([{ name: kept[1]?.name }]);
      await backend.close(other);
    });

    it('are not kept where that is forbidden', async () => {
      await backend.close(db);
      db = await new Attempt(optionsFor(server, { preparedStatements: 0 })).connect();
      for (let id = 0; id < 10; id++) await db.insert('things', [{ id, name: 'x' }]);
      db.prepare('one', 'select 1 as one');
      expect((await db.execute('one')).rows).toEqual([{ one: 1 }]);
      expect(await keptOnServer()).toEqual([]);
    });

    it('are prepared anew when a table has changed since, or when somebody has deallocated them', async () => {
      const execute = () => db.execute('select * from things where id = ?', [1]);
      await db.query("insert into things values (1, 'one')");
      expect((await execute()).rows).toEqual([{ id: 1, name: 'one' }]);
      await server.query('alter table things add column extra int');
      expect((await execute()).rows).toEqual([{ id: 1, name: 'one', extra: null }]);
      await db.query('deallocate all');
      expect((await execute()).rows.length).toBe(1);
      await server.query('alter table things drop column extra');
      await expect(db.transaction((transaction) => transaction.execute('select * from things where id = ?', [1]))).rejects.toMatchObject({
        code: '0A000',
      });
      expect((await execute()).rows).toEqual([{ id: 1, name: 'one' }]);
    });

    it("show pg's own client for everything else", async () => {
      const { rows } = await (db.client as Client).query({ text: 'select 1', rowMode: 'array' });
      expect(rows).toEqual([[1]]);
    });
  });

  describe('transactions', () => {
    const insert = (to: Transaction, id: number, name = `n${id}`) => to.query('insert into things values ($1, $2)', [id, name]);

    it('commit what their function has done, and give its result', async () => {
      const result = await db.transaction(async (transaction) => {
        await insert(transaction, 1);
        expect(await names()).toEqual([]);
        return 'done';
      });
      expect(result).toBe('done');
      expect(await names()).toEqual(['n1']);
      expect(db.transactionStatus).toBe('none');
    });

    it('roll back and pass on the error when their function throws', async () => {
      const error = new Error('changed my mind');
      const outcome = db.transaction(async (transaction) => {
        await insert(transaction, 1);
        throw error;
      });
      await expect(outcome).rejects.toBe(error);
      expect(await names()).toEqual([]);
      expect(backend.fate(error, db)).toBe('keep');
    });

    it('say so when a statement failed and their function went on as if nothing had happened', async () => {
      const outcome = db.transaction(async (transaction) => {
        await insert(transaction, 1);
        await transaction.query('select * from nowhere').catch(() => undefined);
      });
      await expect(outcome).rejects.toThrow('rolled back instead of committed');
      expect(await names()).toEqual([]);
      expect(db.transactionStatus).toBe('none');
    });

    it('say so also when the failing statement was not awaited', async () => {
      const outcome = db.transaction(async (transaction) => {
        await insert(transaction, 1);
        transaction.query('select * from nowhere').catch(() => undefined);
      });
      await expect(outcome).rejects.toThrow('rolled back instead of committed');
      expect(await names()).toEqual([]);
    });

    it('commit statements that were not awaited', async () => {
      await db.transaction((transaction) => {
        void insert(transaction, 1);
        void insert(transaction, 2);
      });
      expect(await names()).toEqual(['n1', 'n2']);
    });

    it('refuse statements that come after their end', async () => {
      let kept: Transaction | undefined;
      await db.transaction(async (transaction) => {
        kept = transaction;
      });
      await expect(kept?.query('select 1')).rejects.toThrow('the transaction is over');
      await expect(kept?.transaction(() => undefined)).rejects.toThrow('the transaction is over');
    });

    it('nest as savepoints: the inner one can fail alone', async () => {
      await db.transaction(async (outer) => {
        await insert(outer, 1);
        await expect(outer.transaction((inner) => insert(inner, 1))).rejects.toMatchObject({ code: '23505' });
        await outer.transaction(async (inner) => {
          await insert(inner, 2);
          await inner.transaction((innermost) => insert(innermost, 3));
          await expect(
            inner.transaction(async (innermost) => {
              await insert(innermost, 4);
              throw new Error('not this one');
            }),
          ).rejects.toThrow('not this one');
        });
      });
      expect(await names()).toEqual(['n1', 'n2', 'n3']);
    });

    it('take everything with them when the outer one fails', async () => {
      const outcome = db.transaction(async (outer) => {
        await outer.transaction((inner) => insert(inner, 1));
        throw new Error('all of it');
      });
      await expect(outcome).rejects.toThrow('all of it');
      expect(await names()).toEqual([]);
    });

    it('are refused side by side on one connection', async () => {
      const [first, second] = await Promise.allSettled([
        db.transaction((transaction) => insert(transaction, 1)),
        db.transaction((transaction) => insert(transaction, 2)),
      ]);
      expect(first.status).toBe('fulfilled');
      expect(second).toMatchObject({ reason: { message: expect.stringContaining('already open') } });
      const nested = db.transaction((outer) =>
        Promise.all([outer.transaction((inner) => insert(inner, 3)), outer.transaction((inner) => insert(inner, 4))]),
      );
      await expect(nested).rejects.toThrow('already open');
      expect(await names()).toEqual(['n1']);
    });

    it('are refused within one that a statement has opened', async () => {
      await db.query('begin');
      await expect(db.transaction(() => undefined)).rejects.toThrow('already open');
    });

    it('reject when the COMMIT is refused, and leave the connection sound', async () => {
      await server.query('create table late (id int unique deferrable initially deferred); grant all on late to app');
      const error = await db.transaction((to) => to.query('insert into late values (1), (1)')).catch((reason) => reason);
      expect(error.code).toBe('23505');
      expect(backend.fate(error, db)).toBe('keep');
      await db.transaction((transaction) => insert(transaction, 1));
      expect(await names()).toEqual(['n1']);
    });
  });

  describe('a connection on which a failed job has left', () => {
    it.each([
      ['an open transaction', async () => void (await db.query('begin'))],
      ['a failed transaction', async () => void (await db.query('begin; select * from nowhere').catch(() => undefined))],
    ])('%s is rolled back before the next job', async (_, leave) => {
      await leave();
      expect(backend.fate(new Error('of the job'), db)).toBe('keep');
      expect(db.transactionStatus).not.toBe('none');
      await backend.release(db);
      expect(db.transactionStatus).toBe('none');
      expect(backend.release(db)).toBeUndefined();
    });

    it('a statement that still runs is replaced', async () => {
      const running = db.query('select pg_sleep(0.05)');
      expect(backend.fate(new Error('of the job'), db)).toBe('replace');
      await running;
      expect(backend.fate(new Error('of the job'), db)).toBe('keep');
    });

    it('nothing is kept, also when the error came from elsewhere', () => {
      expect(backend.fate(Object.assign(new Error('another socket'), { code: 'ECONNRESET' }), db)).toBe('keep');
      expect(backend.fate(undefined, db)).toBe('keep');
    });
  });
});
