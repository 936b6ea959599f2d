// What @outpool/config exports. Written by `pnpm api`.
export {
    BackendLookup,
    ConfigFormat,
    LoadConfigOptions,
    OutgoingPoolsConfig,
    PlannedPool,
    PoolEntry,
    PoolEntryInput,
    PoolObject,
    PoolTuple,
    configJsonSchema,
    defineConfig,
    expandEntry,
    expandForHost,
    expandHosts,
    loadConfig,
    readConfig,
}

// define-config.d.ts
import type { OptionsOf, PoolOptions, PoolType } from '@outpool/contract/internal';
export type EntryHost = 'global' | 'host' | (string & {});
export type PoolObject<Type extends PoolType = PoolType> = {
    readonly type: Type;
    readonly host?: EntryHost;
    readonly tag?: string;
    readonly pool?: PoolOptions;
} & (Partial<OptionsOf<Type>> extends OptionsOf<Type> ? {
    readonly connection?: OptionsOf<Type>;
} : {
    readonly connection: OptionsOf<Type>;
});
export type PoolTuple<Type extends PoolType = PoolType> = readonly [
    type: Type,
    host: EntryHost,
    tag: string,
    pool: PoolOptions,
    connection: OptionsOf<Type>
];
export type PoolEntryInput = {
    [Type in PoolType]: PoolObject<Type> | PoolTuple<Type>;
}[PoolType];
export interface OutgoingPoolsConfig {
    readonly hosts?: readonly string[];
    readonly outgoingPools: readonly PoolEntryInput[];
}
export declare const defineConfig: (config: OutgoingPoolsConfig) => OutgoingPoolsConfig;

// expand-hosts.d.ts
export declare function expandHosts(entries: readonly PoolEntry[], hosts: readonly string[]): PlannedPool[];
export declare function expandEntry(entry: PoolEntry, hosts: readonly string[], others?: readonly PoolEntry[]): PlannedPool[];
export declare function expandForHost(entries: readonly PoolEntry[], host: string): PlannedPool[];

// files/load-config.d.ts
export type ConfigFormat = 'module' | 'json' | 'jsonc' | 'toml' | 'yaml' | 'erlang';
export interface LoadConfigOptions {
    readonly format?: ConfigFormat;
}
export declare function loadConfig(path: string | URL, options?: LoadConfigOptions): Promise<OutgoingPoolsConfig>;

// json-schema.d.ts
export declare function configJsonSchema(lookup: BackendLookup): object;

// places.d.ts
import type { Problem } from '@outpool/contract/internal';
export type Location = Pick<Problem, 'path' | 'file' | 'line' | 'column'>;

// pool-entry.d.ts
import type { Backend, BackendManifest, PoolKey, PoolSettings } from '@outpool/contract/internal';
export interface PlannedPool {
    readonly key: PoolKey;
    readonly settings: PoolSettings;
    readonly options: unknown;
    readonly backend: Backend;
    readonly manifest: BackendManifest;
}
export interface PoolEntry extends PoolKey, Omit<PlannedPool, 'key'> {
    readonly location: Location;
}

// read-config.d.ts
import { type Backend, type BackendManifest } from '@outpool/contract/internal';
export interface BackendLookup {
    backend(type: string): {
        readonly backend: Backend;
        readonly manifest: BackendManifest;
    } | undefined;
    types(): readonly string[];
    strategies(): readonly string[];
}
export declare function readConfig(input: unknown, lookup: BackendLookup): {
    hosts: readonly string[];
    entries: readonly PoolEntry[];
};
