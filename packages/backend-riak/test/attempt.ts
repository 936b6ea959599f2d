import type { Endpoint } from '@outpool/contract';
import { Attempt as Attempts } from '@outpool/testkit';
import { RiakBackend, type RiakClient, type RiakOptions } from '../src/index.js';
import { type RiakSettings, riakOptions } from '../src/riak-options.js';

export const backend = new RiakBackend();

/** An attempt with the options that people would write. */
export class Attempt extends Attempts<RiakSettings> {
  constructor(options: RiakOptions, endpoint?: Endpoint) {
    super(riakOptions.parse(options), { endpoint, concurrency: 64 });
  }

  connect(): Promise<RiakClient> {
    return backend.connect(this);
  }
}

/** Polls until the check holds. */
export async function eventually(check: () => boolean | Promise<boolean>, withinMs = 5_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What a promise is rejected with. */
export function failure(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  return promise.then(
    () => new Error('it did not fail'),
    (error) => error,
  );
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
