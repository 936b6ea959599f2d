import type { Endpoint } from '@outpool/contract';
import { Attempt as Attempts } from '@outpool/testkit';
import { RedisBackend, type RedisConnection, type RedisOptions } from '../src/index.js';
import { type RedisSettings, redisOptions } from '../src/redis-options.js';

export const backend = new RedisBackend();

/** An attempt with the options that people would write, on their first server unless another is named. */
export class Attempt extends Attempts<RedisSettings> {
  constructor(options: RedisOptions, endpoint?: Endpoint) {
    const settings = redisOptions.parse(options);
    super(settings, { endpoint: endpoint ?? backend.endpoints(settings)[0], concurrency: 10_000 });
  }

  connect(): Promise<RedisConnection> {
    return backend.connect(this);
  }
}

export function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

/** Polls until the check holds. */
export async function eventually(check: () => boolean | Promise<boolean>, withinMs = 3_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
