/** Every code of a `PoolError`: when it is given, and what helps. docs/errors.md is generated from this table. */
export const errorCodes = {
  CONFIG_INVALID: { when: 'The config has problems; `problems` lists all of them with their paths.', remedy: 'Mend each listed path.' },
  PLUGIN_INVALID: { when: 'A backend or strategy class cannot be used as it is.', remedy: 'The message says what it lacks.' },
  START_FAILED: { when: 'A pool got no connection in `startTimeoutMs`; all were stopped.', remedy: 'Each has its own error in `errors`.' },
  POOL_NOT_STARTED: { when: 'No pool has the type, host and tag, nor is there a `global` one.', remedy: 'The message lists the pools.' },
  POOL_ALREADY_STARTED: { when: 'A pool of the same type, host and tag is already there.', remedy: 'Stop it first, or use another tag.' },
  POOL_CLOSED: { when: 'The pool is stopping or has stopped; it takes no new calls.', remedy: 'Stop callers before pools.' },
  POOL_DOWN: { when: 'The call timed out while no worker had a connection.', remedy: '`cause` is the last failure to connect.' },
  QUEUE_TIMEOUT: { when: 'The call timed out while waiting; it never ran.', remedy: 'Allow more time, add workers, or send less.' },
  QUEUE_FULL: { when: '`maxQueue` or `maxWorkerQueue` was reached; the call was refused.', remedy: 'Send less, or add workers.' },
  QUEUE_OVERFLOW: { when: 'The queue was full, and the call, its oldest, was dropped (`overflow`).', remedy: 'Send less, or add workers.' },
  NO_AVAILABLE_WORKER: { when: '`next_available_worker`: every worker is busy.', remedy: 'Try later, or use a strategy that waits.' },
  CALL_TIMEOUT: { when: 'The call timed out while running; its signal told the job.', remedy: 'The server may still have done the work.' },
  CALL_CANCELLED: { when: "The caller's signal was aborted, or the pool stopped; `name` is `AbortError`.", remedy: 'None is needed.' },
  CONNECTION_LOST: { when: 'The connection died under the call; `sent`: the server may have it.', remedy: 'Repeat it if that is safe.' },
  CONNECT_TIMEOUT: { when: 'A connect attempt was not done in `connectTimeoutMs`.', remedy: 'Check address and network.' },
  CONNECT_FAILED: { when: 'A connect attempt failed; `cause` is what the client library said.', remedy: 'The pool goes on trying.' },
  STRATEGY_FAILED: { when: 'The strategy threw, or answered with what is not one of the workers.', remedy: 'Mend the strategy.' },
  BUG: { when: 'Something that cannot happen has happened in outpool.', remedy: 'Please report it.' },
} as const satisfies Record<string, { when: string; remedy: string }>;

export type ErrorCode = keyof typeof errorCodes;
