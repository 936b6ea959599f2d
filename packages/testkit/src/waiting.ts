import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer, type Socket } from 'node:net';
import { types } from 'node:util';
import type { Address } from './backend-cases.js';

/** How a promise ended, without rejecting. */
export function settled(promise: Promise<unknown>): Promise<{ readonly error: unknown }> {
  return promise.then(
    () => ({ error: undefined }),
    (reason: unknown) => ({ error: reason ?? new Error('rejected without a reason') }),
  );
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Rejects when `promise` has not settled within `ms`; `what` says what was waited for. */
export async function within<Value>(ms: number, what: string, promise: PromiseLike<Value>): Promise<Value> {
  const timer = new AbortController();
  const late = sleep(ms, undefined, { signal: timer.signal }).then(
    () => assert.fail(`${what} has not ended within ${ms} ms`),
    () => new Promise<never>(() => {}),
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}

/** Waits until `check` is true. */
export async function until(ms: number, what: string, check: () => boolean): Promise<void> {
  const end = performance.now() + ms;
  while (!check()) {
    assert.ok(performance.now() < end, `${what}: not within ${ms} ms`);
    await sleep(5);
  }
}

/** An error of any kind, from whichever realm: some runners give each test file globals of its own. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value) || Object.prototype.toString.call(value) === '[object DOMException]';
}

/** A server that does with its connections what it is told, on a free port of 127.0.0.1. */
export async function listen(
  accept: (socket: Socket) => void,
): Promise<AsyncDisposable & { readonly address: Address; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.on('close', () => sockets.delete(socket));
    accept(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { address: { host: '127.0.0.1', port: address.port }, close, [Symbol.asyncDispose]: close };
}
