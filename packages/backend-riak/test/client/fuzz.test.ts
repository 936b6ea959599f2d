import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RiakClient } from '../../src/client.js';
import { collect } from '../attempt.js';
import { recordings } from '../golden/recordings.js';
import { Chance } from '../wire/random-message.js';

/** `OUTPOOL_RIAK_FUZZ=10000000` makes a hundredth of that here. */
const rounds = Math.max(1_500, Number(process.env.OUTPOOL_RIAK_FUZZ ?? 0) / 100);
const replies = recordings.map(({ response_hex }) => Buffer.from(response_hex.join(''), 'hex'));
const at = { bucket: 'b', key: 'k' };

describe('a client of a server that has gone mad', () => {
  const chance = new Chance(7);
  let server: Server;
  let port: number;
  beforeAll(async () => {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => answer(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as { port: number });
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  function answer(socket: Socket): void {
    const reply = Buffer.from(replies[chance.below(replies.length)] as Buffer);
    for (let flips = chance.below(4); flips > 0; flips--) reply[chance.below(reply.length)] = chance.below(256);
    const sent = chance.below(4) === 0 ? reply.subarray(0, chance.below(reply.length)) : reply;
    const cut = chance.below(sent.length + 1);
    socket.write(sent.subarray(0, cut));
    socket.write(sent.subarray(cut));
    if (chance.below(3) === 0) socket.destroySoon();
  }

  it('settles whatever it asks for, in time, with an answer or an error, and holds no memory', async () => {
    const operations: ((riak: RiakClient) => Promise<unknown>)[] = [
      (riak) => riak.get(at, { timeoutMs: 1 }),
      (riak) => riak.put(at, 'x', { returnBody: true, timeoutMs: 1 }),
      (riak) => riak.update(at, () => 'x', { timeoutMs: 1 }),
      (riak) => collect(riak.keys(at, { timeoutMs: 1 })),
      (riak) => collect(riak.index.query({ bucket: 'b', index: 'x_bin', equals: 'a' }, { timeoutMs: 1 })),
      (riak) => collect(riak.mapReduce({ inputs: 'b', query: [] }, { timeoutMs: 1 })),
      (riak) => riak.map({ type: 'maps', ...at }).update((map) => map.remove('s', 'x'), { timeoutMs: 1 }),
      (riak) => riak.counter({ type: 'counters', ...at }).value({ timeoutMs: 1 }),
      (riak) => riak.properties.get(at, { timeoutMs: 1 }),
    ];
    let before = 0;
    for (let round = 0; round < rounds; round += 50) {
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, async () => {
          const riak = await RiakClient.connect({ port, maxFrameBytes: 1_000_000 });
          const operation = operations[chance.below(operations.length)] as (riak: RiakClient) => Promise<unknown>;
          const outcome = await operation(riak).then(
            () => 'answered',
            (error: Error) => error.name,
          );
          await riak.close();
          return outcome;
        }),
      );
      // What the server says as JSON may be none.
      for (const outcome of outcomes) expect(['answered', 'RiakError', 'SyntaxError']).toContain(outcome);
      if (round === 500) before = process.memoryUsage().rss;
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  }, 3_600_000);
});
