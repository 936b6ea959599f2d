import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpBackend } from '@outpool/backend-http';
import { startFaultProxy } from '@outpool/testkit';
import { describe, expect, it } from 'vitest';
import { attemptOf, failure, open } from './connect.js';
import { httpFake, OK, onRequest, tcpFake } from './fakes.js';

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await sleep(2);
};

describe('connecting', () => {
  it('is done before the first request, which uses that socket', async () => {
    await using server = await httpFake((_, response) => response.end('ok'));
    await using opened = await open({ server: server.url });
    expect(server.accepted).toBe(1);
    await opened.connection.get('/');
    await opened.connection.get('/');
    expect(server.accepted).toBe(1);
  });

  it('rejects with the error of Node.js when nobody listens', async () => {
    const server = await httpFake(() => undefined);
    await server[Symbol.asyncDispose]();
    expect(await failure(open({ server: server.url }))).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('follows the signal, and leaves no socket open', async () => {
    await using silent = await tcpFake((socket) => socket.resume());
    const controller = new AbortController();
    const reason = new Error('too late');
    const connecting = failure(open({ server: silent.url.replace('http', 'https') }, { signal: controller.signal }));
    await until(() => silent.sockets.size === 1);
    controller.abort(reason);
    expect(await connecting).toBe(reason);
    await until(() => silent.sockets.size === 0);
  });

  it('does nothing when the signal is aborted already', async () => {
    await using server = await httpFake(() => undefined);
    expect(await failure(open({ server: server.url }, { signal: AbortSignal.abort(new Error('over')) }))).toMatchObject({
      message: 'over',
    });
    expect(server.accepted).toBe(0);
  });

  it('goes to the endpoint of the attempt', async () => {
    await using server = await httpFake((_, response) => response.end('second'));
    const options = { servers: ['http://127.0.0.1:1', server.url] };
    const endpoints = new HttpBackend().endpoints(attemptOf(options).options);
    expect(endpoints).toEqual([
      { host: '127.0.0.1', port: 1 },
      { host: '127.0.0.1', port: server.port },
    ]);
    await using opened = await open(options, { endpoint: endpoints[1] });
    expect(await (await opened.connection.get('/')).text()).toBe('second');
  });

  it('knows the usual ports and IPv6 addresses', () => {
    const endpointsOf = (server: string) => new HttpBackend().endpoints(attemptOf({ server }).options);
    expect(new HttpBackend().endpoints(attemptOf({}).options)).toEqual([{ host: 'localhost', port: 80 }]);
    expect(endpointsOf('https://a.test')).toEqual([{ host: 'a.test', port: 443 }]);
    expect(endpointsOf('HTTP://[::1]:8080/')).toEqual([{ host: '::1', port: 8080 }]);
  });

  it('happens again at the next request when the server closed the unused socket', async () => {
    await using server = await httpFake((_, response) => response.end('ok'));
    await using opened = await open({ server: server.url });
    await until(() => server.sockets.size === 1);
    for (const socket of server.sockets) socket.end();
    await until(() => server.sockets.size === 0);
    expect((await opened.connection.get('/')).status).toBe(200);
    expect(server.accepted).toBe(2);
    expect(opened.lost).toEqual([]);
  });

  it('happens again when the first socket has been unused for keepAliveTimeout', async () => {
    await using server = await httpFake((_, response) => response.end('ok'));
    await using opened = await open({ server: server.url, httpOpts: { keepAliveTimeout: 20 } });
    await sleep(40);
    expect((await opened.connection.get('/')).status).toBe(200);
    expect(server.accepted).toBe(2);
  });

  it('does not take what comes before a request for its response', async () => {
    await using server = await tcpFake((socket, number) => {
      if (number === 1) socket.write('HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n');
      onRequest(socket, () => socket.write(OK));
    });
    await using opened = await open({ server: server.url });
    await until(() => server.sockets.size === 0);
    expect((await opened.connection.get('/')).status).toBe(200);
  });

  it('that fails for a request makes the connection lost, with nothing sent, and is reported once', async () => {
    const server = await httpFake((_, response) => response.end('ok'), { keepAliveTimeout: 5_000 });
    await using opened = await open({ server: server.url });
    expect((await opened.connection.get('/')).status).toBe(200);
    await server[Symbol.asyncDispose]();
    await sleep(100);
    expect(opened.lost).toEqual([]);
    const error = await failure(opened.connection.post('/', { body: 'x' }));
    expect(error.code).toBe('ECONNREFUSED');
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'lost', sent: false });
    expect(opened.lost).toEqual([]);
    await until(() => opened.lost.length > 0);
    await sleep(20);
    expect(opened.lost).toEqual([error]);
  });
});

