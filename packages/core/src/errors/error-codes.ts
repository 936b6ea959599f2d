/** Every code of a `PoolError`: when it is given, and what helps. docs/errors.md is generated from this table. */
export const errorCodes = {
  CONFIG_INVALID: { when: 'The config has problems; `problems` lists all of them with their paths.', remedy: 'Mend each listed path.' },
  PLUGIN_INVALID: { when: 'A backend or strategy class cannot be used as it is.', remedy: 'The message says what it lacks.' },
  START_FAILED: {
    when: 'One pool or more got no connection in `startTimeoutMs`; all were stopped again.',
    remedy: 'Each pool has its own error in `errors`. Mark a pool `optional` if the application can start without it.',
  },
  POOL_NOT_STARTED: {
    when: 'There is no pool of the type, host and tag, nor a `global` one.',
    remedy: 'The message lists those there are.',
  },
  POOL_ALREADY_STARTED: { when: 'A pool of the same type, host and tag is already there.', remedy: 'Stop it first, or use another tag.' },
  POOL_CLOSED: { when: 'The pool is stopping or has stopped; it takes no new calls.', remedy: 'Stop callers before pools.' },
  POOL_DOWN: { when: 'The call timed out while no worker had a connection.', remedy: '`cause` is the last failure to connect.' },
  QUEUE_TIMEOUT: { when: 'The call timed out while waiting; it never ran.', remedy: 'Allow more time, add workers, or send less.' },
  QUEUE_FULL: {
    when: '`maxQueue` or `maxWorkerQueue` was reached; the call was refused.',
    remedy: 'Send less, or add workers: a longer queue only adds waiting time.',
  },
  QUEUE_OVERFLOW: {
    when: 'The call was the oldest waiting when the queue was full, and was dropped (`overflow: drop_oldest`).',
    remedy: 'Send less, or add workers.',
  },
  NO_AVAILABLE_WORKER: { when: '`next_available_worker`: every worker is busy.', remedy: 'Try later, or use a strategy that waits.' },
  CALL_TIMEOUT: { when: 'The call timed out while running; its signal told the job.', remedy: 'The server may still have done the work.' },
  CALL_CANCELLED: {
    when: "The caller's signal was aborted, or the pool stopped. `name` is `AbortError`.",
    remedy: 'Nothing: the caller asked for it.',
  },
  CONNECTION_LOST: {
    when: 'The connection died under the call. `sent` says whether the request may have reached the server.',
    remedy: 'Repeat it if it is safe; calls marked `idempotent` are repeated once by the pool.',
  },
  CONNECT_TIMEOUT: { when: 'A connect attempt was not done in `connectTimeoutMs`.', remedy: 'Check address and network.' },
  CONNECT_FAILED: { when: 'A connect attempt failed; `cause` is what the client library said.', remedy: 'The pool goes on trying.' },
  STRATEGY_FAILED: { when: 'The strategy threw, or answered with what is not one of the workers.', remedy: 'Mend the strategy.' },
  BUG: { when: 'Something that cannot happen has happened in outpool.', remedy: 'Please report it.' },
} as const satisfies Record<string, { when: string; remedy: string }>;

export type ErrorCode = keyof typeof errorCodes;
