import { describe, expect, it } from 'vitest';
import { isPoolError } from '@outpool/contract/internal';
import { readErlangConfig } from '../../src/ancestor/erlang-config.js';
import { Source } from '../../src/source.js';

const read = (text: string): unknown => readErlangConfig(new Source('a.cfg', text));
const pools = (...entries: string[]): string => `{outgoing_pools, [${entries.join(',\n')}]}.`;

/** What becomes of the options of one pool. */
function optionsOf(type: string, pool: string, connection: string): unknown {
  const { outgoing_pools: entries } = read(pools(`{${type}, global, default, [${pool}], [${connection}]}`)) as {
    outgoing_pools: { pool: object; connection: object }[];
  };
  const [entry] = entries;
  return { ...entry?.pool, ...entry?.connection };
}

function problemsOf(text: string): string[] {
  try {
    read(text);
    return [];
  } catch (error) {
    if (!isPoolError(error, 'CONFIG_INVALID')) throw error;
    return (error.problems ?? []).map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);
  }
}

describe('mongooseim.cfg', () => {
  it('gives its hosts and pools; its other terms are not about pools', () => {
    const text = `override_global.
{loglevel, 4}.
{hosts, ["a.com", <<"b.com">>]}.
{host, "c.com"}.
{modules, [{mod_ping, []}]}.
${pools('{redis, host, default, [], []}')}
${pools('{generic, "a.com", sns, [], []}')}`;
    expect(read(text)).toEqual({
      hosts: ['a.com', 'b.com', 'c.com'],
      outgoing_pools: [
        { type: 'redis', host: 'host', tag: 'default', pool: {}, connection: {} },
        { type: 'generic', host: 'a.com', tag: 'sns', pool: {}, connection: {} },
      ],
    });
  });

  it('gives the pools of a host_config to that host', () => {
    const own = (scope: string): string =>
      `{host_config, "a.com", [{auth_method, [rdbms]}, ${pools(`{redis, ${scope}, default, [], []}`).slice(0, -1)}]}.`;
    for (const scope of ['host', 'global', '"a.com"']) expect(read(own(scope))).toMatchObject({ outgoing_pools: [{ host: 'a.com' }] });
    expect(problemsOf(own('"b.com"'))).toEqual([
      '1:75 host_config["a.com"].outgoing_pools[0].host: this is in the host_config of "a.com": no other host can be meant',
    ]);
  });

  it('says what is no pool, and leaves the rest to the reader of configs', () => {
    expect(problemsOf('{outgoing_pools, redis}.')).toEqual([
      '1:18 outgoing_pools: expected a list of pools: [{Type, Host, Tag, PoolOptions, ConnectionOptions}]',
    ]);
    expect(read(pools('{redis, global}', 'a'))).toEqual({ outgoing_pools: [['redis', 'global'], 'a'] });
    expect(read(pools('{redis, global, default, a, 1}'))).toEqual({
      outgoing_pools: [{ type: 'redis', host: 'global', tag: 'default', pool: 'a', connection: 1 }],
    });
  });

  it('says what is no option, and what is there twice', () => {
    expect(problemsOf(pools('{redis, global, default, [{workers, 1}, {workers, 2}], [5, {port, 1}]}'))).toEqual([
      '1:60 outgoing_pools[0].pool.workers: stands here already; take one out',
      '1:75 outgoing_pools[0].connection: expected an option: {key, value}',
    ]);
  });

  it('knows a misspelt term by its neighbours', () => {
    expect(problemsOf('{host_confg, "a", []}.\n{hostss, []}.\n{outgoing_pool, []}.\n{loglevel, 4}.')).toEqual([
      '1:2 host_confg: unknown term, did you mean `host_config`?',
      '2:2 hostss: unknown term, did you mean `hosts`?',
      '3:2 outgoing_pool: unknown term, did you mean `outgoing_pools`?',
    ]);
  });
});

describe('options of the document', () => {
  it.each([
    ['redis', '{call_timeout, infinity}, {queue_type, lifo}', '{port, 1}', { call_timeout: Infinity, queue_type: 'lifo', port: 1 }],
    ['redis', '', 'lazy, {tag, "x"}', { lazy: true, tag: 'x' }],
    ['rdbms', '', '{keepalive_interval, 30}, {start_interval, 60}', { keepaliveIntervalMs: 30_000, reconnect: { maxMs: 60_000 } }],
    ['rdbms', '', '{server, "DSN=mydb"}', { server: 'DSN=mydb' }],
    ['rdbms', '', '{server, {pgsql, "h", "d", "u", "p"}}', { server: ['pgsql', 'h', 'd', 'u', 'p'] }],
    [
      'rdbms',
      '',
      '{server, {pgsql, "h", "d", "u", "p", [{ssl, true}, {ssl_opts, [{certfile, "c"}, {keyfile, "k"}, {password, "x"}]}]}}',
      { server: ['pgsql', 'h', 'd', 'u', 'p', { mode: 'prefer', certFile: 'c', keyFile: 'k', passphrase: 'x' }] },
    ],
    ['rdbms', '', '{server, {pgsql, "h", "d", "u", "p", [{ssl, false}]}}', { server: ['pgsql', 'h', 'd', 'u', 'p', { mode: 'disable' }] }],
    [
      'http',
      '',
      '{http_opts, [{connect_options, [{verify, verify_none}, {ciphers, ["A", "B"]}]}, {allowH2, true}]}',
      { tls: { verify: 'none', ciphers: 'A:B' }, http_opts: { allowH2: true } },
    ],
    ['http', '', '{http_opts, []}', { http_opts: {} }],
    ['rdbms', '', '{server, {mysql, "h", "d", "u", "p", []}}', { server: ['mysql', 'h', 'd', 'u', 'p', { mode: 'require' }] }],
    ['cassandra', '', '{ssl, []}', { tls: {} }],
    ['ldap', '', '{encrypt, tls}, {tls_options, [{verify, verify_peer}]}', { encrypt: 'tls', tls_options: { verify: 'verify_peer' } }],
    [
      'cassandra',
      '',
      '{servers, [{"a", 9042}, {"b", 9042}]}, {ssl, [{verify, verify_none}]}',
      {
        servers: [
          ['a', 9042],
          ['b', 9042],
        ],
        tls: { verify: 'none' },
      },
    ],
    ['rabbit', '', '{max_worker_queue_len, infinity}', { max_worker_queue_len: Infinity }],
    [
      'riak',
      '',
      '{credentials, "u", "p"}, {ssl_opts, #{verify => verify_peer}}',
      { credentials: ['u', 'p'], ssl_opts: { verify: 'verify_peer' } },
    ],
  ])('of %s: [%s], [%s]', (type, pool, connection, options) => {
    expect(optionsOf(type, pool, connection)).toEqual(options);
  });
});
