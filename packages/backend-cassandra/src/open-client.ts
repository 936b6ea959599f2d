import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';
import { type ConnectAttempt, type Endpoint, readTls, type TlsOptions, untilAborted } from '@outpool/contract';
import { auth, type ClientOptions, ExecutionProfile, policies, types } from 'cassandra-driver';
import { CassandraError } from './cassandra-error.js';
import type { CassandraSettings } from './cassandra-options.js';
import { consistencyNumber } from './consistency.js';
import { DialAgain, LocalDataCenter, RepeatIdempotent } from './driver-policies.js';
import { LiveClient } from './live-client.js';

/** How long one node may take for each step of a connect; then the next is tried. */
const STEP_MS = 2_000;
/** What the protocol can number on one connection. `maxRequests` stays below, repeats included. */
const MOST_REQUESTS = 32_768;

/** An address of a node, and how people call it. */
interface Address extends Endpoint {
  readonly name: string;
}

/** Makes a client of the cluster and connects it. @throws CassandraError, or what went wrong with a file or a secret */
export async function openClient({ options, signal, lost }: ConnectAttempt<CassandraSettings>): Promise<LiveClient> {
  signal.throwIfAborted();
  const addresses = await untilAborted(resolve(options.servers), signal);
  const driver = driverOptions(options, addresses);
  const renew = (current: ClientOptions): Promise<void> => renewSecrets(current, options, addresses);
  await untilAborted(renew(driver), signal);
  try {
    return await LiveClient.connect(driver, { renew, lost, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw explained(error, options);
  }
}

function driverOptions(options: CassandraSettings, addresses: readonly Address[]): ClientOptions {
  const { driver, keyspace, connectionsPerNode, speculativeExecution: more, requestTimeoutMs } = options;
  const endpoints = addresses.map(({ host, port }) => (isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`));
  const known = addresses.map(({ host, port }) => `${host}:${port}`);
  const given = driver as ClientOptions;
  const port = (options.servers[0] as Endpoint).port;
  const { local, remote } = types.distance;
  return {
    ...given,
    contactPoints: endpoints,
    ...(keyspace !== false && { keyspace }),
    encoding: { map: Map, set: Set, useBigIntAsLong: true, useBigIntAsVarint: true, ...given.encoding },
    pooling: {
      ...given.pooling,
      coreConnectionsPerHost: { [local]: connectionsPerNode, [remote]: 1 },
      maxRequestsPerConnection: MOST_REQUESTS,
    },
    policies: {
      loadBalancing: new LocalDataCenter(options.localDataCenter, known),
      ...given.policies,
      retry: new RepeatIdempotent(),
      reconnection: new DialAgain(),
      ...(more && { speculativeExecution: new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(more.delayMs, more.max) }),
    },
    // Of statements; whatever else the driver asks of a node is a step of a connect.
    profiles: [new ExecutionProfile('default', { readTimeout: requestTimeoutMs }), ...(given.profiles ?? [])],
    // It would begin with versions that only other servers speak, on a connection of its own.
    protocolOptions: { maxVersion: types.protocolVersion.v4, ...given.protocolOptions, port },
    queryOptions: {
      prepare: true,
      ...given.queryOptions,
      consistency: consistencyNumber(options.consistency),
      fetchSize: options.pageSize,
    },
    socketOptions: { ...given.socketOptions, connectTimeout: STEP_MS, readTimeout: STEP_MS },
    ...{ monitorReporting: { enabled: false } },
  };
}

/** Reads password and certificates anew, for every connection to a node: the client may live for months. */
async function renewSecrets(driver: ClientOptions, { auth: login, tls }: CassandraSettings, addresses: readonly Address[]): Promise<void> {
  const [password = '', secured] = await Promise.all([login?.plain.password.read(), tls && encryption(tls, addresses)]);
  if (login !== undefined) driver.authProvider = new auth.PlainTextAuthProvider(login.plain.username, password);
  if (secured !== undefined) driver.sslOptions = secured;
}

/** The driver would drop a name that it cannot resolve, and say nothing of it. */
async function resolve(servers: readonly Endpoint[]): Promise<Address[]> {
  const failures: unknown[] = [];
  const found = await Promise.all(
    servers.map(async ({ host: name, port }) => {
      try {
        return (await lookup(name, { all: true })).map(({ address }) => ({ name, host: address, port }));
      } catch (error) {
        failures.push(error);
        return [];
      }
    }),
  );
  const addresses = found.flat();
  if (addresses.length === 0) throw failures[0];
  return addresses;
}

/** A certificate is for the address that is dialled, or for the name that led to it. */
async function encryption(tls: TlsOptions, addresses: readonly Address[]): Promise<ConnectionOptions> {
  const options = await readTls(tls, '127.0.0.1'); // an address: names come below, one for each node
  if (options.checkServerIdentity !== undefined || typeof tls.serverName === 'string') return options;
  return {
    ...options,
    checkServerIdentity: (dialled, certificate) => {
      const names = addresses.filter(({ host }) => host === dialled).map(({ name }) => name);
      const errors = [dialled, ...names].map((name) => checkServerIdentity(name, certificate));
      return errors.includes(undefined) ? undefined : errors.at(-1);
    },
  };
}

function explained(error: unknown, { keyspace }: CassandraSettings): unknown {
  const plain = CassandraError.of(error);
  if (!(plain instanceof CassandraError) || plain.code !== 'keyspace_missing') return plain;
  const advice = 'create it, write another as keyspace, or `false` for none';
  return new CassandraError('keyspace_missing', `there is no keyspace ${JSON.stringify(keyspace)}: ${advice}`, { cause: error });
}
