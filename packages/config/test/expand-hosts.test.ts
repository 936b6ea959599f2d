import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Backend, type BackendManifest, keyId, poolOptionsSchema, type PoolSettings, thisCopy } from '@outpool/contract/internal';
import { expandEntry, expandForHost, expandHosts } from '../src/expand-hosts.js';
import type { PlannedPool, PoolEntry } from '../src/pool-entry.js';

const backend = {} as Backend;
const manifest: BackendManifest = {
  type: 'redis',
  concurrency: 1,
  unsupportedStrategies: [],
  endpointPolicy: 'spread',
  defaults: {},
  contract: 1,
  core: thisCopy,
};
const settings: PoolSettings = { ...poolOptionsSchema.parse({}), concurrency: 1, endpointPolicy: 'spread' };

function entries(...list: (readonly [type: string, host: string, tag: string, options?: unknown])[]): PoolEntry[] {
  return list.map(([type, host, tag, options], index) => ({
    type,
    host,
    tag,
    options,
    settings,
    backend,
    manifest,
    location: { path: `outgoingPools[${index}]` },
  }));
}

const shown = (pools: readonly PlannedPool[]) =>
  pools.map(({ key, options }) => [key.type, key.host, key.tag, ...(options === undefined ? [] : [options])]);
const ids = (pools: readonly PlannedPool[]) => pools.map(({ key }) => keyId(key));

describe('the expansion of hosts', () => {
  it('gives the pools of the document, in its order (examples 2 and 3)', () => {
    const plan = expandHosts(
      entries(
        ['redis', 'a.com', 'default', 'ConnOptsForDomain1'],
        ['redis', 'host', 'default', 'ConnOpts'],
        ['redis', 'c.eu', 'default', 'ConnOptsForDomain2'],
      ),
      ['a.com', 'b.com', 'c.eu', 'd.eu'],
    );
    expect(shown(plan)).toEqual([
      ['redis', 'a.com', 'default', 'ConnOptsForDomain1'],
      ['redis', 'b.com', 'default', 'ConnOpts'],
      ['redis', 'c.eu', 'default', 'ConnOptsForDomain2'],
      ['redis', 'd.eu', 'default', 'ConnOpts'],
    ]);
  });

  it('keeps a global pool and a pool for one host side by side (example 5)', () => {
    const plan = expandHosts(entries(['rdbms', 'global', 'default', 5], ['rdbms', 'myhost.com', 'default', 3]), ['myhost.com']);
    expect(shown(plan)).toEqual([
      ['rdbms', 'global', 'default', 5],
      ['rdbms', 'myhost.com', 'default', 3],
    ]);
  });

  it('starts one global pool however many hosts are served', () => {
    expect(shown(expandHosts(entries(['http', 'global', 'auth']), ['a', 'b', 'c']))).toEqual([['http', 'global', 'auth']]);
  });

  it('overrides by type, host and tag together: another tag or type replaces nothing', () => {
    const plan = expandHosts(entries(['redis', 'host', 'default'], ['redis', 'a', 'cache'], ['riak', 'a', 'default']), ['a']);
    expect(shown(plan)).toEqual([
      ['redis', 'a', 'default'],
      ['redis', 'a', 'cache'],
      ['riak', 'a', 'default'],
    ]);
  });

  it('replaces an entry whole: no option of the `host` entry is mixed into the specific one', () => {
    const [host, specific] = entries(['redis', 'host', 'default', { port: 1, database: 2 }], ['redis', 'a', 'default', { port: 3 }]);
    const own = { ...settings, workers: 3 };
    const [plan] = expandHosts([host!, { ...specific!, settings: own }], ['a']);
    expect(plan).toEqual({ key: { type: 'redis', host: 'a', tag: 'default' }, options: { port: 3 }, settings: own, backend, manifest });
  });

  it('starts the pool of a specific host that is not served, after all others', () => {
    const plan = expandHosts(entries(['redis', 'elsewhere', 'default'], ['redis', 'host', 'default'], ['rdbms', 'global', 'default']), [
      'a',
    ]);
    expect(shown(plan)).toEqual([
      ['rdbms', 'global', 'default'],
      ['redis', 'a', 'default'],
      ['redis', 'elsewhere', 'default'],
    ]);
  });

  it('gives no pool for a `host` entry where no host is served', () => {
    expect(expandHosts(entries(['redis', 'host', 'default']), [])).toEqual([]);
  });

  it.each([['global'], ['host'], ['a.com']])('refuses two entries for the same type, host and tag, and names both (%s)', (host) => {
    const twice = entries(['redis', host, 'default'], ['http', 'global', 'default'], ['redis', host, 'default']);
    expect(() => expandHosts(twice, ['a.com'])).toThrow(
      `1 problem in the config:\n  outgoingPools[2]: redis/${host}/default stands at outgoingPools[0] already; take one out or give it another tag`,
    );
  });

  it('tells keys apart whatever characters they hold', () => {
    expect(expandHosts(entries(['a', 'b","c', 'd'], ['a', 'b', 'c","d']), [])).toHaveLength(2);
  });
});

