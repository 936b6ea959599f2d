// Functions in a pool: in this process, and on threads where they may compute without holding anybody up.
//   node examples/generic.mjs
import { setTimeout as sleep } from 'node:timers/promises';
import { GenericBackend } from '@outpool/backend-generic';
import { createOutgoingPools } from '@outpool/core';

const pools = await createOutgoingPools(
  {
    outgoingPools: [
      // At most two at once, whoever asks.
      { type: 'generic', tag: 'push', pool: { workers: 2 }, connection: { run: push } },
      {
        type: 'generic',
        tag: 'primes',
        pool: { workers: 2 },
        connection: { module: new URL('./generic-primes.mjs', import.meta.url), threads: 2 },
      },
    ],
  },
  { backends: [GenericBackend] },
).start();
const pusher = pools.get('generic', 'global', 'push');
const primes = pools.get('generic', 'global', 'primes');

async function push(user, { signal, label }) {
  await sleep(20, undefined, { signal });
  return `${label}: told ${user}`;
}

console.log(
  await Promise.all(
    ['Ada', 'Grace', 'Edsger'].map((user) => pusher.call((worker, context) => worker.run(user, context), { label: 'news' })),
  ),
);

// Two threads compute; this one has its hands free.
let turns = 0;
const timer = setInterval(() => turns++, 5);
const counts = await Promise.all([3e6, 3e6].map((below) => primes.call((worker) => worker.run({ below }))));
clearInterval(timer);
console.log({ counts, loopStayedFree: turns > 5 });

// Nothing stops code that computes but the end of its thread; the worker gets another one.
try {
  await primes.call((worker, context) => worker.run({ below: Infinity }, context), { timeoutMs: 100 });
} catch (error) {
  console.log(error.code);
}
try {
  await primes.call((worker) => worker.run({ crash: true }));
} catch (error) {
  console.log(error.code, error.cause.message);
}
console.log(await primes.call((worker) => worker.run({ below: 100 })));

const { state, connections } = primes.stats();
console.log({ state, ended: connections.ended });
await pools.stop();
