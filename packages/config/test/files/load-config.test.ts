import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { isPoolError } from '@outpool/contract/internal';
import { type ConfigFormat, loadConfig } from '../../src/files/load-config.js';
import { readConfig } from '../../src/read-config.js';
import { lookup } from '../lookup.js';

const folder = mkdtempSync(join(tmpdir(), 'outpool-load-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function file(name: string, text: string | Uint8Array): string {
  files += 1;
  const path = join(folder, `${files}-${name}`);
  writeFileSync(path, text);
  return path;
}

/** What is wrong with a file, as `line:column path: message`. */
async function problemsOf(path: string | URL, format?: ConfigFormat): Promise<string[]> {
  try {
    readConfig(await loadConfig(path, format ? { format } : {}), lookup);
    return [];
  } catch (error) {
    if (!isPoolError(error, 'CONFIG_INVALID')) throw error;
    return (error.problems ?? []).map(({ line, column, path: where, message }) => `${line}:${column} ${where}: ${message}`);
  }
}

const messageOf = (path: string, format?: ConfigFormat): Promise<string> =>
  loadConfig(path, format ? { format } : {}).then(
    () => 'none',
    (error: Error) => error.message,
  );

describe('a problem', () => {
  const same = [
    'hosts[1]: "a.com" stands at hosts[0] (line 1) already',
    'outgoing_pools[0].pool.workers: expected a number >=1, found 0',
    'outgoing_pools[0].connection.prot: unknown key, did you mean `port`?',
    'outgoing_pools[0].connection.tls.verify: expected one of "peer"|"selfsigned_peer"|"none", found "pier", did you mean "peer"?',
    'outgoing_pools[1]: redis/global/default stands at outgoing_pools[0] (line 3) already; take one out or give it another tag',
    'outgoing_pools[1].pool.call_timeout_ms: stands at outgoing_pools[1].pool.call_timeout (line 7) already; take one out',
  ];
  const texts: Record<string, [text: string, places: string[]]> = {
    'a.json': [
      `{ "hosts": ["a.com", "a.com"],
  "outgoing_pools": [
    { "type": "redis",
      "pool": { "workers": 0 },
      "connection": { "prot": 1, "tls": { "verify": "pier" } } },
    ["redis", "global", "default",
      { "call_timeout": 1, "call_timeout_ms": 2 }, {}]
  ] }`,
      ['1:22', '4:28', '5:23', '5:53', '6:5', '7:28'],
    ],
    'a.yaml': [
      `hosts: [a.com, a.com]
outgoing_pools:
  - type: redis
    pool: { workers: 0 }
    connection: { prot: 1, tls: &t { verify: pier } }
  - [redis, global, default,
      { call_timeout: 1, call_timeout_ms: 2 }, {}]
`,
      ['1:16', '4:22', '5:19', '5:46', '6:5', '7:26'],
    ],
    'a.toml': [
      `hosts = ["a.com", "a.com"]
outgoing_pools = [
  { type = "redis",
    pool = { workers = 0 },
    connection = { prot = 1, tls = { verify = "pier" } } },
  ["redis", "global", "default",
    { call_timeout = 1, call_timeout_ms = 2 }, {}],
]
`.replace(/\{ type[^}]*\},\n\s+(connection[^\n]*)/, '{ type = "redis", pool.workers = 0, $1'),
      ['1:19', '3:36', '3:54', '3:81', '4:3', '5:25'],
    ],
  };
  it.each(Object.entries(texts))('in %s is told with its line and column', async (name, [text, places]) => {
    const lineOfEntry = name === 'a.toml' ? same.map((line) => line.replace('line 7', 'line 5')) : same;
    const expected = places.map((place, index) => `${place} ${lineOfEntry[index]}`);
    expect(await problemsOf(file(name, text))).toEqual(expected);
  });

  it('says file, line, column and path in its message, as terminals and editors make links of', async () => {
    const path = file('b.yaml', 'outgoing_pools:\n  - type: redsi\n');
    const config = await loadConfig(path);
    expect(() => readConfig(config, lookup)).toThrow(
      `1 problem in the config:\n  ${path}:2:11: outgoing_pools[0].type: unknown type "redsi", did you mean "redis"?`,
    );
  });

  it('of a key that is missing is where it would stand', async () => {
    expect(await problemsOf(file('c.json', '{\n  "outgoing_pools": [\n    { "host": "global" }\n  ]\n}'))).toEqual([
      '3:5 outgoing_pools[0].type: expected a string, found nothing',
    ]);
    expect(await problemsOf(file('c.toml', '\n[[outgoing_pools]]\nhost = "global"\n'))).toEqual([
      '2:1 outgoing_pools[0].type: expected a string, found nothing',
    ]);
    expect(await problemsOf(file('c.yaml', 'hosts: []\n'))).toEqual(['1:1 outgoingPools: expected a list, found nothing']);
  });

  it('is in the right line whatever ends the lines', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const json = ['{', '"outgoing_pools": [', '  { "type": "redsi" } ] }'].join(end);
      expect((await problemsOf(file('lines.json', json)))[0]).toMatch(/^3:13 /);
      const terms = ['{outgoing_pools, [', '% note', ' {redis, global}', ']}.'].join(end);
      if (end !== '\r') expect((await problemsOf(file('lines.cfg', terms)))[0]).toMatch(/^3:2 /);
    }
    const yaml = 'outgoing_pools:\r\n  - type: redis\r\n    pool: { workers: 0 }\r\n';
    expect((await problemsOf(file('lines.yaml', yaml)))[0]).toMatch(/^3:22 /);
    const toml = '[[outgoing_pools]]\r\ntype = "redis"\r\npool.workers = 0\r\n';
    expect((await problemsOf(file('lines.toml', toml)))[0]).toMatch(/^3:16 /);
  });

  it('in what came through an anchor or a merge is where that was written', async () => {
    const text = `outgoing_pools:
  - type: redis
    pool: &pool
      workers: 0
    connection: &base { port: 70000 }
  - { type: redis, tag: b, pool: *pool, connection: { <<: *base, prot: 1 } }
`;
    expect(await problemsOf(file('d.yaml', text))).toEqual([
      '4:16 outgoing_pools[0].pool.workers: expected a number >=1, found 0',
      '4:16 outgoing_pools[1].pool.workers: expected a number >=1, found 0',
      '5:31 outgoing_pools[0].connection.port: expected a number <=65535, found 70000',
      '5:31 outgoing_pools[1].connection.port: expected a number <=65535, found 70000',
      '6:66 outgoing_pools[1].connection.prot: unknown key, did you mean `port`?',
    ]);
  });

  it('keeps its place when an application puts a config together from several', async () => {
    const { outgoingPools: some } = await loadConfig(
      file('e.json', '{ "outgoingPools": [\n  { "type": "redis", "pool": { "workers": 0 } }\n] }'),
    );
    const { outgoing_pools: others } = (await loadConfig(file('e.toml', '[[outgoing_pools]]\ntype = "generic"\ntga = "b"\n'))) as never;
    const whole = { outgoingPools: [...some, ...(others as object[]), { type: 'redis', pool: { workers: 0 } }] };
    try {
      readConfig(whole, lookup);
    } catch (error) {
      if (!isPoolError(error)) throw error;
      const told = error.problems?.map(({ file: from = '-the program', line, path }) => `${from.split('-').at(-1)}:${line} ${path}`);
      expect(told).toEqual([
        'e.json:2 outgoingPools[0].pool.workers',
        'e.toml:3 outgoingPools[1].tga',
        'the program:undefined outgoingPools[2].pool.workers',
        'the program:undefined outgoingPools[2]',
      ]);
    }
    expect.assertions(1);
  });
});

