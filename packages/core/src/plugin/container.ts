import 'reflect-metadata';
import { type DependencyContainer, injectWithTransform } from 'tsyringe';
import { type Backend, BACKEND, keyId, type PoolKey, STRATEGY, type StrategyClass, type Token } from '@outpool/contract/internal';

/** Offers a backend class to all pools that are made with this container or a child of it. */
export function registerBackend(container: DependencyContainer, backend: new (...args: never[]) => Backend): void {
  container.register(BACKEND, { useValue: backend });
}

/** Offers a strategy class to all pools that are made with this container or a child of it. */
export function registerStrategy(container: DependencyContainer, strategy: StrategyClass): void {
  container.register(STRATEGY, { useValue: strategy });
}

/** All outgoing pools of an application, registered by `registerOutgoingPools`. */
export const OUTGOING_POOLS: Token = Symbol.for('outpool.pools');

/** Names one pool in a container. */
export const poolToken = (type: string, host = 'global', tag = 'default'): Token =>
  Symbol.for(`outpool.pool:${keyId({ type, host, tag })}`);

/**
 * Marks a constructor parameter that gets a pool: that of the host, else the `global` one, as `pools.get` would.
 * Resolving fails with the text of `POOL_NOT_STARTED` when there is neither.
 */
export function injectPool(type: string, { host = 'global', tag = 'default' }: { readonly host?: string; readonly tag?: string } = {}) {
  return injectWithTransform(OUTGOING_POOLS, GetPool, type, host, tag);
}

class GetPool {
  readonly transform = (pools: RegistrablePools, ...key: [type: string, host: string, tag: string]) => pools.get(...key);
}

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
  const started = pools.keys();
  const fallbacks = started.filter(({ host }) => host === 'global').flatMap((key) => pools.hosts.map((host) => ({ ...key, host })));
  for (const { type, host, tag } of [...fallbacks, ...started]) {
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
