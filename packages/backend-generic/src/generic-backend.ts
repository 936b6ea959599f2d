import {
  type Backend,
  type BackendProblem,
  backend,
  type ConnectAttempt,
  type Fate,
  type PoolSettings,
  type Schema,
} from '@outpool/contract';
import { type GenericConnection, LocalConnection } from './generic-connection.js';
import { type GenericSettings, genericOptions } from './generic-options.js';
import { ThreadConnection } from './thread-connection.js';
import { loadFunction } from './thread-main.js';

/** Workers without a server: functions in this process, or a module on threads. */
@backend({ type: 'generic', concurrency: 1024, defaults: { concurrency: 1 } })
export class GenericBackend implements Backend<GenericSettings, GenericConnection> {
  readonly options: Schema<GenericSettings> = genericOptions;

  *check({ threads }: GenericSettings, { workers, concurrency }: PoolSettings): Iterable<BackendProblem> {
    if (threads === false) return;
    const most = typeof workers === 'number' ? workers : workers.max;
    if (threads !== true && threads !== most) {
      const message = `asks for ${threads} threads, and the pool has ${most} workers with one thread each: write \`workers: ${threads}\`, or \`threads: true\``;
      yield { path: ['connection', 'threads'], message };
    }
    if (concurrency > 1) {
      yield { path: ['pool', 'concurrency'], message: 'expected 1: a thread runs one call, for it ends with a call that is cancelled' };
    }
  }

  async connect(attempt: ConnectAttempt<GenericSettings>): Promise<GenericConnection> {
    const { run, module, threads } = attempt.options;
    if (module === undefined) return new LocalConnection(run);
    return threads === false ? new LocalConnection(await loadFunction(module)) : ThreadConnection.open(module, attempt);
  }

  async close(connection: GenericConnection): Promise<void> {
    if (connection instanceof ThreadConnection) await connection.close();
  }

  fate(error: unknown, connection: GenericConnection): Fate {
    return connection instanceof ThreadConnection ? connection.fateOf(error) : 'keep';
  }
}
