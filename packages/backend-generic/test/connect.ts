import { GenericBackend, type GenericConnection, type GenericOptions } from '@outpool/backend-generic';
import type { ConnectAttempt } from '@outpool/contract';
import { type GenericSettings, genericOptions } from '../src/generic-options.js';

export const work = new URL('./modules/work.mjs', import.meta.url);

export interface Opened extends AsyncDisposable {
  readonly backend: GenericBackend;
  readonly connection: GenericConnection;
  readonly lost: readonly unknown[];
}

/** One connection, as a pool would make it. */
export async function open(options: GenericOptions, more: Partial<ConnectAttempt<GenericSettings>> = {}): Promise<Opened> {
  const backend = new GenericBackend();
  const lost: unknown[] = [];
  const place = { host: 'global', tag: 'default', worker: 0, endpoint: undefined, concurrency: 1 };
  const signal = new AbortController().signal;
  const connection = await backend.connect({
    options: genericOptions.parse(options),
    ...place,
    signal,
    lost: (reason) => lost.push(reason),
    blocked: () => undefined,
    blame: () => undefined,
    discovered: () => undefined,
    ...more,
  });
  return { backend, connection, lost, [Symbol.asyncDispose]: () => backend.close(connection) };
}

export async function failure(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not reject');
}
