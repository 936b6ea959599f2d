import { requireServers } from '@outpool/test-servers';
import { count, eq, relations, type SQL, sql } from 'drizzle-orm';
import * as my from 'drizzle-orm/mysql-core';
import { drizzle as overMysql2 } from 'drizzle-orm/mysql2';
import { drizzle as overPg } from 'drizzle-orm/node-postgres';
import * as pg from 'drizzle-orm/pg-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drizzleClient as mysqlClient } from '../src/drizzle/mysql.js';
import { drizzleClient as pgsqlClient } from '../src/drizzle/pgsql.js';
import { RdbmsError } from '../src/index.js';
import { eventually } from './attempt.js';
import { type Bench, databases, expectNothingHeld } from './tools.js';

/** What both databases of Drizzle have, as far as it is asked for here. */
interface AnyDatabase {
  execute(query: SQL): PromiseLike<unknown>;
  transaction(work: () => Promise<void>): Promise<void>;
}

const moment = new Date('2026-02-03T04:05:06.789Z');
const failureOf = (query: PromiseLike<unknown>): Promise<Error & { cause?: unknown; code?: string }> =>
  Promise.resolve(query).then(
    () => expect.fail('it succeeded'),
    (error) => error,
  );

const [[, startPostgres], [, startMariadb]] = databases as [(typeof databases)[number], (typeof databases)[number]];

describe.skipIf(!requireServers('postgres'))('Drizzle on a pool, pgsql', () => {
  const people = pg.pgTable('people', {
    id: pg.serial().primaryKey(),
    name: pg.varchar({ length: 100 }).notNull().unique(),
    born: pg.date(),
    seen: pg.timestamp(),
    seenAt: pg.timestamp({ withTimezone: true }),
    big: pg.bigint({ mode: 'bigint' }),
    price: pg.numeric({ precision: 20, scale: 4 }),
    traits: pg.jsonb(),
    tags: pg.text().array(),
  });
  const books = pg.pgTable('books', { id: pg.serial().primaryKey(), author: pg.integer(), name: pg.text() });
  const authors = relations(people, ({ many }) => ({ books: many(books) }));
  const writers = relations(books, ({ one }) => ({ writer: one(people, { fields: [books.author], references: [people.id] }) }));
  const schema = { people, books, authors, writers };
  const connect = (of: Bench) => overPg({ client: pgsqlClient(of.pools.get('rdbms')), schema });

  let bench: Bench;
  let db: ReturnType<typeof connect>;
  beforeAll(async () => {
    bench = await startPostgres();
    db = connect(bench);
    await bench.query(
      `create table people (id serial primary key, name varchar(100) not null unique, born date, seen timestamp, "seenAt" timestamptz, big bigint,
       price numeric(20, 4), traits jsonb, tags text[]); create table books (id serial primary key, author int, name text);
       grant all on all sequences in schema public to app`,
    );
  }, 30_000);
  afterAll(() => bench?.[Symbol.asyncDispose]());
  beforeEach(async () => {
    await bench.query('truncate people, books restart identity');
    await db.insert(people).values([{ name: 'Ada' }, { name: 'Grace' }]);
  });
  afterEach(() => expectNothingHeld(bench));
  const names = async () => (await db.select({ name: people.name }).from(people).orderBy(people.id)).map(({ name }) => name);

  it('maps every column as over pg, what comes as it went', async () => {
    const values = {
      name: 'Edsger',
      born: '1930-05-11',
      seen: moment,
      seenAt: moment,
      big: 9007199254740993n,
      price: '12345678901234.5678',
      traits: { patient: [true, null] },
      tags: ['a', 'b,c'],
    };
    const [created] = await db.insert(people).values(values).returning();
    expect(created).toEqual({ id: 3, ...values });
    expect((await db.select().from(people).where(eq(people.id, 3)))[0]).toEqual({ id: 3, ...values });
    const updated = await db.update(people).set({ name: 'Dijkstra' }).where(eq(people.id, 3));
    expect(updated.rowCount).toBe(1);
    expect((await db.select({ n: count() }).from(people))[0]).toEqual({ n: 3 });
    expect(await db.$count(people)).toBe(3);
    expect((await db.execute(sql`select 1 as one, now() as at`)).rows).toEqual([{ one: 1, at: expect.any(String) }]);
  });

  it('keeps apart columns of one name, and reads relations', async () => {
    await db.insert(books).values({ author: 1, name: 'Notes' });
    expect(await db.select().from(people).innerJoin(books, eq(books.author, people.id))).toEqual([
      { people: expect.objectContaining({ id: 1, name: 'Ada' }), books: { id: 1, author: 1, name: 'Notes' } },
    ]);
    expect(await db.query.people.findFirst({ columns: { name: true }, with: { books: { columns: { name: true } } } })).toEqual({
      name: 'Ada',
      books: [{ name: 'Notes' }],
    });
  });

  it('prepares a statement on the server, under whichever connection', async () => {
    const byId = db
      .select({ name: people.name })
      .from(people)
      .where(eq(people.id, sql.placeholder('id')))
      .prepare('by_id');
    for (const id of [1, 2, 1]) expect(await byId.execute({ id })).toEqual([{ name: id === 1 ? 'Ada' : 'Grace' }]);
  });

  it('commits, rolls back and nests transactions, each on one connection', async () => {
    await db.transaction(
      async (outer) => {
        await outer.insert(people).values({ name: 'Edsger' });
        const nested = outer.transaction(async (inner) => {
          await inner.delete(people);
          inner.rollback();
        });
        await expect(nested).rejects.toThrow('Rollback');
        await outer.transaction((inner) => inner.update(people).set({ name: 'Lovelace' }).where(eq(people.id, 1)));
        expect(bench.pools.get('rdbms').stats().running).toBe(1);
      },
      { isolationLevel: 'serializable' },
    );
    expect((await names()).sort()).toEqual(['Edsger', 'Grace', 'Lovelace']);
    const changedMyMind = db.transaction(async (transaction) => {
      await transaction.delete(people);
      throw new Error('changed my mind');
    });
    await expect(changedMyMind).rejects.toThrow('changed my mind');
    const swallowing = db.transaction(async (transaction) => {
      await transaction.execute(sql`select * from nowhere`).catch(() => undefined);
    });
    expect((await failureOf(swallowing)).cause).toMatchObject({ kind: 'transaction_failed' });
    expect((await names()).length).toBe(3);
    const writing = db.transaction((transaction) => transaction.delete(people), { accessMode: 'read only' });
    expect((await failureOf(writing)).cause).toMatchObject({ kind: 'read_only' });
  });

  it('has the error of all databases as the cause of its own', async () => {
    const error = await failureOf(db.insert(people).values({ name: 'Ada' }));
    expect(error.cause).toBeInstanceOf(RdbmsError);
    expect(error.cause).toMatchObject({ kind: 'unique_violation', code: '23505' });
  });

  it('gives up a transaction whose connection died, and goes on with the next', async () => {
    const dying = db.transaction(async (transaction) => {
      const { rows } = await transaction.execute<{ session: number }>(sql.raw(bench.session));
      await bench.kill(Number(rows[0]?.session));
      await transaction.delete(people);
    });
    expect(await failureOf(dying)).toBeInstanceOf(Error);
    await eventually(() => bench.pools.get('rdbms').stats().workers.ready === 2);
    expect(await names()).toEqual(['Ada', 'Grace']);
  });
});

