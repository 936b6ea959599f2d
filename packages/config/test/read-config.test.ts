import { describe, expect, it } from 'vitest';
import { isPoolError, Secret, z } from '@outpool/contract/internal';
import { type BackendLookup, readConfig } from '../src/read-config.js';
import { cassandra, generic, lookup, lookupOf, plugin, redis } from './lookup.js';

/** The problems of a config, as `path: message`. */
function problemsOf(config: unknown, plugins: BackendLookup = lookup): string[] {
  try {
    readConfig(config, plugins);
    return [];
  } catch (error) {
    if (!isPoolError(error, 'CONFIG_INVALID')) throw error;
    return (error.problems ?? []).map(({ path, message }) => `${path}: ${message}`);
  }
}

const entry = (one: unknown) => ({ hosts: ['a.com'], outgoingPools: [one] });
const redisPool = (pool: unknown) => entry({ type: 'redis', pool });

describe('a good config', () => {
  it('gets its defaults: host, tag, pool options, connection options', () => {
    const { hosts, entries } = readConfig({ outgoingPools: [{ type: 'redis' }] }, lookup);
    expect(hosts).toEqual([]);
    expect(entries).toMatchObject([
      {
        type: 'redis',
        host: 'global',
        tag: 'default',
        location: { path: 'outgoingPools[0]' },
        settings: { workers: 10, strategy: 'best_worker', callTimeoutMs: 5000, concurrency: 1024, endpointPolicy: 'spread' },
        options: { host: 'localhost', port: 6379, database: 0 },
        manifest: redis.manifest,
      },
    ]);
    expect(entries[0]?.backend).toBe(redis.backend);
  });

  it('reads the five-tuple like the object', () => {
    const tuple = ['redis', 'host', 'default', { strategy: 'random_worker' }, { host: '198.172.15.12', port: 9923 }];
    const object = { type: 'redis', host: 'host', pool: { strategy: 'random_worker' }, connection: { host: '198.172.15.12', port: 9923 } };
    const { entries } = readConfig({ outgoingPools: [tuple] }, lookup);
    expect(entries).toEqual(readConfig({ outgoingPools: [object] }, lookup).entries);
  });

  it("takes the backend's own defaults before the core's, and what is written before both", () => {
    const connection = { driver: 'pgsql', host: 'localhost', database: 'mydb' };
    const timeoutOf = (pool: object) => readConfig(entry({ type: 'rdbms', pool, connection }), lookup).entries[0]?.settings.callTimeoutMs;
    expect(timeoutOf({})).toBe(60_000);
    expect(timeoutOf({ callTimeoutMs: undefined })).toBe(60_000);
    expect(timeoutOf({ callTimeoutMs: 100 })).toBe(100);
  });

  it('takes pool options that stand among the connection options, and what is written under pool before them', () => {
    const options = z.strictObject({ limit: z.int().optional() });
    const poolOptions = (read: unknown) => ({ maxWorkerQueue: (read as { limit: number }).limit });
    const limited = plugin('limited', { options, poolOptions, manifest: { defaults: { maxWorkerQueue: 1_000 } } });
    const limitOf = (pool: object) =>
      readConfig(entry({ type: 'limited', pool, connection: { limit: 5 } }), lookupOf(limited)).entries[0]?.settings.maxWorkerQueue;
    expect(limitOf({})).toBe(5);
    expect(limitOf({ maxWorkerQueue: 7 })).toBe(7);
  });

  it('keeps entries for hosts that are not served, and hosts in their order', () => {
    const { hosts, entries } = readConfig({ hosts: ['b', 'a'], outgoingPools: [{ type: 'redis', host: 'elsewhere' }] }, lookup);
    expect(hosts).toEqual(['b', 'a']);
    expect(entries[0]?.host).toBe('elsewhere');
  });

  it('turns secrets into something that cannot be printed', () => {
    const { entries } = readConfig(entry({ type: 'redis', connection: { password: 'hunter2' } }), lookup);
    expect(entries[0]?.options).toMatchObject({ password: expect.any(Secret) });
    expect(JSON.stringify(entries[0]?.options)).not.toContain('hunter2');
  });

  it('lowers concurrency to what is written', () => {
    expect(readConfig(redisPool({ concurrency: 8 }), lookup).entries[0]?.settings.concurrency).toBe(8);
  });

  it('takes Infinity where an option can mean "never" or "no limit"', () => {
    const pool = {
      callTimeoutMs: Infinity,
      maxQueue: Infinity,
      maxWorkerQueue: Infinity,
      maxUses: Infinity,
      keepaliveIntervalMs: Infinity,
    };
    expect(readConfig(redisPool(pool), lookup).entries[0]?.settings).toMatchObject(pool);
  });

  it('takes functions, and objects from another realm', async () => {
    const { runInNewContext } = await import('node:vm');
    const foreign: unknown = runInNewContext('({ outgoingPools: [{ type: "redis", pool: { workers: 3 } }] })');
    expect(readConfig(foreign, lookup).entries[0]?.settings.workers).toBe(3);
    const strategy = () => undefined;
    expect(readConfig(redisPool({ strategy }), lookup).entries[0]?.settings.strategy).toBe(strategy);
  });
});

