import { describe, expect, it } from 'vitest';
import { createOutgoingPools, type OutgoingPools } from '../src/outgoing-pools.js';
import { ScriptedBackend, VirtualClock, watch } from './kit.js';

type Entry = Parameters<typeof createOutgoingPools>[0]['outgoingPools'][number];
const entry = (parts: Record<string, unknown>): Entry => ({ type: 'scripted', connection: {}, ...parts }) as Entry;

interface Many {
  readonly clock: VirtualClock;
  readonly script: ScriptedBackend;
  readonly pools: OutgoingPools;
}

/** Pools of several entries, started; afterwards nothing is left. */
async function withPools(hosts: readonly string[], entries: readonly Record<string, unknown>[], body: (many: Many) => Promise<void>) {
  const clock = new VirtualClock();
  const script = new ScriptedBackend();
  const pools = createOutgoingPools({ hosts, outgoingPools: entries.map(entry) }, { backends: [script.Backend], clock });
  const started = watch(pools.start());
  await clock.settle();
  expect(started.outcome).toBe('ok');
  await body({ clock, script, pools });
  await pools.stop();
  expect([script.unclosed, clock.pendingTimers]).toEqual([[], 0]);
}

const names = (pools: OutgoingPools): string[] => pools.keys().map(({ host, tag }) => `${host}/${tag}`);
const shared = { host: 'host', tag: 'default' };
const workersOf = (pools: OutgoingPools, host: string) => pools.get('scripted', host).stats().workers.max;

