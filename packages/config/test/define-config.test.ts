import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineConfig, type OutgoingPoolsConfig, type PoolEntryInput, type PoolTuple } from '../src/define-config.js';

// As a backend package does it.
declare module '@outpool/contract' {
  interface OutpoolBackends {
    'test-cache': { options: { host?: string; port?: number }; connection: { get(key: string): Promise<string> } };
    'test-sql': { options: { driver: 'pgsql' | 'mysql'; database: string }; connection: unknown };
  }
}

describe('defineConfig', () => {
  it('gives back what it gets', () => {
    const config: OutgoingPoolsConfig = { outgoingPools: [{ type: 'test-cache' }] };
    expect(defineConfig(config)).toBe(config);
  });

  it('takes objects and five-tuples, typed by the installed backends', () => {
    const config = defineConfig({
      hosts: ['a.com'],
      outgoingPools: [
        { type: 'test-cache' },
        { type: 'test-cache', host: 'a.com', tag: 'sessions', pool: { workers: { min: 1, max: 5 } }, connection: { port: 6379 } },
        { type: 'test-sql', connection: { driver: 'pgsql', database: 'mydb' } },
        ['test-cache', 'host', 'default', { strategy: 'random_worker' }, { host: '198.172.15.12', port: 9923 }],
        ['test-sql', 'global', 'default', { workers: 5, strategy: (workers) => workers[0] }, { driver: 'mysql', database: 'mydb' }],
      ],
    });
    expectTypeOf(config).toEqualTypeOf<OutgoingPoolsConfig>();
    expectTypeOf<PoolTuple<'test-cache'>>().toExtend<PoolEntryInput>();
  });

  it('refuses, as a type error, what does not fit the backend', () => {
    // @ts-expect-error: no backend with that type is installed
    defineConfig({ outgoingPools: [{ type: 'no-such-backend' }] });
    // @ts-expect-error: `connection` has options without a default
    defineConfig({ outgoingPools: [{ type: 'test-sql' }] });
    // @ts-expect-error: an option of another backend
    defineConfig({ outgoingPools: [{ type: 'test-sql', connection: { driver: 'pgsql', database: 'mydb', port: 5 } }] });
    // @ts-expect-error: an unknown pool option
    defineConfig({ outgoingPools: [{ type: 'test-cache', pool: { wokers: 5 } }] });
    // @ts-expect-error: the wrong type for an option
    defineConfig({ outgoingPools: [{ type: 'test-cache', connection: { port: '6379' } }] });
    // @ts-expect-error: a tuple of four
    defineConfig({ outgoingPools: [['test-cache', 'global', 'default', {}]] });
    // @ts-expect-error: a tuple with the options of another backend
    defineConfig({ outgoingPools: [['test-cache', 'global', 'default', {}, { driver: 'pgsql', database: 'mydb' }]] });
    // @ts-expect-error: a misspelt top-level key
    defineConfig({ outgoingPool: [] });
  });
});
