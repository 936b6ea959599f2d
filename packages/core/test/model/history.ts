import fc from 'fast-check';
import type { HistoryStep } from '../../../testkit/src/histories.js';

const names = ['best_worker', 'random_worker', 'next_worker', 'available_worker', 'next_available_worker', 'hash_worker', 'first'] as const;

/** What a pool is made of, by chance. Durations are small beside the steps of time that a history takes. */
export const makings = fc.record({
  strategy: fc.constantFrom(...names),
  workers: fc.constantFrom<number | { min: number; max: number }>(1, 2, 3, { min: 0, max: 2 }, { min: 1, max: 3 }),
  concurrency: fc.constantFrom(1, 1, 2, 3),
  queueType: fc.constantFrom('fifo' as const, 'lifo' as const),
  overflow: fc.constantFrom('reject' as const, 'drop_oldest' as const),
  maxQueue: fc.constantFrom(10_000, 10_000, 3, 0),
  maxWorkerQueue: fc.constantFrom(10_000, 2),
  callTimeoutMs: fc.constantFrom(Number.POSITIVE_INFINITY, 100),
  cancelGraceMs: fc.constantFrom(50, 10, 0),
  maxUses: fc.constantFrom(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 3, 1),
  maxLifetimeMs: fc.constantFrom(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 80),
  idleTimeoutMs: fc.constantFrom(Number.POSITIVE_INFINITY, 50),
  keepaliveIntervalMs: fc.constantFrom(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 40),
  validateAfterIdleMs: fc.constantFrom(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 30, 0),
  overrunWarningMs: fc.constantFrom(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 15),
  maxOverrunWarnings: fc.constantFrom(Number.POSITIVE_INFINITY, 3),
  maxConnecting: fc.constantFrom(4, 1),
  start: fc.constantFrom('eager' as const, 'eager' as const, 'lazy' as const),
  endpoints: fc.constantFrom(0, 0, 2, 3),
  tidies: fc.boolean(),
  seed: fc.nat(1_000),
});

export type Makings = typeof makings extends fc.Arbitrary<infer Value> ? Value : never;

/** What can happen, and how often it does. */
export const shares = {
  call: 16,
  cast: 3,
  settle: 14,
  tick: 12,
  cancel: 4,
  die: 4,
  connected: 4,
  refused: 2,
  connectMode: 4,
  closeMode: 2,
  closed: 2,
  pingMode: 1,
  pinged: 1,
  tidyMode: 1,
  blocked: 2,
  lease: 3,
  release: 3,
  pause: 1,
  resume: 2,
  resize: 2,
  evict: 2,
};

export type Kind = keyof typeof shares;

/** One thing that happens: what, and a number that says to whom and how. */
export type Step = HistoryStep<Kind>;
