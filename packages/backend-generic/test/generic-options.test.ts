import { GenericBackend } from '@outpool/backend-generic';
import { createOutgoingPools } from '@outpool/core';
import { describe, expect, it } from 'vitest';
import { failure, work } from './connect.js';

async function problems(connection: unknown, pool: object = {}): Promise<string[]> {
  const config = { outgoingPools: [{ type: 'generic', pool, connection }] } as never;
  const error = await failure(Promise.resolve().then(() => createOutgoingPools(config, { backends: [GenericBackend] })));
  expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
  return (error as unknown as { problems: { path: string; message: string }[] }).problems.map(
    ({ path, message }) => `${path.replace('outgoingPools[0].', '')}: ${message}`,
  );
}

const run = (): number => 1;

describe('the options', () => {
  it.each([
    [{}, {}],
    [{ run }, { concurrency: 1024 }],
    [{ module: work }, {}],
    [{ module: work.href, threads: true }, {}],
    [{ module: 'packages/backend-generic/test/modules/work.mjs', threads: 3 }, { workers: 3 }],
    [{ module: work, threads: 4, maxHeapMb: 100 }, { workers: { min: 1, max: 4 } }],
  ])('%j with the pool options %j are taken', (connection, pool) => {
    const config = { outgoingPools: [{ type: 'generic', pool, connection }] } as never;
    expect(() => createOutgoingPools(config, { backends: [GenericBackend] })).not.toThrow();
  });

  it.each([
    [{ run: 'work' }, {}, 'connection.run: expected a function, found a string'],
    [{ module: 7 }, {}, 'connection.module: expected a path or a URL, found a number'],
    [{ module: 'nowhere.mjs' }, {}, `connection.module: there is no file ${process.cwd()}/nowhere.mjs`],
    [{ module: 'https://a.test/work.js' }, {}, 'connection.module: expected a path or a file: URL, found a string'],
    [{ run, module: work }, {}, 'connection.module: stands instead of run: take one of them out'],
    [{ threads: true }, {}, 'connection.threads: needs `module`: the code to run'],
    [
      { run, threads: true },
      {},
      'connection.threads: needs `module` instead of `run`: a function cannot leave the variables around it for another thread',
    ],
    [{ module: work, threads: 0 }, {}, 'connection.threads: expected a number >=1, found 0'],
    [{ module: work, threads: 'many' }, {}, 'connection.threads: expected true or false or a number, found a string'],
    [{ module: work, maxHeapMb: 100 }, {}, 'connection.maxHeapMb: has no effect without `threads`'],
    [
      { module: work, threads: 4 },
      {},
      'connection.threads: asks for 4 threads, and the pool has 10 workers with one thread each: write `workers: 4`, or `threads: true`',
    ],
    [
      { module: work, threads: true },
      { concurrency: 2 },
      'pool.concurrency: expected 1: a thread runs one call, for it ends with a call that is cancelled',
    ],
    [{}, { concurrency: 1025 }, 'pool.concurrency: expected at most 1024, found 1025: a connection of generic serves 1024 calls at once'],
    [{}, { keepaliveIntervalMs: 1000 }, 'pool.keepaliveIntervalMs: has no effect: the backend has no way to ping'],
    [{ modul: work }, {}, 'connection.modul: unknown key, did you mean `module`?'],
  ])('%j with the pool options %j are refused', async (connection, pool, problem) => {
    expect(await problems(connection, pool)).toEqual([problem]);
  });
});
