import assert from 'node:assert/strict';
import type { BackendCases } from './backend-cases.js';
import { limits } from './limits.js';
import { needs } from './needs.js';
import { type Dialled, lostOnce, Probe } from './probe.js';
import type { Case } from './runner.js';
import { seededRandom } from './seeded-random.js';
import { boundedWork, serveOrSay, throughProxy, toldOfDeath } from './through-proxy.js';
import { isError, listen, pause, settled, until, within } from './waiting.js';

const noise = Buffer.from(Array.from({ length: 512 }, seededRandom(1)).map((chance) => Math.floor(chance * 256)));

/** What a backend owes to the pool when its server does not keep to the rules, or a caller gives up midway. */
export const faultCases: readonly Case<BackendCases>[] = [
  {
    name: 'gives up a connect at any stage, takes no late answer and leaves no socket',
    lacks: needs('network', 'proxied', 'server'),
    run: throughProxy(async (probe, proxy, input) => {
      proxy.set({ latencyMs: 10 });
      for (const stageMs of [0, 5, 15, 25, 40, 80]) {
        const controller = new AbortController();
        const outcome = settled(probe.connect({ input, signal: controller.signal }));
        await pause(stageMs);
        controller.abort(new Error('enough'));
        await within(limits.promptMs, `a connect given up after ${stageMs} ms`, outcome);
        await probe.closeAll();
      }
      await until(limits.goneMs, 'the sockets of connects that were given up are closed', () => proxy.connections === 0);
    }),
  },
  {
    name: 'settles a connect to a server that hangs up',
    lacks: needs('network', 'proxied'),
    run: Probe.run(async (probe, subject) => {
      await using rude = await listen((socket) => socket.resume().end());
      await badServer(probe, subject.proxied?.(rude.address), 'hangs up');
    }),
  },
  {
    name: 'settles a connect to a server that talks nonsense',
    lacks: needs('network', 'proxied'),
    run: Probe.run(async (probe, subject) => {
      await using mad = await listen((socket) => socket.resume().write(noise));
      await badServer(probe, subject.proxied?.(mad.address), 'talks nonsense');
    }),
  },
  {
    name: 'ends its connection to the server when it is closed',
    lacks: needs('network', 'proxied', 'server'),
    run: throughProxy(async (probe, proxy, input) => {
      const dialled = await probe.connect({ input });
      await probe.work(dialled);
      await probe.close(dialled);
      await until(limits.goneMs, 'the server sees the end of a closed connection', () => proxy.connections === 0);
    }),
  },
  {
    name: 'calls lost once when the server hangs up on an idle connection',
    lacks: needs('network', 'proxied', 'server', 'idleLoss'),
    run: throughProxy(async (probe, proxy, input) => {
      const dialled = await probe.connect({ input });
      await probe.work(dialled);
      proxy.end();
      await lostOnce(dialled);
    }),
  },
  {
    name: 'fails a call whose answer is cut off in the middle, and says that the connection died',
    lacks: needs('network', 'proxied', 'server'),
    run: throughProxy(async (probe, proxy, input) => {
      const dialled = await probe.connect({ input });
      await probe.work(dialled);
      proxy.set({ limitBytes: 1 }, 'down');
      const { error } = await within(limits.promptMs, 'a call whose answer was cut off', settled(probe.work(dialled)));
      assert.ok(error !== undefined, 'a call of whose answer one byte came has succeeded');
      await toldOfDeath(probe, dialled, error);
    }),
  },
  {
    name: 'asks the server when it is pinged: without an answer, a ping fails',
    lacks: needs('network', 'proxied', 'server', 'ping', 'handshake'),
    run: throughProxy(async (probe, proxy, input) => {
      const dialled = await probe.connect({ input });
      // A ping may use a connection of its own: that finds nobody, either.
      proxy.blackHole();
      proxy.halfOpen();
      const ping = settled(probe.ping(dialled, AbortSignal.timeout(200)));
      const { error } = await within(limits.promptMs, 'a ping whose signal aborted', ping);
      assert.ok(error !== undefined, 'a ping has succeeded although the server did not answer');
    }),
  },
  {
    name: 'gives no call the answer of one that was given up',
    lacks: needs('network', 'proxied', 'server', 'echo'),
    run: throughProxy(async (probe, proxy, input) => {
      const dialled = await probe.connect({ input });
      assert.equal(await probe.echo(dialled, 'the first'), 'the first');
      proxy.set({ latencyMs: 50 });
      const controller = new AbortController();
      const givenUp = settled(probe.echo(dialled, 'given up', controller.signal));
      await pause(20);
      controller.abort(new Error('enough'));
      const { error } = await givenUp;
      if (sound(probe, dialled, error)) await echoes(probe, dialled, ['the next', 'and the one after it']);
    }),
  },
];

/** A server at which no connect and no call can succeed. */
async function badServer(probe: Probe, input: unknown, what: string): Promise<void> {
  const connecting = probe.connect({ input, signal: AbortSignal.timeout(400) });
  const { error } = await within(limits.promptMs, `a connect to a server that ${what}`, settled(connecting));
  if (error !== undefined) assert.ok(isError(error), `expected an Error, not ${String(error)}`);
  // TCP alone was enough for it: then a call finds out. There are protocols in which nonsense is an answer.
  else if (what === 'hangs up') await serveOrSay(probe, await connecting);
  else await boundedWork(probe, await connecting);
}

const sound = (probe: Probe, dialled: Dialled, error: unknown): boolean =>
  dialled.lost.length === 0 && (error === undefined || probe.fate(error, dialled).connection === 'keep');

/** Each call gets its own answer, or fails and says that the connection is at fault. */
async function echoes(probe: Probe, dialled: Dialled, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    try {
      assert.equal(await probe.echo(dialled, text), text, 'a call got the answer of another one, which was given up');
    } catch (error) {
      if ((error as Error).name === 'AssertionError' || sound(probe, dialled, error)) throw error;
      return;
    }
  }
}
