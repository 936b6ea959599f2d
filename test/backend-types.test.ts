import type { CassandraBackend } from '@outpool/backend-cassandra';
import type { ElasticBackend } from '@outpool/backend-elastic';
import type { GenericBackend } from '@outpool/backend-generic';
import type { HttpBackend } from '@outpool/backend-http';
import type { LdapBackend } from '@outpool/backend-ldap';
import type { RabbitBackend } from '@outpool/backend-rabbit';
import type { RdbmsBackend } from '@outpool/backend-rdbms';
import type { RedisBackend } from '@outpool/backend-redis';
import type { RiakBackend } from '@outpool/backend-riak';
import type { BackendTypes } from '@outpool/testkit';
import { expect, test } from 'vitest';

/** By the compiler: what each of our backends declares for configs and calls is what its class reads and makes. */
const agree: {
  readonly cassandra: BackendTypes<'cassandra', typeof CassandraBackend>;
  readonly elastic: BackendTypes<'elastic', typeof ElasticBackend>;
  readonly generic: BackendTypes<'generic', typeof GenericBackend>;
  readonly http: BackendTypes<'http', typeof HttpBackend>;
  readonly ldap: BackendTypes<'ldap', typeof LdapBackend>;
  readonly rabbit: BackendTypes<'rabbit', typeof RabbitBackend>;
  readonly rdbms: BackendTypes<'rdbms', typeof RdbmsBackend>;
  readonly redis: BackendTypes<'redis', typeof RedisBackend>;
  readonly riak: BackendTypes<'riak', typeof RiakBackend>;
} = { cassandra: true, elastic: true, generic: true, http: true, ldap: true, rabbit: true, rdbms: true, redis: true, riak: true };

test('the types that our backends declare are those of their classes', () => {
  expect(Object.values(agree)).not.toContain(false);
});
