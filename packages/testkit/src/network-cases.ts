import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { type Address, type BackendCases, needs } from './backend-cases.js';
import { pause, settled } from './contract-cases.js';
import { type FaultProxy, startFaultProxy } from './fault-proxy.js';
import { until, within } from './leaves-nothing.js';
import { limits } from './limits.js';
import { type Dialled, Probe } from './probe.js';
import type { Case } from './runner.js';

/** Runs a case with a fault proxy between backend and server. */
function throughProxy(body: (probe: Probe, proxy: FaultProxy, input: unknown) => Promise<void>): (subject: BackendCases) => Promise<void> {
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

/** What a backend owes to the pool when the network or the server fails. */
export const networkCases: readonly Case<BackendCases>[] = [
  {
    name: 'fails with an error when the port refuses',
    lacks: needs('proxied'),
    run: Probe.run(async (probe, subject) => {
      const { server, address } = await listen(() => {});
      await new Promise((resolve) => server.close(resolve));
      const { error } = await within(limits.connectMs, 'a refused connect', settled(probe.connect({ input: subject.proxied?.(address) })));
      assert.ok(error instanceof Error && error.message !== '', `expected an Error that says something, not ${String(error)}`);
    }),
  },
  {
    name: 'gives up a connect to a server that never answers when told to, and leaves no socket',
    lacks: needs('proxied'),
    run: Probe.run(async (probe, subject) => {
      const sockets = new Set<Socket>();
      const { server, address } = await listen((socket) => {
        sockets.add(socket.resume().on('error', () => {}));
        socket.on('close', () => sockets.delete(socket));
      });
      try {
        const controller = new AbortController();
        const connecting = probe.connect({ input: subject.proxied?.(address), signal: controller.signal });
        const outcome = settled(connecting);
        await until(limits.promptMs, 'the server is dialled', () => sockets.size > 0);
        await pause(100);
        controller.abort(new Error('enough'));
        const { error } = await within(limits.promptMs, 'a connect whose signal aborted', outcome);
        // Some protocols have no handshake: then it is the first call that waits for ever.
        if (error === undefined) await deafWork(probe, await connecting);
        await until(limits.promptMs, 'the sockets are closed', () => sockets.size === 0);
      } finally {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => server.close(resolve));
      }
    }),
  },
  {
    name: 'settles a connect that is reset at any stage',
    lacks: needs('proxied', 'server'),
    run: throughProxy(async (probe, proxy, input) => {
      proxy.resetOnConnect();
      const { error: refused } = await within(limits.promptMs, 'a connect that is reset when accepted', settled(probe.connect({ input })));
      assert.ok(refused instanceof Error, `expected an Error, not ${String(refused)}`);
      await proxy.heal();
      proxy.set({ latencyMs: 10 });
      for (const stageMs of [0, 5, 15, 25, 40, 80]) {
        const connecting = probe.connect({ input });
        const outcome = settled(connecting);
        await pause(stageMs);
        proxy.reset();
        const { error } = await within(limits.promptMs, `a connect reset after ${stageMs} ms`, outcome);
        if (error !== undefined) assert.ok(error instanceof Error, `expected an Error, not ${String(error)}`);
        else await serveOrSay(probe, await connecting);
        await probe.closeAll();
      }
      await proxy.heal();
      await probe.work(await probe.connect({ input }));
    }),
  },
  {
    name: 'fails a running call that is reset, and says that the connection died',
    lacks: needs('proxied', 'server', 'slowWork'),
    run: throughProxy(async (probe, proxy, input) => {
      const dialled = await probe.connect({ input });
      const call = settled(probe.slowWork(dialled));
      await pause(50);
      proxy.reset();
      const { error } = await within(limits.promptMs, 'a call that was reset', call);
      assert.ok(error !== undefined, 'the call has succeeded');
      await pause(100);
      assert.ok(dialled.lost.length <= 1, `lost was called ${dialled.lost.length} times`);
      assert.ok(
        dialled.lost.length === 1 || probe.fate(error, dialled).connection !== 'keep',
        `no word of the death after ${String(error)}`,
      );
    }),
  },
  {
    name: 'gives up a ping on a half-open connection when told to, and can close it',
    lacks: needs('proxied', 'server', 'ping'),
    run: throughProxy(async (probe, proxy, input) => {
      const dialled = await probe.connect({ input });
      proxy.halfOpen();
      const ping = probe.backend.ping?.(dialled.connection, AbortSignal.timeout(200)) as Promise<void>;
      const { error } = await within(limits.promptMs, 'a ping whose signal aborted', settled(ping));
      assert.ok(error !== undefined, 'the ping has succeeded although nobody answered');
      await probe.close(dialled);
    }),
  },
  {
    name: 'ends a call on a half-open connection, at the latest when that is closed',
    lacks: needs('proxied', 'server'),
    run: throughProxy(async (probe, proxy, input) => {
      const dialled = await probe.connect({ input });
      proxy.halfOpen();
      await deafWork(probe, dialled);
    }),
  },
  {
    name: 'connects and serves one byte at a time',
    lacks: needs('proxied', 'server'),
    run: throughProxy(async (probe, proxy, input) => {
      proxy.set({ sliceBytes: 1 });
      await probe.work(await probe.connect({ input }));
    }),
  },
  {
    name: 'connects and serves at a distance of 50 ms',
    lacks: needs('proxied', 'server'),
    run: throughProxy(async (probe, proxy, input) => {
      proxy.set({ latencyMs: 50 });
      const dialled = await probe.connect({ input });
      await probe.work(dialled);
      await probe.work(dialled);
    }),
  },
];

/** Work that nobody answers ends with its signal, at the latest when its connection is closed. */
async function deafWork(probe: Probe, dialled: Dialled): Promise<void> {
  const call = settled(probe.work(dialled, AbortSignal.timeout(200)));
  await Promise.race([call, pause(400)]);
  await probe.close(dialled);
  const { error } = await within(limits.promptMs, 'a call that nobody answers, after close', call);
  assert.ok(error !== undefined, 'the call has succeeded although nobody answered');
}

/** Either the connection serves, or something says that it is dead. */
async function serveOrSay(probe: Probe, dialled: Dialled): Promise<void> {
  const { error } = await settled(probe.work(dialled));
  await pause(50);
  const told = error === undefined || dialled.lost.length > 0 || probe.fate(error, dialled).connection !== 'keep';
  assert.ok(told, `no word of the death after ${String(error)}`);
}

async function listen(accept: (socket: Socket) => void): Promise<{ readonly server: Server; readonly address: Address }> {
  const server = createServer(accept);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return { server, address: { host: '127.0.0.1', port: address.port } };
}
