import 'reflect-metadata';
import { type DependencyContainer, container as rootContainer } from 'tsyringe';
import type { Backend } from '../contract/backend.js';
import type { Clock } from '../contract/clock.js';
import { type BackendManifest, readBackendManifest, readStrategyManifest } from '../contract/manifest.js';
import type { StrategyClass } from '../contract/strategy.js';
import { BACKEND, CLOCK, STRATEGY } from '../contract/tokens.js';
import { nameOf, pluginInvalid } from './check-plugin.js';
import { collectPlugins, type Plugin } from './collect-plugins.js';
import { makeBackend } from './make-backend.js';

const backendKind = { token: BACKEND, decorator: '@backend({ type })', read: readBackendManifest };
const strategyKind = { token: STRATEGY, decorator: '@strategy(name)', read: readStrategyManifest };

export interface CatalogueInput {
  /** The application's container: plugins that are registered in it or in its parents, and what they inject. */
  readonly container?: DependencyContainer | undefined;
  /** Plugins beside those of the container. */
  readonly backends?: readonly Plugin[] | undefined;
  readonly strategies?: readonly Plugin[] | undefined;
  readonly builtInStrategies: readonly string[];
  readonly clock: Clock;
}

/** The plugins at hand, checked. */
export interface Catalogue {
  backend(type: string): { readonly backend: Backend; readonly manifest: BackendManifest } | undefined;
  types(): readonly string[];
  /** The class of a registered strategy; nothing for a built-in one. */
  strategy(name: string): StrategyClass | undefined;
  /** Names of all strategies, the built-in ones first. */
  strategies(): readonly string[];
}

/**
 * Checks all plugins and makes one backend of each class, in a child of the container: what is registered there for
 * plugins stays out of the application's container.
 * @throws PoolError `PLUGIN_INVALID` with what is wrong with a class and what to do
 */
export function createCatalogue({ container, backends, strategies, builtInStrategies, clock }: CatalogueInput): Catalogue {
  if (container && !(container instanceof rootContainer.constructor)) {
    throw pluginInvalid(
      'the container comes from another installed copy of tsyringe than the one that @outpool/core uses. Have one installed; `npm ls tsyringe` shows who brings which',
    );
  }
  const child = (container ?? rootContainer).createChildContainer();
  child.register<Clock>(CLOCK, { useValue: clock });

  const found = new Map<string, { plugin: unknown; backend: Backend; manifest: BackendManifest }>();
  for (const [plugin, manifest] of collectPlugins(backendKind, container, backends ?? [])) {
    const rival = found.get(manifest.type);
    if (rival)
      throw pluginInvalid(`two backends for the type "${manifest.type}": ${nameOf(rival.plugin)} and ${nameOf(plugin)}. Take one out`);
    found.set(manifest.type, { plugin, backend: makeBackend(plugin, manifest, child), manifest });
  }

  const named = new Map<string, StrategyClass>();
  for (const [plugin, { name }] of collectPlugins(strategyKind, container, strategies ?? [])) {
    const rival = builtInStrategies.includes(name) ? 'a built-in one' : named.has(name) ? nameOf(named.get(name)) : undefined;
    if (rival) throw pluginInvalid(`two strategies are called "${name}": ${rival} and ${nameOf(plugin)}. Give one another name`);
    named.set(name, plugin as StrategyClass);
  }

  return {
    backend: (type) => found.get(type),
    types: () => [...found.keys()],
    strategy: (name) => named.get(name),
    strategies: () => [...builtInStrategies, ...named.keys()],
  };
}
