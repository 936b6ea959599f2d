import { messageOf, PoolError, type PoolKey, withoutStack } from '@outpool/contract/internal';
import type { Call } from '../worker/call.js';

/** What the messages need to know about the pool at that moment. */
export interface PoolView {
  readonly key: PoolKey;
  readonly waiting: number;
  readonly running: number;
  readonly ready: number;
  readonly workers: number;
  readonly lastFailure: unknown;
}

const named = (call: Call): string => (call.terms.label === undefined ? 'the call' : `the call "${call.terms.label}"`);
const ms = (duration: number): string => `${Math.round(duration)} ms`;
/** The message without the key that it begins with: ours will begin with the same. */
export const reasonOf = (failure: unknown): string => messageOf(failure).replace(/^\S+: /, '');
const condition = (pool: PoolView): string =>
  `${pool.ready} of ${pool.workers} workers ready, ${pool.running} calls running, ${pool.waiting} waiting`;

/** Timed out before it ran: the pool was busy, or it was down. */
export function waitedTooLong(call: Call, now: number, pool: PoolView): PoolError {
  const after = ms(now - call.acceptedAt);
  if (pool.ready === 0) {
    const text = `${named(call)} waited ${after} and never ran: no worker has a connection${
      pool.lastFailure === undefined ? ' yet' : `; the last attempt: ${reasonOf(pool.lastFailure)}`
    }`;
    return withoutStack(() => new PoolError('POOL_DOWN', text, { key: pool.key, phase: 'connect', cause: pool.lastFailure }));
  }
  const text = `${named(call)} waited ${after} for a worker and never ran (${condition(pool)}). Allow more time, add workers, or send less`;
  return withoutStack(() => new PoolError('QUEUE_TIMEOUT', text, { key: pool.key, phase: 'wait' }));
}

export function ranTooLong(call: Call, now: number, pool: PoolView): PoolError {
  const waited = call.startedAt - call.acceptedAt;
  const text = `${named(call)} timed out after ${ms(now - call.acceptedAt)} (${ms(waited)} waiting, ${ms(now - call.startedAt)} running on worker ${
    call.worker?.index
  }); the server may still have done the work`;
  return withoutStack(() => new PoolError('CALL_TIMEOUT', text, { key: pool.key, phase: 'run' }));
}

export function cancelled(call: Call | undefined, cause: unknown, key: PoolKey, why = 'its signal was aborted'): PoolError {
  const phase = (call?.runs ?? 0) > 0 ? 'run' : 'wait';
  const name = call === undefined ? 'the call' : named(call);
  const error = withoutStack(() => new PoolError('CALL_CANCELLED', `${name} was cancelled: ${why}`, { key, phase, cause }));
  error.name = 'AbortError';
  return error;
}

export function connectionLost(call: Call, now: number, cause: unknown, sent: boolean, key: PoolKey): PoolError {
  const risk = sent ? 'the request may have reached the server' : 'the request was not sent';
  const text = `${named(call)} lost its connection after ${ms(now - call.startedAt)} on worker ${call.worker?.index}: ${messageOf(cause)}; ${risk}`;
  return withoutStack(() => new PoolError('CONNECTION_LOST', text, { key, phase: 'run', cause, sent }));
}

export function queueFull(limit: string, pool: PoolView): PoolError {
  return new PoolError('QUEUE_FULL', `the call was refused: ${limit} is reached (${condition(pool)})`, { key: pool.key, phase: 'wait' });
}

export function queueOverflow(call: Call, now: number, key: PoolKey): PoolError {
  const text = `${named(call)} was dropped after waiting ${ms(now - call.acceptedAt)}: the queue is full and it was the oldest`;
  return withoutStack(() => new PoolError('QUEUE_OVERFLOW', text, { key, phase: 'wait' }));
}

export function noAvailableWorker(pool: PoolView): PoolError {
  const down = pool.ready === 0 && pool.lastFailure !== undefined ? `; the last attempt to connect: ${reasonOf(pool.lastFailure)}` : '';
  return new PoolError('NO_AVAILABLE_WORKER', `no worker is free (${condition(pool)})${down}`, {
    key: pool.key,
    phase: 'wait',
    cause: pool.ready === 0 ? pool.lastFailure : undefined,
  });
}

export function poolClosed(key: PoolKey): PoolError {
  return new PoolError('POOL_CLOSED', 'the pool has stopped, or is stopping, and takes no new calls', { key, phase: 'wait' });
}
