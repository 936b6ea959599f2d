import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, types } from 'cassandra-driver';
import { isBuilt, nodeCommand, SERVES, writeConfig } from '../cassandra/build.mjs';
import { programPath } from './binaries.js';
import { type CertificateName, type Certificates, certificates } from './certificates.js';
import { eventually } from './eventually.js';
import { freePort } from './ports.js';
import { serverFolder } from './run-folder.js';
import { Server, started } from './server.js';

export interface CassandraOptions {
  /** Only known roles may log in: at first `user` of the server, which may do everything. Default false. */
  readonly auth?: boolean;
  /** TLS alone, with the certificate `server` at first; `clientCertificate` is asked for as well. Default false. */
  readonly tls?: boolean | { readonly clientCertificate: 'required' };
  /** More lines of cassandra.yaml: `['batch_size_fail_threshold: 5KiB']`. */
  readonly config?: readonly string[];
}

/** The data center of every node. */
export const DATA_CENTER = 'datacenter1';
const LOCAL = '127.0.0.1';

/** True when it is there; `node test-servers/install.mjs` fetches it. */
export const cassandraInstalled = (): boolean => programPath('java') !== undefined && isBuilt();

/** A real Cassandra 5 on 127.0.0.1, alone. Ready in 2 to 4 s, which are 3 s of CPU; it takes 270 MB. */
export async function startCassandra(options: CassandraOptions = {}): Promise<CassandraServer> {
  const certs = options.tls ? await certificates() : undefined;
  const place = { host: LOCAL, port: await freePort(), storagePort: await freePort(), token: '0' };
  return started(new CassandraServer({ ...place, seeds: `${LOCAL}:${place.storagePort}` }, options, certs));
}

/** A cluster of real Cassandras on 127.0.0.1, 127.0.0.2 and so on, all at the same port. Ready in 6 to 12 s. */
export async function startCassandraCluster(size = 3): Promise<CassandraCluster> {
  const [port, storagePort] = [await freePort(), await freePort()];
  const hosts = Array.from({ length: size }, (_, index) => `127.0.0.${index + 1}`);
  // With only the first as seed, the others would find nobody when all start at once.
  const seeds = hosts.map((host) => `${host}:${storagePort}`).join(',');
  const token = (index: number): string => String((2n ** 64n / BigInt(size)) * BigInt(index) - 2n ** 63n);
  const nodes = hosts.map((host, index) => new CassandraServer({ host, port, storagePort, token: token(index), seeds }, {}, undefined));
  const cluster = new CassandraCluster(nodes);
  try {
    await Promise.all(nodes.map((node) => node.start()));
    await cluster.whole();
    return cluster;
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    throw error;
  }
}

export class CassandraCluster implements AsyncDisposable {
  readonly nodes: readonly CassandraServer[];

  /** @internal `startCassandraCluster` makes it. */
  constructor(nodes: readonly CassandraServer[]) {
    this.nodes = nodes;
  }

  /** Resolves when every node knows all the others: a client that comes earlier would know only some of them. */
  async whole(): Promise<void> {
    for (const node of this.nodes) {
      await eventually(`${node.host} knows the other nodes`, () =>
        node.ask(async (client) => {
          const connected = client.hosts.values().filter((host) => client.getState().getOpenConnections(host) > 0);
          return connected.length === this.nodes.length;
        }),
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.nodes.map((node) => node[Symbol.asyncDispose]()));
  }
}

interface Place {
  readonly host: string;
  readonly port: number;
  readonly storagePort: number;
  readonly seeds: string;
  readonly token: string;
}

export class CassandraServer extends Server {
  /** The user of a server with `auth`. */
  readonly user = { name: 'cassandra', password: 'cassandra' };
  readonly #options: CassandraOptions;
  readonly #certs: Certificates | undefined;
  #logged = 0;

  /** @internal `startCassandra` makes it. */
  constructor(place: Place, options: CassandraOptions, certs: Certificates | undefined) {
    super({ name: 'Cassandra', host: place.host, port: place.port, folder: serverFolder('cassandra') });
    this.#options = options;
    this.#certs = certs;
    const more = [...this.#authentication(), ...this.#encryption(), ...(options.config ?? [])];
    writeConfig(this.folder, { ...place, more });
    if (certs !== undefined) {
      copyFileSync(certs.caFile, join(this.folder, 'ca.pem'));
      this.useCertificate('server');
    }
  }

  /** Presents another certificate from the next start on. */
  useCertificate(name: CertificateName): void {
    if (this.#certs === undefined) throw new Error('this server was started without tls');
    const { cert, key } = this.#certs.pair(name);
    writeFileSync(join(this.folder, 'server.pem'), `${key}${cert}`);
  }

  /** Does some work with a client of its own, past pools and proxies. */
  async ask<Answer>(work: (client: Client) => Promise<Answer>): Promise<Answer> {
    const client = new Client({
      contactPoints: [`${this.host}:${this.port}`],
      protocolOptions: { port: this.port },
      localDataCenter: DATA_CENTER,
      queryOptions: { consistency: types.consistencies.one },
      socketOptions: { connectTimeout: 5_000, readTimeout: 10_000 },
      ...(this.#options.auth && { credentials: { username: this.user.name, password: this.user.password } }),
      ...(this.#certs && { sslOptions: { rejectUnauthorized: false, ...this.#certs.pair('client') } }),
    });
    try {
      await client.connect();
      return await work(client);
    } finally {
      await client.shutdown();
    }
  }

  /** Some statements, one after the other. */
  async run(...statements: readonly string[]): Promise<void> {
    await this.ask(async (client) => {
      for (const statement of statements) await client.execute(statement);
    });
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.kill9(); // nothing is to be kept
    await super[Symbol.asyncDispose]();
  }

  protected launch(): [string, ...string[]] {
    this.#logged = statSync(join(this.folder, 'log')).size;
    return nodeCommand(programPath('java') ?? 'java', this.folder);
  }

  protected async probe(): Promise<void> {
    if (!readFileSync(join(this.folder, 'log')).includes(SERVES, this.#logged)) throw new Error('it does not say yet that it serves');
    await this.version();
  }

  protected version(): Promise<string> {
    return this.ask(async (client) => (await client.execute('SELECT release_version FROM system.local')).first().get(0));
  }

  #authentication(): readonly string[] {
    const [authenticator, authorizer] = this.#options.auth
      ? ['PasswordAuthenticator', 'CassandraAuthorizer']
      : ['AllowAllAuthenticator', 'AllowAllAuthorizer'];
    return [`authenticator: ${authenticator}`, `authorizer: ${authorizer}`];
  }

  #encryption(): readonly string[] {
    const { tls } = this.#options;
    if (!tls) return [];
    return [
      'client_encryption_options:',
      '  enabled: true',
      '  optional: false',
      `  require_client_auth: ${typeof tls === 'object'}`,
      '  ssl_context_factory: {class_name: org.apache.cassandra.security.PEMBasedSslContextFactory}',
      `  keystore: ${join(this.folder, 'server.pem')}`,
      `  truststore: ${join(this.folder, 'ca.pem')}`,
    ];
  }
}
