import { createOutgoingPools, type OutgoingPools, type PoolOptions } from '@outpool/core';
import { type MariadbServer, type PostgresServer, startMariadb, startPostgres } from '@outpool/test-servers';
import { expect } from 'vitest';
import { RdbmsBackend } from '../src/index.js';
import { eventually, optionsFor, type SocketOptions } from './attempt.js';
import { mariadbSubject, postgresSubject, type Subject } from './subjects.js';

/** A database for tools that have their own SQL. */
export interface Bench extends Subject {
  readonly pools: OutgoingPools;
}

/** By the names that the tools' doors give them. */
export const databases: ['postgres' | 'mysql', (pool?: PoolOptions, more?: Partial<SocketOptions>) => Promise<Bench>][] = [
  [
    'postgres',
    async (pool, more) => {
      const server = await startPostgres();
      return await withPools(await postgresSubject(server, optionsFor(server)), server, pool, more);
    },
  ],
  [
    'mysql',
    async (pool, more) => {
      const server = await startMariadb();
      return await withPools(mariadbSubject(server, optionsFor(server)), server, pool, more);
    },
  ],
];

async function withPools(
  subject: Subject,
  server: PostgresServer | MariadbServer,
  pool: PoolOptions = {},
  more: Partial<SocketOptions> = {},
): Promise<Bench> {
  const entry = { type: 'rdbms' as const, pool: { workers: 2, ...pool }, connection: optionsFor(server, more) };
  const pools = await createOutgoingPools({ outgoingPools: [entry] }, { backends: [RdbmsBackend] }).start();
  return {
    ...subject,
    pools,
    [Symbol.asyncDispose]: async () => {
      await pools.stop();
      await subject[Symbol.asyncDispose]();
    },
  };
}

/** That a tool has given all back: nothing is lent, runs on the server, or has another session than the pool's workers. */
export async function expectNothingHeld(bench: Bench, workers = 2): Promise<void> {
  const pool = bench.pools.get('rdbms');
  await eventually(() => pool.stats().running === 0 && pool.stats().waiting === 0);
  await eventually(async () => (await bench.running()) === 0);
  await eventually(async () => (await bench.sessions()).length <= workers);
  await eventually(() => pool.stats().workers.ready === workers);
  expect((await pool.call((db) => db.query('select 1 as one'))).rows).toEqual([{ one: 1 }]);
}
