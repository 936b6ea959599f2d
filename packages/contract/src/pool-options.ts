import { z } from 'zod';
import type { PoolEvents } from './pool-events.js';
import type { SelectWorker } from './strategy.js';

// zod's numbers are finite; `Infinity` is allowed where it means something, and must be written.
const orInfinity = <Bounded extends z.ZodType<number, number>>(bounded: Bounded) => z.union([bounded, z.literal(Infinity)]);

/** A duration: a number of milliseconds. */
const ms = (description: string) => z.number().min(0).meta({ description, unit: 'ms' });
const positiveMs = (description: string) => z.number().positive().meta({ description, unit: 'ms' });
const msOrInfinity = (description: string) => orInfinity(z.number().min(0)).meta({ description, unit: 'ms' });
const positiveMsOrInfinity = (description: string) => orInfinity(z.number().positive()).meta({ description, unit: 'ms' });
const neverMs = (description: string, standard = Infinity) => positiveMsOrInfinity(`${description} \`Infinity\`: never.`).default(standard);
const count = (description: string, least = 1) => orInfinity(z.int().min(least)).describe(description);
const func = <Type>(expected = 'expected a function') => z.custom<Type>((value) => typeof value === 'function', expected);
const hook = <Name extends keyof PoolEvents>(when: string) => func<(event: PoolEvents[Name]) => void>().optional().describe(when);

/** One report about a running call that takes long. */
export type OverrunHandler = (event: PoolEvents['call.overrun']) => void;

const minAndMax = z
  .strictObject({ min: z.int().min(0), max: z.int().min(1) })
  .refine(({ min, max }) => min <= max, { message: 'expected a number not above max', path: ['min'] });
const workers = z.union([z.int().min(1), minAndMax], 'expected a whole number >=1 or { min, max }');
const strategy = z.union([z.string().min(1), func<SelectWorker>('expected a name or a function')]);
const overrunHandler = z.union([func<OverrunHandler>(), z.array(func<OverrunHandler>())]);
const reconnect = z
  .strictObject({
    minMs: positiveMs('Upper bound of the first delay.').default(50),
    maxMs: positiveMs('Upper bound of any delay.').default(1_000),
  })
  .refine(({ minMs, maxMs }) => minMs <= maxMs, { message: 'expected a number not above maxMs', path: ['minMs'] });
const callbacks = z.strictObject({
  workerStarting: hook<'worker.starting'>('A worker begins to connect.'),
  workerReady: hook<'worker.ready'>('A worker has a connection.'),
  workerLost: hook<'worker.lost'>('The connection of a worker died.'),
  workerClosed: hook<'worker.closed'>('The connection of a worker was closed by the pool.'),
  callStarted: hook<'call.started'>('A job was started.'),
  callSettled: hook<'call.settled'>('A call was answered, whichever way.'),
});

/** Every option of a pool, with its default, bounds and meaning. The reference in docs/configuration.md is generated from it. */
export const poolOptionsSchema = z.strictObject({
  workers: workers.default(10).describe('Workers, each with one connection: a number, or `{ min, max }` to grow with the load.'),
  strategy: strategy.default('best_worker').meta({
    description:
      'Which worker takes the next call: `best_worker`, `random_worker`, `next_worker`, `available_worker`, `next_available_worker`, `hash_worker`, the name of a registered strategy, or a function `(workers, key) => worker`.',
  }),
  concurrency: z.int().min(1).optional().describe('Calls that one connection serves at once. Default and most: what the backend declares.'),
  callTimeoutMs: msOrInfinity('Limit of a call: waiting, connecting and running together. The default is 60000 for rdbms.').default(5_000),
  cancelGraceMs: ms('How long a job that timed out or was cancelled may take to settle before its connection is torn down.').default(1_000),
  queueType: z.enum(['fifo', 'lifo']).default('fifo').describe('Which waiting call is served first: the oldest or the newest.'),
  maxQueue: count('Calls that may wait in the pool, mailboxes included.', 0).default(10_000),
  maxWorkerQueue: count('Calls that may wait in the mailbox of one worker; in the line of the pool, so many for each worker.').default(
    10_000,
  ),
  overflow: z.enum(['reject', 'drop_oldest']).default('reject').describe('A full queue refuses the new call, or drops its oldest.'),
  overrunWarningMs: neverMs('A call that runs longer is reported.'),
  maxOverrunWarnings: count('The connection is torn down after so many. `Infinity`: never, and their distance doubles.').default(Infinity),
  overrunHandler: overrunHandler.optional().describe('Called with each overrun report: one function or several.'),
  keepaliveIntervalMs: neverMs('An idle connection is pinged when it has been silent that long.'),
  validateAfterIdleMs: msOrInfinity('A connection idle for longer is pinged before it serves a call. `Infinity`: never.').default(Infinity),
  pingTimeoutMs: positiveMs('Limit of one ping, and of tidying up after a job; a connection that does not answer is replaced.').default(
    2_000,
  ),
  idleTimeoutMs: neverMs('A connection above the minimum of workers is closed after being idle that long.', 60_000),
  maxLifetimeMs: neverMs('A connection is replaced at that age, shortened at random by up to 10 %.'),
  maxUses: count('A connection is replaced after so many calls. `Infinity`: never.').default(Infinity),
  connectTimeoutMs: positiveMs('Limit of one connect attempt, handshake and login included.').default(5_000),
  maxConnecting: z.int().min(1).default(4).describe('Connect attempts of the pool under way at once.'),
  reconnect: reconnect.prefault({}).describe('Delays between failed connects: random, below a bound that doubles with each failure.'),
  endpointPolicy: z.enum(['spread', 'failover']).optional().describe('All healthy servers, or the first. Default: what the backend says.'),
  closeTimeoutMs: positiveMs('How long closing a connection may take before it is abandoned.').default(5_000),
  start: z.enum(['eager', 'lazy']).default('eager').describe('Connect when the pools start, or at the first call.'),
  startTimeoutMs: positiveMsOrInfinity('How long starting waits for the first connection of the pool.').default(10_000),
  optional: z.boolean().default(false).describe('True: starting succeeds although this pool has no connection yet; it goes on trying.'),
  callbacks: callbacks.optional().describe('Called at turning points of workers and calls. One that throws causes `listener.failed`.'),
});

/** Pool options as people write them. */
export type PoolOptions = z.input<typeof poolOptionsSchema>;

/** Pool options as the pool reads them: checked, with every default in place. */
export type PoolSettings = z.output<typeof poolOptionsSchema> & { concurrency: number; endpointPolicy: 'spread' | 'failover' };
