import 'reflect-metadata';
import { injectable, container as root } from 'tsyringe';
import { describe, expect, it } from 'vitest';
import { PoolError, type PoolKey } from '@outpool/contract/internal';
import { injectPool, OUTGOING_POOLS, poolToken, type RegistrablePools, registerOutgoingPools } from '../../src/plugin/container.js';

/** Pools that are words, looked up as the real ones are. */
class Words implements RegistrablePools {
  stops = 0;
  readonly hosts = ['a.com', 'b.com'];
  readonly #keys: PoolKey[] = [
    { type: 'rdbms', host: 'global', tag: 'default' },
    { type: 'redis', host: 'a.com', tag: 'default' },
    { type: 'redis', host: 'global', tag: 'default' },
    { type: 'redis', host: 'global', tag: 'sessions' },
  ];

  keys(): PoolKey[] {
    return this.#keys;
  }

  get(type: string, host: string, tag: string): string {
    const exact = [host, 'global'].map((each) => this.#keys.find((key) => key.type === type && key.host === each && key.tag === tag));
    const key = exact.find((found) => found !== undefined);
    if (!key) throw new PoolError('POOL_NOT_STARTED', `no pool ${type}/${host}/${tag}; there are rdbms/global/default, ...`);
    return `${key.type}/${key.host}/${key.tag}`;
  }

  stop(): Promise<void> {
    this.stops++;
    return Promise.resolve();
  }
}

function registered() {
  const container = root.createChildContainer();
  const pools = new Words();
  registerOutgoingPools(container, pools);
  return { container, pools };
}

@injectable()
class Shop {
  constructor(
    @injectPool('rdbms') readonly orders: string,
    @injectPool('redis', { host: 'a.com' }) readonly cacheOfA: string,
    @injectPool('redis', { host: 'b.com' }) readonly cacheOfB: string,
    @injectPool('redis', { host: 'a.com', tag: 'sessions' }) readonly sessions: string,
  ) {}
}

describe('pools in a container', () => {
  it('are injected by type, host and tag, the global one where a host has none of its own', () => {
    expect(registered().container.resolve(Shop)).toEqual({
      orders: 'rdbms/global/default',
      cacheOfA: 'redis/a.com/default',
      cacheOfB: 'redis/global/default',
      sessions: 'redis/global/sessions',
    });
  });

  it('are injected in children and grandchildren, too', () => {
    const { container } = registered();
    expect(container.createChildContainer().createChildContainer().resolve(Shop).orders).toBe('rdbms/global/default');
  });

  it('can be resolved by token: each that was started, and for each served host the global ones it falls back to', () => {
    const { container, pools } = registered();
    expect(container.resolve(poolToken('rdbms'))).toBe('rdbms/global/default');
    expect(container.resolve(poolToken('redis', 'a.com'))).toBe('redis/a.com/default');
    expect(container.resolve(poolToken('redis', 'b.com'))).toBe('redis/global/default');
    expect(container.resolve(poolToken('redis', 'b.com', 'sessions'))).toBe('redis/global/sessions');
    expect(container.isRegistered(poolToken('redis', 'c.com'))).toBe(false);
    expect(container.resolve(OUTGOING_POOLS)).toBe(pools);
  });

  it('that are not there are named when something wants them', () => {
    @injectable()
    class Lost {
      constructor(@injectPool('ldap', { host: 'a.com' }) readonly directory: string) {}
    }
    expect(() => registered().container.resolve(Lost)).toThrow('no pool ldap/a.com/default; there are rdbms/global/default, ...');
  });

  it('have tokens that do not depend on which copy of the core made them', () => {
    expect(poolToken('redis')).toBe(Symbol.for('outpool.pool:["redis","global","default"]'));
    expect(poolToken('redis', 'a","b')).not.toBe(poolToken('redis', 'a', 'b'));
  });

  it('are stopped once when the container is disposed of', async () => {
    const { container, pools } = registered();
    container.resolve(Shop);
    await container.dispose();
    await container.dispose();
    expect(pools.stops).toBe(1);
  });

  it('go on when a child of the container is disposed of', async () => {
    const { container, pools } = registered();
    const child = container.createChildContainer();
    child.resolve(Shop);
    await child.dispose();
    expect(pools.stops).toBe(0);
  });

  it('of two containers stay apart', async () => {
    const [one, other] = [registered(), registered()];
    expect(one.container.resolve(OUTGOING_POOLS)).not.toBe(other.container.resolve(OUTGOING_POOLS));
    await one.container.dispose();
    expect([one.pools.stops, other.pools.stops]).toEqual([1, 0]);
    expect(root.isRegistered(OUTGOING_POOLS)).toBe(false);
  });
});
