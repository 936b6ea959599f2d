import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { VirtualClock } from '../src/virtual-clock.js';

describe('VirtualClock', () => {
  it('stands still until it is told to advance', async () => {
    const clock = new VirtualClock({ start: 100 });
    let fired = false;
    clock.setTimer(() => (fired = true), 0);
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(clock.now(), 100);
    assert.equal(fired, false);
    assert.equal(clock.pendingTimers, 1);
  });

  it('fires timers by due time, then by age, each at its own time', async () => {
    const clock = new VirtualClock();
    const log: [string, number][] = [];
    const note = (name: string) => () => log.push([name, clock.now()]);
    clock.setTimer(note('b'), 20);
    clock.setTimer(note('a'), 10);
    clock.setTimer(note('c'), 20);
    clock.setTimer(note('never'), 31);
    await clock.advance(30);
    assert.deepEqual(log, [
      ['a', 10],
      ['b', 20],
      ['c', 20],
    ]);
    assert.equal(clock.now(), 30);
    assert.equal(clock.pendingTimers, 1);
    assert.equal(clock.nextTimerMs, 1);
  });

  it('fires a timer that another timer sets within the same advance', async () => {
    const clock = new VirtualClock();
    const at: number[] = [];
    const again = (): void => {
      at.push(clock.now());
      if (at.length < 3) clock.setTimer(again, 10);
    };
    clock.setTimer(again, 10);
    await clock.advance(100);
    assert.deepEqual(at, [10, 20, 30]);
    assert.equal(clock.now(), 100);
  });

  it('lets promises settle between two timers of one instant', async () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    clock.setTimer(async () => {
      for (let step = 0; step < 5; step++) await null;
      log.push('promise of the first');
    }, 5);
    clock.setTimer(() => log.push('second'), 5);
    await clock.advance(5);
    assert.deepEqual(log, ['promise of the first', 'second']);
  });

  it('runs the next turn after the timers of its instant and before later ones', async () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    clock.setTimer(() => {
      log.push('first');
      clock.nextTurn(() => log.push(`turn at ${clock.now()}`));
    }, 5);
    clock.setTimer(() => log.push('second'), 5);
    clock.setTimer(() => log.push('later'), 6);
    await clock.advance(10);
    assert.deepEqual(log, ['first', 'second', 'turn at 5', 'later']);
  });

  it('settles chains of turns and promises without moving time', async () => {
    const clock = new VirtualClock();
    let turns = 0;
    const turn = async (): Promise<void> => {
      await null;
      if (++turns < 4) clock.nextTurn(turn);
    };
    clock.nextTurn(turn);
    await clock.settle();
    assert.equal(turns, 4);
    assert.equal(clock.now(), 0);
  });

  it('gives a timer of 0 ms a turn of its own at the same instant', async () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    clock.setTimer(() => {
      clock.setTimer(() => log.push('nested'), 0);
      clock.nextTurn(() => log.push('turn'));
    }, 0);
    await clock.settle();
    assert.deepEqual(log, ['turn', 'nested']);
    assert.equal(clock.now(), 0);
  });

  it('does not fire what was cancelled, by another timer of the same instant either', async () => {
    const clock = new VirtualClock();
    let fired = 0;
    const late = clock.setTimer(() => fired++, 5);
    clock.setTimer(() => never.cancel(), 7);
    const never = clock.setTimer(() => fired++, 7);
    late.cancel();
    late.cancel();
    await clock.advance(10);
    assert.equal(fired, 0);
    assert.equal(clock.pendingTimers, 0);
  });

  it('keeps a timer of Infinity pending and never fires it', async () => {
    const clock = new VirtualClock();
    clock.setTimer(() => assert.fail('fired'), Number.POSITIVE_INFINITY);
    await clock.advance(1e12);
    assert.equal(clock.pendingTimers, 1);
    assert.equal(clock.nextTimerMs, undefined);
  });

  it('tells the timers that would hold a process from the others', () => {
    const clock = new VirtualClock();
    let needed = false;
    const holds = () => needed;
    clock.setTimer(() => {}, 5, holds);
    clock.setTimer(() => {}, 5);
    assert.equal(clock.holdingTimers, 1);
    needed = true;
    assert.equal(clock.holdingTimers, 2);
  });

  it('runs callbacks outside the async context of whoever set the timer or moves the time', async () => {
    const clock = new VirtualClock();
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    storage.run('caller', () => {
      clock.setTimer(() => seen.push(storage.getStore()), 1);
      clock.nextTurn(() => seen.push(storage.getStore()));
    });
    await storage.run('test', () => clock.advance(1));
    assert.deepEqual(seen, [undefined, undefined]);
  });

  it('passes on what a callback throws and can go on after it', async () => {
    const clock = new VirtualClock();
    let fired = false;
    clock.setTimer(() => {
      throw new Error('no');
    }, 5);
    clock.setTimer(() => (fired = true), 6);
    await assert.rejects(clock.advance(10), /no/);
    assert.equal(clock.now(), 5);
    await clock.advance(10);
    assert.equal(fired, true);
  });

  it('says so when time cannot move on', () => {
    const clock = new VirtualClock();
    const again = (): void => void clock.setTimer(again, 0);
    again();
    assert.throws(() => clock.advanceSync(1), /time cannot move on/);
  });

  it('refuses to go back, to jump to the end of time, and to advance twice at once', async () => {
    const clock = new VirtualClock();
    await assert.rejects(clock.advance(-1), RangeError);
    await assert.rejects(clock.advance(Number.NaN), RangeError);
    await assert.rejects(clock.advance(Number.POSITIVE_INFINITY), RangeError);
    const first = clock.advance(1);
    await assert.rejects(clock.advance(1), /advancing already/);
    await first;
    assert.equal(clock.now(), 1);
  });

  it('draws the same chances from the same seed, spread over [0, 1)', () => {
    const draw = (seed: number) => {
      const { random } = new VirtualClock({ seed });
      return Array.from({ length: 1000 }, random);
    };
    assert.deepEqual(draw(7), draw(7));
    assert.notDeepEqual(draw(7), draw(8));
    const all = draw(7);
    assert.ok(all.every((value) => value >= 0 && value < 1));
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    assert.ok(mean > 0.45 && mean < 0.55, String(mean));
  });

  it('fires whatever was set in the same order with and without promises in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 30 }), fc.nat(60), async (delays, ms) => {
        const run = (): { clock: VirtualClock; log: [number, number][] } => {
          const clock = new VirtualClock();
          const log: [number, number][] = [];
          delays.forEach((delay, index) => {
            clock.setTimer(() => log.push([index, clock.now()]), delay);
          });
          return { clock, log };
        };
        const slow = run();
        const fast = run();
        await slow.clock.advance(ms);
        fast.clock.advanceSync(ms);
        const expected = delays
          .map((due, index): [number, number] => [index, due])
          .filter(([, due]) => due <= ms)
          .sort(([a, dueA], [b, dueB]) => dueA - dueB || a - b);
        assert.deepEqual(slow.log, expected);
        assert.deepEqual(fast.log, expected);
        assert.equal(slow.clock.pendingTimers, delays.length - expected.length);
      }),
      { numRuns: 50 },
    );
  });
});
