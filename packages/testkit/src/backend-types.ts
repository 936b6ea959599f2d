import type { Backend, ConnectionOf, OptionsOf } from '@outpool/contract';

// biome-ignore lint/suspicious/noExplicitAny: whatever the parameters, the options and the connection are
type AnyBackend = new (...args: any[]) => Backend<any, any>;

/** What people write: the input of a schema that tells its types, else whatever it reads. */
type Written<Class extends AnyBackend> = InstanceType<Class>['options'] extends {
  readonly '~standard': { readonly types?: { readonly input: infer Input } | undefined };
}
  ? Input
  : unknown;

type Made<Class extends AnyBackend> = Awaited<ReturnType<InstanceType<Class>['connect']>>;

/**
 * `true` when the types that a backend declares for configs and calls (`interface OutpoolBackends`) are those of its
 * class; else a sentence. Let the compiler check it in a test:
 *
 * ```ts
 * const typesAgree: BackendTypes<'line', typeof LineBackend> = true;
 * ```
 */
export type BackendTypes<Type extends string, Class extends AnyBackend> =
  unknown extends ConnectionOf<Type>
    ? `OutpoolBackends declares no "${Type}"`
    : [Made<Class>] extends [ConnectionOf<Type>]
      ? unknown extends Written<Class>
        ? true
        : [OptionsOf<Type>] extends [Written<Class>]
          ? true
          : `the options of "${Type}" in OutpoolBackends are not what its schema reads`
      : `the connection of "${Type}" in OutpoolBackends is not what ${Type}'s connect resolves with`;
