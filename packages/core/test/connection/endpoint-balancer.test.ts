import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { EndpointBalancer } from '../../src/connection/endpoint-balancer.js';
import { endpoints, Fleet, seeded } from './fleet.js';

type Policy = 'spread' | 'failover';

const balancerOf = (count: number, policy: Policy = 'spread', random: () => number = seeded(1)) =>
  new EndpointBalancer({ endpoints: endpoints(count), policy, random });

/** Ejects an endpoint and says when it is over. */
const eject = (balancer: EndpointBalancer, index: number, now: number): number => {
  const forMs = balancer.failed(index, now);
  assert.ok(forMs !== undefined);
  return now + forMs;
};

describe('spread', () => {
  it('fills the endpoint with the fewest connections', () => {
    const fleet = new Fleet(3, 'spread');
    fleet.open(9);
    assert.deepEqual(fleet.counts(), [3, 3, 3]);
  });

  it('breaks ties at random', () => {
    const firsts = new Set(Array.from({ length: 100 }, (_, seed) => balancerOf(50, 'spread', seeded(seed)).choose(0, [])));
    assert.ok(firsts.size > 30, `${firsts.size} different firsts`);
  });

  it('counts attempts under way like connections', () => {
    const balancer = balancerOf(2);
    const first = balancer.choose(0, []) as number;
    balancer.connecting(first);
    assert.equal(balancer.choose(0, []), 1 - first);
  });

  it('leaves out what has been tried in this dial, given as a set or as a list', () => {
    const balancer = balancerOf(3);
    assert.equal(balancer.choose(0, [0, 2]), 1);
    assert.equal(balancer.choose(0, new Set([0, 1])), 2);
    assert.equal(balancer.choose(0, [0, 1, 2]), undefined);
  });

  it('leaves out an endpoint that failed', () => {
    const balancer = balancerOf(3);
    eject(balancer, 1, 0);
    for (let dial = 0; dial < 20; dial++) assert.notEqual(balancer.choose(1, []), 1);
  });

  it('goes to an ejected endpoint rather than ending a dial', () => {
    const balancer = balancerOf(3);
    eject(balancer, 1, 0);
    assert.equal(balancer.choose(1, [0, 2]), 1);
  });

  it('uses all endpoints at random when more than half are ejected', () => {
    const balancer = balancerOf(50);
    for (let index = 0; index < 25; index++) eject(balancer, index, 0);
    assert.ok(Array.from({ length: 100 }, () => balancer.choose(1, []) as number).every((index) => index >= 25));
    eject(balancer, 25, 0);
    const chosen = new Set(Array.from({ length: 500 }, () => balancer.choose(1, []) as number));
    assert.ok(chosen.size > 40, `${chosen.size} of 50`);
    assert.equal(balancer.misplaced(1), undefined, 'nothing moves in a panic');
  });
});

describe('failover', () => {
  it('takes the first in order, and the next while it is out', () => {
    const balancer = balancerOf(3, 'failover');
    assert.equal(balancer.choose(0, []), 0);
    const back = eject(balancer, 0, 0);
    assert.equal(balancer.choose(1, []), 1);
    assert.equal(balancer.choose(back, []), 0);
  });

  it('stays with the last sound endpoint although most are ejected', () => {
    const balancer = balancerOf(3, 'failover');
    eject(balancer, 0, 0);
    eject(balancer, 1, 0);
    assert.equal(balancer.choose(1, []), 2);
    assert.equal(balancer.choose(1, [2]) === undefined, false);
  });

  it('moves connections back to the first, one at a time, once it is sound', () => {
    const fleet = new Fleet(2, 'failover');
    fleet.down.add(0);
    fleet.open(3);
    assert.deepEqual(fleet.counts(), [0, 3]);
    fleet.down.clear();
    const moves = fleet.run(70_000, 100);
    assert.equal(moves, 3);
    assert.deepEqual(fleet.counts(), [3, 0]);
  });

  it('goes back from the last to the first that is sound', () => {
    const balancer = balancerOf(3, 'failover');
    balancer.connecting(1);
    balancer.connecting(2);
    assert.equal(balancer.misplaced(0), 2);
    balancer.disconnected(2);
    assert.equal(balancer.misplaced(0), 1);
    eject(balancer, 0, 0);
    assert.equal(balancer.misplaced(0), undefined);
  });
});

