import type { CallOptions } from '@outpool/contract/internal';
import type { CallTerms } from '../worker/call.js';

/**
 * What the caller asked for, checked.
 * @param byItself the job says of itself that it may run twice; the caller's word goes before
 * @throws TypeError naming the option
 */
export function readTerms(
  defaultTimeoutMs: number,
  options: CallOptions = {},
  kind: 'call' | 'cast' | 'lease' = 'call',
  byItself = false,
): CallTerms {
  const { timeoutMs = defaultTimeoutMs, signal, key, label, idempotent = byItself } = options;
  if (typeof timeoutMs !== 'number' || !(timeoutMs >= 0))
    throw new TypeError(`timeoutMs must be a number of ms from 0 up, not ${String(timeoutMs)}`);
  if (key !== undefined && typeof key !== 'string') throw new TypeError(`key must be a string, not ${typeof key}`);
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') throw new TypeError('signal must be an AbortSignal');
  // A lease has no job that could run again.
  return {
    timeoutMs,
    signal,
    key,
    label,
    idempotent: idempotent && kind !== 'lease',
    cast: kind === 'cast',
    bound: key !== undefined,
    exclusive: kind === 'lease',
  };
}
