import type { Backend, ConnectionOf, OptionsOf } from '@outpool/contract';

type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;

/** What people write: the input of a schema that tells its types, else whatever it reads. */
type Written<Class> = Class extends new (
  ...args: never[]
) => { readonly options: infer Options }
  ? Options extends { readonly '~standard': { readonly types?: { readonly input: infer Input } | undefined } }
    ? Input
    : unknown
  : never;

type Made<Class> = Class extends new (...args: never[]) => Backend<infer _Options, infer Connection> ? Connection : never;

/**
 * `true` when the types that a backend declares for configs and calls (`interface OutpoolBackends`) are those of its
 * class; else a sentence. Let the compiler check it in a test:
 *
 * ```ts
 * const typesAgree: BackendTypes<'line', typeof LineBackend> = true;
 * ```
 */
export type BackendTypes<Type extends string, Class extends new (...args: never[]) => Backend<never, never>> =
  unknown extends ConnectionOf<Type>
    ? `OutpoolBackends declares no "${Type}"`
    : Same<ConnectionOf<Type>, Made<Class>> extends false
      ? `the connection of "${Type}" in OutpoolBackends is not what ${Type}'s connect resolves with`
      : unknown extends Written<Class>
        ? true
        : [OptionsOf<Type>] extends [Written<Class>]
          ? true
          : `the options of "${Type}" in OutpoolBackends are not what its schema reads`;
