import type { Backend } from '../contract/backend.js';
import type { PoolSettings } from '../contract/pool-options.js';

const never = Number.POSITIVE_INFINITY;

/** The written options that would do nothing where they stand, each with the reason. */
export function optionsWithoutEffect(
  written: ReadonlySet<string>,
  settings: PoolSettings,
  backend: Backend,
  endpoints: number,
): { option: string; message: string }[] {
  const { workers, maxQueue, maxWorkerQueue, keepaliveIntervalMs, validateAfterIdleMs } = settings;
  const { min, max } = typeof workers === 'number' ? { min: workers, max: workers } : workers;
  const pingless = backend.ping === undefined;
  const found: { option: string; message: string }[] = [];
  const idle = (options: readonly (keyof PoolSettings)[], when: boolean, because: string): void => {
    for (const option of options) if (when && written.has(option)) found.push({ option, message: `has no effect: ${because}` });
  };

  idle(['idleTimeoutMs'], min === max, 'the number of workers is fixed; write `workers: { min, max }` to let idle ones close');
  idle(['overrunHandler', 'maxOverrunWarnings'], settings.overrunWarningMs === never, 'it needs `overrunWarningMs`');
  idle(['keepaliveIntervalMs', 'validateAfterIdleMs', 'pingTimeoutMs'], pingless, 'the backend has no way to ping');
  const unasked = !pingless && keepaliveIntervalMs === never && validateAfterIdleMs === never;
  idle(['pingTimeoutMs'], unasked, 'nothing is pinged without `keepaliveIntervalMs` or `validateAfterIdleMs`');
  idle(['startTimeoutMs', 'optional'], settings.start === 'lazy', "starting does not wait for a pool with `start: 'lazy'`");
  const endless = settings.overflow === 'drop_oldest' && maxQueue === never && maxWorkerQueue === never;
  idle(['overflow'], endless, 'with `maxQueue` and `maxWorkerQueue` at Infinity no queue is ever full');
  idle(['maxConnecting'], settings.maxConnecting > max, 'it is above the number of workers');
  idle(['endpointPolicy'], endpoints < 2, 'the pool has one server only');
  return found;
}
