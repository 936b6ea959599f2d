import { describe, expect, it } from 'vitest';
import { RedisBackend, type RedisOptions } from '../src/index.js';
import { redisOptions } from '../src/redis-options.js';

const issuesOf = (input: unknown) =>
  redisOptions.safeParse(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('redis options', () => {
  it('have the defaults that the document gives', async () => {
    const options = redisOptions.parse({});
    expect(options).toMatchObject({ database: 0 });
    expect(await options.password.read()).toBe('');
    expect(new RedisBackend().endpoints(options)).toEqual([{ host: 'localhost', port: 6379 }]);
  });

  it.each<[RedisOptions, unknown[]]>([
    [{ host: '198.172.15.12', port: 9923 }, [{ host: '198.172.15.12', port: 9923 }]],
    [{ port: 7000 }, [{ host: 'localhost', port: 7000 }]],
    [
      { servers: [{ host: 'a' }, { host: 'b', port: 1 }] },
      [
        { host: 'a', port: 6379 },
        { host: 'b', port: 1 },
      ],
    ],
    [{ path: '/x' }, []],
    [{ sentinel: { servers: ['a'], master: 'm' } }, []],
    [{ cluster: ['a', ['b', 1]] }, []],
  ])('name with %j the servers %j', (input, servers) => {
    expect(new RedisBackend().endpoints(redisOptions.parse(input))).toEqual(servers);
  });

  it.each([
    [undefined, undefined],
    [false, undefined],
    [true, { verify: 'peer' }],
    [{ verify: 'none' }, { verify: 'none' }],
  ])('read tls %j as %j', (tls, read) => {
    expect(redisOptions.parse({ tls }).tls).toEqual(read);
  });

  it.each([
    ['a port beyond the last', { port: 70_000 }, 'port: Too big'],
    ['a host that is not text', { host: 7 }, 'host: Invalid input'],
    ['a database below 0', { database: -1 }, 'database: Too small'],
    ['half a database', { database: 1.5 }, 'database: Invalid input'],
    ['a misspelt option', { pasword: 'x' }, ': Unrecognized key: "pasword"'],
    ['a secret that is not there', { password: { env: 'NO_SUCH_VARIABLE' } }, 'password: missing secret'],
    ['no servers at all', { servers: [] }, 'servers: Too small'],
    ['a misspelt option of a server', { servers: [{ host: 'a', prt: 1 }] }, 'servers.0: Unrecognized key: "prt"'],
    ['servers beside a host', { host: 'a', servers: [{ host: 'b' }] }, 'servers: stands instead of host and port'],
    ['servers beside a port', { port: 1, servers: [{ host: 'b' }] }, 'servers: stands instead of host and port'],
    ['a unix socket beside a host', { host: 'a', path: '/x' }, 'path: stands instead of host and port'],
    ['a cluster beside Sentinels', { cluster: ['a'], sentinel: { servers: ['b'], master: 'c' } }, 'cluster: stands instead of sentinel'],
    ['another database of a cluster', { cluster: ['a'], database: 1 }, 'database: a Redis Cluster has only the database 0'],
    ['Sentinels without the name of the master', { sentinel: { servers: ['a'] } }, 'sentinel.master: Invalid input'],
    ['no Sentinels at all', { sentinel: { servers: [], master: 'm' } }, 'sentinel.servers: Too small'],
    ['another protocol', { protocol: 4 }, 'protocol: expected 2 or 3'],
    ['a script without its text', { scripts: { one: {} } }, 'scripts.one.lua: Invalid input'],
    ['a script that could not be called', { scripts: { 'a b': { lua: 'return 1' } } }, 'scripts.a b: '],
    ['a name with blanks', { connectionName: 'my shop' }, 'connectionName: expected a name without blanks'],
    ['half a client certificate', { tls: { certFile: 'x' } }, 'tls.keyFile: certFile and keyFile go together'],
  ])('refuse %s', (_, input, message) => {
    expect(issuesOf(input).join('\n')).toContain(message);
  });

  it('describe every field', () => {
    for (const [name, field] of Object.entries(redisOptions.shape)) expect(field.meta()?.description, name).toBeTruthy();
  });
});
