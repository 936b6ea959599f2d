import type { DependencyContainer } from 'tsyringe';
import { keyId, type PoolKey } from '../contract/pool-key.js';
import { OUTGOING_POOLS, poolToken } from './pool-token.js';

/** What a container needs of the pools. */
export interface RegistrablePools {
  /** The served hosts. */
  readonly hosts: readonly string[];
  /** The pools that were started. */
  keys(): readonly PoolKey[];
  get(type: string, host: string, tag: string): unknown;
  stop(): Promise<void>;
}

/**
 * Makes the pools known to a container: `@injectPool` and `OUTGOING_POOLS` work from now on, and a `poolToken` for
 * each pool that there is now, and for each served host whose pool is the global one. Disposing the container stops
 * the pools, once.
 */
export function registerOutgoingPools(container: DependencyContainer, pools: RegistrablePools): void {
  container.register(OUTGOING_POOLS, { useValue: pools });
  for (const { type, host, tag } of withFallbacks(pools)) {
    container.register(poolToken(type, host, tag), { useFactory: () => pools.get(type, host, tag) });
  }
  let stopped: Promise<void> | undefined;
  // tsyringe disposes of what it has made itself, and of nothing else.
  container.resolve(
    class StopPools {
      dispose(): Promise<void> {
        stopped ??= pools.stop();
        return stopped;
      }
    },
  );
}

function withFallbacks(pools: RegistrablePools): Iterable<PoolKey> {
  const started = pools.keys();
  const fallbacks = started.filter(({ host }) => host === 'global').flatMap((key) => pools.hosts.map((host) => ({ ...key, host })));
  return new Map([...fallbacks, ...started].map((key) => [keyId(key), key])).values();
}
