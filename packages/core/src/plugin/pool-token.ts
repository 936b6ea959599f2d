import 'reflect-metadata';
import { injectWithTransform } from 'tsyringe';
import { keyId } from '../contract/pool-key.js';
import type { Token } from '../contract/tokens.js';

/** All outgoing pools of an application, registered by `registerOutgoingPools`. */
export const OUTGOING_POOLS: Token = Symbol.for('outpool.pools');

/** Names one pool in a container. */
export function poolToken(type: string, host = 'global', tag = 'default'): Token {
  return Symbol.for(`outpool.pool:${keyId({ type, host, tag })}`);
}

/**
 * Marks a constructor parameter that gets a pool: that of the host, else the `global` one, as `pools.get` would.
 * Resolving fails with the text of `POOL_NOT_STARTED` when there is neither.
 */
export function injectPool(type: string, { host = 'global', tag = 'default' }: { readonly host?: string; readonly tag?: string } = {}) {
  return injectWithTransform(OUTGOING_POOLS, GetPool, type, host, tag);
}

interface Gettable {
  get(type: string, host: string, tag: string): unknown;
}

class GetPool {
  transform(pools: Gettable, type: string, host: string, tag: string): unknown {
    return pools.get(type, host, tag);
  }
}
