import { type RedisServer, requireServers, startRedis } from '@outpool/test-servers';
import { startFaultProxy } from '@outpool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Attempt, backend, eventually, openSockets } from './attempt.js';

const lost = { connection: 'lost', sent: true, blameEndpoint: true };

describe.skipIf(!requireServers('redis'))('a connection to Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const attemptAt = ({ host, port }: { host: string; port: number } = server): Attempt => new Attempt({ host, port });
  const unhandled: unknown[] = [];
  process.on('unhandledRejection', (reason) => unhandled.push(reason));

  it('that dies with kill -9 under commands is reported once, and each command rejects', async () => {
    const before = openSockets();
    const attempt = attemptAt();
    const connection = await attempt.connect();
    const pipelined = Array.from({ length: 100 }, () => connection.client.incr('hits').catch((error) => error));
    await Promise.all(pipelined);
    const blocked = connection.client.blpop('nothing', 0).catch((error) => error);
    const queued = connection.client.get('late').catch((error) => error);
    const began = performance.now();
    await server.kill9();
    const error = await blocked;
    expect(error).toBeInstanceOf(Error);
    await Promise.all([...pipelined, queued]);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(backend.fate(error, connection)).toEqual(lost);
    expect(await attempt.lostOnce).toBeInstanceOf(Error);
    await Promise.all([backend.close(connection), backend.close(connection)]);
    await expect(connection.client.get('x')).rejects.toThrow('Connection is closed');
    expect(attempt.losses).toHaveLength(1);
    await eventually(() => openSockets() <= before);
    await expect(attemptAt().connect()).rejects.toThrow('ECONNREFUSED');
    await server.start();
    const again = await attemptAt().connect();
    expect(Number(await again.client.get('hits'))).toBe(100);
    await backend.close(again);
  });

  it('that is killed while idle is reported once, and does not connect again by itself', async () => {
    const attempt = attemptAt();
    const connection = await attempt.connect();
    const id = await connection.client.client('ID');
    await server.command('CLIENT', 'KILL', 'ID', String(id));
    expect(await attempt.lostOnce).toBeInstanceOf(Error);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(connection.client.status).toBe('end');
    expect(attempt.losses).toHaveLength(1);
    await backend.close(connection);
  });

  it('that was lost while many were in flight sends nothing twice', async () => {
    const attempt = attemptAt();
    const connection = await attempt.connect();
    await connection.client.set('counter', 0);
    const answers = Array.from({ length: 2_000 }, () => connection.client.incr('counter').catch(() => undefined));
    const id = await server.command<string>('CLIENT', 'LIST', 'TYPE', 'normal');
    const other = /id=(\d+) .*cmd=(incr|set|ping)/.exec(id)?.[1];
    if (other !== undefined) await server.command('CLIENT', 'KILL', 'ID', other);
    const answered = (await Promise.all(answers)).filter((answer) => answer !== undefined).length;
    const counted = Number(await server.command('GET', 'counter'));
    expect(counted).toBeGreaterThanOrEqual(answered);
    expect(counted).toBeLessThanOrEqual(2_000);
    await backend.close(connection);
  });

  it('is closed once all that is under way has been answered', async () => {
    const attempt = attemptAt();
    const connection = await attempt.connect();
    const before = openSockets();
    const answers = Array.from({ length: 100 }, (_, n) => connection.client.echo(String(n)));
    await Promise.all([backend.close(connection), backend.close(connection)]);
    expect(await Promise.all(answers)).toHaveLength(100);
    expect(openSockets()).toBeLessThanOrEqual(before - 1);
    await backend.close(connection);
  });

  it('is closed in bounded time under a command that blocks, or when the server hangs', async () => {
    const connection = await attemptAt().connect();
    const blocked = connection.client.blpop('nothing', 0).catch((error) => error);
    const began = performance.now();
    await backend.close(connection);
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(await blocked).toBeInstanceOf(Error);

    const idle = await attemptAt().connect();
    server.pause();
    await expect(backend.ping(idle, AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'TimeoutError' });
    await backend.close(idle);
    server.resume();
    expect(performance.now() - began).toBeLessThan(3_500);
  });

  it('is closed also when it breaks while it says goodbye', async () => {
    await using proxy = await startFaultProxy(server);
    const before = openSockets();
    for (let round = 0; round < 10; round++) {
      const attempt = attemptAt(proxy);
      const connection = await attempt.connect();
      const closing = backend.close(connection);
      proxy.reset();
      await closing;
      expect(attempt.losses).toEqual([]);
    }
    await eventually(() => openSockets() <= before);
  });

  it('is kept after an error that is the caller’s own', async () => {
    const connection = await attemptAt().connect();
    await connection.client.set('text', 'x');
    const error = await connection.client.incr('text').catch((reason) => reason);
    expect(error.message).toContain('not an integer');
    expect(backend.fate(error, connection)).toBe('keep');
    expect(backend.fate(Object.assign(new Error('another socket'), { code: 'ECONNRESET' }), connection)).toBe('keep');
    expect(backend.fate(undefined, connection)).toBe('keep');
    await backend.close(connection);
  });

  it('is replaced when its server has become a replica, has forgotten the login, or loads its data', async () => {
    await using replica = await startRedis();
    const connection = await attemptAt(replica).connect();
    await replica.command('REPLICAOF', server.host, server.port);
    const readonly = await connection.client.set('x', 1).catch((reason) => reason);
    expect(readonly.message).toMatch(/^READONLY/);
    const replace = { connection: 'replace', blameEndpoint: true };
    expect(backend.fate(readonly, connection)).toEqual(replace);
    const reply = (message: string) => Object.assign(new Error(message), { name: 'ReplyError' });
    expect(backend.fate(reply('LOADING Redis is loading the dataset in memory'), connection)).toEqual(replace);
    expect(backend.fate(reply('NOAUTH Authentication required.'), connection)).toEqual(replace);
    await backend.close(connection);
  });

  it('leaves no rejection unhandled', async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(unhandled).toEqual([]);
  });
});

describe.skipIf(!requireServers('redis'))('a Redis that loads its data', () => {
  it('is not there yet', async () => {
    await using server = await startRedis({ config: ['key-load-delay 2000', 'loading-process-events-interval-bytes 1024'] });
    await server.command('DEBUG', 'POPULATE', 1_000);
    await server.command('BGREWRITEAOF');
    // In the file, all of them: until then there is nothing to load.
    await eventually(async () => /aof_base_size:\d{5}/.test(await server.command<string>('INFO', 'persistence')));
    await server.kill9();
    const starting = server.start();
    let refused: Error | undefined;
    await eventually(async () => {
      refused = await attemptFailure(server);
      // Before it listens it refuses; once it has loaded, nothing fails any more.
      return refused === undefined || /LOADING/.test(refused.message);
    }, 10_000);
    expect(refused?.message).toMatch(/^LOADING/);
    await starting;
  });
});

async function attemptFailure({ host, port }: RedisServer): Promise<Error | undefined> {
  try {
    await backend.close(await new Attempt({ host, port }).connect());
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
