import 'reflect-metadata';
import { type DependencyContainer, container as rootContainer } from 'tsyringe';
import type { Backend } from '../contract/backend.js';
import type { Clock } from '../contract/clock.js';
import { type BackendManifest, readBackendManifest, readStrategyManifest } from '../contract/manifest.js';
import { poolOptionsSchema } from '../contract/pool-options.js';
import type { StrategyClass } from '../contract/strategy.js';
import { BACKEND, CLOCK, STRATEGY } from '../contract/tokens.js';
import { messageOf } from '../errors/pool-error.js';
import { collectPlugins, nameOf, type Plugin, pluginInvalid } from './collect-plugins.js';

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
export type Catalogue = ReturnType<typeof createCatalogue>;

/**
 * Checks all plugins and makes one backend of each class, in a child of the container: what is registered there for
 * plugins stays out of the application's container.
 * @throws PoolError `PLUGIN_INVALID` with what is wrong with a class and what to do
 */
export function createCatalogue({ container, backends, strategies, builtInStrategies, clock }: CatalogueInput) {
  if (container && !(container instanceof rootContainer.constructor)) {
    const remedy = 'Have one installed; `npm ls tsyringe` shows who brings which';
    throw pluginInvalid(`the container comes from another installed copy of tsyringe than the one that @outpool/core uses. ${remedy}`);
  }
  const child = (container ?? rootContainer).createChildContainer();
  child.register<Clock>(CLOCK, { useValue: clock });

  const found = new Map<string, { plugin: unknown; backend: Backend; manifest: BackendManifest }>();
  for (const [plugin, manifest] of collectPlugins(backendKind, container, backends)) {
    const { type } = manifest;
    const rival = found.get(type);
    if (rival) throw pluginInvalid(`two backends for the type "${type}": ${nameOf(rival.plugin)} and ${nameOf(plugin)}. Take one out`);
    found.set(type, { plugin, backend: makeBackend(plugin, manifest, child), manifest });
  }

  const named = new Map<string, StrategyClass>();
  for (const [plugin, { name }] of collectPlugins(strategyKind, container, strategies)) {
    const rival = builtInStrategies.includes(name) ? 'a built-in one' : named.has(name) && nameOf(named.get(name));
    if (rival) throw pluginInvalid(`two strategies are called "${name}": ${rival} and ${nameOf(plugin)}. Give one another name`);
    named.set(name, plugin as StrategyClass);
  }

  return {
    backend: (type: string) => found.get(type),
    types: () => [...found.keys()],
    /** The class of a registered strategy; nothing for a built-in one. */
    strategy: (name: string) => named.get(name),
    /** Names of all strategies, the built-in ones first. */
    strategies: () => [...builtInStrategies, ...named.keys()],
  };
}

function makeBackend(plugin: unknown, { concurrency, defaults }: BackendManifest, container: DependencyContainer): Backend {
  const refuse = (message: string, cause?: unknown) => pluginInvalid(`${nameOf(plugin)} ${message}`, cause);
  let made: Backend;
  try {
    made = container.resolve(plugin as new () => Backend);
  } catch (error) {
    const remedy = 'Every parameter of its constructor needs an explicit @inject(TOKEN) or a place in @backend({ inject: [...] })';
    throw refuse(`cannot be made: ${messageOf(error)}. ${remedy}`, error);
  }
  for (const method of ['connect', 'close'] as const) {
    if (typeof made[method] !== 'function') throw refuse(`has no method \`${method}\`: a backend must have it`);
  }
  if (typeof made.options?.['~standard']?.validate !== 'function') {
    throw refuse('has no `options`: a backend must have a schema there that reads its connection options (zod, or any Standard Schema)');
  }
  if (!(Number.isInteger(concurrency) && concurrency >= 1)) {
    throw refuse(`declares a concurrency of ${concurrency}: expected a whole number >=1`);
  }
  const { error } = poolOptionsSchema.safeParse(defaults);
  const problems = error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  if (error) throw refuse(`declares defaults that are no pool options: ${problems}`);
  return made;
}
