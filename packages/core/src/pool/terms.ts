import type { CallOptions } from '../contract/job.js';
import type { CallTerms } from '../worker/call.js';

/**
 * What the caller asked for, checked.
 * @throws TypeError naming the option
 */
export function readTerms(defaultTimeoutMs: number, options: CallOptions | undefined, kind: 'call' | 'cast' | 'lease'): CallTerms {
  const timeoutMs = options?.timeoutMs ?? defaultTimeoutMs;
  if (typeof timeoutMs !== 'number' || !(timeoutMs >= 0))
    throw new TypeError(`timeoutMs must be a number of ms from 0 up, not ${String(timeoutMs)}`);
  const key = options?.key;
  if (key !== undefined && typeof key !== 'string') throw new TypeError(`key must be a string, not ${typeof key}`);
  return {
    timeoutMs,
    key,
    label: options?.label,
    idempotent: options?.idempotent ?? false,
    cast: kind === 'cast',
    bound: key !== undefined,
    exclusive: kind === 'lease',
  };
}
