import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { createOutgoingPools } from '@outpool/core';
import { type CassandraServer, requireServers, startCassandra } from '@outpool/test-servers';
import * as driver from 'cassandra-driver';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { CassandraBackend, type CassandraConnection, CassandraError, type CassandraErrorCode, rowsOver } from '../src/index.js';
import { Attempt, backend, keyspaceOf } from './attempt.js';

let server: CassandraServer;
let cassandra: CassandraConnection;

/** Rejects with this code, and nothing but a `CassandraError`. */
async function refused(code: CassandraErrorCode, work: Promise<unknown>): Promise<CassandraError> {
  const error = await work.then(
    () => assert.fail(`expected ${code}, and it succeeded`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof CassandraError, `expected ${code}, not ${String(error)}`);
  assert.equal(error.code, code, error.message);
  return error;
}

const numbers = (count: number): number[][] => Array.from({ length: count }, (_, id) => [id]);

describe.skipIf(!requireServers('cassandra'))('statements on Cassandra', () => {
  beforeAll(async () => {
    server = await startCassandra({ config: ['batch_size_fail_threshold: 5KiB', 'batch_size_warn_threshold: 4KiB'] });
    await server.run(
      keyspaceOf(1),
      keyspaceOf(1, 'other'),
      keyspaceOf(3, 'copied'),
      'CREATE TABLE mongooseim.things (id int PRIMARY KEY, name text)',
      'CREATE TABLE other.things (id int PRIMARY KEY, name text)',
      'CREATE TABLE copied.things (id int PRIMARY KEY, name text)',
      'CREATE TABLE mongooseim.hits (page text PRIMARY KEY, count counter)',
      'CREATE TABLE mongooseim.series (id int, at int, value text, PRIMARY KEY (id, at))',
    );
    cassandra = await new Attempt({ servers: [[server.host, server.port]] }).connect();
  });
  afterAll(async () => {
    await backend.close(cassandra);
    await server[Symbol.asyncDispose]();
  });

  describe('execute', () => {
    it('takes parameters by place and by name, prepared or not', async () => {
      await cassandra.execute('INSERT INTO things (id, name) VALUES (?, ?)', [1, 'one']);
      await cassandra.execute('INSERT INTO things (id, name) VALUES (:id, :name)', { id: 2, name: 'two' });
      await cassandra.execute("INSERT INTO things (id, name) VALUES (3, 'three')", undefined, { prepare: false });
      const found = await cassandra.execute<{ name: string }>('SELECT name FROM things WHERE id IN (?, ?, ?)', [1, 2, 3]);
      assert.deepEqual(
        found.rows.map(({ name }) => name),
        ['one', 'two', 'three'],
      );
      assert.equal((await cassandra.execute('SELECT * FROM things WHERE id = ?', [404])).first(), null);
    });

    it('takes consistency, time stamp and conditions with the statement', async () => {
      const write = 'INSERT INTO things (id, name) VALUES (?, ?)';
      await cassandra.execute(write, [4, 'new'], { consistency: 'QUORUM', timestamp: 2_000 });
      await cassandra.execute(write, [4, 'old'], { timestamp: 1_000 });
      const [row] = (await cassandra.execute<{ name: string }>('SELECT name FROM things WHERE id = 4')).rows;
      assert.equal(row?.name, 'new');
      const again = await cassandra.execute(`${write} IF NOT EXISTS`, [4, 'newer'], { serialConsistency: 'LOCAL_SERIAL' });
      assert.equal(again.wasApplied(), false);
    });

    it('prepares again what a change of its table has made unknown', async () => {
      await server.run('CREATE TABLE mongooseim.changing (id int PRIMARY KEY, a int)');
      const all = () => cassandra.execute('SELECT * FROM changing WHERE id = ?', [1]);
      await all();
      await server.run('ALTER TABLE mongooseim.changing ADD b int', 'INSERT INTO mongooseim.changing (id, a, b) VALUES (1, 2, 3)');
      assert.equal((await all()).first()?.get('b'), 3);
      await server.run('DROP TABLE mongooseim.changing');
      await refused('invalid', all());
    });

    it('ends a wait with its signal, and gives its place away when the answer has come', async () => {
      const signal = AbortSignal.timeout(5);
      await assert.rejects(
        cassandra.executeMany('SELECT * FROM things WHERE id = ?', numbers(100_000), { concurrency: 256, signal }),
        signal.reason ?? /timeout/,
      );
      await cassandra.execute('SELECT * FROM things WHERE id = 1');
    });
  });

  describe('what is wrong with a statement', () => {
    it.each<[string, CassandraErrorCode, string, unknown[] | undefined]>([
      ['its syntax', 'syntax', 'SELEKT 1', undefined],
      ['its table', 'invalid', 'SELECT * FROM nothing', undefined],
      ['a column', 'invalid', 'SELECT nothing FROM things', undefined],
      ['a keyspace', 'keyspace_missing', 'SELECT * FROM nowhere.things', undefined],
      ['an index that it would need', 'invalid', 'SELECT * FROM things WHERE name = ?', ['x']],
      ['too few parameters', 'parameters', 'SELECT * FROM things WHERE id = ?', []],
      ['a parameter of another type', 'parameters', 'SELECT * FROM things WHERE id = ?', ['one']],
      ['a parameter that is an object', 'parameters', 'INSERT INTO things (id, name) VALUES (?, ?)', [1, { a: 1 }]],
      ['a table that is there already', 'already_exists', 'CREATE TABLE things (id int PRIMARY KEY)', undefined],
    ])('%s', async (_, code, query, params) => {
      const error = await refused(code, cassandra.execute(query, params));
      assert.ok(error.message.length > 10, error.message);
      await cassandra.execute('SELECT * FROM things WHERE id = 1');
    });

    it('too many parameters', async () => {
      await refused('parameters', cassandra.execute('SELECT * FROM things WHERE id = ?', [1, 2]));
    });

    it.each(['USE other', '-- now\n /* then */ use other', 'use"other"'])('%j', async (statement) => {
      await assert.rejects(cassandra.execute(statement), { name: 'TypeError', message: /write keyspace\.table/ });
    });

    it('a number where a bigint is asked for', async () => {
      await refused('parameters', cassandra.execute("UPDATE hits SET count = count + ? WHERE page = 'x'", [2]));
    });

    it('too few parameters by name', async () => {
      await refused('parameters', cassandra.execute('INSERT INTO things (id, name) VALUES (:id, :name)', { id: 1 }));
    });

    it('replicas that are not there, with how many are and how many had to be', async () => {
      const error = await refused('unavailable', cassandra.execute('SELECT * FROM copied.things', [], { consistency: 'QUORUM' }));
      assert.deepEqual(
        { consistency: error.consistency, required: error.required, alive: error.alive, serverCode: error.serverCode },
        { consistency: 'QUORUM', required: 2, alive: 1, serverCode: 0x1000 },
      );
      const write = 'INSERT INTO copied.things (id) VALUES (1)';
      const again = await refused('unavailable', cassandra.execute(write, [], { consistency: 'ALL', idempotent: true }));
      assert.equal(again.required, 3);
    });

    it('options that would make it wait for ever, or are none', async () => {
      await assert.rejects(cassandra.execute('SELECT * FROM things', [], { timeoutMs: 0 }), TypeError);
      await assert.rejects(cassandra.execute('SELECT * FROM things', [], { consistency: 'SOME' as 'ONE' }), TypeError);
    });

    it('keeps statements and parameters out of what is logged', async () => {
      const error = await refused('invalid', cassandra.execute("SELECT * FROM nothing WHERE secret = 'hunter2'"));
      assert.ok(!inspect(error, { depth: 9 }).includes('hunter2'), inspect(error, { depth: 9 }));
    });
  });

  describe('batch', () => {
    const insert = (id: number, name: string) => ({ query: 'INSERT INTO things (id, name) VALUES (?, ?)', params: [id, name] });
    const count = async (): Promise<number> => Number((await cassandra.execute('SELECT count(*) FROM things')).first()?.get(0) ?? -1);

    it('does all of a logged one, or nothing', async () => {
      await cassandra.execute('TRUNCATE things');
      assert.deepEqual(await cassandra.batch([insert(1, 'a'), insert(2, 'b'), 'INSERT INTO things (id) VALUES (3)']), {
        slices: 1,
        applied: true,
        rows: [],
      });
      assert.equal(await count(), 3);
      await refused('batch_too_large', cassandra.batch(Array.from({ length: 40 }, (_, at) => insert(10 + at, 'x'.repeat(400)))));
      assert.equal(await count(), 3);
    });

    it('slices an unlogged one, and halves what the server calls too large, down to a statement that is too large alone', async () => {
      await cassandra.execute('TRUNCATE things');
      const rows = [...Array.from({ length: 45 }, (_, at) => insert(at, 'x'.repeat(300))), insert(100, 'x'.repeat(20_000))];
      const { slices, applied } = await cassandra.batch(rows, { logged: false, sliceSize: 20 });
      assert.equal(applied, true);
      assert.equal(await count(), 46);
      assert.ok(slices >= 5, `${slices} slices`);
    });

    it('changes counters', async () => {
      const hit = { query: 'UPDATE hits SET count = count + ? WHERE page = ?', params: [2n, 'home'] };
      await cassandra.batch([hit, hit], { counter: true });
      assert.equal((await cassandra.execute("SELECT count FROM hits WHERE page = 'home'")).first()?.get('count'), 4n);
      await assert.rejects(cassandra.batch([hit], { counter: true, idempotent: true }), TypeError);
    });

    it('says when a condition did not hold, and why', async () => {
      await cassandra.execute('TRUNCATE series');
      const once = { query: 'INSERT INTO series (id, at, value) VALUES (1, 1, ?) IF NOT EXISTS', params: ['first'] };
      const at = (place: number) => ({ query: 'INSERT INTO series (id, at) VALUES (1, ?)', params: [place] });
      assert.equal((await cassandra.batch([once, at(2)])).applied, true);
      const { applied, rows } = await cassandra.batch([once, at(3)]);
      assert.equal(applied, false);
      assert.equal(rows[0]?.get('value'), 'first');
      assert.equal((await cassandra.execute('SELECT at FROM series WHERE id = 1')).rowLength, 2);
    });

    it('is nothing when it is empty, and is refused whole for a statement that is none', async () => {
      assert.deepEqual(await cassandra.batch([]), { slices: 0, applied: true, rows: [] });
      await refused('syntax', cassandra.batch(['nonsense', insert(1, 'a')]));
      await refused('parameters', cassandra.batch([insert(1, 'a'), { query: insert(1, 'a').query, params: ['one', 'b'] }]));
    });
  });

  describe('many rows', () => {
    beforeAll(async () => {
      const { succeeded } = await cassandra.executeMany("INSERT INTO series (id, at, value) VALUES (2, ?, 'x')", numbers(1_000), {
        idempotent: true,
      });
      assert.equal(succeeded, 1_000);
    });
    const all = 'SELECT at FROM series WHERE id = ?';

    it('come page by page, and no faster than they are taken', async () => {
      let pages = 0;
      const execute = cassandra.client.execute;
      cassandra.client.execute = ((...args: Parameters<typeof execute>) => {
        pages++;
        return execute.apply(cassandra.client, args);
      }) as typeof execute;
      try {
        const seen: number[] = [];
        for await (const { at } of cassandra.stream<{ at: number }>(all, [2], { pageSize: 100 })) {
          seen.push(at);
          if (seen.length === 150) await sleep(50);
          assert.equal(pages, Math.ceil(seen.length / 100));
          if (seen.length === 250) break;
        }
        assert.equal(pages, 3);
        assert.deepEqual(seen, numbers(250).flat());
      } finally {
        Reflect.deleteProperty(cassandra.client, 'execute');
      }
    });

    it('are each waited for by eachRow', async () => {
      let under = 0;
      const count = await cassandra.eachRow<{ at: number }>(
        all,
        [2],
        async (_, position) => {
          assert.equal(++under, 1);
          if (position % 100 === 0) await sleep(1);
          under--;
        },
        { pageSize: 300 },
      );
      assert.equal(count, 1_000);
      await assert.rejects(
        cassandra.eachRow(all, [2], () => assert.fail('enough')),
        /enough/,
      );
    });

    it('come through a pool, a call for each page, and no call waits for whoever works on them', async () => {
      const config = {
        outgoingPools: [{ type: 'cassandra' as const, connection: { servers: [{ host: server.host, port: server.port }] } }],
      };
      await using pools = await createOutgoingPools(config, { backends: [CassandraBackend] }).start();
      const pool = pools.get('cassandra');
      let rows = 0;
      for await (const { at } of rowsOver<{ at: number }>(pool, all, [2], { pageSize: 250, call: { timeoutMs: 2_000 } })) {
        assert.equal(at, rows++);
        assert.equal(pool.stats().running, 0);
      }
      assert.equal(rows, 1_000);
      assert.equal(pool.stats().calls.ok, 5);
    });

    it('are looked up by many parameters at once, so many and no more', async () => {
      let most = 0;
      let read = 0;
      let done = 0;
      function* parameters() {
        for (const [at] of numbers(500)) {
          read++;
          most = Math.max(most, read - done);
          yield [at];
        }
      }
      const values: unknown[] = [];
      const one = 'SELECT at FROM series WHERE id = 2 AND at = ?';
      const { succeeded, failures } = await cassandra.executeMany<{ at: number }>(
        one,
        parameters(),
        { concurrency: 16 },
        (result, position) => {
          values[position] = result.first()?.at;
          done++;
        },
      );
      assert.deepEqual({ succeeded, failures }, { succeeded: 500, failures: [] });
      assert.deepEqual(values, numbers(500).flat());
      assert.ok(most <= 17, `${most} at once`);
    });

    it('are written as far as they can be, and failures come with their place', async () => {
      const rows = [
        [1, 'a'],
        ['two', 'b'],
        [3, 'c'],
        [4, {}],
      ] as [number, string][];
      const { succeeded, failures } = await cassandra.executeMany('INSERT INTO things (id, name) VALUES (?, ?)', rows);
      assert.equal(succeeded, 2);
      assert.deepEqual(
        failures.map(({ position, error }) => [position, (error as CassandraError).code]),
        [
          [1, 'parameters'],
          [3, 'parameters'],
        ],
      );
      const stopped = await cassandra.executeMany('INSERT INTO nothing (id) VALUES (?)', numbers(10_000), {
        concurrency: 4,
        stopOnFailure: true,
      });
      assert.ok(stopped.failures.length < 10, `${stopped.failures.length} failures`);
    });

    it('may come from a stream that fails, and what was begun has ended then', async () => {
      async function* broken() {
        yield [1];
        throw new Error('no more');
      }
      await assert.rejects(cassandra.executeMany('SELECT * FROM things WHERE id = ?', broken()), /no more/);
    });
  });

  it('lets as many requests through as it may, and the others when there is room: the driver alone would refuse them', async () => {
    const select = 'SELECT * FROM things WHERE id = 1';
    const bare = new driver.Client({
      contactPoints: [`${server.host}:${server.port}`],
      protocolOptions: { port: server.port },
      localDataCenter: 'datacenter1',
      keyspace: 'mongooseim',
    });
    await bare.connect();
    const outcomes = await Promise.allSettled(Array.from({ length: 3_000 }, () => bare.execute(select, [], { prepare: true })));
    await bare.shutdown();
    assert.ok(
      outcomes.some(({ status }) => status === 'rejected'),
      'the driver has learned to wait: the gate can go',
    );
    await Promise.all(Array.from({ length: 5_000 }, () => cassandra.execute(select)));
  });

  it('keeps its keyspace, whatever a job does on the client of the driver', async () => {
    await cassandra.execute("INSERT INTO things (id, name) VALUES (50, 'ours')");
    await server.run("INSERT INTO other.things (id, name) VALUES (50, 'theirs')");
    await cassandra.client.execute('USE other', [], { prepare: false });
    for (const prepare of [true, false]) {
      const found = await cassandra.execute('SELECT name FROM things WHERE id = 50', [], { prepare });
      assert.equal(found.first()?.get('name'), 'ours');
    }
    assert.equal(cassandra.client.keyspace, 'mongooseim');
  });

  it('is repeated by one layer, or by none', () => {
    const { errors } = driver;
    const died = Object.assign(new errors.DriverInternalError('Socket was closed'), { isSocketError: true });
    const fate = (error: unknown) => backend.fate(error, cassandra);
    const keep = { connection: 'keep', callLost: false, sent: true };
    assert.deepEqual(fate(died), { ...keep, callLost: true });
    assert.deepEqual(fate(CassandraError.of(died)), { ...keep, callLost: true });
    // Idempotent: the driver has asked the other nodes already.
    assert.deepEqual(fate(CassandraError.of(new errors.NoHostAvailableError({ 'a:1': died, 'b:1': died }))), keep);
    assert.deepEqual(fate(CassandraError.of(new errors.NoHostAvailableError({}))), { ...keep, callLost: true, sent: false });
    assert.deepEqual(fate(new Error('No connection available')), { ...keep, callLost: true, sent: false });
    const own = Object.assign(new TypeError('of a job'), { query: 'its own' });
    assert.deepEqual(fate(own), keep);
    assert.equal(own.query, 'its own');
  });

  it('is made anew in a pool when a job has shut its client down', async () => {
    const config = { outgoingPools: [{ type: 'cassandra' as const, connection: { servers: [{ host: server.host, port: server.port }] } }] };
    await using pools = await createOutgoingPools(config, { backends: [CassandraBackend] }).start();
    const pool = pools.get('cassandra');
    await pool.call(({ client }) => client.shutdown());
    await pool.call((db) => db.execute('SELECT * FROM things')).catch(() => undefined);
    await pool.call((db) => db.execute('SELECT * FROM things'));
  });

  it('shows its nodes', () => {
    const { version, rack, ...node } = cassandra.nodes()[0] ?? assert.fail('no node');
    assert.deepEqual(node, {
      address: `${server.host}:${server.port}`,
      dataCenter: 'datacenter1',
      up: true,
      connections: 1,
      running: 0,
      tls: false,
    });
    assert.match(version, /^5\./);
    assert.equal(rack, 'rack1');
  });

  it('has the mapper of the driver on top', async () => {
    const mapper = new driver.mapping.Mapper(cassandra.client, { models: { Thing: { tables: ['things'] } } }).forModel('Thing');
    await mapper.insert({ id: 60, name: 'mapped' });
    assert.equal((await mapper.get({ id: 60 }))?.name, 'mapped');
    assert.ok(cassandra.client.metadata.keyspaces.mongooseim);
  });
});
