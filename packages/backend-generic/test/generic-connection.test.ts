import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { failure, open, work } from './connect.js';

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await sleep(5);
};

const modules = (name: string): URL => new URL(`./modules/${name}.mjs`, import.meta.url);

describe.each([
  ['in process', { module: work }],
  ['on a thread', { module: work, threads: true }],
])('a module %s', (_, options) => {
  it('gets input, key and label, and gives its result', async () => {
    await using opened = await open(options);
    const input = { do: 'echo', list: [1n, new Date(7)] };
    expect(await opened.connection.run(input, { key: 'k', label: 'l' })).toEqual({ input, key: 'k', label: 'l', aborted: false });
    expect(await opened.connection.run(input)).toEqual({ input, key: undefined, label: undefined, aborted: false });
    expect(await opened.connection.run({ do: 'wait', ms: 5 })).toBe('waited');
    expect(await opened.connection.run()).toBeUndefined();
  });

  it('keeps its connection when it throws, whatever it throws', async () => {
    await using opened = await open(options);
    const error = await failure(opened.connection.run({ do: 'throw' }));
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'RangeError', message: 'no such thing' });
    expect([opened.backend.fate(error, opened.connection)].map((fate) => (typeof fate === 'string' ? fate : fate.connection))).toEqual([
      'keep',
    ]);
    expect(await opened.connection.run(7)).toBe(7);
    expect(opened.lost).toEqual([]);
  });

  it('that cannot be loaded makes connecting fail with its own error', async () => {
    expect(await failure(open({ ...options, module: modules('broken') }))).toMatchObject({ message: 'cannot be loaded' });
    expect(await failure(open({ ...options, module: modules('no-function') }))).toMatchObject({
      name: 'TypeError',
      message: `the default export of ${modules('no-function').href} is not a function`,
    });
  });
});

