import { copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { type RequestOptions, request as requestPlain } from 'node:http';
import { request as requestSecured } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { classOf, classPath, isBuilt, javaArguments, productFolder } from '../elastic/build.mjs';
import { programPath } from './binaries.js';
import { type CertificateName, type Certificates, certificates } from './certificates.js';
import { freePort } from './ports.js';
import { serverFolder } from './run-folder.js';
import { Server, started } from './server.js';

export type SearchProduct = 'elasticsearch' | 'opensearch';

export interface SearchOptions {
  /** More settings of the node: `{ 'indexing_pressure.memory.limit': '1kb' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The real security plugin of OpenSearch: TLS with the certificate `server` at first, and the user `app` with `app-secret`. Default false. */
  readonly security?: boolean;
}

/** The user of a server with `security`. */
const USER = { name: 'app', password: 'app-secret' };
/** bcrypt of the password, so that no Java need run for it. */
const HASH = '$2y$12$axoF5S5LHgKWNmMveIyN.ugACh.FCXkgEdvXEMWadhUY8EL5Usd8i';

/** True when both products are there; `node test-servers/install.mjs` fetches them. */
export const searchInstalled = (): boolean => programPath('java') !== undefined && isBuilt('elasticsearch') && isBuilt('opensearch');

/** A real Elasticsearch 7.17 or OpenSearch 2.19 on 127.0.0.1. Ready in 1 to 3 s; with `security` in 6 to 10 s. */
export async function startSearch(product: SearchProduct, options: SearchOptions = {}): Promise<SearchServer> {
  const certs = options.security ? await certificates() : undefined;
  const place = { port: await freePort(), transport: await freePort(), folder: serverFolder(product), name: 'one' };
  const settings = { 'discovery.type': 'single-node', ...options.settings };
  return started(new SearchServer(product, place, () => settings, certs));
}

/** So many nodes that are one cluster, as a list. All are to be disposed of. */
export async function startSearchCluster(product: SearchProduct, nodes = 3): Promise<SearchServer[]> {
  const places: Place[] = [];
  for (let node = 1; node <= nodes; node++)
    places.push({ port: await freePort(), transport: await freePort(), folder: serverFolder(product), name: `n${node}` });
  const names = places.map(({ name }) => name).join(',');
  const settings = (first: boolean) => ({
    'cluster.name': `tests-${places[0]?.port}`,
    'discovery.seed_hosts': places.map(({ transport }) => `127.0.0.1:${transport}`).join(','),
    'discovery.find_peers_interval': '100ms',
    'cluster.election.initial_timeout': '50ms',
    'cluster.election.back_off_time': '50ms',
    // A node that comes back knows its cluster.
    ...(first && { 'cluster.initial_master_nodes': names }),
  });
  const servers = await Promise.all(places.map((place) => started(new SearchServer(product, place, settings, undefined))));
  await servers[0]?.whole(nodes);
  return servers;
}

interface Place {
  readonly port: number;
  readonly transport: number;
  readonly folder: string;
  readonly name: string;
}

export class SearchServer extends Server {
  readonly product: SearchProduct;
  readonly user = USER;
  readonly #place: Place;
  readonly #settings: (first: boolean) => Readonly<Record<string, string>>;
  readonly #certs: Certificates | undefined;
  #starts = 0;

  /** @internal `startSearch` makes it. */
  constructor(product: SearchProduct, place: Place, settings: (first: boolean) => Readonly<Record<string, string>>, certs?: Certificates) {
    super({ name: product, folder: place.folder, port: place.port });
    this.product = product;
    this.#place = place;
    this.#settings = settings;
    this.#certs = certs;
    mkdirSync(join(place.folder, 'home/config'), { recursive: true });
    mkdirSync(join(place.folder, 'tmp'));
    if (certs !== undefined) this.#secure(certs);
  }

  /** `http://127.0.0.1:PORT`, or `https://localhost:PORT` with `security`. */
  get url(): string {
    return this.#certs === undefined ? `http://${this.host}:${this.port}` : `https://localhost:${this.port}`;
  }

  /** Presents another certificate from the next start on. */
  useCertificate(name: CertificateName): void {
    if (this.#certs === undefined) throw new Error('this server was started without security');
    copyFileSync(this.#certs.certFile(name), join(this.folder, 'home/config/http.pem'));
    copyFileSync(this.#certs.keyFile(name), join(this.folder, 'home/config/http.key'));
  }

  /** One request past pools and proxies: method, path, and a body to be sent as JSON. Rejects for a status from 400 on. */
  async ask<Answer = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer> {
    const secured = this.#certs !== undefined;
    const options: RequestOptions = {
      method,
      agent: false,
      timeout: 10_000,
      headers: { 'content-type': 'application/json' },
      ...(secured && { rejectUnauthorized: false, auth: `${USER.name}:${USER.password}` }),
    };
    const { status, answer } = await new Promise<{ status: number; answer: string }>((resolve, reject) => {
      const request = (secured ? requestSecured : requestPlain)(`${this.url}${path}`, options, (response) => {
        text(response).then((answer) => resolve({ status: response.statusCode ?? 0, answer }), reject);
      });
      request.once('timeout', () => request.destroy(new Error('no answer'))).once('error', reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${answer.slice(0, 300)}`);
    return (answer === '' ? {} : JSON.parse(answer)) as Answer;
  }

  /** Resolves when the cluster has so many nodes and every shard is in its place. */
  async whole(nodes: number): Promise<void> {
    for (let attempt = 0; attempt < 60; attempt++) {
      try {
        const health = await this.ask<{ timed_out: boolean }>(
          'GET',
          `/_cluster/health?wait_for_nodes=${nodes}&wait_for_status=green&timeout=5s`,
        );
        if (!health.timed_out) return;
      } catch {
        await sleep(100);
      }
    }
    throw new Error(`no cluster of ${nodes}: ${this.log}`);
  }

  protected launch(): [string, ...string[]] {
    const { transport, name } = this.#place;
    const settings = {
      'node.name': name,
      'http.port': this.port,
      'transport.port': transport,
      ...this.#settings(this.#starts++ === 0),
      ...this.#security(),
    };
    const plugins = [
      classOf(this.product, 'transport.Netty4Plugin'),
      ...(this.#certs === undefined ? [] : [classOf(this.product, 'security.OpenSearchSecurityPlugin')]),
    ];
    const tmp = join(this.folder, 'tmp');
    return [
      programPath('java') ?? 'java',
      ...javaArguments(this.product),
      `-Djava.io.tmpdir=${tmp}`,
      `-Djna.tmpdir=${tmp}`,
      '-cp',
      classPath(this.product, this.#certs !== undefined),
      'SearchNode',
      join(this.folder, 'home'),
      plugins.join(','),
      ...Object.entries(settings).map(([setting, value]) => `${setting}=${value}`),
    ];
  }

  /** `GET /` answers before the shards are there. */
  protected async probe(): Promise<void> {
    await this.ask('GET', '/_cluster/health?wait_for_status=yellow&timeout=2s');
  }

  protected async version(): Promise<string> {
    return (await this.ask<{ version: { number: string } }>('GET', '/')).version.number;
  }

  #secure(certs: Certificates): void {
    const config = join(this.folder, 'home/config');
    cpSync(join(productFolder(this.product), 'security/config'), join(config, 'opensearch-security'), { recursive: true });
    const user = `${USER.name}: {hash: "${HASH}", reserved: false, backend_roles: ["admin"]}`;
    writeFileSync(join(config, 'opensearch-security/internal_users.yml'), `_meta: {type: "internalusers", config_version: 2}\n${user}\n`);
    copyFileSync(certs.caFile, join(config, 'ca.pem'));
    copyFileSync(certs.certFile('server'), join(config, 'transport.pem'));
    copyFileSync(certs.keyFile('server'), join(config, 'transport.key'));
    this.useCertificate('server');
  }

  #security(): Record<string, string> {
    if (this.#certs === undefined) return {};
    const pair = (layer: string) => ({
      [`plugins.security.ssl.${layer}.pemcert_filepath`]: `${layer}.pem`,
      [`plugins.security.ssl.${layer}.pemkey_filepath`]: `${layer}.key`,
      [`plugins.security.ssl.${layer}.pemtrustedcas_filepath`]: 'ca.pem',
    });
    return {
      ...pair('transport'),
      ...pair('http'),
      'plugins.security.ssl.http.enabled': 'true',
      'plugins.security.ssl.transport.enforce_hostname_verification': 'false',
      'plugins.security.allow_default_init_securityindex': 'true',
      'plugins.security.authcz.admin_dn': 'CN=nobody',
    };
  }
}
