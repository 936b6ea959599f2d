import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RdbmsError } from '../src/index.js';
import type { JobConnection } from '../src/job-connection.js';
import { Attempt, backend, eventually } from './attempt.js';
import type { Subject } from './subjects.js';

/** What every driver does the same, on a real server. */
export function driverCases(name: string, start: () => Promise<Subject>): void {
  describe(`a connection over ${name}`, () => {
    let subject: Subject;
    let attempt: Attempt;
    let db: JobConnection;

    beforeAll(async () => {
      subject = await start();
      const { text, bytes, json, moment } = subject.types;
      await subject.query(
        `create table things (id int primary key, name ${text} unique, big bigint, price decimal(20, 4), day date, moment ${moment}, bytes ${bytes}, json ${json}, flag int not null default 0, check (flag < 10))`,
      );
      await subject.query('create table parts (id int primary key, thing int not null references things (id))');
    }, 30_000);
    afterAll(() => subject?.[Symbol.asyncDispose]());
    beforeEach(async () => {
      await subject.query('delete from parts');
      await subject.query('delete from things');
      attempt = new Attempt(subject.options);
      db = await attempt.connect();
    });
    afterEach(() => backend.close(db));

    const ids = async (): Promise<unknown[]> => (await subject.query('select id from things order by id')).map(({ id }) => id);
    const sessionOf = async (of: JobConnection): Promise<number> =>
      Number((await of.query<{ session: unknown }>(subject.session)).rows[0]?.session);
    const failureOf = (statement: Promise<unknown>): Promise<RdbmsError> =>
      statement.then(
        () => expect.fail('it succeeded'),
        (error) => error,
      );

    it.each(['?', '$1'])('gives rows, their number and the fields to a statement with %s', async (mark) => {
      await db.insert('things', [
        { id: 1, name: 'a' },
        { id: 2, name: 'b' },
      ]);
      const result = await db.query<{ id: number; name: string }>(`select id, name from things where id > ${mark} order by id`, [0]);
      expect(result.rows).toEqual([
        { id: 1, name: 'a' },
        { id: 2, name: 'b' },
      ]);
      expect(result).toMatchObject({ rowCount: 2, fields: [{ name: 'id' }, { name: 'name' }] });
    });

    it('puts parameters where they belong, also out of order and beside marks that are none', async () => {
      const { rows } = await db.query("select id + 0 as n from things where id = $2 or name = $1 or name = '$3 ? '' ?' -- $4 ?\n", [
        'x',
        2,
      ]);
      expect(rows).toEqual([]);
      expect((await db.query('insert into things (name, id) values ($2, $1)', [7, 'seven'])).rowCount).toBe(1);
      expect(await ids()).toEqual([7]);
    });

    it('counts the rows that were found, changed or not', async () => {
      expect((await db.query('insert into things (id) values (1), (2)')).rowCount).toBe(2);
      expect((await db.query('update things set flag = 0')).rowCount).toBe(2);
      expect((await db.query('delete from things where id = ?', [1])).rowCount).toBe(1);
      expect((await db.query('select * from things where id = 9')).rowCount).toBe(0);
    });

    it.each(['Grüße, 世界 🐘', '', 'it\'s \\ "quoted" \\\' %s', 'x'.repeat(5_000), null, undefined])(
      'brings the text %j back',
      async (text) => {
        await db.query('insert into things (id, json) values (?, ?)', [1, null]);
        for (const way of ['query', 'execute'] as const) {
          await db[way]('update things set name = ? where id = ?', [text?.slice(0, 200), 1]);
          expect((await db[way]('select name from things')).rows).toEqual([{ name: text?.slice(0, 200) ?? null }]);
        }
      },
    );

    it('brings numbers, dates, moments, bytes and nulls back as they were', async () => {
      const moment = new Date('2026-02-03T04:05:06.000Z');
      const values = [1, '9007199254740993', '12345678901234.5678', '2026-02-03', moment, Buffer.from([0, 255, 10, 39]), 3];
      await db.query('insert into things (id, big, price, day, moment, bytes, flag) values (?, ?, ?, ?, ?, ?, ?)', values);
      for (const way of ['query', 'execute'] as const) {
        const { rows } = await db[way]('select id, big, price, day, moment, bytes, flag, name from things');
        expect(rows).toEqual([
          {
            id: 1,
            big: '9007199254740993',
            price: subject.lacks?.includes('decimals') ? 12345678901234.568 : '12345678901234.5678',
            day: '2026-02-03',
            moment,
            bytes: values[5],
            flag: 3,
            name: null,
          },
        ]);
      }
      await db.query('update things set big = ?', [9007199254740993n]);
      expect((await db.query('select big from things')).rows).toEqual([{ big: '9007199254740993' }]);
    });

    it('takes objects for JSON', async () => {
      const json = { a: [1, null, 'é', { b: "o'clock" }] };
      await db.query('insert into things (id, json) values (?, ?)', [1, json]);
      const found = (await db.query<{ json: unknown }>('select json from things')).rows[0]?.json;
      expect(typeof found === 'string' ? JSON.parse(found) : found).toEqual(json);
      if (!subject.lacks?.includes('parsed json')) expect(found).toEqual(json);
    });

    it('refuses a parameter that no database takes', async () => {
      await expect(db.query('select ?', [() => 1])).rejects.toThrow('parameter 1 is a function');
      const endless: { self?: unknown } = {};
      endless.self = endless;
      expect(await failureOf(db.query('insert into things (id, json) values (1, ?)', [endless]))).toMatchObject({
        kind: 'invalid_parameter',
      });
      expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    });

    it.each([
      ['unique_violation', 'insert into things (id) values (1), (1)'],
      ['foreign_key_violation', 'insert into parts values (1, 99)'],
      ['not_null_violation', 'insert into parts values (1, null)'],
      ['check_violation', 'insert into things (id, flag) values (1, 11)'],
      ['unknown_table', 'select * from nowhere'],
      ['unknown_column', 'select nothing from things'],
      ['syntax_error', 'selekt 1'],
    ])('says %s in the words of all, keeps the driver’s, and stays sound', async (kind, sql) => {
      const error = await failureOf(db.query(sql));
      expect(error).toBeInstanceOf(RdbmsError);
      expect(error).toMatchObject({ kind, cause: expect.any(Error), sqlState: expect.stringMatching(/^\w{5}$/) });
      expect(backend.fate(error, db)).toBe('keep');
      expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    });

    it('prepares statements once, keeps as many as it may, and knows them by name', async () => {
      await backend.close(db);
      db = await new Attempt({ ...subject.options, preparedStatements: 2 }).connect();
      db.prepare('by_id', 'select id from things where id = ?');
      db.prepare('by_id', 'select id from things where id = ?');
      expect(() => db.prepare('by_id', 'select 1')).toThrow('stands for another statement');
      await expect(db.execute('by_name')).rejects.toThrow('no statement has the name "by_name"');
      await db.insert('things', [{ id: 1 }, { id: 2 }]);
      for (let round = 0; round < 3; round++) {
        expect((await db.execute('by_id', [2])).rows).toEqual([{ id: 2 }]);
        for (let n = 0; n < 4; n++)
          expect(Number((await db.execute(`select id + ${n} as n from things where id = $1`, [1])).rows[0]?.n)).toBe(1 + n);
      }
      await expect(db.execute('select * from nowhere where 1 = ?', [1])).rejects.toMatchObject({ kind: 'unknown_table' });
      expect((await db.execute('by_id', [1])).rows).toEqual([{ id: 1 }]);
    });

    it('prepares nothing where that is forbidden, and executes nevertheless', async () => {
      await backend.close(db);
      db = await new Attempt({ ...subject.options, preparedStatements: 0 }).connect();
      db.prepare('by_id', 'select id from things where id = ?');
      await db.insert('things', [{ id: 1 }, { id: 2 }]);
      for (let round = 0; round < 3; round++) expect((await db.execute('by_id', [2])).rows).toEqual([{ id: 2 }]);
    });

    it('reads large results a batch at a time', async () => {
      expect((await db.query(subject.numbers(5_000))).rows.length).toBe(5_000);
      let sum = 0;
      for await (const { n } of db.stream<{ n: unknown }>(subject.numbers(5_000), [], { batchRows: 100 })) sum += Number(n);
      expect(sum).toBe(12_502_500);
      const begun = db.stream(subject.numbers(5_000))[Symbol.asyncIterator]();
      await begun.next();
      await expect(db.query('select 1')).rejects.toThrow('a stream is open');
      await begun.return?.();
      for await (const _ of db.stream(subject.numbers(5_000), [], { batchRows: 10 })) break;
      expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      await expect(async () => {
        for await (const _ of db.stream('select * from nowhere')) break;
      }).rejects.toMatchObject({ kind: 'unknown_table' });
      expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      await db.transaction(async (transaction) => {
        await transaction.query('insert into things (id) values (1)');
        for await (const row of transaction.stream('select id from things where id = ?', [1])) expect(row).toEqual({ id: 1 });
      });
      expect(await ids()).toEqual([1]);
    });

    it('gives up a stream that a job has left open', async () => {
      const rows = db.stream(subject.numbers(100_000), [], { batchRows: 10 })[Symbol.asyncIterator]();
      await rows.next();
      expect(db.busy).toBe(true);
      await backend.release(db);
      expect(db.busy).toBe(false);
      expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      await eventually(async () => (await subject.running()) === 0);
    });

    it('inserts many rows, all or none', async () => {
      const rows = Array.from({ length: 1_000 }, (_, id) => ({ id, name: `n${id}`, flag: id % 10 }));
      expect(await db.insert('things', rows)).toMatchObject({ rowCount: 1_000 });
      expect((await ids()).length).toBe(1_000);
      await expect(db.insert('things', [{ id: 2_000 }, { id: 1 }])).rejects.toMatchObject({ kind: 'unique_violation' });
      expect((await ids()).length).toBe(1_000);
      await expect(db.insert('things', [{ id: 1 }, { name: 'x' }])).rejects.toThrow('row 1 has other columns');
      expect(await db.insert('things', [])).toMatchObject({ rowCount: 0 });
    });

    it('commits, rolls back, and nests', async () => {
      await db.transaction(async (outer) => {
        await outer.query('insert into things (id) values (1)');
        expect(db.transactionStatus).toBe('open');
        await expect(outer.transaction((inner) => inner.query('insert into things (id) values (1)'))).rejects.toMatchObject({
          kind: 'unique_violation',
        });
        await outer.transaction((inner) => inner.insert('things', [{ id: 2 }]));
      });
      expect(db.transactionStatus).toBe('none');
      expect(await ids()).toEqual([1, 2]);
      const changedMyMind = db.transaction(async (transaction) => {
        await transaction.query('insert into things (id) values (3)');
        throw new Error('changed my mind');
      });
      await expect(changedMyMind).rejects.toThrow('changed my mind');
      expect(await ids()).toEqual([1, 2]);
      const writing = db.transaction((transaction) => transaction.query('insert into things (id) values (4)'), { readOnly: true });
      await expect(writing).rejects.toMatchObject({ kind: 'read_only' });
    });

    it('runs a transaction again after a deadlock, and after nothing else', async () => {
      await db.insert('things', [{ id: 1 }, { id: 2 }]);
      const other = await new Attempt(subject.options).connect();
      let runs = 0;
      let met = 0;
      const meeting = Promise.withResolvers<void>();
      const meet = (): Promise<void> => {
        if (++met === 2) meeting.resolve();
        return meeting.promise;
      };
      const both = (on: JobConnection, first: number, second: number) =>
        on.transaction(
          async (transaction) => {
            runs++;
            await transaction.query('update things set flag = flag + 1 where id = ?', [first]);
            await meet();
            await transaction.query('update things set flag = flag + 1 where id = ?', [second]);
          },
          { retries: 5 },
        );
      await Promise.all([both(db, 1, 2), both(other, 2, 1)]);
      expect(runs).toBe(3);
      expect((await db.query('select sum(flag) as sum from things')).rows.map(({ sum }) => Number(sum))).toEqual([4]);
      await backend.close(other);
      runs = 0;
      const failing = db.transaction(
        () => {
          runs++;
          throw new Error('no');
        },
        { retries: 5 },
      );
      await expect(failing).rejects.toThrow('no');
      expect(runs).toBe(1);
    });

    it('takes nothing more for a transaction that a deadlock has ended, until it is rolled back', async () => {
      await db.insert('things', [{ id: 1 }, { id: 2 }]);
      const other = await new Attempt(subject.options).connect();
      const connections = [db, other];
      for (const each of connections) await each.query(subject.session.includes('connection_id') ? 'start transaction' : 'begin');
      await Promise.all(connections.map((each, index) => each.query('update things set flag = 1 where id = ?', [index + 1])));
      const outcomes = await Promise.all(
        connections.map(async (each, index) => {
          const statements = [
            each.query('update things set flag = 2 where id = ?', [2 - index]),
            each.query('insert into things (id) values (?)', [index + 11]),
          ];
          const settled = await Promise.allSettled(statements);
          const { transactionStatus } = each;
          await each.query('ROLLBACK');
          return [...settled.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.kind : 'done')), transactionStatus];
        }),
      );
      const won = ['done', 'done', 'open'];
      const lost = ['deadlock', 'transaction_failed', 'failed'];
      expect(outcomes).toEqual(outcomes[0]?.[0] === 'done' ? [won, lost] : [lost, won]);
      expect(await ids()).toEqual([1, 2]);
      expect(connections.map(({ transactionStatus }) => transactionStatus)).toEqual(['none', 'none']);
      await backend.close(other);
    });

    it('passes options on to the client library, or says that it has none', async () => {
      const { arrays } = subject;
      const driverOptions = arrays ?? { rowMode: 'array' };
      const twice = 'select 1 as one, 2 as one';
      if (arrays === undefined) {
        await expect(db.query(twice, [], { driverOptions })).rejects.toThrow('ODBC has no options');
        return;
      }
      for (const way of ['query', 'execute'] as const) expect((await db[way](twice, [], { driverOptions })).rows).toEqual([[1, 2]]);
      const read: unknown[] = [];
      for await (const row of db.stream(twice, [], { driverOptions })) read.push(row);
      expect(read).toEqual([[1, 2]]);
      expect((await db.transaction((transaction) => transaction.query(twice, [], { driverOptions }))).rows).toEqual([[1, 2]]);
      expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    });

    it('rolls back what a job has left open, before the next', async () => {
      await db.query(subject.session.includes('connection_id') ? 'start transaction' : 'begin');
      await db.query('insert into things (id) values (1)');
      expect(db.transactionStatus).toBe('open');
      expect(backend.fate(new Error('of the job'), db)).toBe('keep');
      await backend.release(db);
      expect(db.transactionStatus).toBe('none');
      expect(await ids()).toEqual([]);
      expect(backend.release(db)).toBeUndefined();
    });

    it('ends a statement on the server when its signal aborts, and is free then', async () => {
      const controller = new AbortController();
      const running = failureOf(db.query(subject.sleep(60), [], { signal: controller.signal }));
      await eventually(async () => (await subject.running()) === 1);
      const began = performance.now();
      controller.abort();
      expect(await running).toMatchObject({ kind: 'query_canceled' });
      expect(performance.now() - began).toBeLessThan(2_000);
      await eventually(async () => (await subject.running()) === 0);
      for (let n = 0; n < 5; n++) expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      expect(backend.fate(undefined, db)).toBe('keep');
    });

    it('never lets a cancel hit the next statement', async () => {
      for (let n = 0; n < 30; n++) {
        const controller = new AbortController();
        const running = db
          .query(subject.sleep(0.004), [], { signal: controller.signal })
          .catch((error) => expect(error.kind).toBe('query_canceled'));
        const next = db.query('select 7 as n');
        setTimeout(() => controller.abort(), n / 4);
        await running;
        expect((await next).rows).toEqual([{ n: 7 }]);
      }
    });

    it('ends a statement that takes longer than queryTimeoutMs, on the server', async () => {
      await backend.close(db);
      db = await new Attempt({ ...subject.options, queryTimeoutMs: 300 }).connect();
      const began = performance.now();
      const error = await failureOf(db.query(subject.sleep(60)));
      expect(error).toMatchObject({ kind: 'query_timeout', message: expect.stringContaining('queryTimeoutMs (300 ms)') });
      expect(performance.now() - began).toBeLessThan(3_000);
      await eventually(async () => (await subject.running()) === 0);
      expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    });

    it('gives a reader all the time it wants', async () => {
      await backend.close(db);
      db = await new Attempt({ ...subject.options, queryTimeoutMs: 1_000 }).connect();
      let rows = 0;
      for await (const _ of db.stream(subject.numbers(5_000), [], { batchRows: 1_000 }))
        if (rows++ % 1_000 === 0) await new Promise((resolve) => setTimeout(resolve, 300));
      expect(rows).toBe(5_000);
    });

    it('leaves nothing running on the server when it is closed under a statement', async () => {
      const running = failureOf(db.query(subject.sleep(60)));
      await eventually(async () => (await subject.running()) === 1);
      await backend.close(db);
      expect(await running).toBeInstanceOf(Error);
      await eventually(async () => (await subject.running()) === 0);
    });

    it('reports its death once, to the pool and to the statement', async () => {
      const session = await sessionOf(db);
      const running = failureOf(db.query(subject.sleep(60)));
      await eventually(async () => (await subject.running()) === 1);
      await subject.kill(session);
      const error = await running;
      expect(backend.fate(error, db)).toEqual({ connection: 'lost', sent: true, blameEndpoint: true });
      expect(attempt.losses).toHaveLength(1);
      await expect(db.query('select 1')).rejects.toThrow();
    });

    it('is as good as new before each job when the session is to be reset', async () => {
      await backend.close(db);
      db = await new Attempt({ ...subject.options, reset: 'session' }).connect();
      expect(backend.release(db)).toBeUndefined();
      await db.execute('select id from things where id = ?', [1]);
      await db.query('create temporary table mine (id int)');
      if (subject.lacks?.includes('resets')) return await expect(backend.release(db)).rejects.toThrow('cannot be reset');
      await backend.release(db);
      expect(await failureOf(db.query('select * from mine'))).toMatchObject({ kind: 'unknown_table' });
      expect((await db.execute('select id from things where id = ?', [1])).rows).toEqual([]);
    });
  });
}
