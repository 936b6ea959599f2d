// Confirmed messages to a queue, a consumer, and questions with answers.
//   RABBIT_HOST=... RABBIT_PORT=... RABBIT_USER=... RABBIT_PASSWORD=... node examples/rabbit.mjs
import { isRabbitError, RabbitBackend } from '@outpool/backend-rabbit';
import { createOutgoingPools, isPoolError } from '@outpool/core';

const { RABBIT_HOST = 'localhost', RABBIT_PORT = '5672', RABBIT_USER = 'guest', RABBIT_PASSWORD } = process.env;
const queue = `outpool-example-${process.pid}`;

const pools = createOutgoingPools(
  {
    outgoingPools: [
      {
        type: 'rabbit',
        pool: { workers: 2, startTimeoutMs: 2_000 },
        connection: {
          host: RABBIT_HOST,
          port: Number(RABBIT_PORT),
          username: RABBIT_USER,
          ...(RABBIT_PASSWORD && { password: { env: 'RABBIT_PASSWORD' } }),
          connectionName: 'outpool-example',
          confirmsEnabled: true,
          queues: [{ name: queue, durable: false, arguments: { 'x-expires': 60_000 } }],
        },
      },
    ],
  },
  { backends: [RabbitBackend] },
);

try {
  await pools.start();
} catch (error) {
  if (!isPoolError(error, 'START_FAILED')) throw error;
  console.log(`This example needs a RabbitMQ; RABBIT_HOST, RABBIT_PORT, RABBIT_USER and RABBIT_PASSWORD say which.\n${error.message}`);
  process.exit();
}

const pool = pools.get('rabbit');

const began = performance.now();
// All 10000 at once would be more than the queue of the pool takes: it would drop the oldest.
const callers = Array.from({ length: 100 }, async (_, caller) => {
  for (let n = 0; n < 100; n++) await pool.call((rabbit) => rabbit.publish('', queue, String(100 * caller + n)));
});
await Promise.all(callers);
console.log(`10000 messages confirmed in ${Math.round(performance.now() - began)} ms`);

// A consumer has a worker to itself.
const lease = await pool.lease();
let sum = 0;
let taken = 0;
const all = Promise.withResolvers();
const consumer = await lease.connection.consume(
  queue,
  async ({ content, properties: { replyTo, correlationId } }) => {
    if (replyTo !== undefined) await pool.call((rabbit) => rabbit.publish('', replyTo, `the sum is ${sum}`, { correlationId }));
    sum += Number(content);
    if (++taken === 10_000) all.resolve();
  },
  { prefetch: 100 },
);
await all.promise;

const answer = await pool.call((rabbit, { signal }) => rabbit.request('', queue, '0', { signal }));
console.log(answer.content.toString());
await consumer.cancel();
lease.release();

try {
  await pool.call((rabbit) => rabbit.publish('', 'no such queue', 'x', { mandatory: true }));
} catch (error) {
  if (!isRabbitError(error, 'RETURNED')) throw error;
  console.log(`${error.code}: ${error.message}`);
}
try {
  await pool.call((rabbit) => rabbit.publish('no such exchange', '', 'x'));
} catch (error) {
  if (!isRabbitError(error, 'REFUSED')) throw error;
  console.log(`${error.code}: ${error.message}`);
}

const { state, workers, calls } = pool.stats();
console.log({ state, workers, calls });
await pools.stop();
