import type { OptionsOf, PoolOptions, PoolType } from '@outpool/contract/internal';

/** `global`: one pool for everybody. `host`: one for each served host. A name: for that host alone, instead of the `host` one. */
export type EntryHost = 'global' | 'host' | (string & {});

/** One entry as an object. `host` is `global` and `tag` is `default` if left out. */
export type PoolObject<Type extends PoolType = PoolType> = {
  readonly type: Type;
  readonly host?: EntryHost;
  readonly tag?: string;
  readonly pool?: PoolOptions;
} & (Partial<OptionsOf<Type>> extends OptionsOf<Type>
  ? { readonly connection?: OptionsOf<Type> }
  : { readonly connection: OptionsOf<Type> });

/** One entry in five places: type, host, tag, pool options, connection options. */
export type PoolTuple<Type extends PoolType = PoolType> = readonly [
  type: Type,
  host: EntryHost,
  tag: string,
  pool: PoolOptions,
  connection: OptionsOf<Type>,
];

/** One entry, for any backend whose package is installed. */
export type PoolEntryInput = { [Type in PoolType]: PoolObject<Type> | PoolTuple<Type> }[PoolType];

/** All outgoing connections of an application. */
export interface OutgoingPoolsConfig {
  /** The hosts that the application serves; entries with host `host` get one pool for each. Default none. */
  readonly hosts?: readonly string[];
  readonly outgoingPools: readonly PoolEntryInput[];
}

/** Gives back what it gets: it is there for the types, which follow the installed backends. */
export const defineConfig = (config: OutgoingPoolsConfig): OutgoingPoolsConfig => config;
