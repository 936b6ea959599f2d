import {
  type BackendManifest,
  type CoreCopy,
  readBackendManifest,
  readStrategyManifest,
  type StrategyManifest,
} from '../contract/manifest.js';
import { BACKEND, STRATEGY } from '../contract/tokens.js';

/** What both kinds of manifest say. */
export interface PluginManifest {
  readonly contract: number;
  readonly core: CoreCopy;
}

/** How plugins of one kind are registered, marked and read. */
export interface PluginKind<Manifest extends PluginManifest> {
  readonly token: symbol;
  readonly decorator: string;
  read(plugin: unknown): Manifest | undefined;
}

export const backendKind: PluginKind<BackendManifest> = { token: BACKEND, decorator: '@backend({ type })', read: readBackendManifest };
export const strategyKind: PluginKind<StrategyManifest> = { token: STRATEGY, decorator: '@strategy(name)', read: readStrategyManifest };
