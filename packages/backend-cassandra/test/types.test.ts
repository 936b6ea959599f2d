import assert from 'node:assert/strict';
import { type CassandraServer, requireServers, startCassandra } from '@outpool/test-servers';
import { types } from 'cassandra-driver';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { CassandraConnection } from '../src/index.js';
import { Attempt, backend, keyspaceOf } from './attempt.js';

const { BigDecimal, Duration, InetAddress, LocalDate, LocalTime, TimeUuid, Tuple, Uuid } = types;

/** Each CQL type, and values that come back as they were given: what the README's table says. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  tinyint: [-128, 127],
  smallint: [-32_768, 32_767],
  int: [-2_147_483_648, 0, 2_147_483_647],
  bigint: [-(2n ** 63n), 0n, 9_007_199_254_740_993n, 2n ** 63n - 1n],
  varint: [-(10n ** 40n), 0n, 2n ** 200n],
  decimal: ['0', '-123.456', '12345678901234567890.000000000000000001'].map(BigDecimal.fromString),
  float: [0, 1.5, Number.POSITIVE_INFINITY],
  double: [Math.PI, Number.MIN_VALUE, Number.NEGATIVE_INFINITY, Number.NaN],
  boolean: [true, false],
  text: ['', 'ä€𝄞', '\u0000'],
  ascii: ['plain'],
  blob: [Buffer.alloc(0), Buffer.from([0, 255])],
  uuid: [Uuid.random()],
  timeuuid: [TimeUuid.now()],
  timestamp: [new Date(0), new Date(-1), new Date(8.64e15)],
  date: [LocalDate.fromString('1970-01-01'), LocalDate.fromString('-0044-03-15'), LocalDate.fromString('2026-11-24')],
  time: [LocalTime.fromString('23:59:59.999999999')],
  duration: [Duration.fromString('1y2mo3d4h5m6s7ms8us9ns')],
  inet: ['127.0.0.1', '2001:db8::1'].map((address) => InetAddress.fromString(address)),
  'list<int>': [[3, 1, 2, 1]],
  'set<text>': [new Set(['a', 'b'])],
  'map<text, int>': [new Map([['a', 1]])],
  'map<bigint, frozen<list<text>>>': [new Map([[2n ** 60n, ['x', 'y']]])],
  'frozen<set<frozen<map<int, text>>>>': [new Set([new Map([[1, 'one']])])],
  'vector<float, 3>': [new types.Vector([1, 2.5, -3], 'float')],
  'tuple<int, text, boolean>': [new Tuple(1, 'two', true)],
  'frozen<address>': [{ street: 'Long Lane', number: 2n ** 40n, phones: new Set(['1', '2']) }],
};

describe.skipIf(!requireServers('cassandra'))('the types of Cassandra', () => {
  let server: CassandraServer;
  let cassandra: CassandraConnection;
  const columns = Object.keys(VALUES).map((type, index) => [type, `c${index}`] as const);

  beforeAll(async () => {
    server = await startCassandra();
    await server.run(
      keyspaceOf(1),
      'CREATE TYPE mongooseim.address (street text, number bigint, phones set<text>)',
      `CREATE TABLE mongooseim.everything (id text PRIMARY KEY, ${columns.map(([type, name]) => `${name} ${type}`).join(', ')})`,
      'CREATE TABLE mongooseim.hits (id text PRIMARY KEY, count counter)',
    );
    cassandra = await new Attempt({ servers: [[server.host, server.port]] }).connect();
  });
  afterAll(async () => {
    await backend.close(cassandra);
    await server[Symbol.asyncDispose]();
  });

  const column = (wanted: string): string => columns.find(([type]) => type === wanted)?.[1] ?? assert.fail(wanted);
  const roundTrip = async (column: string, value: unknown, prepare = true): Promise<unknown> => {
    await cassandra.execute(`INSERT INTO everything (id, ${column}) VALUES (?, ?)`, ['x', value], { prepare });
    return (await cassandra.execute(`SELECT ${column} FROM everything WHERE id = ?`, ['x'])).first()?.get(0);
  };

  it.each(columns)('%s', async (type, column) => {
    for (const value of VALUES[type] ?? []) {
      const back = await roundTrip(column, value);
      if (Object(value) === value && typeof Reflect.get(value as object, 'equals') === 'function') {
        assert.ok((back as { equals(other: unknown): boolean }).equals(value), `${String(value)} came back as ${String(back)}`);
      }
      if (type === 'frozen<address>') assert.deepEqual({ ...(back as object) }, value);
      else if (type.startsWith('vector')) assert.deepEqual([...(back as Iterable<number>)], [...(value as Iterable<number>)]);
      else if (typeof value !== 'object' || Array.isArray(value) || value instanceof Set || value instanceof Map || value instanceof Date)
        assert.deepEqual(back, value);
      else assert.equal(String(back), String(value));
    }
    assert.equal(await roundTrip(column, null), null);
  });

  it('counter, as bigint', async () => {
    await cassandra.execute("UPDATE hits SET count = count + ? WHERE id = 'x'", [2n ** 62n]);
    assert.equal((await cassandra.execute("SELECT count FROM hits WHERE id = 'x'")).first()?.get(0), 2n ** 62n);
  });

  it('lists for sets and objects for maps are taken, too', async () => {
    assert.deepEqual(await roundTrip(column('set<text>'), ['b', 'a', 'a']), new Set(['a', 'b']));
    assert.deepEqual(await roundTrip(column('map<text, int>'), { b: 2, a: 1 }), new Map(Object.entries({ a: 1, b: 2 })));
  });

  it('text for a uuid is taken, too, and an empty collection is none', async () => {
    const id = Uuid.random();
    assert.equal(String(await roundTrip(column('uuid'), id.toString())), id.toString());
    for (const type of ['list<int>', 'set<text>', 'map<text, int>']) assert.equal(await roundTrip(column(type), []), null);
  });

  it('undefined leaves a column as it is, where null takes its value away', async () => {
    await cassandra.execute("INSERT INTO everything (id, c2) VALUES ('u', 1)");
    await cassandra.execute('INSERT INTO everything (id, c2) VALUES (?, ?)', ['u', undefined]);
    assert.equal((await cassandra.execute("SELECT c2 FROM everything WHERE id = 'u'")).first()?.get(0), 1);
  });

  it('become what the options of the driver say', async () => {
    const attempt = new Attempt({
      servers: [[server.host, server.port]],
      driver: { encoding: { useBigIntAsLong: false, set: undefined } },
    });
    const other = await attempt.connect();
    try {
      const long = (await other.execute("SELECT count FROM hits WHERE id = 'x'")).first()?.get(0);
      assert.ok(long instanceof types.Long);
      assert.equal(long.toString(), String(2n ** 62n));
    } finally {
      await backend.close(other);
    }
  });
});
