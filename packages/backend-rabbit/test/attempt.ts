import type { Endpoint } from '@outpool/contract';
import { Attempt as Attempts } from '@outpool/testkit';
import { RabbitBackend, type RabbitConnection, type RabbitOptions } from '../src/index.js';
import { type RabbitSettings, rabbitOptions } from '../src/rabbit-options.js';

export const backend = new RabbitBackend();

/** The settings of one pool: its attempts share connections. */
export const settingsOf = (options: RabbitOptions): RabbitSettings => rabbitOptions.parse(options);

export class Attempt extends Attempts<RabbitSettings> {
  constructor(options: RabbitSettings, endpoint?: Endpoint) {
    super(options, { endpoint, concurrency: 1024 });
  }

  /** A pool of one worker, with the options that people would write. */
  static of(options: RabbitOptions): Attempt {
    return new Attempt(settingsOf(options));
  }

  connect(): Promise<RabbitConnection> {
    return backend.connect(this);
  }
}

export function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

/** Polls until the check holds. */
export async function eventually(check: () => boolean | Promise<boolean>, withinMs = 5_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
