import { setTimeout as sleep } from 'node:timers/promises';
import { GenericBackend, type GenericConnection } from '@outpool/backend-generic';
import { testBackend } from '@outpool/testkit';
import { describe, it } from 'vitest';
import { work } from './connect.js';

const slow = async (input: unknown, { signal }: { signal: AbortSignal }): Promise<unknown> => {
  if (input === 'throw') throw new RangeError('no such thing');
  return input === 'slow' ? sleep(30_000, undefined, { signal }) : input;
};

testBackend<GenericConnection>({
  describe,
  it,
  name: 'generic, in process',
  backend: GenericBackend,
  options: () => ({ run: slow }),
  work: (worker) => worker.run(7),
  failWork: (worker) => worker.run('throw'),
  slowWork: (worker, context) => worker.run('slow', context),
  network: false,
  skip: [
    {
      case: 'ends a call whose signal aborts, at the latest when its connection is closed',
      reason: 'a function in this process ends when it obeys its signal; the probe gives it none after close',
    },
  ],
});

testBackend<GenericConnection>({
  describe,
  it,
  name: 'generic, on threads',
  backend: GenericBackend,
  options: () => ({ module: work, threads: true }),
  work: (worker) => worker.run(7),
  failWork: (worker) => worker.run({ do: 'throw' }),
  slowWork: (worker, context) => worker.run({ do: 'wait', ms: 30_000 }, context),
  sever: () => {
    const channel = new BroadcastChannel('end all threads');
    channel.postMessage('now');
    channel.close();
  },
  network: false,
});
