// Commands of many callers on one pipelined Redis connection, and a lease for one that blocks.
//   REDIS_HOST=... REDIS_PORT=... REDIS_PASSWORD=... node examples/redis.mjs
import { RedisBackend } from '@outpool/backend-redis';
import { createOutgoingPools, isPoolError } from '@outpool/core';

const { REDIS_HOST = 'localhost', REDIS_PORT = '6379', REDIS_PASSWORD } = process.env;

const pools = createOutgoingPools(
  {
    outgoingPools: [
      {
        type: 'redis',
        pool: { startTimeoutMs: 2_000 },
        connection: {
          host: REDIS_HOST,
          port: Number(REDIS_PORT),
          connectionName: 'outpool-example',
          ...(REDIS_PASSWORD && { password: { env: 'REDIS_PASSWORD' } }),
        },
      },
    ],
  },
  { backends: [RedisBackend] },
);

try {
  await pools.start();
} catch (error) {
  if (!isPoolError(error, 'START_FAILED')) throw error;
  console.log(`This example needs a Redis; REDIS_HOST, REDIS_PORT and REDIS_PASSWORD say which.\n${error.message}`);
  process.exit();
}

const redis = pools.get('redis');
const key = `outpool-example:${process.pid}`;

const began = performance.now();
await Promise.all(Array.from({ length: 10_000 }, () => redis.call(({ client }) => client.incr(key))));
const count = await redis.call(({ client }) => client.get(key));
console.log(`${count} increments in ${Math.round(performance.now() - began)} ms`);

// A pipeline is one round trip; a job may run as many commands as it likes.
const answers = await redis.call(({ client }) => client.pipeline().get(key).expire(key, 60).ttl(key).exec());
console.log(answers);

// What blocks, or subscribes, gets a connection of its own.
{
  await using lease = await redis.lease();
  const job = lease.connection.client.blpop(`${key}:jobs`, 5);
  await redis.call(({ client }) => client.rpush(`${key}:jobs`, 'wash up'));
  console.log(await job);
}

// Fire and forget: nobody waits for the answer.
redis.cast(({ client }) => client.del(key));

try {
  await redis.call(({ client }) => client.incr(key, 'too', 'many'));
} catch (error) {
  console.log(`${error.name}: ${error.message}`);
}

const { state, workers, calls } = redis.stats();
console.log({ state, workers, calls });
await pools.stop();
