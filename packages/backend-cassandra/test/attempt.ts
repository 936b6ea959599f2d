import { Attempt as Attempts } from '@outpool/testkit';
import { CassandraBackend, type CassandraConnection, type CassandraOptions } from '../src/index.js';
import { type CassandraSettings, cassandraOptions } from '../src/cassandra-options.js';

export const backend = new CassandraBackend();

/** An attempt with the options that people would write. */
export class Attempt extends Attempts<CassandraSettings> {
  constructor(options: CassandraOptions) {
    super(cassandraOptions.parse(options), { concurrency: 2_048 });
  }

  connect(): Promise<CassandraConnection> {
    return backend.connect(this);
  }
}

/** Connects, and closes when the body is done. */
export async function connected<Result>(
  options: CassandraOptions,
  body: (cassandra: CassandraConnection, attempt: Attempt) => Promise<Result>,
): Promise<Result> {
  const attempt = new Attempt(options);
  const cassandra = await attempt.connect();
  try {
    return await body(cassandra, attempt);
  } finally {
    await backend.close(cassandra);
  }
}

/** A keyspace of so many copies. */
export const keyspaceOf = (copies: number, name = 'mongooseim'): string =>
  `CREATE KEYSPACE ${name} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': ${copies}}`;

/** What holds the process, by kind: sockets and timers, but for those of the runner. */
export function held(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap' || kind === 'Timeout').length;
}

/** Polls until the check holds. */
export async function eventually(check: () => boolean | Promise<boolean>, withinMs = 3_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
