import { HttpBackend } from '@outpool/backend-http';
import { createOutgoingPools } from '@outpool/core';
import { describe, expect, it } from 'vitest';
import { failure, read } from './connect.js';

/** What a config with these options gets, without the place of the entry. */
async function problems(connection: unknown, pool: object = {}): Promise<string[]> {
  const config = { outgoingPools: [{ type: 'http', pool, connection }] } as never;
  const error = await failure(Promise.resolve().then(() => createOutgoingPools(config, { backends: [HttpBackend] })));
  expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
  return (error as unknown as { problems: { path: string; message: string }[] }).problems.map(
    ({ path, message }) => `${path.replace('outgoingPools[0].', '')}: ${message}`,
  );
}

describe('the options', () => {
  it('have defaults', () => {
    expect(read({})).toEqual({
      pathPrefix: '/',
      requestTimeoutMs: 2000,
      maxResponseBytes: 16_777_216,
      headers: {},
      decompress: false,
      dnsTtlMs: Number.POSITIVE_INFINITY,
      upstreamFaults: { statuses: [502, 503, 504], errorRate: 0.5, resets: true, timeouts: true },
      httpOpts: {
        allowH2: false,
        keepAliveTimeout: 4000,
        keepAliveMaxTimeout: 30_000,
        keepAliveTimeoutThreshold: 2000,
        maxHeaderSize: 16_384,
        strictContentLength: true,
        autoSelectFamily: true,
        autoSelectFamilyAttemptTimeout: 250,
      },
    });
  });

  it('may be written as the document writes them', () => {
    const connection = { server: 'https://localhost:8443', path_prefix: '/api', request_timeout: 100, http_opts: { keepAliveTimeout: 1 } };
    const config = { outgoingPools: [['http', 'global', 'default', { strategy: 'available_worker' }, connection]] } as never;
    expect(() => createOutgoingPools(config, { backends: [HttpBackend] })).not.toThrow();
  });

  it.each([
    [{ server: 7 }, 'connection.server: expected a string, found a number'],
    [{ server: 'localhost:8080' }, 'connection.server: expected a URL with its scheme, as in http://localhost:8080, found a string'],
    [{ server: 'ftp://localhost' }, 'connection.server: expected an http or https URL, found a string'],
    [{ server: 'http://' }, 'connection.server: expected a valid URL: host name and port (1 to 65535) are looked at, found a string'],
    [
      { server: 'http://a:70000' },
      'connection.server: expected a valid URL: host name and port (1 to 65535) are looked at, found a string',
    ],
    [{ server: 'http://a:0' }, 'connection.server: expected a port from 1 to 65535, found a string'],
    [{ server: 'http://a/api' }, 'connection.server: has a path: write it as `pathPrefix`'],
    [{ server: 'http://a?b=c' }, 'connection.server: has a query or fragment: only scheme, host and port belong here'],
    [
      { server: 'http://me:hunter2@a' },
      'connection.server: has a user name or password: write `headers: { authorization: { env: NAME } }`',
    ],
    [{ servers: [] }, 'connection.servers: expected a list with >=1 items, found a list'],
    [{ servers: ['http://a', 'http://a:80/'] }, 'connection.servers[1]: the same server as servers[0]'],
    [
      { servers: ['http://a', 'https://b'] },
      'connection.servers[1]: expected the scheme of the others: one pool speaks http or https, found a string',
    ],
    [{ server: 'http://a', servers: ['http://b'] }, 'connection.servers: stands instead of server: take one of them out'],
    [{ pathPrefix: 'api' }, 'connection.pathPrefix: expected a path that begins with a slash, found a string'],
    [{ pathPrefix: '' }, 'connection.pathPrefix: expected a path that begins with a slash, found an empty string'],
    [{ pathPrefix: '/a/../b' }, 'connection.pathPrefix: has a segment "..", which would leave the prefix'],
    [{ pathPrefix: '//evil.test/' }, 'connection.pathPrefix: begins with two slashes, which would name another server'],
    [{ pathPrefix: '/a?b' }, 'connection.pathPrefix: has a query: a request has its own, `query`'],
    [{ requestTimeoutMs: 0 }, 'connection.requestTimeoutMs: expected a number >0, found 0'],
    [{ requestTimeoutMs: '2s' }, 'connection.requestTimeoutMs: expected a number or Infinity, found a string'],
    [{ requestTimeoutMs: 3e9 }, 'connection.requestTimeoutMs: expected a number <=2147483647, found 3000000000'],
    [{ maxResponseBytes: 1.5 }, 'connection.maxResponseBytes: expected a whole number or Infinity, found 1.5'],
    [{ headers: { 'x a': 'b' } }, 'connection.headers["x a"]: is not the name of a header'],
    [
      { headers: { authorization: { env: 'NOT_THERE' } } },
      'connection.headers.authorization: missing secret: the environment variable NOT_THERE is not set',
    ],
    [{ headers: { a: 7 } }, 'connection.headers.a: expected a string, { env: NAME } or { file: PATH }, found a number'],
    [{ tls: {} }, 'connection.tls: has no effect with http: write https:// to encrypt'],
    [{ server: 'https://a', tls: { verfy: 'none' } }, 'connection.tls.verfy: unknown key, did you mean `verify`?'],
    [{ server: 'https://a', tls: { certFile: 'x' } }, 'connection.tls.keyFile: certFile and keyFile go together'],
    [
      { httpOpts: { pipelining: 10 } },
      'connection.httpOpts.pipelining: is not for httpOpts: a connection serves one request at a time, `workers` of the pool says how many run at once',
    ],
    [
      { httpOpts: { headersTimeout: 1 } },
      'connection.httpOpts.headersTimeout: is not for httpOpts: `requestTimeoutMs` bounds the whole request',
    ],
    [
      { httpOpts: { connect: {} } },
      'connection.httpOpts.connect: is not for httpOpts: `tls`, and `connectTimeoutMs` of the pool, say how to connect',
    ],
    [{ httpOpts: { keepAliveTimout: 1 } }, 'connection.httpOpts.keepAliveTimout: unknown key, did you mean `keepAliveTimeout`?'],
    [{ httpOpts: { localAddress: 'here' } }, 'connection.httpOpts.localAddress: expected an IP address, found a string'],
    [{ serve: 'http://a' }, 'connection.serve: unknown key, did you mean `server`?'],
    [{ workers: 5 }, 'connection.workers: unknown key here, `workers` belongs under `pool`'],
  ])('%j are refused', async (connection, problem) => {
    expect(await problems(connection)).toEqual([problem]);
  });

  it('never show what was written in a URL', async () => {
    expect((await problems({ server: 'http://me:hunter2@a' })).join()).not.toContain('hunter2');
  });

  it('are checked against those of the pool', async () => {
    const above = (limit: number, of: number) =>
      `connection.requestTimeoutMs: requestTimeoutMs (${limit}) is above callTimeoutMs (${of}) of the pool: no request could use its time`;
    expect(await problems({}, { callTimeoutMs: 1999 })).toEqual([above(2000, 1999)]);
    expect(await problems({ requestTimeoutMs: 6000 })).toEqual([above(6000, 5000)]);
    expect(await problems({}, { concurrency: 2 })).toEqual([
      'pool.concurrency: a connection serves one request at a time over HTTP/1.1: more needs `httpOpts: { allowH2: true }`',
    ]);
    expect(await problems({}, { endpointPolicy: 'failover' })).toEqual([
      'pool.endpointPolicy: has no effect: the pool has one server only',
    ]);
  });

  it('of a pool may leave each call just the time of its request', () => {
    const config = { outgoingPools: [{ type: 'http', pool: { callTimeoutMs: 2000 } }] } as never;
    expect(() => createOutgoingPools(config, { backends: [HttpBackend] })).not.toThrow();
  });
});
