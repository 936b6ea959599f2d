// Runs on the threads as well, and there by itself: it imports nothing of this package but types.
import type { GenericFunction } from './generic-connection.js';

/** What is asked of a thread: to load its module, or to call its function. */
export interface ThreadTask {
  readonly module: string;
  readonly call?: { readonly input: unknown; readonly key: string | undefined; readonly label: string | undefined };
}

/** The function that a module exports. @throws TypeError when its default export is none */
export async function loadFunction(module: string): Promise<GenericFunction> {
  const { default: exported }: { default?: unknown } = await import(/* @vite-ignore */ module);
  if (typeof exported !== 'function') throw new TypeError(`the default export of ${module} is not a function`);
  return exported as GenericFunction;
}

/** What piscina calls on a thread. */
export default async function main({ module, call }: ThreadTask): Promise<unknown> {
  const run = await loadFunction(module);
  if (call === undefined) return undefined;
  const { input, key, label } = call;
  try {
    return sendable(await run(input, { signal: new AbortController().signal, key, label }));
  } catch (error) {
    throw error instanceof Error ? error : sendable(error);
  }
}

/** A value, if it can be sent: to learn it from piscina would cost the thread, and tell nothing. Bytes always can. */
function sendable(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return value;
  try {
    structuredClone(value);
    return value;
  } catch (error) {
    throw new TypeError(`what the function gave cannot be sent from the thread: ${error instanceof Error ? error.message : error}`);
  }
}
