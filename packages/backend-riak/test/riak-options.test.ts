import { createOutgoingPools, defineConfig, isPoolError } from '@outpool/core';
import { describe, expect, it } from 'vitest';
import { RiakBackend, type RiakOptions } from '../src/index.js';
import { riakOptions } from '../src/riak-options.js';

const problems = (connection: RiakOptions, pool = {}): string => {
  try {
    createOutgoingPools({ outgoingPools: [{ type: 'riak', pool, connection }] }, { backends: [RiakBackend] });
    return '';
  } catch (error) {
    if (isPoolError(error, 'CONFIG_INVALID')) return error.message;
    throw error;
  }
};

describe('riak options', () => {
  it('are those of the document, in its own form', () => {
    const config = defineConfig({
      outgoing_pools: [
        [
          'riak',
          'global',
          'default',
          { workers: 20, strategy: 'next_worker' },
          { address: '127.0.0.1', port: 8087, credentials: ['username', 'pass'], cacertfile: '/ca.pem' },
        ],
      ],
    } as never);
    expect(() => createOutgoingPools(config, { backends: [RiakBackend] })).not.toThrow();
  });

  it('have defaults', () => {
    expect(riakOptions.parse({})).toMatchObject({ timeoutMs: 60_000, maxFrameBytes: 134_217_728 });
    expect(new RiakBackend().endpoints(riakOptions.parse({}))).toEqual([{ host: '127.0.0.1', port: 8087 }]);
    expect(new RiakBackend().endpoints(riakOptions.parse({ nodes: ['a', ['b', 1], { host: 'c' }] }))).toEqual([
      { host: 'a', port: 8087 },
      { host: 'b', port: 1 },
      { host: 'c', port: 8087 },
    ]);
  });

  it('know TLS under the names of Erlang, too', () => {
    const erlang = riakOptions.parse({
      cacertfile: 'ca.pem',
      sslOpts: { ciphers: ['AES256-SHA', 'DHE-RSA-AES128-SHA256'], serverNameIndication: 'disable', certfile: 'c.pem', keyfile: 'k.pem' },
    });
    expect(erlang.tls).toMatchObject({
      verify: 'peer',
      caFile: 'ca.pem',
      ciphers: 'AES256-SHA:DHE-RSA-AES128-SHA256',
      serverName: false,
      certFile: 'c.pem',
    });
    expect(riakOptions.parse({ sslOpts: { verify: 'verify_none' } }).tls).toMatchObject({ verify: 'none' });
    expect(riakOptions.parse({ tls: true }).tls).toMatchObject({ verify: 'peer' });
  });

  it.each([
    ['an unknown option', { adress: 'x' } as RiakOptions, /adress.*did you mean `address`/s],
    ['nodes beside an address', { address: 'x', nodes: ['y'] }, /nodes.*stands instead of address and port/s],
    ['TLS in two ways', { tls: true, cacertfile: 'x' }, /tls.*stands instead of cacertfile/s],
    ['a certificate without key', { sslOpts: { certfile: 'x' } }, /certFile and keyFile go together/],
    ['half a login', { credentials: ['user'] as never }, /credentials/],
    ['a port that is none', { port: 0 }, /port/],
  ])('refuse %s', (_, connection, message) => {
    expect(problems(connection)).toMatch(message);
  });

  it('refuse a strategy that cannot work, and a time in which no login can fail', () => {
    expect(problems({}, { strategy: 'available_worker' })).toMatch(/riak does not work with the strategy "available_worker"/);
    expect(problems({ credentials: ['u', 'p'] }, { connectTimeoutMs: 5_000 })).toMatch(/connectTimeoutMs.*expected more than 5000/s);
    expect(problems({}, { connectTimeoutMs: 5_000 })).toBe('');
  });

  it('show no password', () => {
    const options = riakOptions.parse({ credentials: ['user', 'secret-word'] });
    expect(JSON.stringify(options)).not.toContain('secret-word');
  });
});