describe('the expansion of one entry', () => {
  it('gives a pool for each served host that the config does not treat apart', () => {
    const config = entries(['redis', 'a', 'default']);
    const [late] = entries(['redis', 'host', 'default']);
    expect(shown(expandEntry(late!, ['a', 'b'], config))).toEqual([['redis', 'b', 'default']]);
  });

  it('gives the pool of a host or of all as it is', () => {
    const [global, specific] = entries(['redis', 'global', 'x'], ['redis', 'z', 'x']);
    expect(shown(expandEntry(global!, ['a', 'b']))).toEqual([['redis', 'global', 'x']]);
    expect(shown(expandEntry(specific!, ['a', 'b']))).toEqual([['redis', 'z', 'x']]);
  });

  it('gives, for a host that is added, the `host` entries that nothing replaces there', () => {
    const config = entries(
      ['redis', 'host', 'default'],
      ['redis', 'new', 'default'],
      ['http', 'host', 'default'],
      ['rdbms', 'global', 'default'],
    );
    expect(shown(expandForHost(config, 'new'))).toEqual([['http', 'new', 'default']]);
  });
});

const name: fc.Arbitrary<string> = fc.constantFrom('a', 'b', 'c', 'd');
const distinctEntries = fc
  .uniqueArray(fc.tuple(fc.constantFrom('redis', 'http'), fc.oneof(name, fc.constantFrom('global', 'host')), fc.constantFrom('x', 'y')), {
    selector: (parts) => parts.join('/'),
    maxLength: 12,
  })
  .map((list) => entries(...list.map((parts, index) => [...parts, index] as const)));
const servedHosts = fc.uniqueArray(name, { maxLength: 4 });

describe('the expansion of hosts, whatever the config', () => {
  it('has one pool for each key, and serves each key from the most specific entry', () => {
    fc.assert(
      fc.property(distinctEntries, servedHosts, (config, hosts) => {
        const plan = expandHosts(config, hosts);
        const find = (type: string, host: string, tag: string) =>
          config.find((entry) => entry.type === type && entry.host === host && entry.tag === tag);
        expect(new Set(ids(plan)).size).toBe(plan.length);
        for (const { key, options } of plan) {
          const source = find(key.type, key.host, key.tag) ?? find(key.type, 'host', key.tag);
          expect(options).toBe(source?.options);
        }
        const wanted = config.flatMap(({ type, host, tag }) =>
          (host === 'host' ? hosts : [host]).map((each) => keyId({ type, host: each, tag })),
        );
        expect(new Set(ids(plan))).toEqual(new Set(wanted));
      }),
    );
  });

  it('plans the same pools wherever the entries stand', () => {
    const shuffled = distinctEntries.chain((config) =>
      fc.tuple(fc.constant(config), fc.shuffledSubarray(config, { minLength: config.length })),
    );
    fc.assert(
      fc.property(shuffled, servedHosts, ([config, other], hosts) => {
        expect(shown(expandHosts(other, hosts)).sort()).toEqual(shown(expandHosts(config, hosts)).sort());
      }),
    );
  });

  it('is ordered: global pools, then the served hosts in their order, then the rest', () => {
    fc.assert(
      fc.property(distinctEntries, servedHosts, (config, hosts) => {
        const rankOf = (host: string) => {
          if (host === 'global') return -1;
          return hosts.includes(host) ? hosts.indexOf(host) : hosts.length;
        };
        const ranks = expandHosts(config, hosts).map(({ key }) => rankOf(key.host));
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      }),
    );
  });

  it('adds a host as if it had been there from the start', () => {
    fc.assert(
      fc.property(distinctEntries, servedHosts, (config, hosts) => {
        const before = expandHosts(config, hosts.slice(1));
        const added = hosts.slice(0, 1).flatMap((host) => expandForHost(config, host));
        expect(new Set(ids([...before, ...added]))).toEqual(new Set(ids(expandHosts(config, hosts))));
        expect(new Set(ids([...before, ...added])).size).toBe(before.length + added.length);
      }),
    );
  });
});