describe('a request', () => {
  it('sends method, target, headers and body', async () => {
    await using server = await httpFake(async (request, response) => {
      const body = (await request.toArray()).join('');
      const { host, connection, ...headers } = request.headers;
      response.end(JSON.stringify({ line: `${request.method} ${request.url}`, headers, body }));
    });
    process.env.HTTP_TEST_TOKEN = 'Bearer 7';
    await using opened = await open({
      server: server.url,
      pathPrefix: '/api',
      headers: { Authorization: { env: 'HTTP_TEST_TOKEN' }, 'X-A': 'usual', 'x-b': 'usual' },
    });
    const { connection } = opened;
    const usual = { authorization: 'Bearer 7', 'x-a': 'usual', 'x-b': 'usual' };
    const seen = async (response: ReturnType<typeof connection.get>): Promise<unknown> => (await response).json();
    expect(await seen(connection.request())).toEqual({ line: 'GET /api', headers: usual, body: '' });
    expect(await seen(connection.get('/x', { query: { q: 1 }, headers: { 'x-A': 'own', 'X-b': undefined } }))).toEqual({
      line: 'GET /api/x?q=1',
      headers: { authorization: 'Bearer 7', 'x-a': 'own' },
      body: '',
    });
    expect(await seen(connection.post('x', { json: { a: 1 } }))).toMatchObject({
      line: 'POST /api/x',
      headers: { 'content-type': 'application/json', 'content-length': '7' },
      body: '{"a":1}',
    });
    expect(await seen(connection.patch('x', { json: null, headers: { 'content-type': 'application/merge-patch+json' } }))).toMatchObject({
      line: 'PATCH /api/x',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: 'null',
    });
    expect(await seen(connection.put('x', { body: Buffer.from('bytes') }))).toMatchObject({ line: 'PUT /api/x', body: 'bytes' });
    expect(await seen(connection.put('x', { body: Readable.from(['a', 'stream']) }))).toMatchObject({ body: 'astream' });
    expect(await seen(connection.delete('x'))).toMatchObject({ line: 'DELETE /api/x', body: '' });
    const head = await connection.head('x');
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('reads the default headers anew at each connect', async () => {
    await using server = await httpFake((request, response) => response.end(request.headers.authorization));
    const options = { server: server.url, headers: { authorization: { env: 'HTTP_TEST_RENEWED' } } };
    for (const token of ['first', 'second']) {
      process.env.HTTP_TEST_RENEWED = token;
      await using opened = await open(options);
      expect(await (await opened.connection.get('/')).text()).toBe(token);
    }
  });

  it('answers with any status, and follows no redirect', async () => {
    await using server = await httpFake((request, response) => {
      response.writeHead(Number(request.url?.slice(1)), { location: '/200', 'set-cookie': ['a=1', 'b=2'] }).end('body');
    });
    await using opened = await open({ server: server.url });
    for (const status of [200, 301, 302, 404, 429, 500, 503]) {
      const response = await opened.connection.get(`/${status}`);
      expect([response.status, response.ok, await response.text()]).toEqual([status, status === 200, 'body']);
      expect(response.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    }
  });

  it('skips informational responses', async () => {
    await using server = await tcpFake((socket) => {
      onRequest(socket, () => socket.write(`HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${OK}`));
    });
    await using opened = await open({ server: server.url });
    for (const options of [{}, { stream: true }]) expect(await (await opened.connection.get('/', options)).text()).toBe('ok');
  });

  it.each([
    [{ path: '/../secret' }, 'has a segment ".."'],
    [{ path: '//evil.test' }, 'two slashes'],
    [{ path: 'http://evil.test/' }, 'whole URL'],
    [{ method: 'CONNECT' }, 'tunnel'],
    [{ json: 1, body: 'x' }, 'json or body, not both'],
    [{ timeoutMs: 0 }, 'timeoutMs must be above 0, not 0'],
    [{ timeoutMs: Number.NaN }, 'timeoutMs must be above 0, not NaN'],
  ])('%j is refused as a TypeError, and nothing is sent', async (request, message) => {
    let requests = 0;
    await using server = await httpFake((_, response) => response.end(`${++requests}`));
    await using opened = await open({ server: server.url, pathPrefix: '/api' });
    const error = await failure(opened.connection.request(request));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(message);
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'keep' });
    expect(await (await opened.connection.get('/')).text()).toBe('1');
  });

  it.each([
    [{ headers: { 'x-a': 'b\r\nx-evil: 1' } }, 'invalid x-a header'],
    [{ headers: { 'x a': 'b' } }, 'invalid header key'],
    [{ method: 'G ET' }, 'invalid request method'],
    [{ headers: { 'transfer-encoding': 'chunked' } }, 'invalid transfer-encoding header'],
  ])('%j is refused by undici, and nothing is sent', async (request, message) => {
    let requests = 0;
    await using server = await httpFake((_, response) => response.end(`${++requests}`));
    await using opened = await open({ server: server.url });
    const error = await failure(opened.connection.request(request));
    expect(error.message).toBe(message);
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'keep' });
    expect(await (await opened.connection.get('/')).text()).toBe('1');
  });

  it('does not connect with a default header that has a line break', async () => {
    await using server = await httpFake(() => undefined);
    const error = await failure(open({ server: server.url, headers: { 'x-a': 'b\r\nx-evil: 1' } }));
    expect(error.message).toBe('the header x-a has a line break or another character that cannot be sent');
  });

  it('waits for the one before it on the same connection', async () => {
    await using server = await httpFake((request, response) => setTimeout(() => response.end(request.url), 10));
    await using opened = await open({ server: server.url });
    const responses = await Promise.all(['/a', '/b', '/c'].map((path) => opened.connection.get(path)));
    expect(await Promise.all(responses.map((response) => response.text()))).toEqual(['/a', '/b', '/c']);
    expect(server.accepted).toBe(1);
  });
});

