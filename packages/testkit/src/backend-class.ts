import { type Backend, type BackendDeclaration, backend } from '@outpool/contract';
import type { BackendCases } from './backend-cases.js';

export function instanceOf(subject: BackendCases): Backend<unknown, unknown> {
  const make = subject.factory ?? subject.create;
  return make === undefined ? new (classOf(subject) as new () => Backend<unknown, unknown>)() : make.call(subject);
}

/** The class that a pool is given. */
export function classOf(subject: BackendCases): NonNullable<BackendCases['backend']> {
  if (subject.backend !== undefined) return subject.backend;
  const make = subject.factory;
  if (make === undefined) throw new TypeError('testBackend: give it the class as `backend`, or a `factory`');
  // Whoever makes one of these gets what the factory makes.
  const made = ((): Backend => make.call(subject)) as unknown as new () => Backend;
  const mark: unknown = Reflect.get(make.call(subject).constructor, Symbol.for('outpool.backend-manifest'));
  if (mark !== undefined) backend(mark as BackendDeclaration)(made);
  return made;
}
