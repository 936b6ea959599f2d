import { cpSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { RiakServer } from '../../packages/backend-riak/src/testing.js';
import { startCassandra } from '../../test-servers/src/cassandra.js';
import { certificates } from '../../test-servers/src/certificates.js';
import { startPostgres } from '../../test-servers/src/postgres.js';
import { startRabbit } from '../../test-servers/src/rabbitmq.js';
import { startRedis } from '../../test-servers/src/redis.js';
import { requireServers } from '../../test-servers/src/require-servers.js';
import { startSearch } from '../../test-servers/src/search.js';
import { startSlapd } from '../../test-servers/src/slapd.js';

/** What the examples find on the network and in their environment. */
export interface ExampleServers extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The servers that the examples talk about, each at its usual port as far as an example can see: PostgreSQL with the
 * database `app` and a table `users`, Cassandra with a keyspace `app` and such a table, Redis, RabbitMQ, Elasticsearch, OpenLDAP, Riak (with security at
 * 8088), and an HTTP server that answers any request with what it was asked.
 * @param folder where the examples run; gets `ca.pem`
 * @param real false: the HTTP server alone
 */
export async function exampleServers(folder: string, real: boolean): Promise<ExampleServers> {
  await using undo = new AsyncDisposableStack();
  const http = await listen(createServer(answer));
  undo.defer(() => close(http));
  const ports: Record<string, number> = { 80: portOf(http), 8080: portOf(http) };
  if (real && requireServers('postgres', 'redis', 'rabbitmq', 'search', 'slapd', 'cassandra')) {
    const [postgres, redis, rabbit, search, slapd, cassandra] = await Promise.all([
      startPostgres(),
      startRedis(),
      startRabbit(),
      startSearch('elasticsearch'),
      startSlapd({ suffix: 'dc=example,dc=com', people: 200 }),
      startCassandra(),
    ]);
    undo.use(postgres);
    undo.use(rabbit);
    undo.use(redis);
    undo.use(search);
    undo.use(slapd);
    undo.use(cassandra);
    ports[5432] = postgres.port;
    ports[6379] = redis.port;
    ports[5672] = rabbit.port;
    ports[9200] = search.port;
    ports[389] = slapd.port;
    ports[9042] = cassandra.port;
    await postgres.query('create table users (id int primary key, name text not null)');
    await postgres.query("insert into users values (7, 'Ada'), (8, 'Grace')");
    await postgres.query('create table accounts (id int primary key, balance int not null)');
    await postgres.query('insert into accounts values (1, 100), (2, 100)');
    await postgres.query('grant all on all tables in schema public to app');
    await cassandra.run(
      "CREATE KEYSPACE app WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}",
      'CREATE TABLE app.users (id int PRIMARY KEY, name text)',
    );
    const certs = await certificates();
    cpSync(certs.caFile, join(folder, 'ca.pem'));
    const security = { ...certs.pair('server'), users: { app: { password: 'app-secret' } } };
    ports[8087] = undo.use(await RiakServer.start()).port;
    ports[8088] = undo.use(await RiakServer.start({ security })).port;
  }
  const held = undo.move();
  const env = {
    DOCS_PORTS: JSON.stringify(ports),
    PGPASSWORD: 'app-secret',
    REDIS_PASSWORD: '',
    LDAP_PASSWORD: 'open sesame',
    API_TOKEN: 'Bearer token',
  };
  return { env, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

function answer(request: Parameters<Parameters<typeof createServer>[1] & object>[0], response: import('node:http').ServerResponse): void {
  const { method, url } = request;
  response.setHeader('content-type', 'application/json');
  request.resume().once('end', () => response.end(JSON.stringify({ method, path: url, name: 'Ada' })));
}

function listen(server: Server): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => resolve(server));
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