describe('sending again', () => {
  // The second request on a socket meets a server that has just decided to close it.
  const stale = (requests: string[]) =>
    tcpFake((socket, accepted) => {
      onRequest(socket, (head, number) => {
        requests.push(head.split(' ', 1)[0] as string);
        if (accepted === 1 && number === 2) socket.destroy();
        else socket.write(OK);
      });
    });

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])(
    '%s is sent once more when the kept socket turns out to be closed',
    async (method) => {
      const requests: string[] = [];
      await using server = await stale(requests);
      await using opened = await open({ server: server.url });
      await opened.connection.get('/');
      expect((await opened.connection.request({ method })).status).toBe(200);
      expect(requests).toEqual(['GET', method, method]);
      expect(opened.lost).toEqual([]);
    },
  );

  it.each(['POST', 'PATCH', 'QUERY'])('%s is never sent twice; the connection is lost, the server not blamed', async (method) => {
    const requests: string[] = [];
    await using server = await stale(requests);
    await using opened = await open({ server: server.url });
    await opened.connection.get('/');
    const error = await failure(opened.connection.request({ method, body: 'x' }));
    expect(error).toMatchObject({ code: 'UND_ERR_SOCKET', message: 'other side closed' });
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'lost', sent: true, blameEndpoint: false });
    await sleep(20);
    expect(requests).toEqual(['GET', method]);
  });

  it('is done once only', async () => {
    let requests = 0;
    await using server = await tcpFake((socket) => {
      onRequest(socket, () => {
        requests++;
        socket.resetAndDestroy();
      });
    });
    await using opened = await open({ server: server.url });
    const error = await failure(opened.connection.get('/'));
    expect(error).toMatchObject({ code: 'ECONNRESET' });
    expect(requests).toBe(2);
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'lost', sent: true, blameEndpoint: true });
  });

  it.each(['H', 'HTTP/1.1 200 OK\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\no'])(
    'is not done when the server answered %j',
    async (part) => {
      let requests = 0;
      await using server = await tcpFake((socket) => {
        onRequest(socket, () => {
          requests++;
          socket.write(part, () => setTimeout(() => socket.destroy(), 10));
        });
      });
      await using opened = await open({ server: server.url });
      const error = await failure(opened.connection.get('/'));
      expect(requests).toBe(1);
      expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'lost', sent: true, blameEndpoint: true });
    },
  );

  it('is not done with a body that was a stream', async () => {
    const requests: string[] = [];
    await using server = await stale(requests);
    await using opened = await open({ server: server.url });
    await opened.connection.get('/');
    const error = await failure(opened.connection.put('/', { body: Readable.from(['x']), headers: { 'content-length': '1' } }));
    expect(opened.backend.fate(error, opened.connection)).toMatchObject({ connection: 'lost', sent: true });
    expect(requests).toEqual(['GET', 'PUT']);
  });

  it('shares the time of the request', async () => {
    await using server = await tcpFake((socket, accepted) => {
      onRequest(socket, () => accepted === 1 && setTimeout(() => socket.destroy(), 550));
    });
    await using opened = await open({ server: server.url, requestTimeoutMs: 600 });
    const began = performance.now();
    expect(await failure(opened.connection.get('/'))).toMatchObject({ code: 'HTTP_TIMEOUT' });
    expect(performance.now() - began).toBeLessThan(1000);
    expect(server.accepted).toBe(2);
  });
});

