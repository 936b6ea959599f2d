import type { DependencyContainer } from 'tsyringe';
import { checkPlugin, type PluginKind, type PluginManifest, pluginInvalid } from './check-plugin.js';

/** A class; or a module or list that holds several. */
export type Plugin = (new (...args: never[]) => object) | readonly Plugin[] | { readonly [exported: string]: unknown };

/**
 * The classes of one kind that are registered in the container or given beside it, each once, with their manifests.
 * @throws PoolError `PLUGIN_INVALID` for one that cannot be used
 */
export function collectPlugins<Manifest extends PluginManifest>(
  kind: PluginKind<Manifest>,
  container: DependencyContainer | undefined,
  given: readonly Plugin[],
): Map<unknown, Manifest> {
  const registered = container ? registeredIn(container, kind.token) : [];
  const offered = [...registered, ...given.flatMap((plugin) => flatten(plugin, kind))];
  return new Map(offered.map((plugin) => [plugin, checkPlugin(plugin, kind)]));
}

/** In tsyringe, what a container has under a multi-token hides what its parent has; here both count, the parent's first. */
function registeredIn(container: DependencyContainer, token: symbol): unknown[] {
  const parent = Reflect.get(container, 'parent') as DependencyContainer | undefined;
  const own = container.isRegistered(token) ? container.resolveAll<unknown>(token) : [];
  return [...(parent ? registeredIn(parent, token) : []), ...own];
}

function flatten(plugin: Plugin, kind: PluginKind<PluginManifest>): unknown[] {
  if (Array.isArray(plugin)) return plugin.flatMap((inner: Plugin) => flatten(inner, kind));
  if (typeof plugin !== 'object' || plugin === null) return [plugin];
  const classes = Object.values(plugin).filter((exported) => kind.read(exported) !== undefined);
  if (classes.length > 0) return classes;
  throw pluginInvalid(`expected a class with ${kind.decorator}, or a module that exports some; found an object without any`);
}
