import { type RabbitServer, requireServers, startRabbit } from '@outpool/test-servers';
import { startFaultProxy } from '@outpool/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isRabbitError, type RabbitConnection, type RabbitOptions } from '../src/index.js';
import { Attempt, backend, eventually } from './attempt.js';

const opened: RabbitConnection[] = [];
const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

async function connect(options: RabbitOptions): Promise<RabbitConnection> {
  const connection = await Attempt.of(options).connect();
  opened.push(connection);
  return connection;
}

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it succeeded'),
    (error) => error,
  );
const read = (rabbit: RabbitConnection, queue: string) => rabbit.get(queue, ({ content }) => content.toString());
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(!requireServers('rabbitmq'))('messages', () => {
  let server: RabbitServer;
  beforeAll(async () => {
    server = await startRabbit({ config: ['max_message_size = 100000'] });
  });
  afterAll(() => server[Symbol.asyncDispose]());
  afterEach(() => Promise.all(opened.splice(0).map((connection) => backend.close(connection))));

  const at = (more: RabbitOptions = {}): RabbitOptions => ({ host: server.host, port: server.port, ...more });
  const confirmed = (queue: string, more: RabbitOptions = {}) => connect(at({ confirmsEnabled: true, queues: [{ name: queue }], ...more }));

  describe('published with confirms', () => {
    it('are in the queue when publish resolves, in order, whatever they are made of', async () => {
      const rabbit = await confirmed('order');
      const bodies = ['Grüße, 世界 🐘', Buffer.from('bytes'), new Uint8Array([65, 66]).subarray(1), '', 'x'.repeat(50_000)];
      await Promise.all(bodies.map((body) => rabbit.publish('', 'order', body)));
      expect((await rabbit.channel.checkQueue('order')).messageCount).toBe(5);
      for (const body of ['Grüße, 世界 🐘', 'bytes', 'B', '', 'x'.repeat(50_000)]) expect(await read(rabbit, 'order')).toBe(body);
      expect(await read(rabbit, 'order')).toBeUndefined();
    });

    it('carry their properties', async () => {
      const rabbit = await confirmed('properties');
      await rabbit.publish('', 'properties', 'x', { persistent: true, headers: { a: 1 }, messageId: '7', contentType: 'text/plain' });
      const properties = await rabbit.get('properties', (message) => message.properties);
      expect(properties).toMatchObject({ deliveryMode: 2, headers: { a: 1 }, messageId: '7', contentType: 'text/plain' });
    });

    it('come back when they are mandatory and no queue takes them, each to its own caller', async () => {
      const rabbit = await confirmed('taken');
      const calls = Array.from({ length: 40 }, (_, n) => rabbit.publish('', n % 2 === 0 ? 'taken' : 'nowhere', 'x', { mandatory: true }));
      const outcomes = await Promise.allSettled(calls);
      for (const [n, { status }] of outcomes.entries()) expect(status).toBe(n % 2 === 0 ? 'fulfilled' : 'rejected');
      const error = await errorOf(rabbit.publish('', 'nowhere', 'x', { mandatory: true }));
      expect(isRabbitError(error, 'RETURNED')).toBe(true);
      expect(error.message).toContain('routing key "nowhere"');
      expect(backend.fate(error, rabbit)).toBe('keep');
      await rabbit.publish('', 'nowhere', 'not mandatory');
    });

    it('are refused one by one when the broker has no room for them, and the channel is not used again', async () => {
      const full = { name: 'full', arguments: { 'x-max-length': 2, 'x-overflow': 'reject-publish' } };
      const rabbit = await confirmed('full', { queues: [full] });
      const outcomes = await Promise.allSettled(['1', '2', '3', '4'].map((body) => rabbit.publish('', 'full', body)));
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
      const error = await errorOf(rabbit.publish('', 'full', '5'));
      expect(isRabbitError(error, 'NACKED')).toBe(true);
      expect(backend.fate(error, rabbit)).toBe('replace');
    });

    it.each([
      ['to an exchange that does not exist', 'no such exchange', 'x', /no exchange 'no such exchange'/],
      ['above the size that the broker allows', '', 'x'.repeat(200_000), /message size 200000 is larger/],
    ])('are refused %s, and of the others on the channel it is said that nobody knows', async (_, exchange, body, message) => {
      const attempt = Attempt.of(at({ confirmsEnabled: true, queues: [{ name: 'fine' }] }));
      const rabbit = await attempt.connect();
      opened.push(rabbit);
      const calls = [rabbit.publish('', 'fine', 'before'), rabbit.publish(exchange, 'k', body), rabbit.publish('', 'fine', 'after')];
      const [before, culprit, after] = await Promise.allSettled(calls);
      expect(culprit).toMatchObject({ reason: { code: 'REFUSED', message: expect.stringMatching(message) } });
      if (before?.status === 'rejected') expect(before.reason).toMatchObject({ code: 'UNCONFIRMED' });
      expect(after).toMatchObject({ reason: { code: 'UNCONFIRMED', cause: expect.any(Error) } });
      const { reason } = culprit as PromiseRejectedResult;
      expect(backend.fate(reason, rabbit)).toBe('replace');
      expect(String(await attempt.lostOnce)).toMatch(message);
      const late = await errorOf(rabbit.publish('', 'fine', 'late'));
      expect(backend.fate(late, rabbit)).toEqual({ connection: 'lost', sent: true, blameEndpoint: false });
    });

    it('are given up when the broker says nothing in confirmTimeoutMs', async () => {
      await using proxy = await startFaultProxy(server);
      const { host, port } = proxy;
      const rabbit = await connect({ host, port, confirmsEnabled: true, confirmTimeoutMs: 300 });
      proxy.halfOpen();
      const first = errorOf(rabbit.publish('', 'q', 'x'));
      await pause(100);
      const second = errorOf(rabbit.publish('', 'q', 'x'));
      expect(await Promise.race([first.then(() => 'first'), second.then(() => 'second')])).toBe('first');
      for (const error of [await first, await second]) expect(isRabbitError(error, 'CONFIRM_TIMEOUT')).toBe(true);
      expect(backend.fate(await first, rabbit)).toBe('replace');
    });

    it('stay unconfirmed on a channel that is kept while the broker is blocked; it closes in time all the same', async () => {
      const attempt = Attempt.of(at({ confirmsEnabled: true, confirmTimeoutMs: 500, queues: [{ name: 'blocked' }] }));
      const rabbit = await attempt.connect();
      await server.ctl('set_vm_memory_high_watermark', 'absolute', '1');
      try {
        const error = await errorOf(rabbit.publish('', 'blocked', 'x'));
        expect(isRabbitError(error, 'CONFIRM_TIMEOUT')).toBe(true);
        expect(attempt.blocks.at(-1)).toBe('the broker is blocked: low on memory');
        expect(backend.fate(error, rabbit)).toBe('keep');
        const sharing = new Attempt(attempt.options);
        opened.push(await sharing.connect()); // over a connection of its own: the blocked one would not answer
        const began = performance.now();
        await backend.close(rabbit);
        expect(performance.now() - began).toBeLessThan(1_000);
      } finally {
        await server.ctl('set_vm_memory_high_watermark', 'absolute', '2GB');
      }
    });

    it('reject what is no message, and go on', async () => {
      const rabbit = await confirmed('sound');
      await expect(rabbit.publish('', 'sound', undefined as unknown as string)).rejects.toThrow(TypeError);
      await expect(rabbit.publish('', 'sound', 'x', { headers: { bad: () => 1 } })).rejects.toThrow();
      await rabbit.publish('', 'sound', 'x');
    });
  });

  describe('published without confirms', () => {
    it('are all there after close, however many were written just before', async () => {
      const rabbit = await connect(at({ queues: [{ name: 'written' }] }));
      const calls = Array.from({ length: 5_000 }, (_, n) => rabbit.publish('', 'written', String(n)));
      await Promise.all(calls);
      await backend.close(rabbit);
      const other = await connect(at());
      await eventually(async () => (await other.channel.checkQueue('written')).messageCount === 5_000);
    });

    it('block the worker while the send buffer is full', async () => {
      const attempt = Attempt.of(at());
      const rabbit = await attempt.connect();
      opened.push(rabbit);
      for (let n = 0; n < 5_000; n++) await rabbit.publish('', 'nowhere', 'x');
      expect(attempt.blocks).toContain('its send buffer is full');
      await eventually(() => attempt.blocks.at(-1) === undefined);
    });

    it('cannot be mandatory', async () => {
      const rabbit = await connect(at());
      await expect(rabbit.publish('', 'nowhere', 'x', { mandatory: true })).rejects.toThrow('mandatory needs confirmsEnabled');
    });
  });

  describe.each([true, false])('requests, with confirmsEnabled %s', (confirmsEnabled) => {
    it('get their own answers, many at once', async () => {
      const queue = `squares-${confirmsEnabled}`;
      const worker = await confirmed(queue);
      const consumer = await worker.consume(
        queue,
        ({ content, properties: { replyTo, correlationId } }) =>
          worker.publish('', replyTo, String(Number(content) ** 2), { correlationId }),
        { prefetch: 50 },
      );
      const client = await connect(at({ confirmsEnabled }));
      const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => client.request('', queue, String(n))));
      expect(answers.map(({ content }) => Number(content))).toEqual(Array.from({ length: 200 }, (_, n) => n * n));
      await consumer.cancel();
    });

    it('fail at once where nobody could get them, and with their signal where nobody answers', async () => {
      const client = await connect(at({ confirmsEnabled, queues: [{ name: 'silent' }] }));
      expect(isRabbitError(await errorOf(client.request('', 'nobody', 'x')), 'RETURNED')).toBe(true);
      await expect(client.request('', 'silent', 'x', { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ name: 'TimeoutError' });
      await expect(client.request('', 'silent', 'x', { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
    });

    it('fail when the connection dies', async () => {
      const client = await connect(at({ confirmsEnabled, queues: [{ name: 'silent' }] }));
      const asked = errorOf(client.request('', 'silent', 'x'));
      await pause(50);
      await server.ctl('close_all_connections', 'for the test');
      expect(isRabbitError(await asked, 'UNCONFIRMED')).toBe(true);
    });
  });

  describe('taken from a queue', () => {
    it('go back to it when the handler of get throws', async () => {
      const rabbit = await confirmed('again');
      await rabbit.publish('', 'again', 'x');
      await expect(rabbit.get('again', () => Promise.reject(new Error('not now')))).rejects.toThrow('not now');
      expect(await rabbit.get('again', ({ fields }) => fields.redelivered)).toBe(true);
      expect(await read(rabbit, 'again')).toBeUndefined();
    });

    it('come again when the connection dies before they are acknowledged', async () => {
      const rabbit = await confirmed('unacknowledged');
      await rabbit.publish('', 'unacknowledged', 'x');
      const error = await errorOf(rabbit.get('unacknowledged', () => server.ctl('close_all_connections', 'for the test')));
      expect(isRabbitError(error, 'UNCONFIRMED')).toBe(true);
      expect(backend.fate(error, rabbit)).toMatchObject({ connection: 'lost', blameEndpoint: true });
      expect(await read(await connect(at()), 'unacknowledged')).toBe('x');
    });

    it('from one that does not exist are an error of their caller alone, who loses the channel', async () => {
      const rabbit = await connect(at());
      const error = await errorOf(read(rabbit, 'no such queue'));
      expect(error.message).toMatch(/NOT_FOUND/);
      expect(backend.fate(error, rabbit)).toBe('replace');
    });

    it('are not more at once than prefetch allows', async () => {
      const rabbit = await confirmed('prefetched');
      await Promise.all(Array.from({ length: 30 }, () => rabbit.publish('', 'prefetched', 'x')));
      let running = 0;
      let most = 0;
      let taken = 0;
      const consumer = await rabbit.consume(
        'prefetched',
        async () => {
          most = Math.max(most, ++running);
          await pause(5);
          running--;
          taken++;
        },
        { prefetch: 4 },
      );
      await eventually(() => taken === 30);
      expect(most).toBe(4);
      expect(() => backend.release(rabbit)).toThrow('has left a consumer');
      await consumer.cancel();
      await consumer.done;
      expect(backend.release(rabbit)).toBeUndefined();
    });

    it('end the consumer when the handler throws, and are all there for the next', async () => {
      const rabbit = await confirmed('poison');
      await Promise.all(['1', '2', '3'].map((body) => rabbit.publish('', 'poison', body)));
      const seen: string[] = [];
      const consumer = await rabbit.consume('poison', ({ content }) => {
        seen.push(content.toString());
        if (seen.length === 2) throw new Error('poisoned');
      });
      await expect(consumer.done).rejects.toThrow('poisoned');
      await backend.close(rabbit);
      const other = await connect(at());
      expect([await read(other, 'poison'), await read(other, 'poison'), await read(other, 'poison')]).toEqual(['2', '3', undefined]);
    });

    it('end the consumer when the queue is deleted, or the connection dies', async () => {
      const rabbit = await confirmed('gone');
      const one = await rabbit.consume('gone', () => undefined);
      await rabbit.channel.deleteQueue('gone');
      expect(isRabbitError(await errorOf(one.done), 'CANCELLED')).toBe(true);
      const other = await confirmed('there');
      const two = await other.consume('there', () => undefined);
      await server.ctl('close_all_connections', 'for the test');
      expect(String(await errorOf(two.done))).toContain('CONNECTION_FORCED');
    });
  });

  it('leave no rejection unhandled', async () => {
    await pause(50);
    expect(unhandled).toEqual([]);
  });
});