describe('a file', () => {
  it.each([
    ['a.toml', 'a = # none\n\nb = 1', '1:3 : expected a value after this, on the same line'],
    ['a.toml', 'a = ', '1:5 : unspecified values are invalid'],
    ['a.toml', 'a = "b', '1:7 : unterminated string constant'],
    ['a.toml', 'a = 1\na = 2', '2:1 : defining a key multiple times is invalid'],
    ['a.yaml', 'a: [1, 2', '1:9 : flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['a.yaml', 'a: 1\na: 2', '2:1 : map keys must be unique'],
    ['a.yaml', 'a: *b', '1:1 : unresolved alias (the anchor must be set before the alias): b'],
    ['a.yaml', 'a: !vault b', '1:4 : unresolved tag: !vault'],
    ['a.yaml', 'a: 1\n---\nb: 2', '2:1 : source contains multiple documents; please use YAML.parseAllDocuments()'],
    ['a.yaml', 'a:\n\u00a0\u00a0b: 1', '2:1 : this line is indented with the character U+00A0, expected plain spaces'],
    ['a.json', '[]', '1:1 : expected an object with `outgoing_pools`'],
    ['a.yaml', '', '1:1 : expected an object with `outgoing_pools`'],
    ['a.json', '{"a": "\u00e9"', '1:10 : expected "," or "}" to close the "{" at 1:1, found the end of the file'],
  ])('%s with %j says where it cannot be read', async (name, text, problem) => {
    expect((await problemsOf(file(name, text)))[0]).toContain(problem);
  });

  it('with a secret in a bad line does not show it', async () => {
    for (const [name, text] of [
      ['a.json', '{"password": hunter2}'],
      ['a.json', '{"password": "hunter2\n"}'],
      ['a.toml', 'password = hunter2'],
      ['a.toml', 'password = "hunter2\n'],
      ['a.yaml', 'password: "hunter2'],
      ['a.yaml', 'password: @hunter2'],
      ['a.yaml', 'password: [hunter2'],
      ['a.cfg', '{password, "hunter2}.'],
      ['a.cfg', '{password hunter2}.'],
    ] as const) {
      expect(await messageOf(file(name, text))).not.toMatch(/hunter|none/);
    }
  });

  it('that is not there, too long, of no known kind or not in UTF-8 is refused', async () => {
    expect(await messageOf(join(folder, 'nowhere.json'))).toContain('nowhere.json: there is no such file');
    expect(await messageOf(join(folder, 'nowhere.ts'))).toContain('nowhere.ts: there is no such file');
    expect(await messageOf(folder, 'json')).toContain('could not be read');
    expect(await messageOf(file('a.txt', '{}'))).toContain('expected one of .ts, .mts,');
    expect(await messageOf(file('a.json', ' '.repeat(1_048_577)))).toContain('expected a config of at most 1048576 bytes, found 1048577');
    expect(await messageOf(file('a.json', Buffer.from([0x7b, 0x0a, 0xff])))).toMatch(/:2:1: expected UTF-8, found other bytes/);
    expect(await problemsOf(file('a.json', '\ufeff{ "outgoing_pools": [] }'))).toEqual([]);
  });

  it('may be a URL, and of a format that its name does not say', async () => {
    const path = file('config.in', 'outgoing_pools: []');
    expect(await loadConfig(pathToFileURL(path), { format: 'yaml' })).toEqual({ outgoing_pools: [] });
    await expect(loadConfig(path, { format: 'ini' as never })).rejects.toThrow(
      new TypeError('unknown format "ini", expected one of module, json, jsonc, toml, yaml, erlang'),
    );
  });

  it('that is a module gives its default export', async () => {
    expect(await loadConfig(file('a.ts', 'type A = 1; export default { outgoingPools: [] as A[] };'))).toEqual({ outgoingPools: [] });
    expect(await messageOf(file('a.mjs', 'export const a = 1;'))).toContain('expected a config as default export');
    expect(await messageOf(file('a.mjs', 'export default 1;'))).toContain('expected a config as default export');
    expect(await messageOf(file('a.mjs', 'throw new Error("no luck")'))).toContain('could not be loaded: no luck');
    expect(await messageOf(file('a.mjs', 'export default Promise.reject(new Error("no luck"))'))).toContain('could not be loaded: no luck');
  });
});

describe('whatever a file holds', () => {
  const formats = ['json', 'jsonc', 'toml', 'yaml', 'erlang'] as const;
  const seeds = [
    '{ "outgoing_pools": [ { "type": "redis", "pool": { "workers": 1 } } ] }',
    '[outgoing_pools.redis.default]\nscope = "global"\nconnection.port = 1\n[[host_config]]\nhost = "a"\n[host_config.outgoing_pools.redis.default]\n',
    'outgoing_pools: &a\n  - { type: redis, <<: *a }\n  - [redis, global, *a, {}, {}]\n',
    '{outgoing_pools, [{rdbms, global, default, [{workers, 5}], [{server, {mysql, "h", 1, "d", "u", "p", [{verify, verify_peer}]}}]}]}.',
    '{host_config, "a", [{outgoing_pools, [{ldap, host, x, [], [{encrypt, tls}]}]}]}. {hosts, ["a"]}.',
    '[general]\nhosts = 1\n[outgoing_pools]\nredis = 1\n[ougtoing_pools.http.a.connection]\ntls = { versions = [1] }',
  ];
  const mutated = fc
    .tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(400), fc.nat(6), fc.string({ maxLength: 3 })), { maxLength: 6 }))
    .map(([seed, edits]) => edits.reduce((text, [at, length, insert]) => text.slice(0, at) + insert + text.slice(at + length), seed))
    .map((text) => Buffer.from(text));

  it.each(formats)('%s is read, or refused with a code', { timeout: 60_000 }, async (format) => {
    const path = file('fuzz', '');
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, fc.uint8Array({ maxLength: 200 })), async (bytes) => {
        writeFileSync(path, bytes);
        await problemsOf(path, format); // throws what is no CONFIG_INVALID
      }),
      { numRuns: 600 },
    );
  });

  it.each([
    ['json', '['.repeat(500_000)],
    ['jsonc', '/*'.repeat(400_000)],
    ['toml', `a = ${'['.repeat(5_000)}`],
    ['toml', `a.${'b.'.repeat(20_000)}c = 1`],
    ['yaml', `a: ${'['.repeat(5_000)}`],
    [
      'yaml',
      `a: &a [x]\n${Array.from({ length: 30 }, (_, index) => `b${index}: &b${index} [${`*${index === 0 ? 'a' : `b${index - 1}`},`.repeat(10)}]`).join('\n')}`,
    ],
    ['yaml', 'a: &a\n  b: *a\n'],
    ['yaml', '? '.repeat(5_000)],
    ['erlang', '{'.repeat(500_000)],
  ] as const)('%s that is made to hang or overflow is refused', { timeout: 30_000 }, async (format, text) => {
    expect((await problemsOf(file('bomb', text), format)).length).toBeGreaterThan(0);
  });
});
