import 'reflect-metadata';
import { type DependencyContainer, container as rootContainer } from 'tsyringe';
import {
  type Backend,
  backendKind,
  type BackendManifest,
  type Clock,
  CLOCK,
  type Manifest,
  messageOf,
  misfit,
  type PluginKind,
  PoolError,
  poolOptionsSchema,
  type StrategyClass,
  strategyKind,
} from '@outpool/contract/internal';

/** A class; or a module or list that holds several. */
export type Plugin = (new (...args: never[]) => object) | readonly Plugin[] | { readonly [exported: string]: unknown };

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
  for (const [plugin, manifest] of collect(backendKind, container, backends)) {
    const { type } = manifest;
    const rival = found.get(type);
    if (rival) throw pluginInvalid(`two backends for the type "${type}": ${nameOf(rival.plugin)} and ${nameOf(plugin)}. Take one out`);
    found.set(type, { plugin, backend: makeBackend(plugin, manifest, child), manifest });
  }

  const named = new Map<string, StrategyClass>();
  for (const [plugin, { name }] of collect(strategyKind, container, strategies)) {
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
  const refuse = (message: string, options?: ErrorOptions) => pluginInvalid(`${nameOf(plugin)} ${message}`, options);
  let made: Backend;
  try {
    made = container.resolve(plugin as new () => Backend);
  } catch (cause) {
    const remedy = 'Every parameter of its constructor needs an explicit @inject(TOKEN) or a place in @backend({ inject: [...] })';
    throw refuse(`cannot be made: ${messageOf(cause)}. ${remedy}`, { cause });
  }
  const missing = (['connect', 'close'] as const).find((method) => typeof made[method] !== 'function');
  if (missing) throw refuse(`has no method \`${missing}\`: a backend must have it`);
  if (typeof made.options?.['~standard']?.validate !== 'function') {
    throw refuse('has no `options`: a backend must have a schema there that reads its connection options (zod, or any Standard Schema)');
  }
  const { error } = poolOptionsSchema.safeParse({ ...defaults, concurrency });
  const problems = error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  if (problems) throw refuse(`declares what is no pool option: ${problems}`);
  return made;
}

/**
 * The classes of one kind that are registered in the container or given beside it, each once, with their manifests.
 * @throws PoolError `PLUGIN_INVALID` for one that cannot be used
 */
function collect<Mark extends Manifest>(kind: PluginKind<Mark>, container?: DependencyContainer, given: readonly Plugin[] = []) {
  const offered = [...registeredIn(container, kind.token), ...given.flatMap((plugin) => classesIn(plugin, kind))];
  return new Map(offered.map((plugin) => [plugin, manifestOf(plugin, kind)]));
}

/** In tsyringe, what a container has under a multi-token hides what its parent has; here both count, the parent's first. */
function registeredIn(container: DependencyContainer | undefined, token: symbol): unknown[] {
  if (container === undefined) return [];
  const own = container.isRegistered(token) ? container.resolveAll<unknown>(token) : [];
  return [...registeredIn(Reflect.get(container, 'parent') as DependencyContainer | undefined, token), ...own];
}

function classesIn(plugin: Plugin, kind: Pick<PluginKind<Manifest>, 'read' | 'decorator'>): unknown[] {
  if (Array.isArray(plugin)) return plugin.flatMap((inner: Plugin) => classesIn(inner, kind));
  if (typeof plugin !== 'object' || plugin === null) return [plugin];
  const classes = Object.values(plugin).filter((exported) => kind.read(exported) !== undefined);
  if (classes.length > 0) return classes;
  throw pluginInvalid(`expected a class with ${kind.decorator}, or a module that exports some; found an object without any`);
}

/** The manifest of a class that this copy of the core can work with. */
function manifestOf<Mark extends Manifest>(plugin: unknown, { decorator, read }: PluginKind<Mark>): Mark {
  if (typeof plugin !== 'function') throw pluginInvalid(`expected a class with ${decorator}, found a value of type ${typeof plugin}`);
  const manifest = read(plugin);
  if (!manifest) throw pluginInvalid(`${nameOf(plugin)} has no decorator: put ${decorator} above the class`);
  const why = misfit(manifest);
  if (why !== undefined) throw pluginInvalid(`${nameOf(plugin)} ${why}`);
  return manifest;
}

/** A class as messages name it. */
const nameOf = (plugin: unknown): string =>
  typeof plugin === 'function' && plugin.name !== '' ? `class ${plugin.name}` : 'a class without a name';

const pluginInvalid = (message: string, options?: ErrorOptions): PoolError => new PoolError('PLUGIN_INVALID', message, options);
