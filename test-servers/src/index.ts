export { type CertificateName, type Certificates, certificates } from './certificates.js';
export { type MariadbOptions, type MariadbServer, startMariadb } from './mariadb.js';
export { type NginxOptions, type NginxServer, startNginx } from './nginx.js';
export { BIG_FILE_BYTES } from './nginx-site.js';
export { freePort } from './ports.js';
export { type PostgresOptions, type PostgresServer, startPostgres } from './postgres.js';
export { type RedisOptions, type RedisServer, startRedis } from './redis.js';
export { requireServers, type ServerKind } from './require-servers.js';
export type { Server } from './server.js';