describe('addHost', () => {
  it('gives a new host the pools of every host entry', async () => {
    await withPools(['a.com'], [shared, { host: 'host', tag: 'sessions' }, { tag: 'default' }], async ({ pools }) => {
      await pools.addHost('b.com');
      expect(pools.hosts).toEqual(['a.com', 'b.com']);
      expect(names(pools)).toEqual(['global/default', 'a.com/default', 'a.com/sessions', 'b.com/default', 'b.com/sessions']);
      expect(await pools.get('scripted', 'b.com').call(() => 'served')).toBe('served');
    });
  });

  it('leaves to a specific entry what it replaces, whole', async () => {
    const specific = { host: 'b.com', tag: 'default', pool: { workers: 3 } };
    await withPools(['a.com'], [shared, specific], async ({ pools, script }) => {
      const before = script.attempts.length;
      await pools.addHost('b.com');
      expect(workersOf(pools, 'b.com')).toBe(3);
      expect(script.attempts.length).toBe(before);
    });
  });

  it('that fails leaves the host unserved, and nothing of it', async () => {
    await withPools(['a.com'], [shared], async ({ pools, script, clock }) => {
      script.connect.always = 'fail';
      const added = watch(pools.addHost('b.com'));
      await clock.advance(10_000);
      expect([added.outcome, pools.hosts, names(pools)]).toEqual(['START_FAILED', ['a.com'], ['a.com/default']]);
      script.connect.always = 'ok';
      await pools.addHost('b.com');
      expect(pools.hosts).toEqual(['a.com', 'b.com']);
    });
  });

  it('of two at once adds both', async () => {
    await withPools([], [shared], async ({ pools }) => {
      await Promise.all([pools.addHost('a.com'), pools.addHost('b.com')]);
      expect([...pools.hosts].sort()).toEqual(['a.com', 'b.com']);
      expect(names(pools).sort()).toEqual(['a.com/default', 'b.com/default']);
    });
  });

  it('refuses a name that is served already, or is none', async () => {
    await withPools(['a.com'], [shared], async ({ pools }) => {
      for (const name of ['a.com', 'global', 'host', '']) {
        await expect(pools.addHost(name)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
      }
      expect(pools.hosts).toEqual(['a.com']);
    });
  });
});

describe('removeHost', () => {
  it('stops the pools of the host and of nobody else; its calls go to the global pool', async () => {
    await withPools(['a.com', 'b.com'], [shared, { tag: 'default', pool: { workers: 2 } }], async ({ pools }) => {
      const gone = pools.get('scripted', 'b.com');
      await pools.removeHost('b.com');
      expect([pools.hosts, names(pools), gone.state]).toEqual([['a.com'], ['global/default', 'a.com/default'], 'closed']);
      expect(workersOf(pools, 'b.com')).toBe(2);
      await pools.removeHost('nowhere.com');
    });
  });

  it('lets running calls end', async () => {
    await withPools(['a.com'], [shared], async ({ pools, clock }) => {
      let finish = (_: string): void => {};
      const call = pools.get('scripted', 'a.com').call(() => new Promise<string>((resolve) => (finish = resolve)));
      const removed = watch(pools.removeHost('a.com', { graceMs: 1_000 }));
      await clock.advance(500);
      expect(removed.outcome).toBe('pending');
      finish('in peace');
      expect(await call).toBe('in peace');
      await clock.settle();
      expect(removed.outcome).toBe('ok');
    });
  });

  it('can be undone: the host is served as before, by its specific entries, too', async () => {
    const specific = { host: 'a.com', tag: 'default', pool: { workers: 3 } };
    await withPools(['a.com'], [shared, { host: 'host', tag: 'sessions' }, specific], async ({ pools }) => {
      const before = names(pools);
      await pools.removeHost('a.com');
      expect(names(pools)).toEqual([]);
      await pools.addHost('a.com');
      expect(names(pools).sort()).toEqual(before.sort());
      expect(workersOf(pools, 'a.com')).toBe(3);
    });
  });
});

describe('startPool', () => {
  it('starts one more entry, for every served host if it says so', async () => {
    await withPools(['a.com', 'b.com'], [], async ({ pools }) => {
      await pools.startPool(entry({ tag: 'one' }));
      await pools.startPool(entry({ host: 'host', tag: 'two' }));
      expect(names(pools)).toEqual(['global/one', 'a.com/two', 'b.com/two']);
      await pools.addHost('c.com');
      expect(names(pools)).toContain('c.com/two');
    });
  });

  it('that is wrong, or fails, leaves nothing', async () => {
    await withPools([], [], async ({ pools, script, clock }) => {
      await expect(pools.startPool(entry({ pool: { workers: 0 } }))).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
      script.connect.always = 'fail';
      const started = watch(pools.startPool(entry({ tag: 'one' })));
      await clock.advance(10_000);
      expect([started.outcome, names(pools)]).toEqual(['START_FAILED', []]);
    });
  });
});

describe('stopPool', () => {
  it('stops exactly the pool of the key, not the one that would serve in its place', async () => {
    await withPools(['a.com'], [shared, { tag: 'default' }], async ({ pools }) => {
      await pools.stopPool({ type: 'scripted', host: 'b.com', tag: 'default' });
      expect(names(pools)).toEqual(['global/default', 'a.com/default']);
      await pools.stopPool({ type: 'scripted', host: 'a.com', tag: 'default' });
      expect(names(pools)).toEqual(['global/default']);
      expect(pools.get('scripted', 'a.com').key.host).toBe('global');
    });
  });
});

describe('get', () => {
  it('of a type that is not installed is a type error, and at run time one that names what is there', async () => {
    await withPools([], [{}], async ({ pools }) => {
      // @ts-expect-error: no backend with that type is installed
      expect(() => pools.get('scriptde')).toThrow(/POOL_NOT_STARTED|scripted\/global\/default/);
      // @ts-expect-error: nor here
      expect(pools.find('scriptde')).toBeUndefined();
    });
  });
});

describe('health', () => {
  it('is up when every pool is, degraded when only optional ones are not, else down', async () => {
    await withPools([], [{ tag: 'one' }, { tag: 'two', pool: { optional: true } }], async ({ pools, script, clock }) => {
      const kill = (tag: string): void => {
        script.connect.always = (attempt) => (attempt.request.tag === tag ? 'fail' : 'ok');
        for (const [position, connection] of script.opened.entries()) {
          if (connection.open && script.attempts[position]?.request.tag === tag) connection.kill();
        }
      };
      expect(pools.health()).toMatchObject({ status: 'up', pools: [{ status: 'up' }, { status: 'up', optional: true }] });
      kill('two');
      await clock.advance(100);
      expect(pools.health().status).toBe('degraded');
      kill('one');
      await clock.advance(5_000);
      expect(pools.health()).toMatchObject({ status: 'down', pools: [{ status: 'down', state: 'down', workers: { ready: 0 } }, {}] });
      expect(pools.health().pools[0]?.lastFailure?.message).toContain('connecting failed');
      script.connect.always = 'ok';
      await clock.advance(5_000);
      expect(pools.health().status).toBe('up');
    });
  });
});

describe('await using', () => {
  it('stops everything at the end of the block', async () => {
    const script = new ScriptedBackend();
    const clock = new VirtualClock();
    {
      await using pools = await createOutgoingPools({ outgoingPools: [entry({})] }, { backends: [script.Backend], clock }).start();
      expect(await pools.get('scripted').call(() => 1)).toBe(1);
    }
    expect([script.open, clock.pendingTimers]).toEqual([[], 0]);
  });
});
