import assert from 'node:assert/strict';
import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { getEventListeners } from 'node:events';
import type { BackendCases } from './backend-cases.js';
import { limits } from './limits.js';
import { needs } from './needs.js';
import { Probe } from './probe.js';
import type { Case } from './runner.js';
import { pause, settled, until } from './waiting.js';

/** The first round may set up something that stays, once for all connections; what each of the others adds is a leak. */
const ROUNDS = 4;

/** What must not pile up, call after call and connection after connection. */
export const leakCases: readonly Case<BackendCases>[] = [
  {
    name: 'leaves no listener on the signal of a call or a ping that is over',
    run: Probe.run(async (probe, subject) => {
      const dialled = await probe.connect();
      const { signal } = new AbortController();
      await probe.work(dialled, signal);
      await noListeners(signal, 'a call');
      if (subject.failWork !== undefined) {
        await settled(
          subject.failWork(dialled.connection, { signal, deadline: Number.POSITIVE_INFINITY, key: undefined, label: undefined }),
        );
        await noListeners(signal, 'a call that failed');
      }
      if (probe.backend.ping === undefined) return;
      await probe.ping(dialled, signal);
      await noListeners(signal, 'a ping');
    }),
  },
  {
    name: 'leaves no listener of a closed connection on the process',
    run: Probe.run(async (probe) => {
      let before = new Map<string | symbol, number>();
      for (let round = 0; round < ROUNDS; round++) {
        await lifetime(probe);
        if (round === 0) before = processListeners();
      }
      for (const [event, count] of processListeners()) {
        const more = count - (before.get(event) ?? 0);
        assert.ok(more < ROUNDS - 1, `${more} listeners of "${String(event)}" are left on the process by ${ROUNDS - 1} connections`);
      }
    }),
  },
  {
    name: 'leaves no timer of a closed connection, not even one that holds nobody',
    run: Probe.run(async (probe) => {
      const ours = new AsyncLocalStorage<true>();
      const running = new Set<number>();
      const hook = createHook({
        init: (id, type) => void ((type === 'Timeout' || type === 'Immediate') && ours.getStore() && running.add(id)),
        destroy: (id) => void running.delete(id),
      });
      await lifetime(probe);
      hook.enable();
      try {
        await ours.run(true, async () => {
          for (let round = 1; round < ROUNDS; round++) await lifetime(probe);
        });
        const few = (): boolean => running.size < ROUNDS - 1;
        await until(limits.goneMs, `the timers of ${ROUNDS - 1} closed connections are over`, few);
      } finally {
        hook.disable();
      }
    }),
  },
  {
    name: 'leaves no socket behind of connects that fail',
    lacks: needs('network', 'denied'),
    run: Probe.run(async (probe, subject) => {
      for (let round = 0; round < ROUNDS; round++) await settled(probe.connect({ input: subject.denied?.() }));
    }),
  },
];

/** A connection from beginning to end. */
async function lifetime(probe: Probe): Promise<void> {
  const dialled = await probe.connect();
  await probe.work(dialled);
  await probe.close(dialled);
}

async function noListeners(signal: AbortSignal, of: string): Promise<void> {
  const end = performance.now() + limits.goneMs;
  while (getEventListeners(signal, 'abort').length > 0 && performance.now() < end) await pause(10);
  const left = getEventListeners(signal, 'abort').length;
  assert.equal(left, 0, `${left} listeners are left on the signal of ${of}`);
}

function processListeners(): Map<string | symbol, number> {
  return new Map(process.eventNames().map((event) => [event, process.listenerCount(event)]));
}
