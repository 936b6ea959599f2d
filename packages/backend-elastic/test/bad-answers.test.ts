import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { ElasticBackend, type ElasticConnection, type ElasticOptions } from '@outpool/backend-elastic';
import { createOutgoingPools } from '@outpool/core';
import { describe, expect, it } from 'vitest';
import { dial, failure, start } from './start.js';

/** Looks like Elasticsearch at first. */
async function fake(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    if (request.url === '/') response.end('{"version":{"number":"7.17.28"}}');
    else handle(request, response);
  });
  server.on('connection', (socket) => sockets.add(socket.once('close', () => sockets.delete(socket))));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const dispose = async (): Promise<void> => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: (server.address() as AddressInfo).port, sockets, [Symbol.asyncDispose]: dispose };
}

const search = (elastic: ElasticConnection) => elastic.search('things');

describe('an answer that cannot be used', () => {
  it.each([
    ['not_json', {}, (_: IncomingMessage, response: ServerResponse) => response.end('<html>hello</html>')],
    ['answer_too_large', { maxResponseBytes: 1_000 }, (_: IncomingMessage, response: ServerResponse) => response.end('x'.repeat(2_000))],
    [
      'answer_too_large',
      { maxResponseBytes: 100_000 },
      (_: IncomingMessage, response: ServerResponse) => {
        const timer = setInterval(() => response.write('x'.repeat(10_000)), 1);
        response.once('close', () => clearInterval(timer));
      },
    ],
    ['timeout', { requestTimeoutMs: 100 }, () => undefined],
    ['not_json', {}, (_: IncomingMessage, response: ServerResponse) => response.setHeader('content-encoding', 'gzip').end(gzipSync('{}'))],
    ['request', {}, (_: IncomingMessage, response: ServerResponse) => response.writeHead(400).end()],
    ['unavailable', {}, (_: IncomingMessage, response: ServerResponse) => response.writeHead(502).end('<html>bad gateway</html>')],
    ['request', {}, (_: IncomingMessage, response: ServerResponse) => response.writeHead(418).end('[1,2]')],
  ])('is an error of its own, %s, and the pool stays sound', async (code, options: ElasticOptions, handle) => {
    let bad = true;
    await using server = await fake((request, response) => {
      if (bad) handle(request, response);
      else response.end('{"hits":{"hits":[]}}');
    });
    await using pools = await start({ host: '127.0.0.1', port: server.port, ...options }, { workers: 1 });
    const pool = pools.get('elastic');
    for (let n = 0; n < 3; n++) expect(await failure(pool.call(search))).toMatchObject({ name: 'ElasticError', code });
    bad = false;
    expect((await pool.call(search)).hits.hits).toEqual([]);
  });

  it('of something else at the address fails the connect, and says so', async () => {
    const server = createServer((_, response) => response.end('{"hello":"world"}')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const error = await failure(dial({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }));
    expect(error.message).toBe('what answers there is neither Elasticsearch nor OpenSearch');
    server.close();
    server.closeAllConnections();
  });

  it('that breaks off loses the connection and sends nothing twice', async () => {
    let requests = 0;
    await using server = await fake((_, response) => {
      requests++;
      response.writeHead(200, { 'content-length': 100 }).write('{"hits"');
      setTimeout(() => response.destroy(), 20);
    });
    await using pools = await start({ host: '127.0.0.1', port: server.port }, { workers: 1 });
    const write = (elastic: ElasticConnection) => elastic.index('things', { n: 1 });
    expect(await failure(pools.get('elastic').call(write))).toMatchObject({ code: 'CONNECTION_LOST', sent: true });
    expect(requests).toBe(1);
  });

  it('that closes the connection in good order costs a socket, no call', async () => {
    await using server = await fake((_, response) => response.setHeader('connection', 'close').end('{"hits":{"hits":[]}}'));
    await using pools = await start({ host: '127.0.0.1', port: server.port }, { workers: 2 });
    for (let n = 0; n < 20; n++) await pools.get('elastic').call(search);
    expect(pools.get('elastic').stats().connections.opened).toBe(2);
  });
});

describe('of several nodes', () => {
  const HITS = '{"hits":{"hits":[]}}';
  const nodes = (...servers: { port: number }[]) => servers.map(({ port }) => ['127.0.0.1', port] as [string, number]);

  it('one that answers 503 is left out, for whoever asks, and gets its share again when it is well', async () => {
    let ill = true;
    const served = { bad: 0, good: 0 };
    await using bad = await fake((_, response) => {
      served.bad++;
      response.writeHead(ill ? 503 : 200).end(HITS);
    });
    await using good = await fake((_, response) => {
      served.good++;
      response.end(HITS);
    });
    await using pools = await start({ nodes: nodes(bad, good) }, { workers: 4 });
    const pool = pools.get('elastic');
    // `raw` gives the answer as it is: nobody but the connection sees the fault.
    const raw = () => pool.call((elastic) => elastic.raw({ path: '/x' }));
    for (let round = 0; round < 5; round++) await Promise.all(Array.from({ length: 8 }, raw));
    served.good = 0;
    expect(await Promise.all(Array.from({ length: 20 }, async () => (await raw()).status))).toEqual(Array(20).fill(200));
    expect(served.good).toBe(20);
    ill = false;
    const deadline = performance.now() + 15_000;
    for (served.bad = 0; served.bad === 0; await sleep(50)) {
      await Promise.all(Array.from({ length: 8 }, raw));
      expect(performance.now()).toBeLessThan(deadline);
    }
  }, 30_000);

  it('one 100 x slower than the other gets the least of the work, and no call fails', async () => {
    const served = { slow: 0, quick: 0 };
    await using slow = await fake((_, response) => {
      served.slow++;
      setTimeout(() => response.end(HITS), 200);
    });
    await using quick = await fake((_, response) => {
      served.quick++;
      setTimeout(() => response.end(HITS), 2);
    });
    await using pools = await start({ nodes: nodes(slow, quick) }, { workers: 4 });
    await Promise.all(Array.from({ length: 200 }, () => pools.get('elastic').call(search)));
    expect(served.slow + served.quick).toBe(200);
    expect(served.quick).toBeGreaterThan(150);
  }, 30_000);
});

describe('the options', () => {
  const problems = async (connection: unknown): Promise<string[]> => {
    const config = { outgoingPools: [{ type: 'elastic', connection }] } as never;
    const error = await failure(Promise.resolve().then(() => createOutgoingPools(config, { backends: [ElasticBackend] })));
    return (error as unknown as { problems: { path: string; message: string }[] }).problems.map(
      ({ path, message }) => `${path.replace('outgoingPools[0].', '')}: ${message}`,
    );
  };

  it.each([
    [{ host: '' }, 'connection.host: expected'],
    [{ port: 70_000 }, 'connection.port: expected'],
    [{ nodes: [] }, 'connection.nodes: expected'],
    [{ nodes: ['a'], host: 'b' }, 'connection.nodes: stands instead of host: take one of them out'],
    [{ nodes: ['a'], port: 1 }, 'connection.port: has no effect here: it goes with `host`'],
    [{ cloudId: 'nonsense' }, 'connection.cloudId: expected NAME:BASE64, as the cloud console shows it'],
    [{ username: 'me' }, 'connection.password: username and password go together'],
    [{ username: 'me', password: 'x', apiKey: 'y' }, 'connection.apiKey: stands instead of username: take one of them out'],
    [{ apiKey: { env: 'OUTPOOL_NOT_THERE' } }, 'connection.apiKey: missing secret: the environment variable OUTPOOL_NOT_THERE is not set'],
    [{ hots: 'a' }, 'connection.hots: unknown key, did you mean `host`?'],
  ])('%j are refused by name', async (connection, problem) => {
    const found = await problems(connection);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(problem);
  });

  it('may be written as the document writes them, with a list of nodes, or as a cloud id', () => {
    const cloudId = `mine:${Buffer.from('eu.example.com:9243$abc123$kib').toString('base64')}`;
    for (const connection of [{ host: 'localhost' }, { nodes: ['a', ['b', 9201], { host: 'c' }] }, { cloudId }, {}])
      expect(() =>
        createOutgoingPools({ outgoingPools: [['elastic', 'global', 'default', {}, connection]] } as never, { backends: [ElasticBackend] }),
      ).not.toThrow();
    const { options } = new ElasticBackend();
    const read = options['~standard'].validate({ cloudId }) as { value: Parameters<ElasticBackend['endpoints']>[0] };
    expect(new ElasticBackend().endpoints(read.value)).toEqual([{ host: 'abc123.eu.example.com', port: 9243 }]);
  });

  it('refuse a key that would break into the headers', async () => {
    await using server = await fake(() => undefined);
    const error = await failure(dial({ host: '127.0.0.1', port: server.port, apiKey: 'a\r\nx-evil: 1' }));
    expect(error.message).toContain('has a line break or another character that cannot be sent');
  });
});
