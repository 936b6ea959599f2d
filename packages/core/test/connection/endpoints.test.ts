import { describe, expect, it } from 'vitest';
import type { Fate, PoolOptions } from '@outpool/contract/internal';
import { Rig, tally } from '../kit.js';

const servers = (count: number) => Array.from({ length: count }, (_, port) => ({ host: 'server', port }));

/** A pool over so many servers, some of which are down. */
async function open(count: number, pool: PoolOptions, backend: { fate?: (error: unknown) => Fate; concurrency?: number } = {}) {
  const down = new Set<number>();
  const standby = new Set<number>();
  const rig = await Rig.open({
    pool,
    backend: { endpoints: servers(count), ...backend },
    plan: (script) => {
      script.connect.always = ({ endpoint }) =>
        down.has(endpoint?.port ?? -1) ? 'fail' : standby.has(endpoint?.port ?? -1) ? 'unsuitable' : 'ok';
    },
  });
  const placed = () => tally(rig.script.open.map(({ endpoint }) => endpoint?.port));
  const fall = (port: number): void => {
    down.add(port);
    for (const connection of rig.script.open) if (connection.endpoint?.port === port) connection.kill();
  };
  return { rig, down, standby, placed, fall, [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose]() };
}

describe('a pool over several servers', () => {
  it.each([2, 3, 50])('spreads its connections evenly over %d', async (count) => {
    await using pool = await open(count, { workers: count * 2 });
    expect(Object.values(pool.placed())).toEqual(new Array(count).fill(2));
  });

  it.each([2, 3, 50])('of %d serves on when one falls, and gives it its share when it is back, one connection at a time', async (count) => {
    await using pool = await open(count, { workers: count * 2 });
    pool.fall(0);
    await pool.rig.advance(5_000);
    expect(pool.rig.stats).toMatchObject({ state: 'ready', workers: { ready: count * 2 } });
    expect(pool.placed()[0]).toBeUndefined();
    pool.down.delete(0);
    const returned = pool.rig.events('endpoint.returned');
    const moved = pool.rig.events('worker.closed');
    await pool.rig.advance(120_000);
    expect(Object.values(pool.placed())).toEqual(new Array(count).fill(2));
    expect(returned).toMatchObject([{ endpoint: { port: 0 } }]);
    expect(moved.map(({ reason }) => reason)).toEqual(['moved', 'moved']);
  });

  it('cuts no call to move its connection', async () => {
    await using pool = await open(2, { workers: 4, callTimeoutMs: 1_000_000 });
    pool.fall(0);
    await pool.rig.advance(5_000);
    const held = await pool.rig.holdMany(4);
    pool.down.delete(0);
    await pool.rig.advance(60_000);
    expect(held.every((call) => call.outcome === 'pending' && call.connection?.open)).toBe(true);
    for (const call of held) call.finish('in peace');
    await pool.rig.advance(60_000);
    expect(pool.placed()).toEqual({ 0: 2, 1: 2 });
    expect(tally(held.map((call) => call.answer.value))).toEqual({ 'in peace': 4 });
  });

  it('leaves out a server whose calls blame it', async () => {
    const fate = (error: unknown): Fate => (error === 'sick' ? { connection: 'replace', blameEndpoint: true } : 'keep');
    await using pool = await open(3, { workers: 3 }, { fate });
    const ejected = pool.rig.events('endpoint.ejected');
    const sick = pool.rig.script.open.find(({ endpoint }) => endpoint?.port === 1)?.worker;
    for (const call of await pool.rig.holdMany(3)) {
      if (call.worker === sick) call.fail('sick');
      else call.finish();
    }
    await pool.rig.settle();
    expect(ejected).toMatchObject([{ endpoint: { host: 'server', port: 1 } }]);
    expect(ejected[0]?.forMs).toBeGreaterThanOrEqual(800);
    expect(pool.placed()[1]).toBeUndefined();
    expect(pool.rig.stats.workers.ready).toBe(3);
  });

  it('tries the next server at once when one fails, before it counts as a failure', async () => {
    await using pool = await open(3, { workers: 1 });
    pool.fall(pool.rig.script.opened[0]?.endpoint?.port ?? -1);
    const failures = pool.rig.events('connect.failed');
    await pool.rig.advance(50);
    expect([failures.length, pool.rig.stats.state]).toEqual([0, 'ready']);
  });

  it('that are all down waits, and says which it tried last', async () => {
    await using pool = await open(2, { workers: 1 });
    const failures = pool.rig.events('connect.failed');
    pool.fall(0);
    pool.fall(1);
    await pool.rig.advance(10_000);
    expect(pool.rig.stats.state).toBe('down');
    expect(String(failures[0]?.error)).toMatch(
      /^PoolError: scripted\/global\/default: connecting to server:[01] failed: scripted: connect fails$/,
    );
    pool.down.clear();
    await pool.rig.advance(2_000);
    expect(pool.rig.stats.state).toBe('ready');
  });

  it('of two with one connection: an outage of one never leaves the other the only one for ever', async () => {
    await using pool = await open(2, { workers: 1 });
    const used = new Set<number | undefined>();
    for (let round = 0; round < 40; round++) {
      const port = pool.rig.script.open[0]?.endpoint?.port;
      used.add(port);
      pool.fall(port ?? -1);
      await pool.rig.advance(3_000);
      pool.down.clear();
      await pool.rig.advance(100_000);
    }
    expect(used).toEqual(new Set([0, 1]));
  });
});

