import { toCase } from '../lib/cases.mjs';
import { load, loadVirtualClock } from '../lib/sources.mjs';
import { outpool } from './ours.mjs';
import { rivals } from './rivals.mjs';
import { strategies } from './strategies.mjs';

const calls = { full: 20_000, quick: 4_000, tiny: 60 };
const WORKERS = 8;
const SERVICE_MS = 10;
const SLOWER = 10;
const TIMEOUT_MS = 5_000;
/** Of what the eight could do together. */
const UTILISATION = 0.5;

/**
 * What choosing well is worth: one of eight workers is ten times slower. The 99th percentile of how long a caller
 * waits for its answer, in simulated time, for each strategy and for the rivals, who hand out whatever is free.
 * All see the same calls: random arrivals, random durations. A call is given up after five seconds,
 * and one that was refused counts as given up, too: its caller has no answer.
 */
export async function selection({ size }) {
  const { VirtualClock } = await loadVirtualClock();
  const work = makeWork(calls[size]);
  const beside = {};
  for (const rival of await rivals({ max: WORKERS })) {
    const taken = await Promise.all(Array.from({ length: WORKERS }, rival.acquire));
    taken[0].slow = true;
    for (const connection of taken) rival.release(connection);
    const clock = new VirtualClock();
    beside[rival.name] = await p99(clock, work, async (durationMs) => {
      const connection = await rival.acquire();
      await served(clock, connection, durationMs);
      rival.release(connection);
      return true;
    });
    await rival.stop();
  }

  const cases = [];
  const { PeakEwma, PowerOfTwoChoices } = await load('strategies');
  for (const strategy of [...strategies, 'p2c', 'peak_ewma']) {
    process.stderr.write(`  ${strategy}\n`);
    const clock = new VirtualClock();
    const options = { workers: WORKERS, strategy, maxConnecting: WORKERS, callTimeoutMs: TIMEOUT_MS };
    const starting = (await outpool())(options, { clock, strategies: [PeakEwma, PowerOfTwoChoices] });
    await clock.advance(100);
    const { pool, stop } = await starting;
    const marking = pool.broadcall((connection) => {
      connection.slow = connection.n === 0;
    });
    await clock.settle();
    await marking;
    let failed = 0;
    const ours = await p99(clock, work, (durationMs, turn) => {
      const options = strategy === 'hash_worker' ? { key: `key-${turn % 1_000}` } : undefined;
      const answer = pool.call((connection) => served(clock, connection, durationMs), options);
      return answer.then(
        () => true,
        () => void failed++,
      );
    });
    const stopped = stop();
    await clock.advance(60_000);
    await stopped;
    cases.push(toCase(`one of 8 workers 10 x slower, ${strategy}`, 'ms, p99', { ours, ...beside }, undefined, { failed, of: work.length }));
  }
  return cases;
}

function served(clock, connection, durationMs) {
  return new Promise((resolve) => clock.setTimer(resolve, connection.slow ? durationMs * SLOWER : durationMs));
}

async function p99(clock, work, call) {
  const took = [];
  let at = 0;
  for (const [turn, { afterMs, durationMs }] of work.entries()) {
    at += afterMs;
    clock.setTimer(async () => {
      const began = clock.now();
      const answered = await call(durationMs, turn);
      took.push(answered ? clock.now() - began : TIMEOUT_MS);
    }, at);
  }
  await clock.advance(at);
  while (took.length < work.length) await clock.advance(SERVICE_MS);
  return percentile99(took);
}

function percentile99(took) {
  return took.sort((a, b) => a - b)[Math.floor(took.length * 0.99)];
}

/** The same for everyone: gaps and durations are exponential, from a seed. */
function makeWork(count) {
  const perMs = (UTILISATION * (WORKERS - 1 + 1 / SLOWER)) / SERVICE_MS;
  let state = 42;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Array.from({ length: count }, () => ({ afterMs: -Math.log(random()) / perMs, durationMs: -Math.log(random()) * SERVICE_MS }));
}
