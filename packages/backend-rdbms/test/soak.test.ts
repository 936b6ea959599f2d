import { readdirSync } from 'node:fs';
import { createOutgoingPools } from '@outpool/core';
import { requireServers, startMariadb, startPostgres } from '@outpool/test-servers';
import { describe, expect, it } from 'vitest';
import { RdbmsBackend } from '../src/index.js';
import { eventually, optionsFor } from './attempt.js';
import { mariadbSubject, postgresSubject, type Subject } from './subjects.js';

/** Calls of each database. The long run: OUTPOOL_SOAK_CALLS=1000000, which takes some minutes. */
const CALLS = Number(process.env.OUTPOOL_SOAK_CALLS ?? 10_000);
const WORKERS = 10;
const CALLERS = 50;
const KILL_EVERY_MS = 25;

const openFiles = (): number => readdirSync('/proc/self/fd').length;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Calls of all kinds on a pool whose sessions are killed at random: each settles once, and nothing grows. */
async function soak(subject: Subject): Promise<void> {
  const filesBefore = openFiles();
  await subject.query('create table if not exists soaked (id int primary key, name varchar(20))');
  await subject.query('create table if not exists soak_log (id int, name varchar(20))');
  const pools = createOutgoingPools(
    { outgoingPools: [{ type: 'rdbms', pool: { workers: WORKERS, reconnect: { maxMs: 100 } }, connection: subject.options }] },
    { backends: [RdbmsBackend] },
  );
  await pools.start();
  const pool = pools.get('rdbms');
  const outcomes = new Map<string, number>();
  let sent = 0;
  let settled = 0;
  let most = 0;
  let kills = 0;
  let running = true;
  const heap: number[] = [];

  const calls = [
    () => pool.call((db) => db.query('select 1 as one')),
    () => pool.call((db) => db.execute('select name from soaked where id = ?', [sent % 100])),
    () =>
      pool.call((db) =>
        db.transaction(
          async (transaction) => {
            await transaction.query('delete from soaked where id = ?', [1_000_000 + (sent % 1_000)]);
            await transaction.insert(
              'soak_log',
              Array.from({ length: 1 + (Math.floor(sent / 20) % 15) }, (_, id) => ({ id, name: 'x' })),
            );
          },
          { retries: 2 },
        ),
      ),
    () => pool.call((db, { signal }) => db.query(subject.sleep(0.05), [], { signal }), { timeoutMs: 5 + (sent % 10) }),
  ];
  const next = () => calls[sent % 200 === 0 ? 3 : sent % 20 === 0 ? 2 : sent % 2] as () => Promise<unknown>;
  const callers = Array.from({ length: CALLERS }, async () => {
    while (sent < CALLS) {
      const call = next();
      sent++;
      const outcome = await call().then(
        () => 'ok',
        (error) => error.code,
      );
      settled++;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (settled % Math.ceil(CALLS / 20) === 0) heap.push(process.memoryUsage.rss());
    }
  });
  const killer = (async () => {
    while (running) {
      await pause(Math.random() * 2 * KILL_EVERY_MS);
      const sessions = await subject.sessions();
      most = Math.max(most, sessions.length);
      const victim = sessions[Math.floor(Math.random() * sessions.length)];
      if (victim === undefined) continue;
      kills++;
      await subject.kill(victim).catch(() => undefined); // it may have gone by itself
    }
  })();
  await Promise.all(callers);
  running = false;
  await killer;
  const { calls: counted, waiting, running: left } = pool.stats();
  await pools.stop();
  console.error(`soak: ${CALLS} calls, ${kills} kills, at most ${most} sessions, ${JSON.stringify(Object.fromEntries(outcomes))}`);

  expect(settled).toBe(sent);
  expect(counted.accepted).toBe(sent);
  expect([waiting, left]).toEqual([0, 0]);
  expect(kills).toBeGreaterThan(5);
  expect(outcomes.get('ok')).toBeGreaterThan(CALLS / 2);
  for (const code of outcomes.keys()) expect(['ok', 'CONNECTION_LOST', 'CALL_TIMEOUT', 'QUEUE_TIMEOUT', 'POOL_DOWN']).toContain(code);
  // Those that cancel come on top, one for each worker at most.
  expect(most).toBeLessThanOrEqual(2 * WORKERS);
  await eventually(async () => (await subject.sessions()).length === 0);
  await eventually(() => openFiles() <= filesBefore + 2);
  const [early = 0, late = 0] = [Math.max(...heap.slice(4, 10)), Math.max(...heap.slice(-5))];
  expect(late - early).toBeLessThan(50 * 1024 ** 2);
}

describe('queries without end, while sessions are killed', () => {
  const limit = 60_000 + CALLS;

  it.skipIf(!requireServers('postgres'))(
    'settle once each and leave nothing, on PostgreSQL',
    async () => {
      const server = await startPostgres();
      await using subject = await postgresSubject(server, optionsFor(server));
      await soak(subject);
    },
    limit,
  );

  it.skipIf(!requireServers('mariadb'))(
    'settle once each and leave nothing, on MariaDB',
    async () => {
      const server = await startMariadb();
      await using subject = mariadbSubject(server, optionsFor(server));
      await soak(subject);
    },
    limit,
  );
});
