import type { ArrayOrObject } from 'cassandra-driver';
import type { ExecuteOptions } from './execute-options.js';

export interface ExecuteManyOptions extends ExecuteOptions {
  /** Statements under way at once. Default 64. */
  readonly concurrency?: number;
  /** Ask for no more parameters once a statement has failed. Default false. */
  readonly stopOnFailure?: boolean;
}

export interface ExecuteFailure {
  /** Counted from 0, in the order of the parameters. */
  readonly position: number;
  readonly params: ArrayOrObject;
  readonly error: unknown;
}

export interface ExecuteManyResult {
  readonly succeeded: number;
  readonly failures: readonly ExecuteFailure[];
}

/**
 * Does one piece of work for each of many, so many at once, and takes the next of them only when there is room.
 * Rejects when `parameters` do, or when `signal` aborts, once what is under way has ended.
 */
export async function forEachOf(
  parameters: Iterable<ArrayOrObject> | AsyncIterable<ArrayOrObject>,
  { concurrency = 64, stopOnFailure = false, signal }: ExecuteManyOptions,
  work: (params: ArrayOrObject, position: number) => Promise<void>,
): Promise<ExecuteManyResult> {
  if (!(concurrency >= 1)) throw new TypeError('concurrency must be 1 or more');
  const failures: ExecuteFailure[] = [];
  const running = new Set<Promise<void>>();
  let succeeded = 0;
  let position = 0;
  const run = async (params: ArrayOrObject, at: number): Promise<void> => {
    try {
      await work(params, at);
      succeeded++;
    } catch (error) {
      failures.push({ position: at, params, error });
    }
  };
  try {
    for await (const params of parameters) {
      signal?.throwIfAborted();
      const task: Promise<void> = run(params, position++).finally(() => running.delete(task));
      running.add(task);
      if (running.size >= concurrency) await Promise.race(running);
      if (stopOnFailure && failures.length > 0) break;
    }
  } finally {
    await Promise.all(running);
  }
  signal?.throwIfAborted();
  return { succeeded, failures: failures.sort((a, b) => a.position - b.position) };
}
