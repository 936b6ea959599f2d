import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import type { BackendCases } from './backend-cases.js';
import { limits } from './limits.js';
import { needs } from './needs.js';
import { Probe } from './probe.js';
import type { Case } from './runner.js';
import { deafWork, serveOrSay, throughProxy, toldOfDeath } from './through-proxy.js';
import { isError, listen, pause, settled, until, within } from './waiting.js';

/** What a backend owes to the pool when the network or the server fails. */
export const networkCases: readonly Case<BackendCases>[] = [
  {
    name: 'fails with an error when the port refuses',
    lacks: needs('network', 'proxied'),
    run: Probe.run(async (probe, subject) => {
      const { address, close } = await listen(() => {});
      await close();
      const { error } = await within(limits.connectMs, 'a refused connect', settled(probe.connect({ input: subject.proxied?.(address) })));
      assert.ok(isError(error) && error.message !== '', `expected an Error that says something, not ${String(error)}`);
    }),
  },
  {
    name: 'gives up a connect to a server that never answers when told to, and leaves no socket',
    lacks: needs('network', 'proxied'),
    run: Probe.run(async (probe, subject) => {
      const sockets = new Set<Socket>();
      await using nobody = await listen((socket) => {
        sockets.add(socket.resume());
        socket.on('close', () => sockets.delete(socket));
      });
      const controller = new AbortController();
      const connecting = probe.connect({ input: subject.proxied?.(nobody.address), signal: controller.signal });
      const outcome = settled(connecting);
      await until(limits.promptMs, 'the server is dialled', () => sockets.size > 0);
      await pause(100);
      controller.abort(new Error('enough'));
      const { error } = await within(limits.promptMs, 'a connect whose signal aborted', outcome);
      // Some protocols have no handshake: then it is the first call that waits for ever.
      if (error === undefined) await deafWork(probe, await connecting);
      await until(limits.promptMs, 'the sockets are closed', () => sockets.size === 0);
    }),
  },
  {
    name: 'settles a connect that is reset at any stage',
    lacks: needs('network', 'proxied', 'server', 'handshake'),
    run: throughProxy(async (probe, proxy, input) => {
      proxy.resetOnConnect();
      const { error: refused } = await within(limits.promptMs, 'a connect that is reset when accepted', settled(probe.connect({ input })));
      assert.ok(isError(refused), `expected an Error, not ${String(refused)}`);
      await proxy.heal();
      proxy.set({ latencyMs: 10 });
      for (const stageMs of [0, 5, 15, 25, 40, 80]) {
        const connecting = probe.connect({ input });
        const outcome = settled(connecting);
        await pause(stageMs);
        proxy.reset();
        const { error } = await within(limits.promptMs, `a connect reset after ${stageMs} ms`, outcome);
        if (error !== undefined) assert.ok(isError(error), `expected an Error, not ${String(error)}`);
        else await serveOrSay(probe, await connecting);
        await probe.closeAll();
      }
      await proxy.heal();
      await probe.work(await probe.connect({ input }));
    }),
  },
  {
    name: 'fails a running call that is reset, and says that the connection died',
    lacks: needs('network', 'proxied', 'server', 'slowWork'),
    run: throughProxy(async (probe, proxy, input) => {
      const dialled = await probe.connect({ input });
      const call = settled(probe.slowWork(dialled));
      await pause(50);
      proxy.reset();
      const { error } = await within(limits.promptMs, 'a call that was reset', call);
      assert.ok(error !== undefined, 'the call has succeeded');
      await toldOfDeath(probe, dialled, error);
    }),
  },
  {
    name: 'gives up a ping on a half-open connection when told to, and can close it',
    lacks: needs('network', 'proxied', 'server', 'ping', 'pingsItself'),
    run: throughProxy(async (probe, proxy, input) => {
      const dialled = await probe.connect({ input });
      proxy.halfOpen();
      const { error } = await within(
        limits.promptMs,
        'a ping whose signal aborted',
        settled(probe.ping(dialled, AbortSignal.timeout(200))),
      );
      assert.ok(error !== undefined, 'the ping has succeeded although nobody answered');
      await probe.close(dialled);
    }),
  },
  {
    name: 'ends a call on a half-open connection, at the latest when that is closed',
    lacks: needs('network', 'proxied', 'server'),
    run: throughProxy(async (probe, proxy, input) => {
      const dialled = await probe.connect({ input });
      proxy.halfOpen();
      await deafWork(probe, dialled);
    }),
  },
  {
    name: 'connects and serves one byte at a time',
    lacks: needs('network', 'proxied', 'server'),
    run: throughProxy(async (probe, proxy, input) => {
      // Turn by turn, not by the clock: a handshake of TLS has thousands of bytes.
      proxy.set({ sliceBytes: 1, sliceDelayMs: 0 });
      await probe.work(await probe.connect({ input }));
    }),
  },
  {
    name: 'connects and serves at a distance of 50 ms',
    lacks: needs('network', 'proxied', 'server'),
    run: throughProxy(async (probe, proxy, input) => {
      proxy.set({ latencyMs: 50 });
      const dialled = await probe.connect({ input });
      await probe.work(dialled);
      await probe.work(dialled);
    }),
  },
];
