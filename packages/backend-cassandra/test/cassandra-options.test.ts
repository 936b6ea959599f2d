import assert from 'node:assert/strict';
import { policies } from 'cassandra-driver';
import { describe, it } from 'vitest';
import type { CassandraOptions } from '../src/index.js';
import { cassandraOptions } from '../src/cassandra-options.js';

const issues = (options: unknown): string[] => {
  const { error } = cassandraOptions.safeParse(options);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('the options of a cassandra connection', () => {
  it('are those of the document when there are none', () => {
    const { servers, keyspace, tls, auth, consistency, requestTimeoutMs } = cassandraOptions.parse({});
    assert.deepEqual(
      { servers, keyspace, tls, auth, consistency, requestTimeoutMs },
      {
        servers: [{ host: 'localhost', port: 9042 }],
        keyspace: 'mongooseim',
        tls: undefined,
        auth: undefined,
        consistency: 'LOCAL_ONE',
        requestTimeoutMs: 4_000,
      },
    );
  });

  it('name servers in each form', () => {
    const servers: CassandraOptions['servers'] = ['a', ['b', 9042], { host: 'c' }];
    assert.deepEqual(
      cassandraOptions.parse({ servers }).servers,
      ['a', 'b', 'c'].map((host) => ({ host, port: 9042 })),
    );
  });

  it.each<[string, unknown, RegExp]>([
    ['no server', { servers: [] }, /^servers: /],
    [
      'nodes at two ports',
      {
        servers: [
          ['a', 1],
          ['b', 2],
        ],
      },
      /^servers\.1: the nodes of a cluster listen on one port$/,
    ],
    ['an empty keyspace', { keyspace: '' }, /^keyspace: /],
    ['a password without a name', { auth: { plain: { password: 'x' } } }, /^auth\.plain\.username: /],
    ['a level that is none', { consistency: 'MOST' }, /^consistency: /],
    ['a request that never ends', { requestTimeoutMs: 0 }, /^requestTimeoutMs: /],
    [
      'one of the driver, for ever',
      { driver: { socketOptions: { readTimeout: 0 } } },
      /^driver\.socketOptions\.readTimeout: is set from here: write `requestTimeoutMs`$/,
    ],
    ['another way to verify', { driver: { sslOptions: {} } }, /^driver\.sslOptions: .*`tls`$/],
    ['a second layer of repeats', { driver: { policies: { retry: new policies.retry.RetryPolicy() } } }, /^driver\.policies\.retry: /],
    [
      'every statement idempotent',
      { driver: { queryOptions: { isIdempotent: true } } },
      /^driver\.queryOptions\.isIdempotent: say it of each statement$|say it of each/,
    ],
    ['two logins', { auth: { plain: { username: 'a', password: 'b' } }, driver: { authProvider: {} } }, /^driver\.authProvider: /],
    ['a word that is none', { contactPoints: ['a'] }, /contactPoints/],
  ])('refuse %s', (_, options, expected) => {
    const [first, ...more] = issues(options);
    assert.match(first ?? 'no issue', expected);
    assert.deepEqual(more, []);
  });

  it('pass the others to the driver', () => {
    const driver = { socketOptions: { coalescingThreshold: 1_000 }, applicationName: 'shop', encoding: { useBigIntAsLong: false } };
    assert.deepEqual(issues({ driver }), []);
    assert.deepEqual(cassandraOptions.parse({ driver }).driver, driver);
  });
});
