import { CassandraBackend } from '@outpool/backend-cassandra';
import { ElasticBackend } from '@outpool/backend-elastic';
import { GenericBackend } from '@outpool/backend-generic';
import { HttpBackend } from '@outpool/backend-http';
import { RabbitBackend } from '@outpool/backend-rabbit';
import { RdbmsBackend } from '@outpool/backend-rdbms';
import { RedisBackend } from '@outpool/backend-redis';
import { RiakBackend } from '@outpool/backend-riak';
import { createOutgoingPools, isPoolError, loadConfig, type LoadConfigOptions } from '@outpool/core';

/** The backends whose packages are there. */
export const backends = [
  CassandraBackend,
  ElasticBackend,
  GenericBackend,
  HttpBackend,
  RabbitBackend,
  RdbmsBackend,
  RedisBackend,
  RiakBackend,
];

/** What is wrong with a config file, as `line:column path: message`, after everything has looked at it. */
export async function problemsIn(file: string, options?: LoadConfigOptions): Promise<string[]> {
  try {
    createOutgoingPools(await loadConfig(file, options), { backends });
    return [];
  } catch (error) {
    if (!isPoolError(error, 'CONFIG_INVALID') || error.problems === undefined) throw error;
    return error.problems.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);
  }
}
