import { setTimeout as sleep } from 'node:timers/promises';
import { GenericBackend, type GenericConnection } from '@outpool/backend-generic';
import { type Capabilities, testBackend } from '@outpool/testkit';
import { describe, it } from 'vitest';
import { work } from './connect.js';

const slow = async (input: unknown, { signal }: { signal: AbortSignal }): Promise<unknown> => {
  if (input === 'throw') throw new RangeError('no such thing');
  return input === 'slow' ? sleep(30_000, undefined, { signal }) : input;
};

const local: Capabilities = {
  network: 'it has no network',
  denied: 'nobody logs in',
  secrets: 'none of its options is one',
  order: 'calls end as they are done',
};

testBackend<GenericConnection>({
  describe,
  it,
  name: 'generic, in process',
  backend: GenericBackend,
  options: () => ({ run: slow }),
  work: (worker) => worker.run(7),
  echo: (worker, text) => worker.run(text),
  failWork: (worker) => worker.run('throw'),
  slowWork: (worker, context) => worker.run('slow', context),
  network: false,
  capabilities: {
    ...local,
    cancel: true,
    ping: 'a function in this process is there',
    sever: 'a function in this process does not die',
  },
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
  echo: async (worker, text) => ((await worker.run({ do: 'echo', text })) as { input: { text: string } }).input.text,
  failWork: (worker) => worker.run({ do: 'throw' }),
  slowWork: (worker, context) => worker.run({ do: 'wait', ms: 30_000 }, context),
  sever: () => {
    const channel = new BroadcastChannel('end all threads');
    channel.postMessage('now');
    channel.close();
  },
  network: false,
  capabilities: {
    ...local,
    ping: 'a thread that ends says so',
    cancel: 'a thread that does not look at its signal is ended with its connection',
  },
});