describe('snake_case', () => {
  it('is read as camelCase at any depth where that name is known', () => {
    const { entries } = readConfig(
      {
        outgoing_pools: [
          {
            type: 'redis',
            pool: { call_timeout_ms: 100, reconnect: { min_ms: 5 }, max_queue: 3 },
            connection: { tls: { ca_file: '/ca.pem', server_name: false } },
          },
        ],
      },
      lookup,
    );
    expect(entries[0]?.settings).toMatchObject({ callTimeoutMs: 100, maxQueue: 3, reconnect: { minMs: 5, maxMs: 1000 } });
    expect(entries[0]?.options).toMatchObject({ tls: { caFile: '/ca.pem', serverName: false } });
    expect(entries[0]?.location.path).toBe('outgoing_pools[0]');
  });

  it("takes the document's names of durations in milliseconds", () => {
    const { entries } = readConfig(
      entry(['http', 'global', 'http_auth', { call_timeout: 3000, overrun_warning: 500 }, { request_timeout: 2500 }]),
      lookup,
    );
    expect(entries[0]?.settings).toMatchObject({ callTimeoutMs: 3000, overrunWarningMs: 500 });
    expect(entries[0]?.options).toMatchObject({ requestTimeoutMs: 2500 });
    const ldap = entry({ type: 'cassandra', connection: { servers: [{ host: 'a' }], connect_interval: 7 } });
    expect(readConfig(ldap, lookupOf(cassandra)).entries[0]?.options).toMatchObject({ connectIntervalMs: 7 });
  });

  it('leaves keys alone that the schema leaves open', () => {
    const connection = { http_opts: { connect_options: { some_key: 1 } } };
    expect(readConfig(entry({ type: 'http', connection }), lookup).entries[0]?.options).toMatchObject({
      httpOpts: { connect_options: { some_key: 1 } },
    });
  });

  it('is not taken beside the same key in camelCase', () => {
    expect(problemsOf(redisPool({ call_timeout: 5, callTimeoutMs: 6 }))).toEqual([
      'outgoingPools[0].pool.callTimeoutMs: stands at outgoingPools[0].pool.call_timeout already; take one out',
    ]);
    expect(problemsOf({ outgoingPools: [], outgoing_pools: [] })).toEqual([
      'outgoing_pools: stands at outgoingPools already; take one out',
    ]);
  });

  it('stands in paths as it was written', () => {
    expect(problemsOf({ outgoing_pools: [{ type: 'redis', pool: { reconnect: { min_ms: -1 } } }] })).toEqual([
      'outgoing_pools[0].pool.reconnect.min_ms: expected a number >0, found -1',
    ]);
  });

  it('refuses keepalive_interval, which counts seconds, and says what to write', () => {
    const message = 'counts seconds, and outpool counts milliseconds: write `keepaliveIntervalMs: 30000` under `pool` instead';
    expect(problemsOf(entry({ type: 'redis', connection: { keepalive_interval: 30 } }))).toEqual([
      `outgoingPools[0].connection.keepalive_interval: ${message}`,
    ]);
    expect(problemsOf(redisPool({ keepalive_interval: 30 }))).toEqual([`outgoingPools[0].pool.keepalive_interval: ${message}`]);
  });
});

