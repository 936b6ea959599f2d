import { describe, expect, it } from 'vitest';
import { Rig } from '../kit.js';

describe('the time that a call has waited', () => {
  it.each([undefined, 700])('is 0 when it starts in the turn in which it came, with a timeout of %s', async (timeoutMs) => {
    await using rig = await Rig.open({ pool: { workers: 1, callTimeoutMs: 5_000 } });
    const started = rig.events('call.started');
    const options = timeoutMs === undefined ? {} : { timeoutMs };
    // The first two set the timer of their timeout; the others wait for the next reading of the clock.
    await Promise.all(Array.from({ length: 4 }, () => rig.pool.call(async () => undefined, options)));
    expect(started.map(({ waitMs }) => waitMs)).toEqual([0, 0, 0, 0]);
  });

  it('counts from when it came, although the clock is read later', async () => {
    await using rig = await Rig.open({ pool: { workers: 1 } });
    const started = rig.events('call.started');
    const held = await rig.holdMany(2);
    await rig.advance(40);
    for (const { finish } of held) finish();
    await rig.settle();
    expect(started.map(({ waitMs }) => waitMs)).toEqual([0, 40]);
    for (const { finish } of held) finish();
    await rig.settle();
  });
});
