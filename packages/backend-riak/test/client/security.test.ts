import { createServer } from 'node:net';
import { type Certificates, certificates } from '@outpool/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RiakClient } from '../../src/client.js';
import { RiakServer } from '../../src/testing.js';
import { collect, eventually, failure } from '../attempt.js';
import { RawClient } from '../raw-client.js';

describe('security', () => {
  let certs: Certificates;
  let server: RiakServer;
  let open: RiakServer;
  beforeAll(async () => {
    certs = await certificates();
    const users = {
      ada: { password: 'secret' },
      app: { certificate: true },
      reader: { password: 'secret', grants: ['riak_kv.get'] },
      mapper: { password: 'secret', grants: ['riak_kv.mapreduce'] },
      आदा: { password: 'नमस्ते' },
    };
    server = await RiakServer.start({ security: { ...certs.pair('server'), ca: certs.ca, users, failureMs: 100 } });
    open = await RiakServer.start();
  });
  afterAll(() => Promise.all([server.kill(), open.kill()]));

  const connect = (user: string, password: string, tls = {}) =>
    RiakClient.connect({ port: server.port, credentials: { user, password }, tls: { ca: certs.ca, servername: 'localhost', ...tls } });

  it.each([
    ['ada', 'secret'],
    ['आदा', 'नमस्ते'],
  ])('lets %s in with a password', async (user, password) => {
    await using riak = await connect(user, password);
    await riak.put({ bucket: 'b', key: 'k' }, 'x');
    expect((await riak.get({ bucket: 'b', key: 'k' })).text()).toBe('x');
  });

  it('lets a user in with a certificate', async () => {
    await using riak = await connect('app', '', certs.pair('client'));
    await riak.ping();
    expect(await failure(connect('app', ''))).toMatchObject({ code: 'AUTHENTICATION_FAILED' });
  });

  it('says that a login is wrong, and shows no password', async () => {
    for (const [user, password] of [
      ['ada', 'wrong-password'],
      ['nobody', 'wrong-password'],
    ] as const) {
      const error = await failure(connect(user, password));
      expect(error).toMatchObject({ code: 'AUTHENTICATION_FAILED', mayPass: false });
      expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('wrong-password');
    }
  });

  it('lets a job over a whole bucket run only for who may list its keys', async () => {
    await using riak = await connect('Mapper', 'secret'); // the server keeps names in small letters
    const over = (inputs: string | [string, string]) => failure(collect(riak.mapReduce({ inputs, query: [] })));
    expect((await over('b')).message).toContain("'riak_kv.list_keys' on default/b");
    expect((await over(['multi', 'b'])).message).toContain("'riak_kv.list_keys' on multi/b");
    expect(await collect(riak.mapReduce({ inputs: [['b', 'k']], query: [] }))).toEqual([{ phase: 0, results: [['b', 'k']] }]);
  });

  it('keeps the connection when a user may not do something', async () => {
    await using riak = await connect('reader', 'secret');
    const error = await failure(riak.put({ bucket: 'b', key: 'k' }, 'x'));
    expect(error).toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(error.message).toContain("'riak_kv.put' on default/b");
    await riak.get({ bucket: 'b', key: 'k' });
  });

  it('verifies the server unless told not to', async () => {
    expect(await failure(connect('ada', 'secret', { ca: undefined }))).toMatchObject({
      code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/),
    });
    expect(await failure(connect('ada', 'secret', { servername: 'wrong.invalid' }))).toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    await using riak = await connect('ada', 'secret', { ca: undefined, rejectUnauthorized: false });
    await riak.ping();
  });

  it('never falls back to clear text', async () => {
    const before = open.seen('RpbAuthReq');
    const error = await failure(RiakClient.connect({ port: open.port, credentials: { user: 'ada', password: 'secret' } }));
    expect(error).toMatchObject({ code: 'TLS_REFUSED' });
    expect(open.seen('RpbAuthReq')).toBe(before);
    await eventually(() => open.connections === 0);
  });

  it('is asked for by the server', async () => {
    await using riak = await RiakClient.connect({ port: server.port });
    expect(await failure(riak.ping())).toMatchObject({ code: 'SECURITY_REQUIRED' });
  });

  it('has TLS without a login, which the server does not take', async () => {
    await using riak = await RiakClient.connect({ port: server.port, tls: { ca: certs.ca, servername: 'localhost' } });
    expect(await failure(riak.ping())).toMatchObject({ code: 'SECURITY_REQUIRED' });
  });

  it.each([
    ['something in clear behind the answer', '00000001ff00000001fe', 'PROTOCOL'],
    ['another answer', '0000000102', 'PROTOCOL'],
    ['no answer at all', '485454502f312e31', 'PROTOCOL'],
  ])('ends over %s to StartTls', async (_, hex, code) => {
    const injector = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write(Buffer.from(hex, 'hex')));
    });
    await new Promise<void>((resolve) => injector.listen(0, '127.0.0.1', resolve));
    const { port } = injector.address() as { port: number };
    expect(await failure(RiakClient.connect({ port, credentials: { user: 'u', password: 'p' } }))).toMatchObject({ code });
    await new Promise((resolve) => injector.close(resolve));
  });

  it('ends when the server closes instead of starting TLS', async () => {
    const closer = createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.end()));
    await new Promise<void>((resolve) => closer.listen(0, '127.0.0.1', resolve));
    const { port } = closer.address() as { port: number };
    expect((await failure(RiakClient.connect({ port, credentials: { user: 'u' } }))).message).toContain('instead of starting TLS');
    await new Promise((resolve) => closer.close(resolve));
  });

  it('closes the connection over the third wrong login, and over what comes in clear behind StartTls', async () => {
    await using raw = await RawClient.connect(server.port);
    raw.send('00000001ff');
    await raw.next();
    await raw.secure(certs.ca);
    for (let attempt = 1; attempt <= 3; attempt++) {
      raw.send('00000008fd0a036164611200');
      expect((await raw.next())?.code).toBe(0);
    }
    expect(await raw.next()).toBeUndefined();
    await using injected = await RawClient.connect(server.port);
    injected.send('00000001ff0000000101');
    expect(await injected.next()).toBeUndefined();
  });
});
