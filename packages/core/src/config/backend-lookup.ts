import type { Backend } from '../contract/backend.js';
import type { BackendManifest } from '../contract/manifest.js';

/** What a config is read against: the plugins at hand. */
export interface BackendLookup {
  backend(type: string): { readonly backend: Backend; readonly manifest: BackendManifest } | undefined;
  types(): readonly string[];
  /** Names of all strategies, the built-in ones among them. */
  strategies(): readonly string[];
}