describe('the limit of a request', () => {
  it('ends one that is not answered; the connection is replaced and the server blamed', async () => {
    await using server = await httpFake(() => undefined);
    await using opened = await open({ server: server.url, requestTimeoutMs: 50 });
    const error = await failure(opened.connection.get('/slow', { query: { token: 'secret' } }));
    expect(error).toMatchObject({
      name: 'HttpError',
      code: 'HTTP_TIMEOUT',
      message: 'GET /slow: no whole response in requestTimeoutMs (50 ms)',
    });
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'replace', blameEndpoint: true });
    await until(() => server.sockets.size === 0);
  });

  it('covers the body, however steadily it comes', async () => {
    await using server = await httpFake((_, response) => {
      const timer = setInterval(() => response.write('x'), 5);
      response.once('close', () => clearInterval(timer));
    });
    await using opened = await open({ server: server.url, requestTimeoutMs: 60 });
    const began = performance.now();
    const error = await failure(opened.connection.get('/'));
    expect(error).toMatchObject({ code: 'HTTP_TIMEOUT' });
    expect(performance.now() - began).toBeLessThan(1000);
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'replace', blameEndpoint: false });
    const response = await opened.connection.get('/', { stream: true });
    expect(await failure(response.text())).toMatchObject({ code: 'HTTP_TIMEOUT' });
  });

  it('may be the own one of a request; then the server is not blamed', async () => {
    await using server = await httpFake((_, response) => setTimeout(() => response.end('ok'), 40));
    await using opened = await open({ server: server.url, requestTimeoutMs: 20 });
    expect((await opened.connection.get('/', { timeoutMs: 500 })).status).toBe(200);
    for (const timeoutMs of [2 ** 31, Number.POSITIVE_INFINITY]) expect((await opened.connection.get('/', { timeoutMs })).status).toBe(200);
    const error = await failure(opened.connection.get('/', { timeoutMs: 10 }));
    expect(error.message).toBe('GET /: no whole response in timeoutMs (10 ms)');
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'replace', blameEndpoint: false });
  });
});