describe('bad input', () => {
  it('is reported all at once, in one error that lists every problem', () => {
    const read = () =>
      readConfig(
        {
          hosts: ['a.com', 'a.com'],
          outgoingPools: [
            { type: 'redis', tag: '', pool: { workers: 0 }, connection: { port: 70_000 } },
            { type: 'rediss', pool: { max_queu: 5 } },
            ['http', 'global', 'x', {}],
          ],
          ougtoing_pools: [],
        },
        lookup,
      );
    expect(read).toThrow(
      [
        '8 problems in the config:',
        '  ougtoing_pools: unknown key, did you mean `outgoing_pools` / `outgoingPools`?',
        '  hosts[1]: "a.com" stands at hosts[0] already',
        '  outgoingPools[0].tag: expected a string with >=1 characters, found an empty string',
        '  outgoingPools[0].pool.workers: expected a number >=1, found 0',
        '  outgoingPools[0].connection.port: expected a number <=65535, found 70000',
        '  outgoingPools[1].type: unknown type "rediss", did you mean "redis"?',
        '  outgoingPools[1].pool.max_queu: unknown key, did you mean `max_queue` / `maxQueue`?',
        '  outgoingPools[2]: expected [type, host, tag, poolOptions, connectionOptions], found a list of 4',
      ].join('\n'),
    );
  });

  it.each<[what: string, config: unknown, ...problems: string[]]>([
    ['no config', undefined, ': expected an object, found nothing'],
    ['a config that is not an object', 'hunter2', ': expected an object, found a string'],
    ['a config without pools', {}, 'outgoingPools: expected a list, found nothing'],
    ["the document's own slip", { ougtoing_pools: [] }, 'ougtoing_pools: unknown key, did you mean `outgoing_pools` / `outgoingPools`?'],
    ['hosts that are no list', { hosts: 'a.com', outgoingPools: [] }, 'hosts: expected a list, found a string'],
    ['a host without a name', { hosts: [''], outgoingPools: [] }, 'hosts[0]: expected a string with >=1 characters, found an empty string'],
    [
      'hosts called global and host',
      { hosts: ['global', 'host'], outgoingPools: [] },
      'hosts[0]: `global` and `host` have another meaning in entries; no host can be called so',
      'hosts[1]: `global` and `host` have another meaning in entries; no host can be called so',
    ],
    ['an entry that is no object', entry(5), 'outgoingPools[0]: expected an object, found a number'],
    ['an entry that is an instance', entry(new Map()), 'outgoingPools[0]: expected an object, found an instance of Map'],
    [
      'a short tuple',
      entry(['redis', 'global', 'default', {}]),
      'outgoingPools[0]: expected [type, host, tag, poolOptions, connectionOptions], found a list of 4',
    ],
    ['an entry without type', entry({}), 'outgoingPools[0].type: expected a string, found nothing'],
    ['an unknown type', entry({ type: 'rediss' }), 'outgoingPools[0].type: unknown type "rediss", did you mean "redis"?'],
    [
      'a type like no other',
      entry({ type: 'smtp' }),
      'outgoingPools[0].type: unknown type "smtp", expected one of redis, http, rdbms, generic, riak, cassandra, elastic, rabbit, ldap',
    ],
    [
      'a type whose package is not given',
      entry({ type: 'ldap' }),
      'outgoingPools[0].type: no backend for "ldap" is given: install @outpool/backend-ldap and pass LdapBackend',
    ],
    [
      'an empty tag and an empty host',
      entry({ type: 'redis', host: '', tag: '' }),
      'outgoingPools[0].host: expected a string with >=1 characters, found an empty string',
      'outgoingPools[0].tag: expected a string with >=1 characters, found an empty string',
    ],
    ['an unknown key of an entry', entry({ type: 'redis', tga: 'x' }), 'outgoingPools[0].tga: unknown key, did you mean `tag`?'],
    [
      'options that stand one level too high or in the other part',
      entry({ type: 'redis', workers: 5, port: 1, pool: { port: 1 }, connection: { call_timeout: 5 } }),
      'outgoingPools[0].workers: unknown key here, `workers` belongs under `pool`',
      'outgoingPools[0].port: unknown key here, `port` belongs under `connection`',
      'outgoingPools[0].pool.port: unknown key here, `port` belongs under `connection`',
      'outgoingPools[0].connection.call_timeout: unknown key here, `call_timeout` belongs under `pool`',
    ],
    ['no workers', redisPool({ workers: 0 }), 'outgoingPools[0].pool.workers: expected a number >=1, found 0'],
    [
      'workers of the wrong type',
      redisPool({ workers: '5' }),
      'outgoingPools[0].pool.workers: expected a whole number >=1 or { min, max }, found a string',
    ],
    [
      'a minimum above the maximum',
      redisPool({ workers: { min: 3, max: 2 } }),
      'outgoingPools[0].pool.workers.min: expected a number not above max, found 3',
    ],
    [
      'an unknown key deep inside',
      redisPool({ workers: { min: 1, maximum: 2 }, reconnect: { minM: 5 } }),
      'outgoingPools[0].pool.workers.maximum: unknown key, expected one of min, max',
      'outgoingPools[0].pool.reconnect.minM: unknown key, did you mean `minMs`?',
      'outgoingPools[0].pool.workers.max: expected a number, found nothing',
    ],
    [
      'pool options of the wrong type',
      redisPool({
        callTimeoutMs: 'soon',
        queueType: 'filo',
        maxUses: 1.5,
        optional: 'yes',
        overrunHandler: 5,
        connectTimeoutMs: Infinity,
        cancelGraceMs: Number.NaN,
        start: null,
      }),
      'outgoingPools[0].pool.callTimeoutMs: expected a number or Infinity, found a string',
      'outgoingPools[0].pool.cancelGraceMs: expected a number, found NaN',
      'outgoingPools[0].pool.queueType: expected one of "fifo"|"lifo", found "filo", did you mean "fifo"?',
      'outgoingPools[0].pool.overrunHandler: expected a function or a list, found a number',
      'outgoingPools[0].pool.maxUses: expected a whole number or Infinity, found 1.5',
      'outgoingPools[0].pool.connectTimeoutMs: expected a number, found Infinity',
      'outgoingPools[0].pool.start: expected one of "eager"|"lazy", found null',
      'outgoingPools[0].pool.optional: expected true or false, found a string',
    ],
    [
      'pool and connection that are no objects',
      entry({ type: 'redis', pool: null, connection: [] }),
      'outgoingPools[0].pool: expected an object, found null',
      'outgoingPools[0].connection: expected an object, found a list',
    ],
    [
      'an unknown strategy',
      redisPool({ strategy: 'bestWorkr' }),
      'outgoingPools[0].pool.strategy: unknown strategy "bestWorkr", did you mean "best_worker"?',
    ],
    [
      'a strategy that the backend refuses',
      redisPool({ strategy: 'available_worker' }),
      'outgoingPools[0].pool.strategy: redis does not work with the strategy "available_worker", expected one of best_worker, random_worker, next_worker, next_available_worker, hash_worker, peak_ewma',
    ],
    [
      'more concurrency than the backend has',
      entry({ type: 'generic', pool: { concurrency: 2 } }),
      'outgoingPools[0].pool.concurrency: expected at most 1, found 2: a connection of generic serves 1 call at once',
    ],
    [
      'a port that does not exist',
      entry({ type: 'redis', connection: { port: 70_000 } }),
      'outgoingPools[0].connection.port: expected a number <=65535, found 70000',
    ],
    [
      'a missing secret',
      entry({ type: 'redis', connection: { password: { env: 'OUTPOOL_TEST_UNSET' } } }),
      'outgoingPools[0].connection.password: missing secret: the environment variable OUTPOOL_TEST_UNSET is not set',
    ],
    [
      'a missing secret file',
      entry({ type: 'redis', connection: { password: { file: '/no/such/file' } } }),
      'outgoingPools[0].connection.password: missing secret: there is no file /no/such/file',
    ],
    [
      'a misspelt secret reference',
      entry({ type: 'redis', connection: { password: { evn: 'PASSWORD' } } }),
      'outgoingPools[0].connection.password.evn: unknown key, did you mean `env`?',
      'outgoingPools[0].connection.password: missing secret: the environment variable PASSWORD is not set',
    ],
    [
      'a driver that was meant otherwise',
      entry({ type: 'rdbms', connection: { driver: 'psql' } }),
      'outgoingPools[0].connection.driver: expected one of "pgsql"|"mysql", found "psql", did you mean "pgsql"?',
    ],
    [
      'missing options, one of them misspelt',
      entry({ type: 'rdbms', connection: { driver: 'pgsql', databse: 'x' } }),
      'outgoingPools[0].connection.databse: unknown key, did you mean `database`?',
      'outgoingPools[0].connection.host: expected a string, found nothing',
    ],
    [
      'an option of another driver',
      entry({ type: 'rdbms', connection: { driver: 'mysql', host: 'a', database: 'x', port: 5 } }),
      'outgoingPools[0].connection.port: unknown key beside these others',
    ],
    [
      'an option that is wrong under a misspelt key',
      entry({ type: 'redis', connection: { porrt: 'hunter2', tls: { minVersoin: 'SSLv3' } } }),
      'outgoingPools[0].connection.porrt: unknown key, did you mean `port`?',
      'outgoingPools[0].connection.tls.minVersoin: unknown key, did you mean `minVersion`?',
      'outgoingPools[0].connection.porrt: expected a number, found a string',
      'outgoingPools[0].connection.tls.minVersoin: expected one of "TLSv1.2"|"TLSv1.3", found "SSLv3"',
    ],
    [
      'a URL that is none',
      entry({ type: 'http', connection: { server: 'nowhere' } }),
      'outgoingPools[0].connection.server: expected a valid URL, found a string',
    ],
    [
      'options that the backend finds at odds with each other',
      entry({ type: 'http', pool: { call_timeout: 10 }, connection: { request_timeout: 50 } }),
      'outgoingPools[0].connection.request_timeout: must not be above pool.callTimeoutMs, found 50 above 10',
    ],
    [
      'the same pool twice',
      { outgoingPools: [{ type: 'redis' }, { type: 'http' }, ['redis', 'global', 'default', { workers: 0 }, {}]] },
      'outgoingPools[2].pool.workers: expected a number >=1, found 0',
      'outgoingPools[2]: redis/global/default stands at outgoingPools[0] already; take one out or give it another tag',
    ],
  ])('is answered: %s', (_what, config, ...problems) => {
    expect(problemsOf(config)).toEqual(problems);
  });

  it('never shows what may be a secret', () => {
    const canary = 'hunter2';
    const everywhere = [
      entry({ type: 'redis', connection: { password: [canary], tls: { passphrase: { env: canary, file: 1 } }, host: [canary] } }),
      entry({ type: 'redis', connection: { password: { env: [canary] }, passwrd: canary, port: canary } }),
      entry({ type: 'redis', connection: canary, pool: canary }),
      entry({ type: 'rdbms', connection: { driver: 'pgsql', password: { value: canary }, database: { password: canary } } }),
      entry({ type: 'http', connection: { server: canary, httpOpts: canary } }),
      entry({ type: 'http', connection: `https://user:${canary}@host` }),
      entry(['redis', 'global', 'default', {}, { password: 12_345 }]),
    ];
    const texts = everywhere.flatMap((config) => problemsOf(config)).filter((text) => !text.includes('environment variable'));
    expect(texts.length).toBeGreaterThan(8);
    expect(texts.filter((text) => /hunter2|12345/.test(text))).toEqual([]);
  });

  it('has no way into prototypes', () => {
    const config: unknown = JSON.parse(
      '{"outgoingPools": [{"type": "redis", "__proto__": {"tag": "x"}, "pool": {"__proto__": {"workers": 3}}}]}',
    );
    expect(problemsOf(config)[0]).toContain('__proto__: unknown key');
    expect(Reflect.get({}, 'tag')).toBeUndefined();
  });
});

