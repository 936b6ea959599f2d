import assert from 'node:assert/strict';

/** What `@backend` has written on a class. */
export interface BackendMark {
  readonly type: string;
  /** That of a pool which names none. */
  readonly concurrency: number;
}

/** Reads the mark of `@backend`, by the symbol that all copies of the contract share. */
export function readMark(backend: object): BackendMark {
  const mark: unknown = Object.getOwnPropertyDescriptor(backend, Symbol.for('outpool.backend-manifest'))?.value;
  assert.ok(typeof mark === 'object' && mark !== null, 'the class is not decorated with @backend');
  const { defaults, ...declared } = mark as BackendMark & { readonly defaults?: { readonly concurrency?: number } };
  return { ...declared, concurrency: defaults?.concurrency ?? declared.concurrency };
}