describe('cancelling a request', () => {
  it('before it is sent costs nothing', async () => {
    let requests = 0;
    await using server = await httpFake((_, response) => response.end(`${++requests}`));
    await using opened = await open({ server: server.url });
    const reason = new Error('not wanted');
    const error = await failure(opened.connection.get('/', { signal: AbortSignal.abort(reason) }));
    expect(error).toBe(reason);
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'keep' });
    const controller = new AbortController();
    const cancelled = failure(opened.connection.get('/', { signal: controller.signal }));
    controller.abort(reason);
    expect(await cancelled).toBe(reason);
    expect(await (await opened.connection.get('/')).text()).toBe('1');
    expect(server.accepted).toBe(1);
  });

  it('while it waits behind another leaves that one alone', async () => {
    const seen: unknown[] = [];
    await using server = await httpFake((request, response) => {
      seen.push(request.url);
      setTimeout(() => response.end('ok'), 20);
    });
    await using opened = await open({ server: server.url });
    const first = opened.connection.get('/first');
    const controller = new AbortController();
    const second = failure(opened.connection.get('/second', { signal: controller.signal }));
    controller.abort();
    expect(await second).toMatchObject({ name: 'AbortError' });
    expect((await first).status).toBe(200);
    expect((await opened.connection.get('/third')).status).toBe(200);
    expect(seen).toEqual(['/first', '/third']);
    expect(server.accepted).toBe(1);
  });

  it.each([false, true])('in mid-body closes the socket, and the next request gets another (stream: %j)', async (stream) => {
    await using server = await httpFake((request, response) => {
      if (request.url === '/endless') response.write('x');
      else response.end('ok');
    });
    await using opened = await open({ server: server.url });
    const controller = new AbortController();
    const reason = new Error('enough');
    const body = opened.connection.get('/endless', { signal: controller.signal, stream }).then((response) => response.text());
    setTimeout(() => controller.abort(reason), 20);
    const error = await failure(body);
    expect(error).toBe(reason);
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'replace' });
    await until(() => server.sockets.size === 0);
    expect(await (await opened.connection.get('/')).text()).toBe('ok');
    expect(opened.lost).toEqual([]);
  });

  it('leaves no listener on the signal', async () => {
    await using server = await httpFake((_, response) => response.end('ok'));
    await using opened = await open({ server: server.url });
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: unknown[]) => {
      listeners++;
      Reflect.apply(addEventListener, signal, args);
    };
    signal.removeEventListener = (...args: unknown[]) => {
      listeners--;
      Reflect.apply(removeEventListener, signal, args);
    };
    await opened.connection.get('/', { signal });
    expect(listeners).toBe(0);
  });
});

