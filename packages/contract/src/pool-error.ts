import { formatKey, type PoolKey } from './pool-key.js';
import type { ErrorCode } from './error-codes.js';

/** Where a call or connection was when it failed. */
export type Phase = 'config' | 'wait' | 'connect' | 'run' | 'close';

/** One thing wrong in a config. */
export interface Problem {
  /** Where: `outgoingPools[1].pool.workers`. */
  readonly path: string;
  readonly message: string;
  /** The file, line and column where it was written, counted from 1. Absent for what did not come from a file. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

type PoolErrorDetails = ErrorOptions & Partial<Pick<PoolError, 'key' | 'phase' | 'sent' | 'problems' | 'errors'>>;

const brand = Symbol.for('outpool.pool-error');

/** Every failure of outpool itself. The code is stable; the message is for people. */
export class PoolError extends Error {
  readonly code: ErrorCode;
  readonly key: PoolKey | undefined;
  readonly phase: Phase | undefined;
  /** With `CONNECTION_LOST`: whether the request may have reached the server. */
  readonly sent: boolean | undefined;
  /** With `CONFIG_INVALID`: every problem. */
  readonly problems: readonly Problem[] | undefined;
  /** With `START_FAILED`: one error for each pool that did not start. */
  readonly errors: readonly PoolError[] | undefined;

  constructor(code: ErrorCode, message: string, details: PoolErrorDetails = {}) {
    super(details.key ? `${formatKey(details.key)}: ${message}` : message, details);
    this.code = code;
    ({ key: this.key, phase: this.phase, sent: this.sent, problems: this.problems, errors: this.errors } = details);
  }

  static {
    Object.defineProperty(PoolError.prototype, 'name', { value: 'PoolError', writable: true, configurable: true });
    Object.defineProperty(PoolError.prototype, brand, { value: true });
  }
}

/** True for a `PoolError`, also for one that comes from another installed copy of the contract. */
export function isPoolError(error: unknown, code?: ErrorCode): error is PoolError {
  const isOurs = typeof error === 'object' && error !== null && brand in error;
  return isOurs && (code === undefined || Reflect.get(error, 'code') === code);
}

/**
 * Makes errors without their stack, for failures that come by the thousand at once (a sweep, a drain): a stack
 * costs ten times the rest, and here it would show the sweep, not the caller.
 */
export function withoutStack<Made>(make: () => Made): Made {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** The text of anything that can be thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  if (error instanceof Error) return error.message || error.name;
  return String(error);
}
