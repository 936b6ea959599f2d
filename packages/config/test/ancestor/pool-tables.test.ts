import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPoolError } from '@outpool/contract/internal';
import { isPoolTables, readPoolTables } from '../../src/ancestor/pool-tables.js';
import { readConfig } from '../../src/read-config.js';
import { lookup } from '../lookup.js';

const read = (type: string, table: object): unknown => {
  const { outgoing_pools: entries } = readPoolTables({ outgoing_pools: { [type]: { t: table } } }) as { outgoing_pools: unknown[] };
  return entries[0];
};
const connection = (type: string, options: object): unknown => Reflect.get(read(type, { connection: options }) as object, 'connection');

describe('pools in tables', () => {
  it('are known by their shape', () => {
    expect(isPoolTables({ outgoing_pools: { redis: {} } })).toBe(true);
    expect(isPoolTables({ ougtoing_pools: { redis: {} } })).toBe(true);
    expect(isPoolTables({ general: {} })).toBe(true);
    expect(isPoolTables({ outgoing_pools: [] })).toBe(false);
    expect(isPoolTables({ hosts: ['a'] })).toBe(false);
    expect(isPoolTables(['outgoing_pools'])).toBe(false);
  });

  it('keep a misspelt name and unknown sections, to be refused with all else', () => {
    expect(readPoolTables({ ougtoing_pools: { redis: { a: {} } }, listne: {}, listen: {}, hosts: ['x'] })).toEqual({
      listne: {},
      hosts: ['x'],
      ougtoing_pools: [{ type: 'redis', host: 'global', tag: 'a', pool: {} }],
    });
  });

  it('may stand in a list beside host_config', () => {
    const hosts = [{ host_type: 'h', outgoing_pools: { redis: { a: { workers: 1 } } } }, { host: 'g' }];
    expect(readPoolTables({ outgoing_pools: [{ type: 'http' }], host_config: hosts })).toEqual({
      outgoing_pools: [{ type: 'http' }, { type: 'redis', host: 'h', tag: 'a', pool: { workers: 1 } }],
    });
    expect(readPoolTables({ host_config: hosts })).toMatchObject({ outgoing_pools: [{ host: 'h' }] });
  });

  it.each([
    [{}, 'global'],
    [{ scope: 'global' }, 'global'],
    [{ scope: 'host' }, 'host'],
    [{ scope: 'host_type' }, 'host'],
    [{ scope: 'single_host', host: 'a.com' }, 'a.com'],
  ])('with %j serve %s', (table, host) => {
    expect(read('redis', table)).toEqual({ type: 'redis', host, tag: 't', pool: {} });
  });

  it.each([
    [{ scope: 'single_host' }, 'needs `host`: whom the pool serves'],
    [{ host: 'a.com' }, 'has no effect without `scope = "single_host"`'],
    [{ scope: 'globel' }, 'unknown scope, did you mean "global"?'],
  ])('with %j are refused', (table, message) => {
    expect(() => read('redis', table)).toThrow(message);
  });

  it('refuse a scope where the host is given', () => {
    const table = { scope: 'host' };
    expect(() => readPoolTables({ host_config: [{ host: 'h', outgoing_pools: { redis: { a: table } } }] })).toThrow(
      'host_config[0].outgoing_pools.redis.a.scope: has no effect in host_config: the pool serves "h"',
    );
  });

  it('with a limit of their queue refuse what is above it', () => {
    expect(read('rabbit', { max_worker_queue_len: 5 })).toMatchObject({ pool: { maxWorkerQueue: 5, overflow: 'reject' } });
  });
});

describe('whatever stands in tables', () => {
  const word = fc.constantFrom(
    'redis',
    'rdbms',
    'http',
    'cassandra',
    'ldap',
    'rabbit',
    'scope',
    'host',
    'connection',
    'tls',
    'server',
    'servers',
  );
  const rare = fc.constantFrom(
    'outgoing_pools',
    'host_config',
    'general',
    'hosts',
    'versions',
    'server_name_indication',
    'keepalive_interval',
    'x',
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue({ maxDepth: 1 }), // first: what stands at the greatest depth
      fc.dictionary(fc.oneof(word, rare), tie('value'), { maxKeys: 5 }),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.constantFrom('single_host', 'global', 'infinity', 'pgsql'),
    ),
  }));

  const tables = fc.dictionary(word, fc.dictionary(word, fc.dictionary(fc.oneof(word, rare), value, { maxKeys: 5 }), { maxKeys: 2 }));
  const sections = {
    outgoing_pools: fc.oneof(tables, value),
    general: value,
    host_config: fc.oneof(fc.array(fc.record({ host: word, outgoing_pools: tables })), value),
  };
  const config = fc.record(sections, { requiredKeys: [] });

  it('is translated, or refused with a code', () => {
    fc.assert(
      fc.property(config, (written) => {
        try {
          const translated = isPoolTables(written) ? readPoolTables(written) : written;
          readConfig(translated, lookup);
        } catch (error) {
          if (!isPoolError(error, 'CONFIG_INVALID')) throw error;
        }
      }),
      { numRuns: 1_500 },
    );
  });
});

describe('options of the later versions', () => {
  it.each([
    ['rdbms', { driver: 'odbc', settings: 'DSN=a' }, { driver: 'odbc', connectionString: 'DSN=a' }],
    ['rdbms', { driver: 'pgsql', tls: {} }, { driver: 'pgsql', tls: { mode: 'prefer' } }],
    ['rdbms', { driver: 'pgsql', tls: { required: true } }, { driver: 'pgsql', tls: { mode: 'require' } }],
    ['rdbms', { driver: 'mysql', tls: {} }, { driver: 'mysql', tls: { mode: 'require' } }],
    ['redis', { tls: { verify_peer: false, certfile: 'c', keyfile: 'k' } }, { tls: { verify: 'none', certFile: 'c', keyFile: 'k' } }],
    ['redis', { tls: { server_name_indication: true, server_name_indication_host: 'h' } }, { tls: { serverName: 'h' } }],
    ['redis', { tls: { server_name_indication: { enabled: true, host: 'h', protocol: 'https' } } }, { tls: { serverName: 'h' } }],
    ['redis', { tls: { versions: ['tlsv1.1', 'tlsv1.3'] } }, { tls: { minVersion: 'tlsv1.1, tlsv1.3' } }],
    ['redis', { tls: { dhfile: 'd' } }, { tls: { dhfile: 'd' } }],
    ['ldap', { root_dn: 'cn=a', tls: { verify_mode: 'none' } }, { root_dn: 'cn=a', encrypt: 'tls', tls: { verify: 'none' } }],
    ['ldap', { encrypt: 'tls', tls: { verify_peer: true } }, { encrypt: 'tls', tls: { verify: 'peer' } }],
    ['http', { host: 'https://a', tls: { cacertfile: 'c' } }, { server: 'https://a', tls: { caFile: 'c' } }],
    ['rabbit', { amqp_host: 'a', max_worker_queue_len: 'infinity' }, { amqp_host: 'a', max_worker_queue_len: Infinity }],
  ])('of %s: %j', (type, options, expected) => {
    expect(connection(type, options)).toEqual(expected);
  });
});
