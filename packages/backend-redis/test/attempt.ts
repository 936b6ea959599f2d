import type { ConnectAttempt, Endpoint } from '@outpool/core/contract';
import { RedisBackend, type RedisConnection, type RedisOptions } from '../src/index.js';
import { type RedisSettings, redisOptions } from '../src/redis-options.js';

export const backend = new RedisBackend();

/** What a pool would hand to `connect`, and what the backend has told it. */
export class Attempt implements ConnectAttempt<RedisSettings> {
  readonly options: RedisSettings;
  readonly host = 'global';
  readonly tag = 'default';
  readonly worker = 0;
  readonly endpoint: Endpoint | undefined;
  readonly concurrency = 1024;
  readonly controller = new AbortController();
  readonly signal = this.controller.signal;
  readonly losses: unknown[] = [];
  /** Resolves with the reason of the loss. */
  readonly lostOnce: Promise<unknown>;
  #tell: (reason: unknown) => void = () => undefined;

  constructor(options: RedisOptions, endpoint?: Endpoint) {
    this.options = redisOptions.parse(options);
    this.endpoint = endpoint;
    this.lostOnce = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  lost(reason: unknown): void {
    this.losses.push(reason);
    this.#tell(reason);
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