describe.skipIf(!requireServers('mariadb'))('Drizzle on a pool, mysql', () => {
  const people = my.mysqlTable('people', {
    id: my.int().autoincrement().primaryKey(),
    name: my.varchar({ length: 100 }).notNull().unique(),
    born: my.date({ mode: 'string' }),
    seen: my.datetime({ fsp: 3 }),
    seenAt: my.timestamp({ fsp: 3 }),
    big: my.bigint({ mode: 'bigint' }),
    price: my.decimal({ precision: 20, scale: 4 }),
    traits: my.json(),
    known: my.boolean(),
  });
  const books = my.mysqlTable('books', { id: my.int().autoincrement().primaryKey(), author: my.int(), name: my.text() });
  const schema = { people, books };
  const connect = (of: Bench) => overMysql2({ client: mysqlClient(of.pools.get('rdbms')), schema, mode: 'default' });

  let bench: Bench;
  let db: ReturnType<typeof connect>;
  beforeAll(async () => {
    bench = await startMariadb();
    db = connect(bench);
    await bench.query(
      `create table people (id int auto_increment primary key, name varchar(100) not null unique, born date, seen datetime(3), seenAt timestamp(3) null,
       big bigint, price decimal(20, 4), traits json, known boolean)`,
    );
    await bench.query('create table books (id int auto_increment primary key, author int, name text)');
  }, 30_000);
  afterAll(() => bench?.[Symbol.asyncDispose]());
  beforeEach(async () => {
    for (const table of [people, books]) await db.execute(sql`truncate ${table}`);
    await db.insert(people).values([{ name: 'Ada' }, { name: 'Grace' }]);
  });
  afterEach(() => expectNothingHeld(bench));
  const names = async () => (await db.select({ name: people.name }).from(people).orderBy(people.id)).map(({ name }) => name);

  it('maps every column as over mysql2, what comes as it went', async () => {
    const values = {
      name: 'Edsger',
      born: '1930-05-11',
      seen: moment,
      seenAt: moment,
      big: 9007199254740993n,
      price: '12345678901234.5678',
      known: true,
    };
    expect(await db.insert(people).values(values).$returningId()).toEqual([{ id: 3 }]);
    expect((await db.select().from(people).where(eq(people.id, 3)))[0]).toEqual({ id: 3, traits: null, ...values });
    const [updated] = await db.update(people).set({ name: 'Dijkstra' }).where(eq(people.id, 3));
    expect(updated.affectedRows).toBe(1);
    expect((await db.select({ n: count() }).from(people))[0]).toEqual({ n: 3 });
    expect(await db.$count(people)).toBe(3);
    expect((await db.execute(sql`select 1 as one, now() as at`))[0]).toEqual([{ one: 1, at: expect.any(String) }]);
  });

  it('keeps apart columns of one name', async () => {
    await db.insert(books).values({ author: 1, name: 'Notes' });
    expect(await db.select().from(people).innerJoin(books, eq(books.author, people.id))).toEqual([
      { people: expect.objectContaining({ id: 1, name: 'Ada' }), books: { id: 1, author: 1, name: 'Notes' } },
    ]);
    expect(await db.query.people.findFirst({ columns: { name: true } })).toEqual({ name: 'Ada' });
  });

  it('reads a large result row by row, also when the reader leaves early', async () => {
    await db.insert(books).values(Array.from({ length: 2_000 }, (_, author) => ({ author, name: `book ${author}` })));
    let sum = 0;
    for await (const { author } of await db.select().from(books).prepare().iterator()) sum += author ?? 0;
    expect(sum).toBe(1_999_000);
    let read = 0;
    for await (const _ of await db.select().from(books).prepare().iterator()) if (++read === 10) break;
    await expectNothingHeld(bench);
  });

  it('commits, rolls back and nests transactions, each on one connection', async () => {
    await db.transaction(
      async (outer) => {
        await outer.insert(people).values({ name: 'Edsger' });
        const nested = outer.transaction(async (inner) => {
          await inner.delete(people);
          inner.rollback();
        });
        await expect(nested).rejects.toThrow('Rollback');
        await outer.transaction((inner) => inner.update(people).set({ name: 'Lovelace' }).where(eq(people.id, 1)));
        expect(bench.pools.get('rdbms').stats().running).toBe(1);
      },
      { isolationLevel: 'serializable' },
    );
    expect(await names()).toEqual(['Lovelace', 'Grace', 'Edsger']);
    const changedMyMind = db.transaction(async (transaction) => {
      await transaction.delete(people);
      throw new Error('changed my mind');
    });
    await expect(changedMyMind).rejects.toThrow('changed my mind');
    expect((await names()).length).toBe(3);
    const writing = db.transaction((transaction) => transaction.delete(people), {
      isolationLevel: 'read committed',
      accessMode: 'read only',
    });
    expect((await failureOf(writing)).cause).toMatchObject({ kind: 'read_only' });
  });

  it('has the error of all databases as the cause of its own', async () => {
    const error = await failureOf(db.insert(people).values({ name: 'Ada' }));
    expect(error.cause).toBeInstanceOf(RdbmsError);
    expect(error.cause).toMatchObject({ kind: 'unique_violation', code: 'ER_DUP_ENTRY' });
  });

  it('gives up a transaction whose connection died, and goes on with the next', async () => {
    const dying = db.transaction(async (transaction) => {
      const [rows] = await transaction.execute(sql.raw(bench.session));
      await bench.kill(Number((rows as unknown as { session: unknown }[])[0]?.session));
      await transaction.delete(people);
    });
    expect(await failureOf(dying)).toBeInstanceOf(Error);
    await eventually(() => bench.pools.get('rdbms').stats().workers.ready === 2);
    expect(await names()).toEqual(['Ada', 'Grace']);
  });
});

