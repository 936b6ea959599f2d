import assert from 'node:assert/strict';
import { describe, it } from 'vitest';
import { Scheduler, VirtualClock } from '../src/index.js';
import { playSeeds } from '../src/play-seeds.js';

/** Two buyers of the last piece; the shop looks first and takes it later. */
async function sell(seed: number): Promise<{ stock: number; trace: readonly string[] }> {
  const scheduler = new Scheduler({ seed });
  let stock = 1;
  for (const buyer of ['Ada', 'Ben']) {
    scheduler.start(buyer, async () => {
      if (stock === 0) return;
      await scheduler.turn(`the bank answers ${buyer}`);
      stock--;
    });
  }
  await scheduler.run();
  return { stock, trace: scheduler.trace };
}

describe('the scheduler', () => {
  it('gives one order for one seed, and others for others', async () => {
    const orders = new Set<string>();
    for (let seed = 1; seed <= 30; seed++) {
      const { stock, trace } = await sell(seed);
      assert.deepEqual((await sell(seed)).trace, trace);
      const raced = trace.slice(0, 2).every((line) => !line.startsWith('the bank'));
      assert.equal(stock, raced ? -1 : 0, trace.join(', '));
      orders.add(trace.join(', '));
    }
    assert.ok(orders.size >= 4, `${orders.size} orders`);
  });

  it('chooses between what waits and time, which moves to the next timer', async () => {
    const ends = new Set<string>();
    for (let seed = 1; seed <= 20; seed++) {
      const clock = new VirtualClock({ seed });
      const scheduler = new Scheduler({ seed, clock });
      scheduler.start('call', () => {
        const late = new Promise<string>((resolve) => clock.setTimer(() => resolve('timeout'), 200));
        const answer = scheduler.turn('the server answers').then(() => 'answer');
        return Promise.race([late, answer]).then((end) => ends.add(`${end} at ${clock.now()}`));
      });
      await scheduler.run();
      assert.ok(scheduler.trace.every((line) => /^(0|200): (call|the server answers|200 ms pass)$/.test(line)));
    }
    assert.deepEqual([...ends].sort(), ['answer at 0', 'timeout at 200']);
  });

  it('fails with what a task throws', async () => {
    const scheduler = new Scheduler();
    scheduler.start('one', () => scheduler.turn('a while'));
    scheduler.start('other', () => Promise.reject(new Error('broken')));
    await assert.rejects(scheduler.run(), /^Error: broken$/);
  });

  it('says who waits for what never comes', async () => {
    const scheduler = new Scheduler();
    scheduler.start('one', () => new Promise(() => {}));
    scheduler.start('one', () => undefined);
    await assert.rejects(scheduler.run(), /these wait for what never comes: one/);
  });

  it('picks by its seed', () => {
    const one = new Scheduler({ seed: 7 });
    const two = new Scheduler({ seed: 7 });
    const picks = Array.from({ length: 20 }, () => one.pick(['a', 'b', 'c']));
    assert.deepEqual(
      picks,
      Array.from({ length: 20 }, () => two.pick(['a', 'b', 'c'])),
    );
    assert.equal(new Set(picks).size, 3);
    assert.equal(one.pick([]), undefined);
    const chance = one.random();
    assert.ok(chance >= 0 && chance < 1 && chance !== one.random());
  });
});

describe('playing seeds', () => {
  it('says which seed fails, what was said, and the line that plays it again', async () => {
    const played: number[] = [];
    const run = playSeeds({ seeds: 50, again: 'npm test -- shop' }, async ({ seed, say }) => {
      played.push(seed);
      const { stock, trace } = await sell(seed);
      for (const line of trace) say(line);
      assert.ok(stock >= 0, 'sold what was not there');
    });
    const error = await run.then(
      () => assert.fail('no seed has failed'),
      (reason: Error) => reason,
    );
    const seed = played.at(-1);
    assert.ok(
      error.message.startsWith('sold what was not there\n  Ada\n  Ben\n') || error.message.includes('\n  Ben\n  Ada\n'),
      error.message,
    );
    assert.ok(error.message.endsWith(`\n\nTo play it again:\n  OUTPOOL_SEED=${seed} OUTPOOL_HISTORIES=1 npm test -- shop`), error.message);
    assert.equal((error.cause as Error).message, 'sold what was not there');
    assert.deepEqual(
      played,
      Array.from({ length: seed as number }, (_, index) => index + 1),
    );
  });

  it('plays what the environment says', async () => {
    const before = { ...process.env };
    Object.assign(process.env, { OUTPOOL_SEED: '17', OUTPOOL_HISTORIES: '2' });
    const played: number[] = [];
    try {
      await playSeeds({ again: 'never' }, ({ seed }) => played.push(seed));
    } finally {
      process.env = before;
    }
    assert.deepEqual(played, [17, 18]);
  });
});
