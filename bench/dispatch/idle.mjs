import { setTimeout as sleep } from 'node:timers/promises';
import { toCase } from '../lib/cases.mjs';
import { collect } from '../lib/rounds.mjs';
import { outpool } from './ours.mjs';
import { rivals } from './rivals.mjs';

const sizes = { full: { pools: 1_000 }, quick: { pools: 1_000 }, tiny: { pools: 20 } };

/** What a pool of ten connections costs that nobody calls: memory, and timers that keep the event loop awake. */
export async function idle({ size, against }) {
  const { pools } = sizes[size];
  const startPool = await outpool();
  const makers = { ours: async () => (await startPool()).stop };
  if (against !== undefined) {
    const startBase = await outpool(against);
    makers.base = async () => (await startBase()).stop;
  }
  for (const { name } of await started()) makers[name] = async () => (await started(name))[0].stop;

  const bytes = {};
  const arrayBytes = {};
  const timers = {};
  for (const [name, make] of Object.entries(makers)) {
    await make(); // what is made once for all pools is not counted
    const kept = [];
    const before = measure();
    for (let made = 0; made < pools; made++) kept.push(await make());
    await sleep(10);
    const after = measure();
    bytes[name] = (after.heap - before.heap) / pools;
    arrayBytes[name] = (after.arrays - before.arrays) / pools;
    timers[name] = (after.timers - before.timers) / pools;
    if (kept.length !== pools) throw new Error('collected too early');
  }
  return [
    toCase('memory of an idle pool of 10', 'bytes of heap', bytes, { of: 'ours', atMost: 10_000 }),
    toCase('memory of an idle pool of 10, array buffers', 'bytes', arrayBytes),
    toCase('timers of an idle pool', 'timers', timers, { of: 'ours', atMost: 0 }),
  ];
}

async function started(name) {
  const all = await rivals({ only: name });
  return all;
}

function measure() {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout' || kind === 'Immediate').length;
  return { heap: heapUsed, arrays: arrayBuffers, timers };
}
