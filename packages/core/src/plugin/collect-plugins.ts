import type { DependencyContainer } from 'tsyringe';
import { CONTRACT_VERSION, type Manifest, thisCopy } from '../contract/manifest.js';
import { PoolError } from '../errors/pool-error.js';

/** A class; or a module or list that holds several. */
export type Plugin = (new (...args: never[]) => object) | readonly Plugin[] | { readonly [exported: string]: unknown };

/** How plugins of one kind are registered, marked and read. */
interface PluginKind<Kind extends Manifest> {
  readonly token: symbol;
  readonly decorator: string;
  read(plugin: unknown): Kind | undefined;
}

/**
 * The classes of one kind that are registered in the container or given beside it, each once, with their manifests.
 * @throws PoolError `PLUGIN_INVALID` for one that cannot be used
 */
export function collectPlugins<Kind extends Manifest>(
  kind: PluginKind<Kind>,
  container: DependencyContainer | undefined,
  given: readonly Plugin[] = [],
): Map<unknown, Kind> {
  const offered = [...registeredIn(container, kind.token), ...given.flatMap((plugin) => classesIn(plugin, kind))];
  return new Map(offered.map((plugin) => [plugin, checkPlugin(plugin, kind)]));
}

export function pluginInvalid(message: string, cause?: unknown): PoolError {
  return new PoolError('PLUGIN_INVALID', message, cause === undefined ? {} : { cause });
}

/** A class as messages name it. */
export function nameOf(plugin: unknown): string {
  return typeof plugin === 'function' && plugin.name !== '' ? `class ${plugin.name}` : 'a class without a name';
}

/** In tsyringe, what a container has under a multi-token hides what its parent has; here both count, the parent's first. */
function registeredIn(container: DependencyContainer | undefined, token: symbol): unknown[] {
  if (container === undefined) return [];
  const own = container.isRegistered(token) ? container.resolveAll<unknown>(token) : [];
  return [...registeredIn(Reflect.get(container, 'parent') as DependencyContainer | undefined, token), ...own];
}

function classesIn(plugin: Plugin, kind: PluginKind<Manifest>): unknown[] {
  if (Array.isArray(plugin)) return plugin.flatMap((inner: Plugin) => classesIn(inner, kind));
  if (typeof plugin !== 'object' || plugin === null) return [plugin];
  const classes = Object.values(plugin).filter((exported) => kind.read(exported) !== undefined);
  if (classes.length > 0) return classes;
  throw pluginInvalid(`expected a class with ${kind.decorator}, or a module that exports some; found an object without any`);
}

/** The manifest of a class that this copy of the core can work with. */
function checkPlugin<Kind extends Manifest>(plugin: unknown, { decorator, read }: PluginKind<Kind>): Kind {
  const name = nameOf(plugin);
  if (typeof plugin !== 'function') throw pluginInvalid(`expected a class with ${decorator}, found a value of type ${typeof plugin}`);
  const manifest = read(plugin);
  if (!manifest) throw pluginInvalid(`${name} has no decorator: put ${decorator} above the class`);
  const { contract, core } = manifest;
  if (contract !== CONTRACT_VERSION) {
    const outdated = contract < CONTRACT_VERSION ? 'the package that it comes from' : '@outpool/core';
    const versions = `version ${contract} of the contract, and this core has version ${CONTRACT_VERSION}`;
    throw pluginInvalid(`${name} was made for ${versions}: update ${outdated}`);
  }
  if (core === thisCopy) return manifest;
  const copies = `${name} uses ${core.url}, the pools are made with ${thisCopy.url}`;
  const remedy = 'Have one installed; `npm ls @outpool/core` shows who brings which';
  throw pluginInvalid(`two copies of @outpool/core are loaded: ${copies}. ${remedy}`);
}
