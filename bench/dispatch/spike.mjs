import { setTimeout as sleep } from 'node:timers/promises';
import { toCase } from '../lib/cases.mjs';
import { rounds, summary } from '../lib/rounds.mjs';
import { outpool } from './ours.mjs';
import { rivals } from './rivals.mjs';

const sizes = {
  full: { warmups: 1, rounds: 10 },
  quick: { warmups: 0, rounds: 2 },
  tiny: { warmups: 0, rounds: 1, connectMs: 20 },
};
const CALLS = 50;
const IDLE = 5;
const CALL_MS = 2;

/**
 * Fifty calls at once on five idle connections, in pools that may grow to fifty. Connecting takes 150 ms, a call 2 ms:
 * the five alone are through after 20 ms, so each connection that is opened is opened in vain.
 */
export async function spike({ size, against }) {
  const { connectMs = 150, ...effort } = sizes[size];
  const opened = new Map();
  const names = ['ours', ...(against === undefined ? [] : ['base']), 'tarn', 'generic-pool', 'lightning-pool', 'pg-pool'];
  const figures = await rounds(
    names.map((name) => ({
      name,
      run: async () => {
        const folder = name === 'base' ? against : undefined;
        const contender = name === 'ours' || name === 'base' ? await ours(connectMs, folder) : await rival(name, connectMs);
        const began = performance.now();
        await Promise.all(Array.from({ length: CALLS }, contender.call));
        const drained = performance.now() - began;
        opened.set(name, [...(opened.get(name) ?? []), contender.opened() - IDLE]);
        // What is still connecting must not end in the next one's time.
        await sleep(connectMs);
        await contender.stop();
        return drained;
      },
    })),
    effort,
  );
  const connections = Object.fromEntries([...opened].map(([name, counts]) => [name, summary(counts)]));
  return [
    toCase('spike of 50 calls on 5 connections, drained', 'ms', figures, undefined, { connectMs, callMs: CALL_MS }),
    toCase('spike of 50 calls on 5 connections, opened', 'connections', connections),
  ];
}

async function ours(delayMs, folder) {
  const { pool, stop } = await (await outpool(folder))({ workers: { min: IDLE, max: CALLS } }, { connection: { delayMs } });
  while (pool.stats().workers.ready < IDLE) await sleep(5);
  return {
    stop,
    call: () => pool.call(() => sleep(CALL_MS)),
    opened: () => {
      const { connections } = pool.stats();
      return connections.opened + connections.connecting;
    },
  };
}

async function rival(name, delayMs) {
  const [{ acquire, release, opened, stop }] = await rivals({ only: name, max: CALLS, warm: IDLE, delayMs });
  const call = async () => {
    const connection = await acquire();
    await sleep(CALL_MS);
    release(connection);
  };
  return { call, opened, stop };
}
