import { z } from 'zod';
import type { PoolEvents } from './pool-events.js';
import type { SelectWorker } from './strategy.js';

// zod's numbers are finite; `Infinity` is allowed where it means something, and must be written.
const orInfinity = <Bounded extends z.ZodType<number, number>>(bounded: Bounded) => z.union([bounded, z.literal(Number.POSITIVE_INFINITY)]);

/** A duration: a number of milliseconds. */
const ms = (description: string) => z.number().min(0).meta({ description, unit: 'ms' });
const positiveMs = (description: string) => z.number().positive().meta({ description, unit: 'ms' });
const msOrInfinity = (description: string) => orInfinity(z.number().min(0)).meta({ description, unit: 'ms' });
const positiveMsOrInfinity = (description: string) => orInfinity(z.number().positive()).meta({ description, unit: 'ms' });
const count = (description: string, least = 1) => orInfinity(z.int().min(least)).meta({ description });
const hook = <Name extends keyof PoolEvents>(description: string) =>
  z.custom<(event: PoolEvents[Name]) => void>((value) => typeof value === 'function', 'expected a function').meta({ description });

const workers = z
  .union(
    [
      z.int().min(1),
      z
        .strictObject({ min: z.int().min(0), max: z.int().min(1) })
        .refine(({ min, max }) => min <= max, { message: 'expected a number not above max', path: ['min'] }),
    ],
    'expected a whole number >=1 or { min, max }',
  )
  .meta({
    description:
      'How many workers the pool has, each with one connection: a number, or `{ min, max }` for a pool that grows with its load.',
  });

/** One report about a running call that takes long. */
export type OverrunHandler = (event: PoolEvents['call.overrun']) => void;

/** Every option of a pool, with its default, bounds and meaning. The reference in docs/configuration.md is generated from it. */
export const poolOptionsSchema = z.strictObject({
  workers: workers.default(10),
  strategy: z
    .union([z.string().min(1), z.custom<SelectWorker>((value) => typeof value === 'function', 'expected a name or a function')])
    .default('best_worker')
    .meta({
      description:
        'Which worker takes the next call: `best_worker`, `random_worker`, `next_worker`, `available_worker`, `next_available_worker`, `hash_worker`, the name of a registered strategy, or a function `(workers, key) => worker`.',
    }),
  concurrency: z.int().min(1).optional().meta({
    description: 'Calls that one connection serves at once. Default and upper bound: what the backend declares; 1 for serial protocols.',
  }),
  callTimeoutMs: msOrInfinity('Limit of a call: waiting, connecting and running together. The default is 60000 for rdbms.').default(5_000),
  cancelGraceMs: ms('How long a job that timed out or was cancelled may take to settle before its connection is torn down.').default(1_000),
  queueType: z
    .enum(['fifo', 'lifo'])
    .default('fifo')
    .meta({ description: 'Which waiting call is served first: the oldest or the newest.' }),
  maxQueue: count('Calls that may wait in the pool, mailboxes included.', 0).default(10_000),
  maxWorkerQueue: count('Calls that may wait in the mailbox of one worker.').default(10_000),
  overflow: z.enum(['reject', 'drop_oldest']).default('reject').meta({
    description:
      'What happens when a queue is full: the new call is refused with `QUEUE_FULL`, or the oldest is dropped with `QUEUE_OVERFLOW`.',
  }),
  overrunWarningMs: positiveMsOrInfinity('A call that runs longer is reported. `Infinity`: never.').default(Number.POSITIVE_INFINITY),
  maxOverrunWarnings: count(
    'After so many warnings, equally spaced, the connection of the call is torn down. `Infinity`: never, and the time between warnings doubles.',
  ).default(Number.POSITIVE_INFINITY),
  overrunHandler: z
    .union([
      z.custom<OverrunHandler>((value) => typeof value === 'function', 'expected a function'),
      z.array(z.custom<OverrunHandler>((value) => typeof value === 'function', 'expected a function')),
    ])
    .optional()
    .meta({ description: 'Called with each overrun report: one function or several.' }),
  keepaliveIntervalMs: positiveMsOrInfinity('An idle connection is pinged when it has been silent that long. `Infinity`: never.').default(
    Number.POSITIVE_INFINITY,
  ),
  validateAfterIdleMs: msOrInfinity('A connection that has been idle longer is pinged before it serves a call. `Infinity`: never.').default(
    Number.POSITIVE_INFINITY,
  ),
  pingTimeoutMs: positiveMs('Limit of one ping; a connection that does not answer is replaced.').default(2_000),
  idleTimeoutMs: positiveMsOrInfinity(
    'A connection above the minimum of workers is closed after being idle that long. `Infinity`: never.',
  ).default(60_000),
  maxLifetimeMs: positiveMsOrInfinity(
    'A connection is replaced at that age, shortened at random by up to 10 %. `Infinity`: never.',
  ).default(Number.POSITIVE_INFINITY),
  maxUses: count('A connection is replaced after so many calls. `Infinity`: never.').default(Number.POSITIVE_INFINITY),
  connectTimeoutMs: positiveMs('Limit of one connect attempt, handshake and login included.').default(5_000),
  maxConnecting: z.int().min(1).default(4).meta({ description: 'Connect attempts of the pool under way at once.' }),
  reconnect: z
    .strictObject({
      minMs: positiveMs('Upper bound of the first delay.').default(50),
      maxMs: positiveMs('Upper bound of any delay.').default(1_000),
    })
    .refine(({ minMs, maxMs }) => minMs <= maxMs, { message: 'expected a number not above maxMs', path: ['minMs'] })
    .prefault({})
    .meta({ description: 'Delays between failed connect attempts: the bound doubles with each failure, the delay is random below it.' }),
  endpointPolicy: z.enum(['spread', 'failover']).optional().meta({
    description:
      'With several servers: over all that are healthy, or the first healthy in order. Default: what the backend declares, else `spread`.',
  }),
  closeTimeoutMs: positiveMs('How long closing a connection may take before it is abandoned.').default(5_000),
  start: z.enum(['eager', 'lazy']).default('eager').meta({ description: 'Connect when the pools start, or at the first call.' }),
  startTimeoutMs: positiveMsOrInfinity('How long starting waits for the first connection of the pool.').default(10_000),
  optional: z
    .boolean()
    .default(false)
    .meta({ description: 'True: starting succeeds although this pool has no connection yet; it goes on trying.' }),
  callbacks: z
    .strictObject({
      workerStarting: hook<'worker.starting'>('A worker begins to connect.').optional(),
      workerReady: hook<'worker.ready'>('A worker has a connection.').optional(),
      workerLost: hook<'worker.lost'>('The connection of a worker died.').optional(),
      workerClosed: hook<'worker.closed'>('The connection of a worker was closed by the pool.').optional(),
      callStarted: hook<'call.started'>('A job was started.').optional(),
      callSettled: hook<'call.settled'>('A call was answered, whichever way.').optional(),
    })
    .optional()
    .meta({
      description:
        'Functions called at the turning points of workers and calls. One that throws is reported as the event `listener.failed`.',
    }),
});

/** Pool options as people write them. */
export type PoolOptions = z.input<typeof poolOptionsSchema>;

/** Pool options as the pool reads them: checked, with every default in place. */
export type PoolSettings = z.output<typeof poolOptionsSchema> & {
  readonly concurrency: number;
  readonly endpointPolicy: 'spread' | 'failover';
};
