import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onEvent } from '@outpool/contract/internal';
import { type DeadlineList, Deadlines, type Expirable } from '../../src/time/deadlines.js';
import { VirtualClock } from '../kit.js';

class Node implements Expirable {
  due = 0;
  deadlines: DeadlineList | undefined = undefined;
  sooner: Expirable | undefined = undefined;
  later: Expirable | undefined = undefined;
  expiredAt: number[] = [];
  readonly #clock: VirtualClock;
  readonly #then: () => void;

  constructor(clock: VirtualClock, then: () => void = () => {}) {
    this.#clock = clock;
    this.#then = then;
  }

  expire(): void {
    this.expiredAt.push(this.#clock.now());
    this.#then();
  }
}

function setUp() {
  const clock = new VirtualClock();
  const deadlines = new Deadlines(clock);
  const add = (timeoutMs: number, then?: () => void): Node => {
    const node = new Node(clock, then);
    deadlines.list(timeoutMs).link(node, clock.now());
    return node;
  };
  return { clock, deadlines, add };
}

describe('a deadline', () => {
  it('expires its node once, exactly when it is due', () => {
    const { clock, add } = setUp();
    const nodes = [100, 50, 50, 200, 0].map((timeoutMs) => add(timeoutMs));
    clock.advanceSync(1_000);
    expect(nodes.map((node) => node.expiredAt)).toEqual([[100], [50], [50], [200], [0]]);
    expect(nodes.every((node) => node.deadlines === undefined)).toBe(true);
  });

  it('that is unlinked in time never expires', () => {
    const { clock, deadlines, add } = setUp();
    const nodes = [add(100), add(100), add(100)];
    clock.advanceSync(99);
    for (const node of [nodes[1], nodes[0]]) if (node) deadlines.list(100).unlink(node);
    clock.advanceSync(1_000);
    expect(nodes.map((node) => node.expiredAt)).toEqual([[], [], [100]]);
  });

  it('that another takes over expires that one, at the same time', () => {
    const { clock, deadlines, add } = setUp();
    const nodes = [add(100), add(100), add(100)];
    const heirs = nodes.map(() => new Node(clock));
    clock.advanceSync(60);
    for (const [position, node] of nodes.entries()) deadlines.list(100).replace(node, heirs[position] as Node);
    clock.advanceSync(100);
    expect([nodes.map((node) => node.expiredAt), heirs.map((heir) => heir.expiredAt)]).toEqual([
      [[], [], []],
      [[100], [100], [100]],
    ]);
  });

  it('of Infinity never expires and needs no timer', () => {
    const { clock, deadlines, add } = setUp();
    const node = add(Number.POSITIVE_INFINITY);
    expect([clock.pendingTimers, deadlines.all()]).toEqual([0, [node]]);
  });

  it('set while others expire is not forgotten, whichever list it enters', () => {
    const { clock, add } = setUp();
    const late: Node[] = [];
    add(10, () => late.push(add(10), add(5), add(7)));
    add(10, () => late.push(add(10), add(0)));
    clock.advanceSync(10);
    clock.advanceSync(100);
    expect(late.map((node) => node.expiredAt)).toEqual([[20], [15], [17], [20], [10]]);
  });
});

describe('all deadlines of a pool', () => {
  it('share one timer for each distinct timeout, however many there are', () => {
    const { clock, deadlines, add } = setUp();
    for (let node = 0; node < 1_000; node++) add(1_000 + (node % 5));
    expect(clock.pendingTimers).toBe(5);
    expect(deadlines.all()).toHaveLength(1_000);
    clock.advanceSync(2_000);
    expect(clock.pendingTimers).toBe(0);
  });

  it('hold the process only while something waits', () => {
    const { clock, deadlines, add } = setUp();
    const node = add(1_000);
    expect(clock.holdingTimers).toBe(1);
    deadlines.list(1_000).unlink(node);
    expect([clock.pendingTimers, clock.holdingTimers]).toEqual([1, 0]);
    const next = add(1_000);
    expect(clock.holdingTimers).toBe(1);
    deadlines.list(1_000).unlink(next);
    expect(clock.holdingTimers).toBe(0);
    clock.advanceSync(1_000);
    expect(clock.pendingTimers).toBe(0);
  });

  it('leave no timer when they are cleared and nothing waits', () => {
    const { clock, deadlines, add } = setUp();
    const node = add(700);
    deadlines.list(300).unlink(add(300));
    deadlines.clear();
    expect(clock.pendingTimers).toBe(1);
    deadlines.list(700).unlink(node);
    deadlines.clear();
    expect(clock.pendingTimers).toBe(0);
    add(50);
    expect(clock.pendingTimers).toBe(1);
    clock.advanceSync(50);
    expect(deadlines.all()).toEqual([]);
  });

  it('beyond 64 distinct timeouts are late by 1.6 % at the most, and never early', () => {
    const { clock, add } = setUp();
    const timeouts = Array.from({ length: 500 }, (_, position) => 100 + position * 13.7);
    const nodes = timeouts.map((timeoutMs) => add(timeoutMs));
    clock.advanceSync(10_000);
    for (const [position, node] of nodes.entries()) {
      const timeoutMs = timeouts[position] as number;
      const at = node.expiredAt[0] as number;
      expect(at).toBeGreaterThanOrEqual(timeoutMs);
      expect(at).toBeLessThanOrEqual(timeoutMs * 1.016);
    }
  });

  it('give an answer that already lies in the loop one turn before they fire', () => {
    const { clock, deadlines, add } = setUp();
    const node = add(100);
    // Due at the same time, but after the deadline's own timer: input that was waiting in the loop.
    clock.setTimer(() => clock.nextTurn(() => {}), 100);
    clock.setTimer(() => deadlines.list(100).unlink(node), 100);
    clock.advanceSync(1_000);
    expect(node.expiredAt).toEqual([]);
  });

  it('report when the loop was blocked, and for how long', () => {
    const { clock } = setUp();
    const stalls: number[] = [];
    const end = onEvent('loop.stalled', ({ lateMs }) => stalls.push(lateMs));
    // A clock that runs on while its timers do not.
    let blockedMs = 0;
    const { setTimer, nextTurn, random } = clock;
    const deadlines = new Deadlines({ now: () => clock.now() + blockedMs, setTimer, nextTurn, random });
    for (const timeoutMs of [100, 1_000, 1_001, 1_002]) deadlines.list(timeoutMs).link(new Node(clock), 0);
    blockedMs = 150;
    clock.advanceSync(100);
    blockedMs = 600;
    clock.advanceSync(1_000);
    end();
    expect(stalls).toEqual([600]);
  });

  it('are exact for any sequence of setting, ending and waiting', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), timeoutMs: fc.constantFrom(0, 1, 5, 5, 20, 100, 1_000) }),
      fc.record({ kind: fc.constant('end' as const), pick: fc.nat(100) }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(0, 1, 3, 20, 500) }),
      fc.record({ kind: fc.constant('clear' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { clock, deadlines, add } = setUp();
        const expected = new Map<Node, number>();
        const ended = new Set<Node>();
        for (const one of steps) {
          if (one.kind === 'add') expected.set(add(one.timeoutMs), clock.now() + one.timeoutMs);
          else if (one.kind === 'wait') clock.advanceSync(one.ms);
          else if (one.kind === 'clear') deadlines.clear();
          else {
            const node = deadlines.all()[one.pick] as Node | undefined;
            if (node === undefined) continue;
            node.deadlines?.unlink(node);
            ended.add(node);
          }
          for (const [node, due] of expected) {
            const done = !ended.has(node) && (due < clock.now() || (due === clock.now() && one.kind === 'wait'));
            if (done) expect(node.expiredAt).toEqual([due]);
          }
        }
        clock.advanceSync(2_000);
        for (const [node, due] of expected) expect(node.expiredAt).toEqual(ended.has(node) ? [] : [due]);
        expect([deadlines.all(), clock.pendingTimers]).toEqual([[], 0]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a deadline that counts from the next reading of the clock', () => {
  class Late extends Node {
    begunAt: number[] = [];

    begin(now: number): void {
      this.begunAt.push(now);
    }
  }

  const tick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

  function setUpLate() {
    const { clock, deadlines } = setUp();
    const list = deadlines.list(100);
    const add = (): Late => {
      const node = new Late(clock);
      list.linkSoon(node);
      return node;
    };
    return { clock, list, add };
  }

  it('begins at once where nothing else of its timeout has a timer', () => {
    const { clock, add } = setUpLate();
    const first = add();
    expect(first.begunAt).toEqual([0]);
    clock.advanceSync(1_000);
    expect(first.expiredAt).toEqual([100]);
  });

  it('begins with the next reading, once, for all that came since the last one', () => {
    const { clock, list, add } = setUpLate();
    add();
    clock.advanceSync(30);
    const late = [add(), add()];
    expect(late.map((node) => node.begunAt)).toEqual([[], []]);
    list.begin(clock.now());
    clock.advanceSync(10);
    list.begin(clock.now());
    expect(late.map((node) => node.begunAt)).toEqual([[30], [30]]);
    clock.advanceSync(1_000);
    expect(late.map((node) => node.expiredAt)).toEqual([[130], [130]]);
  });

  it('begins in the same turn of the event loop, although nobody reads the clock', async () => {
    const { clock, list, add } = setUpLate();
    add();
    clock.advanceSync(30);
    const late = add();
    await tick();
    expect(late.begunAt).toEqual([30]);
    expect(list.hasNew).toBe(false);
  });

  it('begins before one that is linked behind it, so that none is forgotten', () => {
    const { clock, list, add } = setUpLate();
    add();
    const late = add();
    clock.advanceSync(30);
    const next = new Node(clock);
    list.link(next, 20);
    expect(late.begunAt).toEqual([30]);
    clock.advanceSync(1_000);
    expect([late.expiredAt, next.expiredAt]).toEqual([[130], [130]]);
  });

  it('begins when the timer of the list fires first', () => {
    const { clock, add } = setUpLate();
    add();
    const late = add();
    clock.advanceSync(1_000);
    expect(late.begunAt).toEqual([100]);
    expect(late.expiredAt).toEqual([200]);
  });
});
