export {
  type CassandraCluster,
  type CassandraOptions,
  type CassandraServer,
  DATA_CENTER,
  startCassandra,
  startCassandraCluster,
} from './cassandra.js';
export { type CertificateName, type Certificates, certificates } from './certificates.js';
export { type HaproxyOptions, type HaproxyServer, startHaproxy } from './haproxy.js';
export { type MariadbOptions, type MariadbServer, startMariadb } from './mariadb.js';
export { type NginxOptions, type NginxServer, startNginx } from './nginx.js';
export { BIG_FILE_BYTES } from './nginx-site.js';
export { type PgbouncerOptions, type PgbouncerServer, startPgbouncer } from './pgbouncer.js';
export { freePort } from './ports.js';
export { type PostgresOptions, type PostgresServer, startPostgres } from './postgres.js';
export { type RabbitCluster, type RabbitOptions, type RabbitServer, startRabbit, startRabbitCluster } from './rabbitmq.js';
export { type RedisOptions, type RedisServer, startRedis } from './redis.js';
export { type RedisCluster, startRedisCluster } from './redis-cluster.js';
export { type RedisSentinels, startRedisSentinels } from './redis-sentinels.js';
export { requireServers, type ServerKind } from './require-servers.js';
export { type SearchOptions, type SearchProduct, type SearchServer, startSearch, startSearchCluster } from './search.js';
export type { Server } from './server.js';
export { type SlapdOptions, type SlapdPair, type SlapdServer, startSlapd, startSlapdPair } from './slapd.js';
