import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, it, test } from 'vitest';
import { configJsonSchema, createOutgoingPools, loadConfig } from '@outpool/core';
import { backends, problemsIn } from './config-files/backends.js';

const folder = mkdtempSync(join(tmpdir(), 'outpool-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file with this text. */
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const documents = join(import.meta.dirname, 'config-files/document');
const example = (number: number): string =>
  join(documents, readdirSync(documents).find((name) => name.startsWith(String(number).padStart(2, '0'))) as string);

/** The entries that an example of the document is read as. */
async function entriesOf(path: string): Promise<unknown> {
  return Reflect.get(await loadConfig(path), 'outgoing_pools');
}

describe('the examples of the document', () => {
  const templates: Record<number, string[]> = {
    1: ['1:2 type: Type', '1:8 host: Host', '1:14 tag: Tag', '1:19 pool: PoolOptions', '1:32 connection: ConnectionOptions'],
    10: ['2:26 pool: PoolOptions', '2:39 connection: ConnectionOptions'],
    13: ['2:18 tag: Tag', '2:23 pool: WorkersOptions', '2:39 connection: ConnectionOptions'],
    27: ['2:17 tag: Tag', '2:22 pool: WorkersOptions', '2:38 connection: ConnectionOptions'],
    29: ['1:8 host: Host', '1:14 tag: Tag', '1:19 pool: PoolOptions', '1:32 connection: ConnectionOptions'],
  };
  test.each(Object.keys(templates).map(Number))('%i, a template, says where a value belongs', async (number) => {
    const variables = (templates[number] as string[]).map((line) => {
      const [, place, key, name] = /^(\S+) (\w+): (\w+)$/.exec(line) as RegExpExecArray;
      return `${place} outgoing_pools[0].${key}: expected a value, found the variable ${name}`;
    });
    const misspelt = number === 13 || number === 27 ? ['1:2 ougtoing_pools: unknown term, did you mean `outgoing_pools`?'] : [];
    expect(await problemsIn(example(number))).toEqual([...misspelt, ...variables]);
  });

  test.each([2, 3])('%i lacks a ">>" in its third line', async (number) => {
    expect(await problemsIn(example(number))).toEqual(['3:17 : expected ">>" to close the "<<" at 3:9, found ","']);
  });

  it('2, mended and filled in, expands to the pools of 3', async () => {
    const text = `{hosts, [<<"a.com">>, <<"b.com">>, <<"c.eu">>, <<"d.eu">>]}.
{redis, <<"a.com">>, default, [], [{database, 1}]},
{redis, host, default, [], []},
{redis, <<"c.eu">>, default, [], [{database, 2}]}`;
    const config = await loadConfig(file('expansion.cfg', text));
    await using pools = createOutgoingPools(config, { backends });
    const plan = Reflect.get(config, 'outgoing_pools') as { host: string; connection: object }[];
    expect(pools.hosts).toEqual(['a.com', 'b.com', 'c.eu', 'd.eu']);
    expect(plan.map(({ host, connection }) => [host, connection])).toEqual([
      ['a.com', { database: 1 }],
      ['host', {}],
      ['c.eu', { database: 2 }],
    ]);
  });

  const tls = { verify: 'peer', caFile: 'path/to/cacert.pem', mode: 'require' };
  const server = ['mysql', 'localhost', 3306, 'mydb', 'user', 'passwd'];
  const rdbms = { type: 'rdbms', host: 'global', tag: 'default', pool: { workers: 5 }, connection: { server } };
  const mim = (driver: string, port: number, block: object) => [driver, 'localhost', port, 'mydb', 'mim', 'mimpass', block];
  const riak = { type: 'riak', host: 'global', tag: 'default', pool: { workers: 20 }, connection: { address: '127.0.0.1', port: 8087 } };
  const sound: Record<number, object[]> = {
    4: [rdbms],
    5: [rdbms, { ...rdbms, host: 'myhost.com', pool: { workers: 3 } }],
    6: [{ ...rdbms, connection: { server: mim('mysql', 3306, { ...tls, serverName: false }) } }],
    7: [{ ...rdbms, connection: { server: mim('pgsql', 5432, tls) } }],
    11: [
      {
        type: 'http',
        host: 'global',
        tag: 'http_auth',
        pool: { strategy: 'available_worker' },
        connection: { server: 'https://my_server:8080' },
      },
    ],
    12: [
      {
        type: 'http',
        host: 'global',
        tag: 'mongoose_push_http',
        pool: { workers: 50 },
        connection: { server: 'https://localhost:8443', tls: { verify: 'peer' } },
      },
    ],
    16: [riak],
    18: [
      {
        ...riak,
        pool: { workers: 20, strategy: 'next_worker' },
        connection: { ...riak.connection, credentials: ['username', 'pass'], cacertfile: 'path/to/cacert.pem' },
      },
    ],
    19: [{ type: 'cassandra', host: 'global', tag: 'default', pool: {}, connection: {} }],
    25: [{ type: 'elastic', host: 'global', tag: 'default', pool: {}, connection: { host: 'localhost' } }],
  };
  test.each(Object.keys(sound).map(Number))('%i is read as it is meant, and its options are sound', async (number) => {
    expect(await entriesOf(example(number))).toEqual(sound[number]);
    expect(await problemsIn(example(number))).toEqual([]);
  });

  const later: Record<number, object> = {
    30: {
      type: 'ldap',
      host: 'host',
      tag: 'default',
      pool: { workers: 5 },
      connection: {
        servers: ['ldap-server.example.com'],
        rootdn: 'cn=admin,dc=example,dc=com',
        password: 'ldap-admin-password',
      },
    },
  };
  test.each(Object.keys(later).map(Number))('%i is read as it is meant', async (number) => {
    expect(await entriesOf(example(number))).toEqual([later[number]]);
  });

  test.each([15, 28])('%i misspells its first word, and is sound with it mended', async (number) => {
    expect(await problemsIn(example(number))).toEqual(['1:2 ougtoing_pools: unknown term, did you mean `outgoing_pools`?']);
    const mended = file(`mended-${number}.cfg`, readFileSync(example(number), 'utf8').replace('ougtoing_pools', 'outgoing_pools'));
    expect(await problemsIn(mended)).toEqual([]);
    expect(await entriesOf(mended)).toHaveLength(1);
  });

  it('20 has one "]" too many', async () => {
    expect(await problemsIn(example(20))).toEqual(['6:2 : expected "," or "}" to close the "{" at 1:1, found "]"']);
  });

  it('21 is indented with what only looks like spaces', async () => {
    expect(await problemsIn(example(21))).toEqual(['2:1 : this line is indented with the character U+2002, expected plain spaces']);
  });

  const wrapped: Record<number, [type: string, connection: object]> = {
    8: ['rdbms', { server: 'DSN=mydb' }],
    17: ['riak', { ssl_opts: { ciphers: ['AES256-SHA', 'DHE-RSA-AES128-SHA256'], server_name_indication: 'disable' } }],
    22: ['cassandra', { tls: { verify: 'none' } }],
    23: ['cassandra', { tls: { caFile: '/path/to/rootCA.pem', verify: 'peer' } }],
  };
  test.each(Object.keys(wrapped).map(Number))('%i, an option without its pool, is read in one', async (number) => {
    const option = readFileSync(example(number), 'utf8').trim().replace(/\.$/, '');
    const [type, connection] = wrapped[number] as [string, object];
    const path = file(`wrapped-${number}.cfg`, `{outgoing_pools, [{${type}, global, default, [{workers, 2}], [${option}]}]}.`);
    expect(await entriesOf(path)).toEqual([{ type, host: 'global', tag: 'default', pool: { workers: 2 }, connection }]);
    expect(await problemsIn(path)).toEqual([]);
    expect(await problemsIn(example(number))).toEqual(['1:1 : expected {outgoing_pools, [...]}. in this file, found no such term']);
  });

  it('14, an option of another module, has no pools', async () => {
    expect(await problemsIn(example(14))).toEqual(['1:1 : expected {outgoing_pools, [...]}. in this file, found no such term']);
  });

  it('9, 24 and 26 are no configs: a file of ODBC, and what a shell printed', async () => {
    expect((await problemsIn(example(9)))[0]).toContain('its name does not say what it is written in');
    expect(await problemsIn(example(9), { format: 'erlang' })).toEqual([
      '2:1 : expected "." and a space after the term that begins at 1:1, found a word',
    ]);
    expect(await problemsIn(example(24), { format: 'erlang' })).toEqual([
      '1:4 : expected "." and a space after the term that begins at 1:2, found "."',
    ]);
    expect(await problemsIn(example(26))).toEqual(['1:2 : expected "." and a space after the term that begins at 1:1, found ">"']);
  });

  it('are all here', () => {
    expect(readdirSync(documents)).toHaveLength(30);
  });
});

describe('the TOML of MongooseIM', () => {
  const toml = `[general]
  loglevel = "warning"
  hosts = ["a.com", "b.com"]
  host_types = ["c type"]

[auth]
  methods = ["rdbms"]

[outgoing_pools.redis.global_distrib]
  scope = "global"
  workers = 10
  strategy = "random_worker"
  call_timeout = 3000
  connection.host = "cache.example.com"
  connection.tls = { verify_mode = "none", server_name_indication = { enabled = false } }

[outgoing_pools.rdbms.default]
  scope = "host_type"
  workers = 5

  [outgoing_pools.rdbms.default.connection]
    driver = "pgsql"
    host = "localhost"
    database = "mydb"
    username = "mim"
    password = { env = "PATH" }
    query_timeout = 4000
    keepalive_interval = 30
    max_start_interval = 60
    tls.required = true
    tls.cacertfile = "ca.pem"
    tls.versions = ["tlsv1.3", "tlsv1.2"]

[outgoing_pools.http.push]
  scope = "single_host"
  host = "a.com"
  max_worker_queue_len = "infinity"

  [outgoing_pools.http.push.connection]
    host = "https://push.example.com:8443"
    path_prefix = "/v1"
    request_timeout = 2000

[outgoing_pools.cassandra.archive.connection]
  servers = [{ ip_address = "c1.example.com", port = 9042 }]
  auth.plain = { username = "u", password = "p" }

[[host_config]]
  host = "b.com"

  [host_config.auth]
    methods = ["ldap"]

  [host_config.outgoing_pools.rdbms.default.connection]
    driver = "mysql"
    host = "other"
    database = "mydb"
    username = "mim"
    password = "secret"
    tls.verify_peer = true
`;

  it('gives pools under our names, with the overrides of host_config', async () => {
    const config = await loadConfig(file('mongooseim.toml', toml));
    const pgsql = { driver: 'pgsql', host: 'localhost', database: 'mydb', username: 'mim', password: { env: 'PATH' } };
    const mysql = { driver: 'mysql', host: 'other', database: 'mydb', username: 'mim', password: 'secret' };
    expect(config).toEqual({
      hosts: ['a.com', 'b.com', 'c type'],
      outgoing_pools: [
        {
          type: 'redis',
          host: 'global',
          tag: 'global_distrib',
          pool: { workers: 10, strategy: 'random_worker', call_timeout: 3000 },
          connection: { host: 'cache.example.com', tls: { verify: 'none', serverName: false } },
        },
        {
          type: 'rdbms',
          host: 'host',
          tag: 'default',
          pool: { workers: 5, keepaliveIntervalMs: 30_000, reconnect: { maxMs: 60_000 } },
          connection: { ...pgsql, queryTimeoutMs: 4000, tls: { mode: 'require', caFile: 'ca.pem', minVersion: 'TLSv1.2' } },
        },
        {
          type: 'http',
          host: 'a.com',
          tag: 'push',
          pool: { maxWorkerQueue: Number.POSITIVE_INFINITY },
          connection: { server: 'https://push.example.com:8443', path_prefix: '/v1', request_timeout: 2000 },
        },
        {
          type: 'cassandra',
          host: 'global',
          tag: 'archive',
          pool: {},
          connection: { servers: [{ host: 'c1.example.com', port: 9042 }], auth: { plain: { username: 'u', password: 'p' } } },
        },
        { type: 'rdbms', host: 'b.com', tag: 'default', pool: {}, connection: { ...mysql, tls: { mode: 'require', verify: 'peer' } } },
      ],
    });
    expect(await problemsIn(file('sound.toml', toml))).toEqual([]);
  });

  it('has its problems told under its own names, at their places', async () => {
    const wrong = `[general]
hosts = ["a.com", "a.com"]

[outgoing_pools.redis.default]
scope = "hots"
workers = 0
strategi = "best_worker"

[outgoing_pools.redis.default.connection]
prot = 6379
tls.cafile = "x"
tls.verify_mode = "maybe"

[outgoing_pools.rdbms.default]
connection = { driver = "psql", host = "localhost", database = "d", username = "u", keepalive_interval = "often" }

[outgoing_pools.http]
scope = "global"

[[host_config]]
[host_config.outgoing_pools.redis.default]
`;
    expect(await problemsIn(file('wrong.toml', wrong))).toEqual([
      '5:9 outgoing_pools.redis.default.scope: unknown scope, did you mean "host"?',
      '18:1 outgoing_pools.http.scope: expected tables [outgoing_pools.http.TAG], found an option: its pool has no tag',
      '20:1 host_config[0]: expected `host` or `host_type`: whom these pools serve',
    ]);
    const mended = wrong
      .replace('hots', 'host')
      .replace(/\[outgoing_pools.http\][^[]*/, '')
      .replace('[[host_config]]\n', '[[host_config]]\nhost = "a.com"\n');
    expect(await problemsIn(file('half-mended.toml', mended))).toEqual([
      '2:19 general.hosts[1]: "a.com" stands at general.hosts[0] (line 2) already',
      '6:11 outgoing_pools.redis.default.workers: expected a number >=1, found 0',
      '7:1 outgoing_pools.redis.default.strategi: unknown key, did you mean `strategy`?',
      '10:1 outgoing_pools.redis.default.connection.prot: unknown key, did you mean `port`?',
      '11:5 outgoing_pools.redis.default.connection.tls.cafile: unknown key, did you mean `caFile`?',
      '12:19 outgoing_pools.redis.default.connection.tls.verify_mode: expected one of "peer"|"selfsigned_peer"|"none", found "maybe"',
      '15:25 outgoing_pools.rdbms.default.connection.driver: expected one of "pgsql"|"mysql"|"odbc", found "psql", did you mean "pgsql"?',
      '15:106 outgoing_pools.rdbms.default.connection.keepalive_interval: expected a number or Infinity, found a string',
    ]);
  });
});

describe('one config in every format', () => {
  const config = {
    hosts: ['a.com', 'b.com'],
    outgoing_pools: [
      { type: 'rdbms', pool: { workers: 5 }, connection: { driver: 'pgsql', database: 'app', username: 'app', password: { env: 'PATH' } } },
      ['redis', 'host', 'default', { call_timeout: 500 }, { host: 'cache.example.com' }],
    ],
  };
  const texts: Record<string, string> = {
    'config.json': JSON.stringify({ $schema: './outpool.schema.json', ...config }, null, 2),
    'config.jsonc': `// The pools.\n${JSON.stringify(config, null, 2).replace('"hosts"', '/* served */ "hosts"').replace('"b.com"', '"b.com",')}`,
    'config.yaml': `# The pools.
hosts: [a.com, b.com]
outgoing_pools:
  - type: rdbms
    pool: { workers: 5 }
    connection:
      driver: pgsql
      database: app
      username: app
      password: { env: PATH }
  - [redis, host, default, { call_timeout: 500 }, { host: cache.example.com }]
`,
    'config.toml': `hosts = ["a.com", "b.com"]
outgoing_pools = [
  { type = "rdbms", pool.workers = 5, connection = { driver = "pgsql", database = "app", username = "app", password = { env = "PATH" } } },
  ["redis", "host", "default", { call_timeout = 500 }, { host = "cache.example.com" }],
]
`,
    'config.mts': `const workers: number = 5;\nexport default ${JSON.stringify(config).replace('"workers":5', 'workers')};`,
    'config.mjs': `export default Promise.resolve(${JSON.stringify(config)});`,
  };
  test.each(Object.keys(texts))('%s', async (name) => {
    const path = file(name, texts[name] as string);
    expect(await loadConfig(path)).toEqual(config);
    expect(await problemsIn(path)).toEqual([]);
  });
});

describe('the JSON Schema', () => {
  const schema = configJsonSchema({ backends }) as {
    definitions: Record<string, { properties: Record<string, { description?: string }> }>;
  };
  const check = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
  const takes = (config: unknown): boolean => check(config);
  const pools = (...outgoing_pools: unknown[]) => ({ outgoing_pools });

  it('describes every option of the pool and of each backend, in both spellings', () => {
    expect(schema.definitions.pool?.properties.call_timeout?.description).toContain('Limit of a call');
    expect(schema.definitions.pool?.properties.callTimeoutMs?.description).toContain('Limit of a call');
    expect(schema.definitions['rdbms.connection']?.properties.target_session_attrs?.description).toContain('Which servers will do');
    for (const type of ['elastic', 'generic', 'http', 'rabbit', 'rdbms', 'redis', 'riak']) {
      expect(Object.keys(schema.definitions)).toEqual(expect.arrayContaining([`${type}.pool`, `${type}.connection`]));
    }
  });

  it('knows no function: no file can hold one', () => {
    const { properties } = schema.definitions.pool as { properties: Record<string, unknown> };
    for (const option of ['callbacks', 'overrunHandler', 'overrun_handler']) expect(properties).not.toHaveProperty(option);
    expect(schema.definitions['http.connection']?.properties).not.toHaveProperty('traceparent');
  });

  it('says the defaults and bounds of each type', () => {
    expect(schema.definitions['rdbms.pool']?.properties).toMatchObject({
      callTimeoutMs: { default: 60_000 },
      call_timeout: { default: 60_000 },
    });
    expect(schema.definitions['redis.pool']?.properties).toMatchObject({ concurrency: { maximum: expect.any(Number) } });
  });

  it('says of a misspelt key that there is no such key, and not that no type fits', () => {
    takes(pools({ type: 'redis', connection: { prot: 1 } }, ['redis', 'global', 'default', { workers: 0 }, {}]));
    const told = check.errors?.filter(({ keyword }) => keyword !== 'if').map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
    expect(told).toEqual(
      expect.arrayContaining(['/outgoing_pools/0/connection additionalProperties', '/outgoing_pools/1/3/workers anyOf']),
    );
    expect(told).not.toContain('/outgoing_pools/0 anyOf');
  });

  it('is one that other tools take', () => {
    expect(new Ajv({ strict: false, validateFormats: false }).validateSchema(schema)).toBe(true);
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });

  it.each([
    pools({ type: 'redis' }),
    pools({ type: 'redis', host: 'host', tag: 't', pool: { call_timeout: 5, maxQueue: Infinity }, connection: { port: 1 } }),
    pools(['http', 'global', 'default', {}, { server: 'https://a', path_prefix: '/', request_timeout: 5 }]),
    pools({ type: 'rdbms', connection: { server: ['mysql', 'h', 'd', 'u', { env: 'P' }, { verify: 'none' }] } }),
    { $schema: './outpool.schema.json', hosts: ['a.com'], outgoingPools: [{ type: 'rabbit', connection: { amqp_host: 'a' } }] },
  ])('takes %j', (config) => {
    expect(takes(config), JSON.stringify(check.errors)).toBe(true);
  });

  it.each([
    {},
    pools({ type: 'redsi' }),
    pools({ type: 'redis', pool: { workers: 0 } }),
    pools({ type: 'redis', pool: { strategy: 'available_worker' } }),
    pools({ type: 'redis', connection: { prot: 1 } }),
    pools(['redis', 'global', 'default', {}]),
    pools(['redis', 'global', 'default', { strategy: 'available_worker' }, {}]),
    pools(['redis', 'global', 'default', {}, { prot: 1 }]),
    pools({ host: 'global' }),
    pools('redis'),
    pools({ type: 'redis', connection: { password: { envv: 'P' } } }),
    { hosts: ['global'], outgoing_pools: [] },
  ])('refuses %j', (config) => {
    expect(takes(config)).toBe(false);
  });

  it('agrees with what the config is read by, for the examples of the document', async () => {
    for (const number of [4, 5, 6, 7, 11, 12, 16, 18, 25]) {
      expect(takes(await loadConfig(example(number))), `${number}: ${JSON.stringify(check.errors)}`).toBe(true);
    }
  });
});
