import type { MariadbServer, PostgresServer } from '@outpool/test-servers';
import { Attempt as Attempts } from '@outpool/testkit';
import { RdbmsBackend, type RdbmsOptions } from '../src/index.js';
import type { JobConnection } from '../src/job-connection.js';
import { type RdbmsSettings, rdbmsOptions } from '../src/rdbms-options.js';

export const backend = new RdbmsBackend();

/** An attempt with the options that people would write. */
export class Attempt extends Attempts<RdbmsSettings> {
  constructor(options: RdbmsOptions) {
    const settings = rdbmsOptions.parse(options);
    super(settings, { endpoint: backend.endpoints(settings)[0] });
  }

  connect(): Promise<JobConnection> {
    return backend.connect(this);
  }
}

/** Options of a server that is spoken to over a socket. */
export type SocketOptions = Extract<RdbmsOptions, { driver: 'pgsql' | 'mysql' }> & { host?: string; port?: number };

export function optionsFor(server: PostgresServer | MariadbServer, more: Partial<SocketOptions> = {}): SocketOptions {
  const { host, port, database, user: username, password, name } = server;
  return { driver: name === 'MariaDB' ? 'mysql' : 'pgsql', host, port, database, username, password, ...more };
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
