import { ElasticBackend, type ElasticConnection, type ElasticOptions } from '@outpool/backend-elastic';
import { createOutgoingPools, type OutgoingPools, type PoolOptions } from '@outpool/core';
import { Attempt } from '@outpool/testkit';

/** A started pool of these nodes. */
export function start(connection: ElasticOptions, pool: PoolOptions = {}): Promise<OutgoingPools> {
  const entry = { type: 'elastic' as const, pool: { workers: 3, ...pool }, connection };
  return createOutgoingPools({ outgoingPools: [entry] }, { backends: [ElasticBackend] }).start();
}

/** One connection, as a pool would make it. */
export async function dial(connection: ElasticOptions): Promise<ElasticConnection> {
  const backend = new ElasticBackend();
  const read = backend.options['~standard'].validate(connection);
  if (read instanceof Promise || read.issues) throw new Error(`these options are refused: ${JSON.stringify(read)}`);
  return backend.connect(new Attempt(read.value));
}

export const at = ({ port }: { readonly port: number }): ElasticOptions => ({ host: '127.0.0.1', port });

/** What a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not reject');
}

/** How many documents an index has, all shards asked. */
export async function count(elastic: ElasticConnection, index: string): Promise<number> {
  await elastic.request({ method: 'POST', path: `/${index}/_refresh` });
  const { count, _shards } = await elastic.request<{ count: number; _shards: { failed: number } }>({ path: `/${index}/_count` });
  if (_shards.failed > 0) throw new Error(`${_shards.failed} shards did not answer`);
  return count;
}
