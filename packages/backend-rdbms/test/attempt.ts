import type { ConnectAttempt } from '@outpool/core/contract';
import type { PostgresServer } from '@outpool/test-servers';
import { RdbmsBackend, type RdbmsConnection, type RdbmsOptions } from '../src/index.js';
import { type RdbmsSettings, rdbmsOptions } from '../src/rdbms-options.js';

export const backend = new RdbmsBackend();

/** What a pool would hand to `connect`, and what the backend has told it. */
export class Attempt implements ConnectAttempt<RdbmsSettings> {
  readonly options: RdbmsSettings;
  readonly host = 'global';
  readonly tag = 'default';
  readonly worker = 0;
  readonly endpoint = undefined;
  readonly concurrency = 1;
  readonly controller = new AbortController();
  readonly signal = this.controller.signal;
  readonly losses: unknown[] = [];
  /** Resolves with the reason of the loss. */
  readonly lostOnce: Promise<unknown>;
  #tell: (reason: unknown) => void = () => undefined;

  constructor(options: RdbmsOptions) {
    this.options = rdbmsOptions.parse(options);
    this.lostOnce = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  lost(reason: unknown): void {
    this.losses.push(reason);
    this.#tell(reason);
  }

  connect(): Promise<RdbmsConnection> {
    return backend.connect(this);
  }
}

export function optionsFor(server: PostgresServer, more: Partial<RdbmsOptions> = {}): RdbmsOptions {
  const { host, port, database, user: username, password } = server;
  return { driver: 'pgsql', host, port, database, username, password, ...more };
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
