import { HttpBackend, type HttpConnection, type HttpOptions } from '@outpool/backend-http';
import type { ConnectAttempt, Endpoint, PoolSettings, Schema } from '@outpool/contract';
import type { HttpSettings } from '../src/http-options.js';

export interface Opened extends AsyncDisposable {
  readonly backend: HttpBackend;
  readonly connection: HttpConnection;
  /** Every reason given to `lost`. */
  readonly lost: readonly unknown[];
}

/** The options with defaults, or all messages of what is wrong with them. */
export function read(options: unknown): HttpSettings {
  const schema: Schema<HttpSettings> = new HttpBackend().options;
  const result = schema['~standard'].validate(options);
  if (result instanceof Promise) throw new Error('the schema must be synchronous');
  if (result.issues) throw new Error(result.issues.map((issue) => `${(issue.path ?? []).join('.')}: ${issue.message}`).join('\n'));
  return result.value;
}

export function attemptOf(options: HttpOptions, more: Partial<ConnectAttempt<HttpSettings>> = {}): ConnectAttempt<HttpSettings> {
  const signal = new AbortController().signal;
  const endpoint: Endpoint | undefined = undefined;
  return {
    options: read(options),
    host: 'global',
    tag: 'default',
    worker: 0,
    endpoint,
    concurrency: 1,
    signal,
    lost: () => undefined,
    blocked: () => undefined,
    blame: () => undefined,
    discovered: () => undefined,
    ...more,
  };
}

/** One connection, as a pool would make it. */
export async function open(options: HttpOptions, more: Partial<ConnectAttempt<HttpSettings>> = {}): Promise<Opened> {
  const backend = new HttpBackend();
  const lost: unknown[] = [];
  const connection = await backend.connect(attemptOf(options, { lost: (reason) => lost.push(reason), ...more }));
  return { backend, connection, lost, [Symbol.asyncDispose]: () => backend.close(connection) };
}

/** What a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not reject');
}

export const settings = (pool: Partial<PoolSettings>): PoolSettings => ({ callTimeoutMs: 5000, ...pool }) as PoolSettings;
