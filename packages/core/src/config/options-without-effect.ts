import type { Backend } from '../contract/backend.js';
import type { PoolSettings } from '../contract/pool-options.js';

interface Rule {
  readonly options: readonly (keyof PoolSettings)[];
  /** True where the options do nothing. */
  idle(settings: PoolSettings, backend: Backend, endpoints: number): boolean;
  readonly because: string;
}

const never = Number.POSITIVE_INFINITY;
const mostWorkers = ({ workers }: PoolSettings): number => (typeof workers === 'number' ? workers : workers.max);
const leastWorkers = ({ workers }: PoolSettings): number => (typeof workers === 'number' ? workers : workers.min);

const rules: readonly Rule[] = [
  {
    options: ['idleTimeoutMs'],
    idle: (settings) => leastWorkers(settings) === mostWorkers(settings),
    because: 'the number of workers is fixed; write `workers: { min, max }` to let idle ones close',
  },
  {
    options: ['overrunHandler', 'maxOverrunWarnings'],
    idle: ({ overrunWarningMs }) => overrunWarningMs === never,
    because: 'it needs `overrunWarningMs`',
  },
  {
    options: ['keepaliveIntervalMs', 'validateAfterIdleMs', 'pingTimeoutMs'],
    idle: (_, backend) => backend.ping === undefined,
    because: 'the backend has no way to ping',
  },
  {
    options: ['pingTimeoutMs'],
    idle: (settings, backend) =>
      backend.ping !== undefined && settings.keepaliveIntervalMs === never && settings.validateAfterIdleMs === never,
    because: 'nothing is pinged without `keepaliveIntervalMs` or `validateAfterIdleMs`',
  },
  {
    options: ['startTimeoutMs', 'optional'],
    idle: ({ start }) => start === 'lazy',
    because: "starting does not wait for a pool with `start: 'lazy'`",
  },
  {
    options: ['overflow'],
    idle: ({ overflow, maxQueue, maxWorkerQueue }) => overflow === 'drop_oldest' && maxQueue === never && maxWorkerQueue === never,
    because: 'with `maxQueue` and `maxWorkerQueue` at Infinity no queue is ever full',
  },
  {
    options: ['maxConnecting'],
    idle: (settings) => settings.maxConnecting > mostWorkers(settings),
    because: 'it is above the number of workers',
  },
  {
    options: ['endpointPolicy'],
    idle: (_settings, _backend, endpoints) => endpoints < 2,
    because: 'the pool has one server only',
  },
];

/** The written options that would do nothing where they stand, each with the reason. */
export function optionsWithoutEffect(
  written: ReadonlySet<string>,
  settings: PoolSettings,
  backend: Backend,
  endpoints: number,
): { option: string; message: string }[] {
  return rules
    .filter((rule) => rule.idle(settings, backend, endpoints))
    .flatMap(({ options, because }) =>
      options.filter((option) => written.has(option)).map((option) => ({ option, message: `has no effect: ${because}` })),
    );
}
