import type { Backend } from '../contract/backend.js';
import type { BackendManifest } from '../contract/manifest.js';
import type { PoolSettings } from '../contract/pool-options.js';
import { nearestName } from './nearest-name.js';
import type { Part } from './read-part.js';

/** The backends that have a package of their own. */
const published = ['rdbms', 'redis', 'riak', 'cassandra', 'http', 'elastic', 'rabbit', 'ldap', 'generic'];

/** What to say about a type that no backend at hand serves. */
export function unknownType(type: string, given: readonly string[]): string {
  if (published.includes(type)) {
    const className = `${type.charAt(0).toUpperCase()}${type.slice(1)}Backend`;
    return `no backend for "${type}" is given: install @outpool/backend-${type} and pass ${className}`;
  }
  const near = nearestName(type, new Set([...given, ...published]));
  if (near !== undefined) return `unknown type "${type}", did you mean "${near}"?`;
  return `unknown type "${type}"; the backends given serve: ${given.map((name) => `"${name}"`).join(', ') || 'none'}`;
}

/** Refuses a strategy or a concurrency that there is not, or not with this backend. */
export function checkAgainstBackend(pool: Part<unknown>, manifest: BackendManifest | undefined, strategies: readonly string[]): void {
  const { type, unsupportedStrategies = [], concurrency: most = Number.POSITIVE_INFINITY, defaults } = manifest ?? {};
  const { strategy, concurrency } = { ...defaults, ...pool.given };
  if (typeof strategy === 'string' && unsupportedStrategies.includes(strategy)) {
    const supported = strategies.filter((name) => !unsupportedStrategies.includes(name)).join(', ');
    pool.refuse(['strategy'], `${type} does not work with the strategy "${strategy}", expected one of ${supported}`);
  } else if (typeof strategy === 'string' && strategy !== '' && !strategies.includes(strategy)) {
    const near = nearestName(strategy, strategies);
    const hint = near === undefined ? `expected one of ${strategies.join(', ')}` : `did you mean "${near}"?`;
    pool.refuse(['strategy'], `unknown strategy "${strategy}", ${hint}`);
  }
  if (typeof concurrency === 'number' && concurrency > most) {
    const calls = `${most} ${most === 1 ? 'call' : 'calls'} at once`;
    pool.refuse(['concurrency'], `expected at most ${most}, found ${concurrency}: a connection of ${type} serves ${calls}`);
  }
}

/**
 * Refuses the written options that would do nothing where they stand.
 * @param endpoints how many servers the pool has
 */
export function checkEffect(pool: Part<unknown>, settings: PoolSettings, backend: Backend, endpoints: number): void {
  const { workers, maxQueue, maxWorkerQueue, keepaliveIntervalMs, validateAfterIdleMs } = settings;
  const { min, max } = typeof workers === 'number' ? { min: workers, max: workers } : workers;
  const never = Number.POSITIVE_INFINITY;
  const idle = (options: readonly (keyof PoolSettings)[], when: boolean, because: string): void => {
    for (const option of options) if (when && option in pool.given) pool.refuse([option], `has no effect: ${because}`);
  };

  idle(['idleTimeoutMs'], min === max, 'the number of workers is fixed; write `workers: { min, max }` to let idle ones close');
  idle(['overrunHandler', 'maxOverrunWarnings'], settings.overrunWarningMs === never, 'it needs `overrunWarningMs`');
  idle(['keepaliveIntervalMs', 'validateAfterIdleMs', 'pingTimeoutMs'], !backend.ping, 'the backend has no way to ping');
  const unasked = backend.ping !== undefined && keepaliveIntervalMs === never && validateAfterIdleMs === never;
  idle(['pingTimeoutMs'], unasked, 'nothing is pinged without `keepaliveIntervalMs` or `validateAfterIdleMs`');
  idle(['startTimeoutMs', 'optional'], settings.start === 'lazy', "starting does not wait for a pool with `start: 'lazy'`");
  const endless = settings.overflow === 'drop_oldest' && maxQueue === never && maxWorkerQueue === never;
  idle(['overflow'], endless, 'with `maxQueue` and `maxWorkerQueue` at Infinity no queue is ever full');
  idle(['maxConnecting'], settings.maxConnecting > max, 'it is above the number of workers');
  idle(['endpointPolicy'], endpoints < 2, 'the pool has one server only');
}
