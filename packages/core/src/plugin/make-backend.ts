import type { DependencyContainer } from 'tsyringe';
import type { Backend } from '../contract/backend.js';
import type { BackendManifest } from '../contract/manifest.js';
import { poolOptionsSchema } from '../contract/pool-options.js';
import { messageOf } from '../errors/pool-error.js';
import { nameOf, pluginInvalid } from './check-plugin.js';

/**
 * Makes a backend of its class, its constructor's parameters resolved by the container.
 * @throws PoolError `PLUGIN_INVALID` when it cannot be made or lacks something
 */
export function makeBackend(plugin: unknown, { concurrency, defaults }: BackendManifest, container: DependencyContainer): Backend {
  const refuse = (message: string, cause?: unknown) => pluginInvalid(`${nameOf(plugin)} ${message}`, cause);
  let made: Partial<Backend>;
  try {
    made = container.resolve(plugin as new () => Partial<Backend>);
  } catch (error) {
    throw refuse(
      `cannot be made: ${messageOf(error)}. Every parameter of its constructor needs an explicit @inject(TOKEN) or a place in @backend({ inject: [...] })`,
      error,
    );
  }
  for (const method of ['connect', 'close'] as const) {
    if (typeof made[method] !== 'function') throw refuse(`has no method \`${method}\`: a backend must have it`);
  }
  if (typeof made.options?.['~standard']?.validate !== 'function') {
    throw refuse('has no `options`: a backend must have a schema there that reads its connection options (zod, or any Standard Schema)');
  }
  if (!(Number.isInteger(concurrency) && concurrency >= 1))
    throw refuse(`declares a concurrency of ${concurrency}: expected a whole number >=1`);
  const { error } = poolOptionsSchema.safeParse(defaults);
  if (error)
    throw refuse(
      `declares defaults that are no pool options: ${error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`,
    );
  return made as Backend;
}