describe('a function', () => {
  it('gets the signal of its call', async () => {
    await using opened = await open({
      run: (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    const controller = new AbortController();
    const reason = new Error('enough');
    const running = failure(opened.connection.run(undefined, { signal: controller.signal }));
    controller.abort(reason);
    expect(await running).toBe(reason);
    expect(opened.backend.fate(reason, opened.connection)).toBe('keep');
  });

  it('gets a signal also when nobody gave one, and asks for none in vain', async () => {
    const asked: string[] = [];
    await using opened = await open({ run: (input, context) => (input === 'signal' ? context.signal.aborted : 'no signal') });
    const context = {
      get signal() {
        asked.push('signal');
        return new AbortController().signal;
      },
    };
    expect(await opened.connection.run('signal')).toBe(false);
    expect(await opened.connection.run('other', context)).toBe('no signal');
    expect(asked).toEqual([]);
    await opened.connection.run('signal', context);
    expect(asked).toEqual(['signal']);
  });

  it('that is missing is said to be missing', async () => {
    await using opened = await open({});
    expect(await failure(opened.connection.run(1))).toEqual(
      new TypeError('this pool has neither `run` nor `module` in its connection options'),
    );
  });

  it('has a connection of its own for each worker', async () => {
    const options = { run: () => 1 };
    expect((await open(options)).connection).not.toBe((await open(options)).connection);
  });
});

describe('a thread', () => {
  const options = { module: work, threads: true };

  it('is one for each connection, and stays the same', async () => {
    await using one = await open(options);
    await using other = await open(options);
    const thread = (connection: typeof one.connection) => connection.run<number>({ do: 'thread' });
    const first = await thread(one.connection);
    expect(first).toBeGreaterThan(0);
    expect(await thread(one.connection)).toBe(first);
    expect(await thread(other.connection)).not.toBe(first);
  });

  it('leaves the event loop free while it computes', async () => {
    await using opened = await open(options);
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    await opened.connection.run({ do: 'spin', ms: 300 });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  it('is ended when its call is cancelled, though it computes for ever; the connection is replaced', async () => {
    await using opened = await open(options);
    const controller = new AbortController();
    const reason = new Error('enough');
    const running = failure(opened.connection.run({ do: 'spin for ever' }, { signal: controller.signal }));
    await sleep(50);
    controller.abort(reason);
    expect(await running).toBe(reason);
    expect(opened.backend.fate(new Error('wrapped', { cause: reason }), opened.connection)).toEqual({ connection: 'replace' });
    expect(opened.lost).toEqual([]);
    await until(() => opened.lost.length > 0);
    expect(opened.lost).toHaveLength(1);
  });

  it('does not start a call that is cancelled already', async () => {
    await using opened = await open(options);
    expect(await failure(opened.connection.run({ do: 'spin for ever' }, { signal: AbortSignal.abort(new Error('over')) }))).toMatchObject({
      message: 'over',
    });
    expect(await opened.connection.run(7)).toBe(7);
  });

  it.each([
    [{ do: 'exit', code: 7 }, 'worker exited with code: 7'],
    [{ do: 'exit', code: 0 }, 'worker exited with code: 0'],
    [{ do: 'fail later', ms: 5 }, 'uncaught'],
  ])('that dies under %j loses its connection, once', async (input, message) => {
    await using opened = await open(options);
    const error = await failure(opened.connection.run(input));
    expect(error.message).toBe(message);
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'lost', sent: true });
    await until(() => opened.lost.length > 0);
    await sleep(20);
    expect(opened.lost).toHaveLength(1);
    const next = await failure(opened.connection.run(7));
    expect(next.message).toBe('the thread has ended');
    expect(opened.backend.fate(next, opened.connection)).toEqual({ connection: 'lost', sent: false });
  });

  it('that dies while nothing runs loses its connection, once', async () => {
    await using opened = await open(options);
    expect(await opened.connection.run({ do: 'exit later', ms: 20 })).toBe('soon');
    await until(() => opened.lost.length > 0);
    expect(opened.lost).toMatchObject([{ message: 'the thread ended by itself, with exit code 7' }]);
  });

  it('that runs out of memory does not take the process with it', async () => {
    await using opened = await open({ ...options, maxHeapMb: 20 });
    const error = await failure(opened.connection.run({ do: 'eat memory' }));
    expect(error.code).toBe('ERR_WORKER_OUT_OF_MEMORY');
    expect(opened.backend.fate(error, opened.connection)).toEqual({ connection: 'lost', sent: true });
  });

  it('is not troubled by what cannot be sent to it or back', async () => {
    await using opened = await open(options);
    const there = await failure(opened.connection.run(() => 1));
    expect(there.name).toBe('DataCloneError');
    expect(opened.backend.fate(there, opened.connection)).toEqual({ connection: 'keep' });
    for (const what of ['answer', 'throw']) {
      const back = await failure(opened.connection.run({ do: `${what} a function` }));
      expect(back.message).toBe('what the function gave cannot be sent from the thread: () => undefined could not be cloned.');
      expect(opened.backend.fate(back, opened.connection)).toEqual({ connection: 'keep' });
    }
    expect(await opened.connection.run(Buffer.from('bytes'))).toEqual(new Uint8Array(Buffer.from('bytes')));
  });

  it('is ended by close, whatever it does; that is no loss', async () => {
    const { backend, connection, lost } = await open(options);
    const running = failure(connection.run({ do: 'spin for ever' }));
    await sleep(30);
    await backend.close(connection);
    expect((await running).message).toBe('Terminating worker thread');
    await sleep(50);
    expect(lost).toEqual([]);
    await backend.close(connection);
  });

  it('that is still loading is ended by the signal of its attempt', async () => {
    const controller = new AbortController();
    const reason = new Error('too late');
    const connecting = failure(open({ module: modules('endless'), threads: true }, { signal: controller.signal }));
    await sleep(100);
    controller.abort(reason);
    expect(await connecting).toBe(reason);
  });
});