describe.skipIf(!requireServers('postgres', 'mariadb'))('a statement of Drizzle', () => {
  it.each([
    ['pgsql', startPostgres, (of: Bench): AnyDatabase => overPg({ client: pgsqlClient(of.pools.get('rdbms')) })],
    ['mysql', startMariadb, (of: Bench): AnyDatabase => overMysql2({ client: mysqlClient(of.pools.get('rdbms')) })],
  ] as const)(
    'is ended on the server by queryTimeoutMs, and waits for a connection no longer than callTimeoutMs, %s',
    async (_, start, connect) => {
      await using bench = await start({ workers: 1, callTimeoutMs: 500 }, { queryTimeoutMs: 200 });
      const db = connect(bench);
      const long = await failureOf(db.execute(sql.raw(bench.sleep(60))));
      expect(long.cause).toMatchObject({ kind: 'query_timeout' });
      await expectNothingHeld(bench, 1);
      const release = Promise.withResolvers<void>();
      const holding = db.transaction(() => release.promise);
      await eventually(() => bench.pools.get('rdbms').stats().running === 1);
      const waiting = await failureOf(db.execute(sql`select 1`));
      release.resolve();
      await holding;
      expect(waiting.cause ?? waiting).toMatchObject({ code: 'QUEUE_TIMEOUT' });
      await expectNothingHeld(bench, 1);
    },
  );
});
