import { requireServers } from '@outpool/test-servers';
import createKnex, { type Knex } from 'knex';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { knexClient } from '../src/knex.js';
import { eventually } from './attempt.js';
import { type Bench, databases, expectNothingHeld } from './tools.js';

interface Person {
  id: number;
  name: string;
}

describe.skipIf(!requireServers('postgres', 'mariadb')).each(databases)('Knex on a pool, %s', (database, start) => {
  let bench: Bench;
  let knex: Knex;
  const people = () => knex<Person>('people');
  const names = async (): Promise<string[]> => await people().orderBy('id').pluck('name');
  const failureOf = (query: PromiseLike<unknown>): Promise<Error & { kind?: string; code?: string }> =>
    Promise.resolve(query).then(
      () => expect.fail('it succeeded'),
      (error) => error,
    );
  const sleep = (seconds: number) => knex.raw(bench.sleep(seconds));

  beforeAll(async () => {
    bench = await start();
    knex = createKnex({ client: knexClient(bench.pools.get('rdbms'), database), log: { warn: () => undefined } });
    await knex.schema.createTable('people', (table) => {
      table.increments('id').primary();
      table.string('name', 100).notNullable().unique();
      table.json('traits');
      table.timestamps(true, true);
    });
    // The numbers below are given by hand.
    const from = { postgres: 'alter sequence people_id_seq restart with 1000', mysql: 'alter table people auto_increment = 1000' };
    await bench.query(from[database]);
  }, 30_000);
  afterAll(async () => {
    await knex?.destroy();
    await bench?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    await people().delete();
    await people().insert([
      { id: 1, name: 'Ada' },
      { id: 2, name: 'Grace' },
    ]);
  });
  afterEach(() => expectNothingHeld(bench));

  it('answers every kind of query as over its own client library', async () => {
    expect(await people().select('id', 'name').orderBy('id')).toEqual([
      { id: 1, name: 'Ada' },
      { id: 2, name: 'Grace' },
    ]);
    expect(await people().where({ id: 2 }).first('name')).toEqual({ name: 'Grace' });
    expect(await people().where('name', 'like', 'A%').update({ name: 'Lovelace' })).toBe(1);
    expect(await people().whereIn('id', [1, 9]).delete()).toBe(1);
    expect(Number((await people().count({ n: '*' }))[0]?.n)).toBe(1);
    const created = await knex('people').insert({ name: 'Edsger', traits: JSON.stringify({ patient: false }) }, ['id']);
    expect(database === 'postgres' ? created : [{ id: created[0] }]).toEqual([{ id: expect.any(Number) }]);
    expect(await knex.schema.hasTable('people')).toBe(true);
    expect(await knex.schema.hasColumn('people', 'nothing')).toBe(false);
    expect(Object.keys(await knex('people').columnInfo())).toContain('traits');
  });

  it('gives what is raw as the client library does', async () => {
    const raw = await knex.raw('select name from people where id in (?, ?) and name <> ? order by id', [1, 2, 'nobody?']);
    if (database === 'postgres') {
      expect(raw).toMatchObject({ command: 'SELECT', rowCount: 2, rows: [{ name: 'Ada' }, { name: 'Grace' }], fields: [{ name: 'name' }] });
      expect((await knex.raw(`select '{"a": 1}'::jsonb \\? ? as known`, ['a'])).rows).toEqual([{ known: true }]);
      expect((await knex.raw('select name from people where id = any(?)', [[1, 2]])).rows).toHaveLength(2);
    } else {
      expect(raw[0]).toEqual([{ name: 'Ada' }, { name: 'Grace' }]);
      expect((await knex.raw('update people set name = ? where id = ?', ['Lovelace', 1]))[0]).toMatchObject({ affectedRows: 1 });
      expect((await knex.raw('select name from people where id in (?) and id < ?', [[1, 2], 9]))[0]).toHaveLength(2);
      const pairs = [
        [7, 'seven'],
        [8, 'eight'],
      ];
      expect((await knex.raw('insert into people (id, name) values ?', [pairs] as never))[0]).toMatchObject({ affectedRows: 2 });
    }
    const option = database === 'postgres' ? { rowMode: 'array' } : { rowsAsArray: true };
    expect(await people().select('id', 'name').orderBy('id').limit(1).options(option)).toEqual([
      [1, database === 'postgres' ? 'Ada' : 'Lovelace'],
    ]);
  });

  it('commits, rolls back and nests transactions, each on one connection', async () => {
    await knex.transaction(
      async (outer) => {
        await outer('people').insert({ id: 3, name: 'Edsger' });
        const nested = outer.transaction(async (inner) => {
          await inner('people').delete();
          await inner('people').insert({ id: 4, name: null });
        });
        await expect(nested).rejects.toMatchObject({ kind: 'not_null_violation' });
        await outer.transaction((inner) => inner('people').where({ id: 1 }).update({ name: 'Lovelace' }));
        expect(bench.pools.get('rdbms').stats().running).toBe(1);
      },
      { isolationLevel: 'serializable' },
    );
    expect(await names()).toEqual(['Lovelace', 'Grace', 'Edsger']);
    const changedMyMind = knex.transaction(async (transaction) => {
      await transaction('people').delete();
      throw new Error('changed my mind');
    });
    await expect(changedMyMind).rejects.toThrow('changed my mind');
    const provided = await knex.transaction();
    await provided('people').where({ id: 3 }).delete();
    await provided.rollback();
    expect(await names()).toEqual(['Lovelace', 'Grace', 'Edsger']);
    await expect(knex.transaction((transaction) => transaction('people').delete(), { readOnly: true })).rejects.toMatchObject({
      kind: 'read_only',
    });
  });

  it('calls no transaction a success that the database has rolled back', async () => {
    if (database === 'postgres') {
      const swallowing = knex.transaction(async (transaction) => {
        await transaction.raw('select * from nowhere').catch(() => undefined);
      });
      await expect(swallowing).rejects.toMatchObject({ kind: 'transaction_failed' });
      return;
    }
    const meeting = Promise.withResolvers<void>();
    let met = 0;
    const meet = (): Promise<void> => {
      if (++met === 2) meeting.resolve();
      return meeting.promise;
    };
    const both = (first: number, second: number) =>
      knex.transaction(async (transaction) => {
        const update = (id: number) => transaction('people').where({ id }).update({ traits: '1' });
        await update(first);
        await meet();
        await update(second).catch(() => undefined);
        // Of the one that has lost this would be a statement of its own.
        await transaction('people')
          .insert({ id: first + 10, name: `after ${first}` })
          .catch(() => undefined);
      });
    const outcomes = await Promise.allSettled([both(1, 2), both(2, 1)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { kind: 'transaction_failed' } });
    expect((await people().where('id', '>', 10)).length).toBe(1);
  });

  it('streams, also when the reader leaves early or the query fails', async () => {
    const numbers = () => knex.from(knex.raw(`(${bench.numbers(5_000)}) as numbers`)).select('n');
    let sum = 0;
    for await (const { n } of numbers().stream({ highWaterMark: 100 })) sum += Number(n);
    expect(sum).toBe(12_502_500);
    let read = 0;
    for await (const _ of numbers().stream()) if (++read === 10) break;
    expect(read).toBe(10);
    await expectNothingHeld(bench);
    const failing = async (): Promise<void> => {
      for await (const _ of knex('nowhere').stream()) expect.fail('a row');
    };
    expect(await failureOf(failing())).toMatchObject({ kind: 'unknown_table' });
    await knex.transaction(async (transaction) => {
      const inside: string[] = [];
      for await (const { name } of transaction('people').orderBy('id').stream()) inside.push(name);
      expect(inside).toEqual(['Ada', 'Grace']);
      expect(await transaction('people').where({ id: 1 }).delete()).toBe(1);
    });
  });

  it('keeps the words of an error for all databases, and Knex’s text', async () => {
    const error = await failureOf(people().insert({ id: 1, name: 'again' }));
    expect(error).toMatchObject({ name: 'RdbmsError', kind: 'unique_violation', cause: expect.any(Error) });
    expect(error.message).toContain('insert into');
    expect(await failureOf(knex('nowhere').select())).toMatchObject({ kind: 'unknown_table' });
  });

  it('cancels a query on the server when its time is over, and leaves none running', async () => {
    const began = performance.now();
    const cancelled = await failureOf(sleep(60).timeout(200, { cancel: true }));
    expect(cancelled.name).toBe('KnexTimeoutError');
    await eventually(async () => (await bench.running()) === 0);
    // Without `cancel` the connection is given up, and its statement with it.
    expect((await failureOf(sleep(60).timeout(200))).name).toBe('KnexTimeoutError');
    await eventually(async () => (await bench.running()) === 0);
    expect(performance.now() - began).toBeLessThan(10_000);
    await knex.transaction(async (transaction) => {
      const nap = transaction.raw(bench.sleep(60)).timeout(200, { cancel: true });
      expect((await failureOf(nap)).name).toBe('KnexTimeoutError');
      // The transaction has its connection still: PostgreSQL wants it rolled back, MariaDB goes on.
      await transaction.rollback();
    });
  });

  it('waits for a connection no longer than it may, and says so', async () => {
    const hasty = createKnex({
      client: knexClient(bench.pools.get('rdbms'), database),
      acquireConnectionTimeout: 100,
      log: { warn: () => undefined },
    });
    const holders = await Promise.all([knex.transaction(), knex.transaction()]);
    const refused = await failureOf(hasty('people').select());
    await Promise.all(holders.map((holder) => holder.rollback()));
    expect(refused).toMatchObject({ code: 'QUEUE_TIMEOUT' });
    expect(await hasty('people').select('id')).toHaveLength(2);
    await hasty.destroy();
  });

  it('fails what was on a connection that died, and goes on with the next', async () => {
    const dying = knex.transaction(async (transaction) => {
      const answer = await transaction.raw(bench.session);
      await bench.kill(Number((database === 'postgres' ? answer.rows : answer[0])[0].session));
      await transaction('people').delete();
    });
    expect(await failureOf(dying)).toBeInstanceOf(Error);
    await eventually(() => bench.pools.get('rdbms').stats().workers.ready === 2);
    expect(await names()).toEqual(['Ada', 'Grace']);
  });

  it('runs migrations', async () => {
    const migrations = {
      getMigrations: async () => ['first', 'second'],
      getMigrationName: (name: string) => name,
      getMigration: async (name: string) => ({
        up: (on: Knex) => on.schema.createTable(`made_by_${name}`, (table) => void table.increments()),
        down: (on: Knex) => on.schema.dropTable(`made_by_${name}`),
      }),
    };
    const options = { migrationSource: migrations };
    expect((await knex.migrate.latest(options))[1]).toEqual(['first', 'second']);
    expect(await knex.schema.hasTable('made_by_second')).toBe(true);
    await knex.migrate.rollback(options, true);
    expect(await knex.schema.hasTable('made_by_second')).toBe(false);
  });

  it.each(['connection', 'pool', 'connectionPool', 'searchPath'])('refuses %s, which has another place', (option) => {
    const config = { client: knexClient(bench.pools.get('rdbms'), database), [option]: {} };
    expect(() => createKnex(config)).toThrow(
      option === 'connectionPool' ? /connectionPool/ : `${option} has no place in Knex over outpool`,
    );
  });
});
