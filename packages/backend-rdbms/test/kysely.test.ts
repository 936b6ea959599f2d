import { requireServers } from '@outpool/test-servers';
import { Kysely, sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { OutpoolDialect } from '../src/kysely.js';
import { databases, expectNothingHeld } from './tools.js';

interface Tables {
  people: { id: number; name: string };
}

describe.skipIf(!requireServers('postgres', 'mariadb')).each(databases)('Kysely on a pool, %s', (database, start) => {
  it('queries, inserts, streams, and runs transactions, each on one connection', async () => {
    await using bench = await start();
    await bench.query('create table people (id int primary key, name varchar(100))');
    const pool = bench.pools.get('rdbms');
    const db = new Kysely<Tables>({ dialect: new OutpoolDialect(pool, database) });

    const inserted = await db
      .insertInto('people')
      .values([
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Grace' },
      ])
      .executeTakeFirst();
    expect(inserted.numInsertedOrUpdatedRows).toBe(2n);
    expect(await db.selectFrom('people').select('name').where('id', '=', 2).executeTakeFirst()).toEqual({ name: 'Grace' });
    const names: string[] = [];
    for await (const { name } of db.selectFrom('people').select('name').orderBy('id').stream(1)) names.push(name);
    expect(names).toEqual(['Ada', 'Grace']);

    await db
      .transaction()
      .setIsolationLevel('serializable')
      .execute(async (transaction) => {
        const { numUpdatedRows } = await transaction.updateTable('people').set({ name: 'Lovelace' }).where('id', '=', 1).executeTakeFirst();
        expect(numUpdatedRows).toBe(1n);
      });
    const failing = db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('people').execute();
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    const swallowing = db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('people')
        .values({ id: 1, name: 'again' })
        .execute()
        .catch(() => undefined);
      await sql`select * from nowhere`.execute(transaction).catch(() => undefined);
    });
    if (database === 'postgres') await expect(swallowing).rejects.toMatchObject({ kind: 'transaction_failed' });
    else await swallowing;
    const controlled = await db.startTransaction().execute();
    await controlled.insertInto('people').values({ id: 3, name: 'Edsger' }).execute();
    const point = await controlled.savepoint('before').execute();
    await point.deleteFrom('people').execute();
    const back = await point.rollbackToSavepoint('before').execute();
    await back.releaseSavepoint('before').execute();
    await back.commit().execute();
    expect((await db.selectFrom('people').selectAll().orderBy('id').execute()).map(({ name }) => name)).toEqual([
      'Lovelace',
      'Grace',
      'Edsger',
    ]);
    expect((await db.introspection.getTables()).map(({ name }) => name)).toContain('people');

    await db.destroy();
    await expectNothingHeld(bench);
  }, 20_000);
});