describe('failover', () => {
  const failover = { workers: 2, endpointPolicy: 'failover' as const };

  it('uses the first healthy server in order, and goes back to it when it has returned', async () => {
    await using pool = await open(3, failover);
    expect(pool.placed()).toEqual({ 0: 2 });
    pool.fall(0);
    await pool.rig.advance(5_000);
    expect(pool.placed()).toEqual({ 1: 2 });
    pool.down.delete(0);
    await pool.rig.advance(120_000);
    expect(pool.placed()).toEqual({ 0: 2 });
  });

  it('skips a server that says it is not the one wanted, and remembers that', async () => {
    await using pool = await open(3, { ...failover, workers: 1 });
    pool.standby.add(0);
    pool.rig.script.open[0]?.kill();
    await pool.rig.advance(5_000);
    expect(pool.placed()).toEqual({ 1: 1 });
    const before = pool.rig.script.attempts.length;
    pool.rig.script.open[0]?.kill();
    await pool.rig.advance(5_000);
    expect(pool.rig.script.attempts.slice(before).map(({ endpoint }) => endpoint?.port)).toEqual([1]);
    // No failure of its own: it is sound.
    expect(pool.rig.stats.connections.connectFailures).toBe(0);
  });

  it('finds the standby that has been promoted', async () => {
    await using pool = await open(2, { ...failover, workers: 1 });
    pool.standby.add(1);
    pool.fall(0);
    await pool.rig.advance(1_000);
    expect(pool.rig.stats.workers.ready).toBe(0);
    pool.standby.delete(1);
    await pool.rig.advance(3_000);
    expect(pool.placed()).toEqual({ 1: 1 });
  });
});

describe('a pool whose backend finds out which servers there are', () => {
  const at = (...ports: number[]) => ports.map((port) => ({ host: 'server', port }));

  it('spreads over the new ones, one connection each second', async () => {
    await using pool = await open(1, { workers: 6 });
    const changes = pool.rig.events('endpoints.changed');
    const returned = pool.rig.events('endpoint.returned');
    pool.rig.script.open[0]?.discover(at(0, 1, 2));
    await pool.rig.settle();
    expect(pool.placed()).toEqual({ 0: 5, 1: 1 });
    await pool.rig.advance(10_000);
    expect(pool.placed()).toEqual({ 0: 2, 1: 2, 2: 2 });
    expect(changes.map(({ endpoints }) => endpoints)).toEqual([at(0, 1, 2)]);
    expect(returned).toEqual([]);
  });

  it('gives a new one a single connection until that has been made', async () => {
    await using pool = await open(1, { workers: 4 });
    pool.down.add(1);
    const failures = pool.rig.events('endpoint.ejected');
    pool.rig.script.open[0]?.discover(at(1));
    await pool.rig.advance(900);
    expect(pool.placed()).toEqual({ 0: 4 });
    expect(pool.rig.script.attempts.filter(({ endpoint }) => endpoint?.port === 1)).toHaveLength(1);
    expect(failures).toHaveLength(1);
    pool.down.clear();
    await pool.rig.advance(10_000);
    expect(pool.placed()).toEqual({ 0: 2, 1: 2 });
  });

  it('leaves one that is named no more, and cuts no call for it', async () => {
    await using pool = await open(1, { workers: 4, callTimeoutMs: 1_000_000 });
    pool.rig.script.open[0]?.discover(at(1));
    await pool.rig.advance(10_000);
    const held = await pool.rig.holdMany(4);
    pool.rig.script.open[0]?.discover([]);
    await pool.rig.advance(10_000);
    expect(held.map(({ outcome }) => outcome)).toEqual(new Array(4).fill('pending'));
    for (const call of held) call.finish();
    await pool.rig.advance(10_000);
    expect(pool.placed()).toEqual({ 0: 4 });
    pool.fall(0);
    await pool.rig.advance(10_000);
    expect(pool.placed()).toEqual({});
  });

  it('never gives up those that it was told of, whatever a server says', async () => {
    await using pool = await open(2, { workers: 2 });
    pool.rig.script.open[0]?.discover(at(7));
    await pool.rig.advance(10_000);
    pool.fall(7);
    await pool.rig.advance(500);
    expect(pool.placed()).toEqual({ 0: 1, 1: 1 });
  });

  it('takes one back that is named again, and forgets those that come and go', async () => {
    await using pool = await open(1, { workers: 2 });
    for (let port = 1; port < 200; port++) {
      pool.rig.script.open[0]?.discover(at(port));
      await pool.rig.advance(5_000);
      expect(pool.placed()).toEqual({ 0: 1, [port]: 1 });
    }
    pool.rig.script.open[0]?.discover(at(1));
    await pool.rig.advance(5_000);
    expect(pool.placed()).toEqual({ 0: 1, 1: 1 });
  });

  it('says nothing when nothing has changed', async () => {
    await using pool = await open(2, { workers: 2 });
    const changes = pool.rig.events('endpoints.changed');
    pool.rig.script.open[0]?.discover(at(1, 0));
    pool.rig.script.open[0]?.discover([]);
    expect(changes).toEqual([]);
  });
});
