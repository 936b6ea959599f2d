// A tour of Riak through a pool. RIAK_HOST and RIAK_PORT name a node that has the bucket types `counters`, `maps` and `multi`;
// without them the example brings its own Riak, in memory.
import { jobs, RiakBackend } from '@outpool/backend-riak';
import { RiakServer } from '@outpool/backend-riak/testing';
import { createOutgoingPools, isPoolError } from '@outpool/core';

const { RIAK_HOST, RIAK_PORT = '8087' } = process.env;
const server =
  RIAK_HOST === undefined ? await RiakServer.start() : { address: RIAK_HOST, port: Number(RIAK_PORT), kill: async () => undefined };

const pools = createOutgoingPools(
  {
    outgoingPools: [
      { type: 'riak', pool: { workers: 2, startTimeoutMs: 5_000 }, connection: { address: server.address, port: server.port } },
    ],
  },
  { backends: [RiakBackend] },
);

try {
  await pools.start();
} catch (error) {
  if (!isPoolError(error, 'START_FAILED')) throw error;
  console.log(`There is no Riak at ${server.address}:${server.port}.\n${error.message}`);
  process.exit();
}

const riak = pools.get('riak');
const key = `outpool-example-${process.pid}`;

const began = performance.now();
const counter = { type: 'counters', bucket: 'examples', key };
// Operations as jobs: the read is made again when its connection is lost, the increments never are.
await Promise.all(Array.from({ length: 10_000 }, () => riak.call(jobs.counter(counter).increment())));
const count = await riak.call(jobs.counter(counter).value());
console.log(`${count} increments in ${Math.round(performance.now() - began)} ms`);

// Two writers who know nothing of each other, and one who makes their versions one.
const list = { type: 'multi', bucket: 'examples', key };
await Promise.all(['a', 'b'].map((item) => riak.call(jobs.put(list, { json: [item] }))));
const resolve = (siblings) => ({ json: siblings.flatMap((sibling) => sibling.json()).sort() });
const merged = await riak.call((client) => client.update(list, (current) => ({ json: [...current.json(), 'c'] }), { resolve }));
console.log(merged.outcome, merged.json());

const user = await riak.call((client) =>
  client
    .map({ type: 'maps', bucket: 'examples', key })
    .update((map) => map.assign('name', 'Ada').increment('visits').add('tags', ['x', 'y'])),
);
console.log(user.text('name'), user.counter('visits'), user.set('tags').texts());

try {
  await riak.call(jobs.get({ type: 'no-such-type', bucket: 'b', key: 'k' }));
} catch (error) {
  console.log(`${error.code}: ${error.message}`);
}

const { state, workers, calls } = riak.stats();
console.log({ state, workers, calls });
await riak.call(jobs.delete(list));
await pools.stop();
await server.kill();
