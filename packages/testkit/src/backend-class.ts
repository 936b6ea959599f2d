import { type Backend, type BackendDeclaration, backend } from '@outpool/contract';
import type { BackendCases } from './backend-cases.js';

export function instanceOf(subject: BackendCases): Backend<unknown, unknown> {
  const make = subject.factory ?? subject.create;
  return make === undefined ? new (classOf(subject) as new () => Backend<unknown, unknown>)() : make.call(subject);
}

type BackendClass = NonNullable<BackendCases['backend']>;

const made = new WeakMap<BackendCases, BackendClass>();

/** The class that a pool is given. */
export function classOf(subject: BackendCases): BackendClass {
  const known = subject.backend ?? made.get(subject);
  if (known !== undefined) return known;
  const make = subject.factory;
  if (make === undefined) throw new TypeError('testBackend: give it the class as `backend`, or a `factory`');
  // Whoever makes one of these gets what the factory makes. Not an arrow function: of that, nobody can make one.
  function Made(): Backend {
    return make?.call(subject) as Backend;
  }
  const madeClass = Made as unknown as new () => Backend;
  const mark: unknown = Reflect.get(new madeClass().constructor, Symbol.for('outpool.backend-manifest'));
  if (mark !== undefined) backend(mark as BackendDeclaration)(madeClass);
  made.set(subject, madeClass);
  return madeClass;
}
