import { expect, test } from 'vitest';
import { poolOptionsSchema } from '@outpool/contract/internal';
import { Housekeeper } from '../../src/pool/housekeeper.js';
import { Worker } from '../../src/worker/worker.js';
import { VirtualClock } from '../kit.js';

test('a connection moves every second to a server that is back, whatever fractions of a ms the clock shows', async () => {
  // A second later, less this, is a little less than a second.
  const clock = new VirtualClock({ start: 1010.978815983981 });
  expect(clock.now() + 1_000 - clock.now()).toBeLessThan(1_000);
  const settings = { ...poolOptionsSchema.parse({}), concurrency: 1, endpointPolicy: 'spread' as const };
  const dialer = { dial() {}, hangUp() {}, close: async () => {} };
  const worker = new Worker(0, 1, dialer, { connected() {}, lost() {}, blocked() {}, blamed() {}, vacant() {} });
  const opened = {
    connection: {},
    blocked: undefined,
    endpointIndex: 0,
    endpoint: undefined,
    at: 0,
    connectMs: 0,
    retireAt: Number.POSITIVE_INFINITY,
  };
  Object.assign(worker, { ready: true });
  Object.assign(worker.holder, { state: 'open', opened });
  const moves: number[] = [];
  const minder = {
    everyone: [worker],
    size: { min: 2 },
    ready: 2,
    workers: 2,
    retire: () => moves.push(clock.now()),
    dismiss() {},
    probe() {},
  };
  const housekeeper = new Housekeeper(settings, clock, minder, { misplaced: () => 0, nextReturn: () => undefined });
  housekeeper.look();
  await clock.advance(3_500);
  expect(moves).toHaveLength(4);
  housekeeper.stop();
});
