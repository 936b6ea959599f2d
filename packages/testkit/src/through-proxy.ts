import assert from 'node:assert/strict';
import type { BackendCases } from './backend-cases.js';
import { type FaultProxy, startFaultProxy } from './fault-proxy.js';
import { limits } from './limits.js';
import { type Dialled, Probe } from './probe.js';
import { pause, settled, within } from './waiting.js';

/** Runs a case with a fault proxy between backend and server. */
export function throughProxy(
  body: (probe: Probe, proxy: FaultProxy, input: unknown) => Promise<void>,
): (subject: BackendCases) => Promise<void> {
  return Probe.run(async (probe, subject) => {
    assert.ok(subject.server !== undefined && subject.proxied !== undefined);
    const proxy = await startFaultProxy({ host: subject.server.host, port: subject.server.port });
    try {
      await body(probe, proxy, subject.proxied({ host: proxy.host, port: proxy.port }));
    } finally {
      await probe.closeAll().finally(() => proxy.close());
    }
  });
}

/** Work that nobody answers ends with its signal, at the latest when its connection is closed. */
export async function deafWork(probe: Probe, dialled: Dialled): Promise<void> {
  assert.ok((await boundedWork(probe, dialled)) !== undefined, 'the call has succeeded although nobody answered');
}

/** Work ends with its signal, at the latest when its connection is closed. Gives its error, if it failed. */
export async function boundedWork(probe: Probe, dialled: Dialled): Promise<unknown> {
  const call = settled(probe.work(dialled, AbortSignal.timeout(200)));
  await Promise.race([call, pause(400)]);
  await probe.close(dialled);
  const { error } = await within(limits.promptMs, 'a call that nobody answers, after close', call);
  return error;
}

/** Either the connection serves, or something says that it is dead. */
export async function serveOrSay(probe: Probe, dialled: Dialled): Promise<void> {
  const { error } = await settled(probe.work(dialled));
  await pause(50);
  const told = error === undefined || dialled.lost.length > 0 || probe.fate(error, dialled).connection !== 'keep';
  assert.ok(told, `no word of the death after ${String(error)}`);
}

/** A call has failed because its connection died: either `lost` or the fate has to say so, and `lost` once at most. */
export async function toldOfDeath(probe: Probe, dialled: Dialled, error: unknown): Promise<void> {
  await pause(100);
  assert.ok(dialled.lost.length <= 1, `lost was called ${dialled.lost.length} times for one connection`);
  const told = dialled.lost.length === 1 || probe.fate(error, dialled).connection !== 'keep';
  assert.ok(told, `no word of the death after ${String(error)}`);
}
