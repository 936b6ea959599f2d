import { formatKey, keyId, PoolError, type PoolKey } from '@outpool/contract/internal';
import type { Pool } from '../pool/pool.js';

/** The pools by key. A host without a pool of its own gets the global one. */
export class PoolRegistry {
  readonly #pools = new Map<string, Pool>();

  /** @throws PoolError `POOL_ALREADY_STARTED` */
  add(pool: Pool): void {
    const id = keyId(pool.key);
    if (this.#pools.has(id)) {
      throw new PoolError('POOL_ALREADY_STARTED', 'there is a pool with this type, host and tag already', { key: pool.key });
    }
    this.#pools.set(id, pool);
  }

  /** Takes a pool out, if it is this very one. */
  remove(pool: Pool): void {
    const id = keyId(pool.key);
    if (this.#pools.get(id) === pool) this.#pools.delete(id);
  }

  /** The pool of exactly this key. */
  exact(key: PoolKey): Pool | undefined {
    return this.#pools.get(keyId(key));
  }

  /** The pool of this key, else the global one of the same type and tag. */
  find(key: PoolKey): Pool | undefined {
    return this.exact(key) ?? this.exact({ ...key, host: 'global' });
  }

  /** @throws PoolError `POOL_NOT_STARTED`, naming what there is */
  get(key: PoolKey): Pool {
    const pool = this.find(key);
    if (pool !== undefined) return pool;
    const fallback = key.host === 'global' ? '' : `, nor ${formatKey({ ...key, host: 'global' })}`;
    const there = [...this.#pools.values()].map((one) => formatKey(one.key));
    const list =
      there.length === 0 ? 'no pool at all' : there.slice(0, 20).join(', ') + (there.length > 20 ? ` and ${there.length - 20} more` : '');
    throw new PoolError('POOL_NOT_STARTED', `there is no such pool${fallback}. Started: ${list}`, { key });
  }

  all(): Pool[] {
    return [...this.#pools.values()];
  }
}