describe('a response', () => {
  it('can be read at any time, and more than once', async () => {
    await using server = await httpFake((request, response) => response.end(`{"path":"${request.url}"}`));
    await using opened = await open({ server: server.url });
    const first = await opened.connection.get('/1');
    const second = await opened.connection.get('/2');
    expect(await first.json()).toEqual({ path: '/1' });
    expect(await first.text()).toBe('{"path":"/1"}');
    expect(Buffer.from(await second.bytes()).toString()).toBe('{"path":"/2"}');
    expect((await second.stream().toArray()).join('')).toBe('{"path":"/2"}');
  });

  it('reads a byte order mark and letters outside ASCII', async () => {
    await using server = await httpFake((_, response) => response.end('\ufeff"grün"'));
    await using opened = await open({ server: server.url });
    expect(await (await opened.connection.get('/')).json()).toBe('grün');
  });

  it('that is not JSON says what it is', async () => {
    await using server = await httpFake((_, response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<html>'));
    await using opened = await open({ server: server.url });
    const error = await failure((await opened.connection.get('/')).json());
    expect(error).toMatchObject({ code: 'HTTP_NOT_JSON', message: 'the body of this response is not JSON (status 502, text/html)' });
    expect(error.cause).toBeInstanceOf(SyntaxError);
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'keep' });
  });

  it('longer than maxResponseBytes fails at once, and the next request gets another socket', async () => {
    await using server = await httpFake((request, response) => {
      if (request.url === '/') response.end('12345678');
      else
        Readable.from(
          (function* () {
            for (;;) yield Buffer.alloc(65_536);
          })(),
        ).pipe(response);
    });
    await using opened = await open({ server: server.url, maxResponseBytes: 8 });
    expect(await (await opened.connection.get('/')).text()).toBe('12345678');
    const error = await failure(opened.connection.get('/endless'));
    expect(error).toMatchObject({
      code: 'HTTP_TOO_LARGE',
      message: 'GET /endless: the body is longer than maxResponseBytes (8); read it with stream: true',
    });
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'replace' });
    expect(await (await opened.connection.get('/')).text()).toBe('12345678');
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', { name: 'HTTPParserError' }],
    ['a chunk without size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n', { name: 'HTTPParserError' }],
    ['headers without end', `HTTP/1.1 200 OK\r\n${'x-a: b\r\n'.repeat(8000)}`, { code: 'UND_ERR_HEADERS_OVERFLOW' }],
  ])('of %s is given to the caller as it is; the connection is replaced, the server blamed', async (_, answer, expected) => {
    await using server = await tcpFake((socket, accepted) => {
      onRequest(socket, () => socket.write(accepted === 1 ? answer : OK));
    });
    await using opened = await open({ server: server.url });
    const error = await failure(opened.connection.post('/'));
    expect(error).toMatchObject(expected);
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'replace', blameEndpoint: true });
    expect((await opened.connection.get('/')).status).toBe(200);
  });
});

describe('a streamed response', () => {
  const big = 8 * 1_048_576;

  it('comes as soon as its headers are there, and in full', async () => {
    await using server = await httpFake((_, response) => {
      response.write('first ');
      setTimeout(() => response.end('last'), 20);
    });
    await using opened = await open({ server: server.url, maxResponseBytes: 1 });
    const response = await opened.connection.get('/', { stream: true });
    const chunks = await response.stream().toArray();
    expect(chunks.map(String)).toEqual(['first ', 'last']);
    expect((await opened.connection.get('/', { stream: true, query: { again: 1 } })).status).toBe(200);
    expect(server.accepted).toBe(1);
  });

  it('holds the server back when nobody reads', async () => {
    let written = 0;
    await using server = await httpFake((_, response) => {
      const more = (): void => {
        while (written < 64 * big && response.write(Buffer.alloc(65_536))) written += 65_536;
      };
      response.on('drain', more);
      more();
    });
    await using opened = await open({ server: server.url });
    const response = await opened.connection.get('/', { stream: true });
    await sleep(300);
    expect(written).toBeLessThan(64 * big);
    expect(response.stream().readableLength).toBeLessThan(200_000);
  });

  it('that nobody reads makes way for the next request', async () => {
    await using server = await httpFake((request, response) => response.end(request.url === '/big' ? Buffer.alloc(big) : 'ok'));
    await using opened = await open({ server: server.url });
    const response = await opened.connection.get('/big', { stream: true });
    const began = performance.now();
    expect(await (await opened.connection.get('/')).text()).toBe('ok');
    expect(performance.now() - began).toBeLessThan(1500);
    const error = await failure(response.bytes());
    expect(error).toMatchObject({ code: 'HTTP_STREAM_ENDED', message: 'GET /big: ended by the next request of its connection' });
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'keep' });
    expect(opened.lost).toEqual([]);
  });

  it('may be left in the middle', async () => {
    await using server = await httpFake((request, response) => response.end(request.url === '/big' ? Buffer.alloc(big) : 'ok'));
    await using opened = await open({ server: server.url });
    for await (const _ of (await opened.connection.get('/big', { stream: true })).stream()) break;
    await until(() => server.sockets.size === 0);
    expect((await opened.connection.get('/')).status).toBe(200);
  });

  it('that breaks off says so to its reader, and to nobody else', async () => {
    await using server = await httpFake((_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('part', () => setTimeout(() => response.destroy(), 10));
    });
    await using opened = await open({ server: server.url });
    const read = await opened.connection.get('/', { stream: true });
    const error = await failure(read.text());
    expect(error).toMatchObject({ code: 'UND_ERR_SOCKET' });
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'lost', sent: true, blameEndpoint: true });
    const unread = await opened.connection.get('/', { stream: true });
    await until(() => unread.stream().destroyed);
  });
});

