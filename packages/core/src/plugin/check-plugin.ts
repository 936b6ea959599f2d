import { CONTRACT_VERSION, type CoreCopy, thisCopy } from '../contract/manifest.js';
import { PoolError } from '../errors/pool-error.js';

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

/**
 * The manifest of a class that this copy of the core can work with.
 * @throws PoolError `PLUGIN_INVALID` when it has none, or one for another contract or from another copy of the core
 */
export function checkPlugin<Manifest extends PluginManifest>(plugin: unknown, kind: PluginKind<Manifest>): Manifest {
  if (typeof plugin !== 'function') {
    throw pluginInvalid(`expected a class with ${kind.decorator}, found ${plugin === null ? 'null' : `a value of type ${typeof plugin}`}`);
  }
  const manifest = kind.read(plugin);
  if (!manifest) throw pluginInvalid(`${nameOf(plugin)} has no decorator: put ${kind.decorator} above the class`);
  const { contract, core } = manifest;
  if (contract !== CONTRACT_VERSION) {
    const outdated = contract < CONTRACT_VERSION ? 'the package that it comes from' : '@outpool/core';
    throw pluginInvalid(
      `${nameOf(plugin)} was made for version ${contract} of the contract, and this core has version ${CONTRACT_VERSION}: update ${outdated}`,
    );
  }
  if (core !== thisCopy) {
    throw pluginInvalid(
      `two copies of @outpool/core are loaded: ${nameOf(plugin)} uses ${core.url}, the pools are made with ${thisCopy.url}. Have one installed; \`npm ls @outpool/core\` shows who brings which`,
    );
  }
  return manifest;
}

export function pluginInvalid(message: string, cause?: unknown): PoolError {
  return new PoolError('PLUGIN_INVALID', message, cause === undefined ? {} : { cause });
}

/** A class as messages name it. */
export function nameOf(plugin: unknown): string {
  return typeof plugin === 'function' && plugin.name !== '' ? `class ${plugin.name}` : 'a class without a name';
}