describe('an option without effect', () => {
  it.each<[what: string, pool: object, reason: string]>([
    [
      'idleTimeoutMs',
      { idleTimeoutMs: 5, workers: 3 },
      'the number of workers is fixed; write `workers: { min, max }` to let idle ones close',
    ],
    ['overrunHandler', { overrunHandler: () => undefined }, 'it needs `overrunWarningMs`'],
    ['maxOverrunWarnings', { maxOverrunWarnings: 3 }, 'it needs `overrunWarningMs`'],
    ['pingTimeoutMs', { pingTimeoutMs: 3 }, 'nothing is pinged without `keepaliveIntervalMs` or `validateAfterIdleMs`'],
    ['startTimeoutMs', { startTimeoutMs: 3, start: 'lazy' }, "starting does not wait for a pool with `start: 'lazy'`"],
    ['optional', { optional: true, start: 'lazy' }, "starting does not wait for a pool with `start: 'lazy'`"],
    [
      'overflow',
      { overflow: 'drop_oldest', maxQueue: Infinity, maxWorkerQueue: Infinity },
      'with `maxQueue` and `maxWorkerQueue` at Infinity no queue is ever full',
    ],
    ['maxConnecting', { maxConnecting: 4, workers: { min: 1, max: 3 } }, 'it is above the number of workers'],
    ['endpointPolicy', { endpointPolicy: 'failover' }, 'the pool has one server only'],
  ])('is an error: %s', (option, pool, reason) => {
    expect(problemsOf(redisPool(pool))).toEqual([`outgoingPools[0].pool.${option}: has no effect: ${reason}`]);
  });

  it.each(['keepaliveIntervalMs', 'validateAfterIdleMs', 'pingTimeoutMs'])('is an error: %s where the backend cannot ping', (option) => {
    expect(problemsOf(entry({ type: 'generic', pool: { [option]: 50 } }))).toEqual([
      `outgoingPools[0].pool.${option}: has no effect: the backend has no way to ping`,
    ]);
  });

  it('is fine where it does have one', () => {
    const pool = {
      workers: { min: 0, max: 5 },
      idleTimeoutMs: 5,
      overrunWarningMs: 5,
      overrunHandler: [() => undefined],
      maxOverrunWarnings: 3,
      keepaliveIntervalMs: 5,
      pingTimeoutMs: 5,
      startTimeoutMs: 5,
      overflow: 'drop_oldest',
      maxConnecting: 5,
    };
    expect(problemsOf(redisPool(pool))).toEqual([]);
    const servers = [{ host: 'a' }, { host: 'b' }];
    const two = entry({ type: 'cassandra', pool: { endpointPolicy: 'failover' }, connection: { servers } });
    expect(problemsOf(two, lookupOf(cassandra))).toEqual([]);
  });

  it('counts only if it was written: defaults are no mistake', () => {
    expect(problemsOf(redisPool({ workers: 2, start: 'lazy' }))).toEqual([]);
    const backend = { ...generic, manifest: { ...generic.manifest, defaults: { idleTimeoutMs: 5, maxConnecting: 100 } } };
    expect(problemsOf(entry({ type: 'generic' }), lookupOf(backend))).toEqual([]);
  });
});

describe('a schema from elsewhere', () => {
  const options = (validate: (value: unknown) => unknown) =>
    lookupOf({ ...redis, backend: { ...redis.backend, options: { '~standard': { version: 1, vendor: 'own', validate } } as never } });

  it('is explained by its own messages', () => {
    const own = options(() => ({
      issues: [{ message: 'expected a number between 1 and 9', path: [{ key: 'level' }] }, { message: 'bad weather' }],
    }));
    expect(problemsOf(entry({ type: 'redis', connection: { level: 12 } }), own)).toEqual([
      'outgoingPools[0].connection.level: expected a number between 1 and 9, found 12',
      'outgoingPools[0].connection: bad weather',
    ]);
  });

  it('is refused if it validates asynchronously', () => {
    expect(
      problemsOf(
        entry({ type: 'redis' }),
        options(() => Promise.reject(new Error('late'))),
      ),
    ).toEqual(['outgoingPools[0].connection: cannot be checked: the schema validates asynchronously, it must be synchronous']);
  });
});