describe('an error that a job has wrapped', () => {
  it('still tells the fate of the connection', async () => {
    await using server = await httpFake(() => undefined);
    await using opened = await open({ server: server.url, requestTimeoutMs: 20 });
    const cause = await failure(opened.connection.get('/'));
    const wrapped = new Error('no price', { cause: new Error('no answer', { cause }) });
    expect(opened.backend.fate(wrapped, opened.connection)).toMatchObject({ connection: 'replace' });
    expect(opened.backend.fate(new Error('something else'), opened.connection)).toEqual({ connection: 'keep' });
    expect(opened.backend.fate('something thrown', opened.connection)).toEqual({ connection: 'keep' });
  });
});

describe('closing', () => {
  it('leaves no socket open, used or not', async () => {
    await using server = await httpFake((_, response) => response.end('ok'));
    const [unused, used] = await Promise.all([open({ server: server.url }), open({ server: server.url })]);
    await used.connection.get('/');
    expect(server.sockets.size).toBe(2);
    await Promise.all([unused.backend.close(unused.connection), used.backend.close(used.connection)]);
    await until(() => server.sockets.size === 0);
    expect([...unused.lost, ...used.lost]).toEqual([]);
    const error = await failure(used.connection.get('/'));
    expect(error.code).toBe('UND_ERR_DESTROYED');
    await used.backend.close(used.connection);
  });

  it('ends what is under way', async () => {
    await using server = await httpFake(() => undefined);
    const { backend, connection, lost } = await open({ server: server.url });
    const request = failure(connection.get('/'));
    await until(() => server.sockets.size === 1);
    await sleep(5);
    await backend.close(connection);
    expect((await request).code).toBe('UND_ERR_DESTROYED');
    await sleep(5);
    expect(lost).toEqual([]);
  });
});

describe('ping', () => {
  const { signal } = new AbortController();

  it('connects anew; the next request goes over the new socket', async () => {
    await using server = await httpFake((_, response) => response.end('ok'));
    await using opened = await open({ server: server.url });
    const { backend, connection } = opened;
    await backend.ping(connection, signal);
    await until(() => server.accepted === 2 && server.sockets.size === 1);
    await connection.get('/');
    expect(server.accepted).toBe(2);
    await backend.ping(connection, signal);
    await until(() => server.accepted === 3 && server.sockets.size === 1);
    await connection.get('/');
    expect(server.accepted).toBe(3);
    expect(opened.lost).toEqual([]);
  });

  it('mends a connection whose socket is half-open', async () => {
    await using server = await httpFake((_, response) => response.end('ok'));
    const proxy = await startFaultProxy({ host: '127.0.0.1', port: server.port });
    await using opened = await open({ server: `http://${proxy.host}:${proxy.port}`, requestTimeoutMs: 1000 });
    await opened.connection.get('/');
    proxy.halfOpen();
    await opened.backend.ping(opened.connection, signal);
    expect((await opened.connection.get('/')).status).toBe(200);
    await proxy.close();
  });

  it('rejects when the server cannot be connected to, or does not in time', async () => {
    const server = await httpFake((_, response) => response.end('ok'));
    await using opened = await open({ server: server.url });
    const reason = new Error('too late');
    expect(await failure(opened.backend.ping(opened.connection, AbortSignal.abort(reason)))).toBe(reason);
    await server[Symbol.asyncDispose]();
    expect(await failure(opened.backend.ping(opened.connection, signal))).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('that ends after close leaves no socket', async () => {
    await using server = await httpFake((_, response) => response.end('ok'));
    const { backend, connection } = await open({ server: server.url });
    const ping = backend.ping(connection, signal);
    await backend.close(connection);
    await ping;
    await until(() => server.accepted === 2 && server.sockets.size === 0);
  });
});
