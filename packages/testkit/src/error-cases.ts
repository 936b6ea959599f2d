import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { BackendCases } from './backend-cases.js';
import { limits } from './limits.js';
import { needs } from './needs.js';
import { Probe } from './probe.js';
import type { Case } from './runner.js';
import { isError, listen, pause, settled, until, within } from './waiting.js';

/** What the errors of a backend owe to people. */
export const errorCases: readonly Case<BackendCases>[] = [
  {
    name: 'fails with an error when the server refuses the login',
    lacks: needs('denied'),
    run: Probe.run(async (probe, subject) => {
      const connecting = settled(probe.connect({ input: subject.denied?.() }));
      const { error } = await within(limits.connectMs, 'a connect with a wrong login', connecting);
      assert.ok(error !== undefined, 'a connect with a wrong login has succeeded');
      assert.ok(isError(error) && error.message !== '', `expected an Error that says something, not ${String(error)}`);
    }),
  },
  {
    name: 'shows no secret in an error, whatever fails',
    lacks: needs('secrets'),
    run: Probe.run(async (probe, subject) => {
      for await (const [what, error] of failures(probe, subject)) {
        const shown = [inspect(error, { depth: 8 }), inspect(error, { depth: 2, showHidden: true }), String(error)].join('\n');
        const leaked = subject.secrets?.some((secret) => spellings(secret).some((each) => shown.includes(each)));
        assert.ok(!leaked, `the error of ${what} shows a secret (its name is ${isError(error) ? error.name : typeof error})`);
      }
    }),
  },
];

type Failure = readonly [what: string, error: unknown];

/** Everything that can be made to fail here. */
async function* failures(probe: Probe, subject: BackendCases): AsyncGenerator<Failure> {
  const connect = async (input: unknown): Promise<unknown> =>
    (await settled(probe.connect({ input, signal: AbortSignal.timeout(300) }))).error;
  const refused = probe.backend.options['~standard'].validate({ ...(subject.options() as object), noSuchOption: 1 });
  if (!(refused instanceof Promise)) yield ['options that are refused', refused.issues];

  if (subject.proxied !== undefined) {
    const closed = await listen(() => {});
    await closed.close();
    yield ['a connect that is refused', await connect(subject.proxied(closed.address))];
    await using deaf = await listen((socket) => socket.resume());
    yield ['a connect that nobody answers', await connect(subject.proxied(deaf.address))];
    await using rude = await listen((socket) => socket.once('data', () => socket.destroy()));
    yield ['a connect to a server that hangs up', await connect(subject.proxied(rude.address))];
  }
  if (subject.denied !== undefined) yield ['a connect with a wrong login', await connect(subject.denied())];

  const dialled = await probe.connect();
  if (subject.failWork !== undefined) yield ['a call that fails', (await settled(probe.failWork(dialled))).error];
  if (subject.sever === undefined && subject.server === undefined) return;
  const call = subject.slowWork === undefined ? undefined : settled(probe.slowWork(dialled));
  await pause(50);
  try {
    await probe.sever(dialled);
    if (call !== undefined)
      yield ['a call whose connection died', (await within(limits.promptMs, 'a call whose connection died', call)).error];
    else if (subject.capabilities?.idleLoss === undefined) await until(limits.promptMs, 'lost is called', () => dialled.lost.length > 0);
    for (const reason of dialled.lost) yield ['the reason of a loss', reason];
  } finally {
    await probe.mend();
  }
}

/** As it stands, in a URL, and in a header of HTTP as users and passwords are. */
function spellings(secret: string): string[] {
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
}