describe('ejection', () => {
  it('lasts 1 s, doubles up to 60 s, and varies by 20 %', () => {
    for (const [chance, factor] of [
      [0, 0.8],
      [0.5, 1],
      [1 - 2 ** -32, 1.2],
    ] as const) {
      const balancer = balancerOf(2, 'spread', () => chance);
      let now = 0;
      for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
        const forMs = balancer.failed(0, now);
        assert.ok(Math.abs((forMs as number) - seconds * 1000 * factor) < 1, `${forMs} for ${seconds} s`);
        now += forMs as number;
      }
    }
  });

  it('does not grow by failures that come while it lasts', () => {
    const balancer = balancerOf(2);
    const until = eject(balancer, 0, 0);
    for (let failure = 0; failure < 20; failure++) assert.equal(balancer.failed(0, 10), undefined);
    assert.equal(balancer.nextReturn(10), until - 10);
    const second = balancer.failed(0, until) as number;
    assert.ok(second >= 1600 && second <= 2400, String(second));
  });

  it('ends early with a connect that works after all', () => {
    const balancer = balancerOf(2);
    eject(balancer, 0, 0);
    assert.equal(balancer.succeeded(0, 5), true);
    assert.equal(balancer.succeeded(0, 6), false);
    assert.equal(balancer.nextReturn(6), undefined);
  });

  it('starts anew at 1 s once the endpoint has served as long as it was out', () => {
    const balancer = balancerOf(2, 'spread', () => 0.5);
    let now = eject(balancer, 0, 0);
    now = eject(balancer, 0, now);
    balancer.succeeded(0, now);
    assert.equal(balancer.failed(0, now + 2000), 1000);
  });

  it('goes on growing for an endpoint that takes connections and fails their calls', () => {
    const balancer = balancerOf(2, 'spread', () => 0.5);
    let now = 0;
    const lengths = Array.from({ length: 8 }, () => {
      const forMs = balancer.failed(0, now) as number;
      now += forMs;
      balancer.succeeded(0, now);
      now += 10;
      return forMs;
    });
    assert.deepEqual(lengths, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('tells how long until the next one ends', () => {
    const balancer = balancerOf(3);
    assert.equal(balancer.nextReturn(0), undefined);
    const first = eject(balancer, 0, 0);
    const second = eject(balancer, 1, 500);
    assert.equal(balancer.nextReturn(600), Math.min(first, second) - 600);
    assert.equal(balancer.nextReturn(first), second > first ? second - first : undefined);
    assert.equal(balancer.nextReturn(5000), undefined);
  });
});

describe('an endpoint whose ejection is over', () => {
  it('gets one attempt at a time until one has succeeded', () => {
    const balancer = balancerOf(3);
    for (let index = 1; index < 3; index++) {
      for (let connection = 0; connection < 100; connection++) balancer.connecting(index);
    }
    const back = eject(balancer, 0, 0);
    const dial = (): number => {
      const chosen = balancer.choose(back, []) as number;
      balancer.connecting(chosen);
      return chosen;
    };
    const chosen = Array.from({ length: 50 }, dial);
    assert.equal(chosen.filter((index) => index === 0).length, 1);
    assert.equal(balancer.succeeded(0, back), true);
    assert.equal(dial(), 0);
  });

  it('attracts a single connection while it is unproved', () => {
    const balancer = balancerOf(2);
    for (let connection = 0; connection < 10; connection++) balancer.connecting(1);
    const back = eject(balancer, 0, 0);
    assert.equal(balancer.misplaced(back), 1);
    balancer.disconnected(1);
    balancer.connecting(0);
    assert.equal(balancer.misplaced(back), undefined);
    balancer.succeeded(0, back);
    assert.equal(balancer.misplaced(back), 1);
  });

  it('may be tried again after an attempt that was given up', () => {
    const balancer = balancerOf(2, 'failover');
    const back = eject(balancer, 0, 0);
    balancer.connecting(0);
    assert.equal(balancer.choose(back, []), 1);
    balancer.disconnected(0);
    assert.equal(balancer.choose(back, []), 0);
  });
});

describe('an endpoint that declined', () => {
  it('is chosen last and attracts nothing', () => {
    const balancer = balancerOf(3, 'failover');
    balancer.declined(0);
    balancer.connecting(1);
    assert.equal(balancer.choose(0, []), 1);
    assert.equal(balancer.misplaced(0), undefined);
    assert.equal(balancer.choose(0, [1, 2]), 0);
  });

  it('is tried before the ejected ones, and counts like any other once it takes a connection', () => {
    const balancer = balancerOf(2, 'failover');
    balancer.declined(0);
    eject(balancer, 1, 0);
    assert.equal(balancer.choose(1, []), 0);
    balancer.connecting(0);
    assert.equal(balancer.succeeded(0, 1), false);
    assert.equal(balancer.choose(1, []), 0);
  });

  it('does not make connections wander while it stays a standby', () => {
    for (const policy of ['spread', 'failover'] as const) {
      const fleet = new Fleet(3, policy);
      fleet.standby.add(0).add(2);
      fleet.open(6);
      const moves = fleet.run(600_000, 500);
      assert.equal(moves, 0);
      assert.deepEqual(fleet.counts(), [0, 6, 0]);
    }
  });
});

describe('histories', () => {
  const policy = fc.constantFrom<Policy>('spread', 'failover');
  const size = fc.constantFrom(2, 3, 50);
  const event = fc.record({
    kind: fc.constantFrom('connecting', 'disconnected', 'failed', 'succeeded', 'declined'),
    at: fc.nat(49),
    ms: fc.nat(5000),
  });

  it('always answer while an endpoint is untried', () => {
    fc.assert(
      fc.property(policy, size, fc.array(event, { maxLength: 60 }), fc.nat(1000), (kind, count, events, seed) => {
        const balancer = balancerOf(count, kind, seeded(seed));
        let now = 0;
        for (const { kind: what, at, ms } of events) {
          now += ms;
          balancer[what as 'failed'](at % count, now);
          balancer.misplaced(now);
        }
        const tried: number[] = [];
        for (let chosen = balancer.choose(now, tried); chosen !== undefined; chosen = balancer.choose(now, tried)) {
          assert.ok(!tried.includes(chosen));
          tried.push(chosen);
        }
        assert.equal(tried.length, count);
      }),
      { numRuns: 300 },
    );
  });

  it('end level, after few moves, once all endpoints are sound', () => {
    const outage = fc.record({ endpoint: fc.nat(49), ms: fc.integer({ min: 1, max: 30_000 }), dies: fc.boolean() });
    fc.assert(
      fc.property(
        policy,
        size,
        fc.integer({ min: 1, max: 120 }),
        fc.array(outage, { maxLength: 15 }),
        fc.nat(1000),
        (kind, count, connections, outages, seed) => {
          const fleet = new Fleet(count, kind, seed);
          fleet.open(connections);
          for (const { endpoint, ms, dies } of outages) {
            const index = endpoint % count;
            if (!fleet.down.delete(index)) fleet.down.add(index);
            if (dies) fleet.lose(index);
            fleet.run(ms, 500);
          }
          fleet.down.clear();
          const moves = fleet.run(73_000 + 250 * connections * count, 250);
          const counts = fleet.counts();
          assert.equal(
            counts.reduce((sum, each) => sum + each, 0),
            connections,
          );
          assert.ok(moves <= connections * (kind === 'spread' ? 1 : count), `${moves} moves`);
          if (kind === 'failover') assert.equal(counts[0], connections, String(counts));
          else assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, String(counts));
          assert.equal(fleet.run(10_000, 250), 0, 'and then nothing moves');
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of two endpoints and one connection never end with one endpoint used for ever', () => {
    fc.assert(
      fc.property(
        policy,
        fc.nat(1),
        fc.integer({ min: 1, max: 300_000 }),
        fc.boolean(),
        fc.nat(1000),
        (kind, dead, outageMs, blamed, seed) => {
          const fleet = new Fleet(2, kind, seed);
          fleet.open(1);
          fleet.down.add(dead);
          fleet.lose(dead);
          fleet.run(outageMs, 500);
          fleet.down.clear();
          fleet.run(73_000, 500);
          const used = new Set<number>();
          for (let death = 0; death < 64; death++) {
            const at = fleet.counts().indexOf(1);
            used.add(at);
            fleet.lose(at, blamed);
            fleet.run(1000, 500);
          }
          // Without blame nothing drives a failover pool away from its first server.
          assert.deepEqual([...used].sort(), kind === 'failover' && !blamed ? [0] : [0, 1]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('never hurry to an endpoint that is back: at most one connect to it until it is proved, one move in a step', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 100 }), fc.nat(1000), (connections, seed) => {
        const fleet = new Fleet(3, 'spread', seed);
        fleet.down.add(1);
        fleet.open(connections);
        const before = fleet.dialled[1] as number;
        fleet.run(60_000, 500);
        // 1 + 2 + 4 + 8 + 16 s and what jitter may add: a dead endpoint costs a handful of attempts in a minute.
        assert.ok((fleet.dialled[1] as number) - before <= 7, `${(fleet.dialled[1] as number) - before} attempts`);
        fleet.down.clear();
        for (let step = 0; step < 200; step++) {
          const [, last] = fleet.counts() as [number, number, number];
          fleet.run(500, 500);
          assert.ok((fleet.counts()[1] as number) - last <= 1);
        }
      }),
      { numRuns: 40 },
    );
  });
});
