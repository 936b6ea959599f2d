import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ChannelModel, connect } from 'amqplib';
import { rabbitFolder } from './binaries.js';
import { type CertificateName, type Certificates, certificates } from './certificates.js';
import { Epmd } from './epmd.js';
import { freePort } from './ports.js';
import { madeOnce, serverFolder } from './run-folder.js';
import { Server, started } from './server.js';

const run = promisify(execFile);
/** The plugin that takes a certificate for a login. */
const CERTIFICATE_LOGIN = 'rabbitmq_auth_mechanism_ssl';

export interface RabbitOptions {
  /** Listens on a second port, with TLS and the certificate `server` at first; `clientCertificate` may be asked for. Default false. */
  readonly tls?: boolean | { readonly clientCertificate: 'required' | 'optional' };
  /** Whoever shows a client certificate may log in with that (EXTERNAL), as the user of its common name. Default false. */
  readonly certificateLogin?: boolean;
  /** More lines of rabbitmq.conf: `['max_message_size = 1000000']`. */
  readonly config?: readonly string[];
}

/**
 * A real RabbitMQ on 127.0.0.1, user and password `guest`, that keeps durable queues over `kill9`. Ready in 5 s, which
 * are 5 s of CPU: one will do for many tests, each in a virtual host or with queues of its own.
 */
export async function startRabbit(options: RabbitOptions = {}): Promise<RabbitServer> {
  const epmd = await Epmd.start();
  try {
    return await started(await RabbitServer.prepare(epmd, true, options));
  } catch (error) {
    await epmd[Symbol.asyncDispose]();
    throw error;
  }
}

/** A cluster of real RabbitMQs on 127.0.0.1. Ready in 14 s. */
export async function startRabbitCluster(size = 3): Promise<RabbitCluster> {
  const epmd = await Epmd.start();
  const nodes: RabbitServer[] = [];
  const cluster = new RabbitCluster(epmd, nodes);
  try {
    while (nodes.length < size) nodes.push(await RabbitServer.prepare(epmd, false, {}, nodes[0]));
    // All at once, and each might make a cluster of its own.
    await nodes[0]?.start();
    await Promise.all(nodes.slice(1).map((node) => node.start()));
    return cluster;
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    throw error;
  }
}

export class RabbitCluster implements AsyncDisposable {
  readonly nodes: readonly RabbitServer[];
  readonly #epmd: Epmd;

  /** @internal `startRabbitCluster` makes it. */
  constructor(epmd: Epmd, nodes: readonly RabbitServer[]) {
    this.#epmd = epmd;
    this.nodes = nodes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.nodes.map((node) => node[Symbol.asyncDispose]()));
    await this.#epmd[Symbol.asyncDispose]();
  }
}

interface RabbitPlace {
  readonly folder: string;
  readonly port: number;
  readonly distributionPort: number;
  readonly tls: { readonly port: number; readonly certs: Certificates } | undefined;
  readonly plugins: string;
  readonly epmd: Epmd;
  readonly ownsEpmd: boolean;
}

export class RabbitServer extends Server {
  readonly user = 'guest';
  readonly password = 'guest';
  /** The name of the Erlang node. */
  readonly node: string;
  readonly #place: RabbitPlace;

  /** @internal `startRabbit` makes it. */
  constructor(place: RabbitPlace, options: RabbitOptions, first: RabbitServer | undefined) {
    super({ name: 'RabbitMQ', folder: place.folder, port: place.port });
    this.#place = place;
    this.node = `rabbit${place.port}@localhost`;
    const asked = typeof options.tls === 'object' ? options.tls.clientCertificate : undefined;
    const peers = [...new Set([first?.node ?? this.node, this.node])];
    const lines = [
      'loopback_users = none',
      `listeners.tcp.1 = ${this.host}:${place.port}`,
      'log.console = true',
      'log.file = false',
      'disk_free_limit.absolute = 10MB',
      'vm_memory_high_watermark.absolute = 2GB',
      'cluster_partition_handling = pause_minority',
      'cluster_formation.peer_discovery_backend = classic_config',
      ...peers.map((peer, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${peer}`),
      ...(place.tls === undefined
        ? []
        : [
            `listeners.ssl.1 = ${this.host}:${place.tls.port}`,
            `ssl_options.cacertfile = ${place.tls.certs.caFile}`,
            `ssl_options.certfile = ${join(place.folder, 'cert.pem')}`,
            `ssl_options.keyfile = ${join(place.folder, 'cert.key')}`,
            `ssl_options.verify = ${asked === undefined ? 'verify_none' : 'verify_peer'}`,
            `ssl_options.fail_if_no_peer_cert = ${asked === 'required'}`,
          ]),
      ...(options.certificateLogin
        ? ['auth_mechanisms.1 = PLAIN', 'auth_mechanisms.2 = AMQPLAIN', 'auth_mechanisms.3 = EXTERNAL', 'ssl_cert_login_from = common_name']
        : []),
      ...(options.config ?? []),
    ];
    writeFileSync(join(place.folder, 'rabbitmq.conf'), `${lines.join('\n')}\n`);
    writeFileSync(join(place.folder, 'enabled_plugins'), `[${options.certificateLogin ? CERTIFICATE_LOGIN : ''}].\n`);
    writeFileSync(join(place.folder, 'environment'), '');
    writeFileSync(join(place.folder, '.erlang.cookie'), 'outpool', { mode: 0o400 });
    if (place.tls !== undefined) this.#present('server');
  }

  /** @internal */
  static async prepare(epmd: Epmd, ownsEpmd: boolean, options: RabbitOptions, first?: RabbitServer): Promise<RabbitServer> {
    const tls = options.tls ? { port: await freePort(), certs: await certificates() } : undefined;
    const plugins = await madeOnce('rabbitmq-plugins', linkPlugins);
    const [port, distributionPort] = [await freePort(), await freePort()];
    return new RabbitServer({ folder: serverFolder('rabbit'), port, distributionPort, tls, plugins, epmd, ownsEpmd }, options, first);
  }

  /** @throws Error when the server was started without `tls` */
  get tlsPort(): number {
    if (this.#place.tls === undefined) throw new Error('this RabbitMQ was started without tls');
    return this.#place.tls.port;
  }

  /** What `rabbitmqctl` prints for one command: `ctl('add_vhost', 'shop')`. Takes half a second. */
  async ctl(...args: string[]): Promise<string> {
    const env = { PATH: process.env.PATH, ...this.#environment() };
    const { stdout } = await run(join(rabbitFolder() ?? '', 'rabbitmqctl'), ['--node', this.node, '--quiet', ...args], { env });
    return stdout.trim();
  }

  /**
   * Has it write down which queues there are. It takes some seconds by itself, and what is killed before has forgotten
   * them, with all the messages that it has confirmed.
   */
  async remember(): Promise<void> {
    await this.ctl('eval', 'mnesia:sync_log().');
  }

  /** Does some work on a connection of its own, past TLS and proxies, and closes it. */
  async ask<Answer>(work: (connection: ChannelModel) => Promise<Answer>): Promise<Answer> {
    const { host, port, user, password } = this;
    const connection = await connect({ hostname: host, port, username: user, password, heartbeat: 0 }, { timeout: 5_000 });
    connection.on('error', () => {});
    try {
      return await work(connection);
    } finally {
      await connection.close().catch(() => {});
    }
  }

  /** Presents another certificate from now on; connections that are open stay. For a server started with `tls`. */
  async useCertificate(name: CertificateName): Promise<void> {
    this.#present(name);
    await this.ctl('eval', 'ssl:clear_pem_cache().');
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.kill9(); // nothing is to be kept, and an orderly end takes seconds
    await super[Symbol.asyncDispose]();
    if (this.#place.ownsEpmd) await this.#place.epmd[Symbol.asyncDispose]();
  }

  protected launch(): [string, ...string[]] {
    const variables = Object.entries(this.#environment()).map(([name, value]) => `${name}=${value}`);
    return ['env', ...variables, join(rabbitFolder() ?? '', 'rabbitmq-server')];
  }

  protected async probe(): Promise<void> {
    await this.ask(async () => undefined);
  }

  protected version(): Promise<string> {
    return this.ask(async ({ connection }) => connection.serverProperties.version);
  }

  #environment(): Record<string, string> {
    const { folder, port, distributionPort, epmd, plugins } = this.#place;
    const at = (name: string): string => join(folder, name);
    return {
      HOME: folder,
      LANG: 'C.UTF-8',
      RUNNING_UNDER_SYSTEMD: '1', // the script becomes the server, instead of starting it beside itself
      RABBITMQ_NODENAME: this.node,
      RABBITMQ_MNESIA_BASE: at('mnesia'),
      RABBITMQ_LOG_BASE: at('logs'),
      RABBITMQ_CONFIG_FILE: at('rabbitmq.conf'),
      RABBITMQ_ADVANCED_CONFIG_FILE: at('none.config'),
      RABBITMQ_CONF_ENV_FILE: at('environment'),
      RABBITMQ_ENABLED_PLUGINS_FILE: at('enabled_plugins'),
      RABBITMQ_PLUGINS_DIR: plugins,
      RABBITMQ_PLUGINS_EXPAND_DIR: at('plugins'),
      RABBITMQ_GENERATED_CONFIG_DIR: at('generated'),
      RABBITMQ_PID_FILE: at('pid'),
      RABBITMQ_DIST_PORT: String(distributionPort),
      RABBITMQ_NODE_IP_ADDRESS: this.host,
      RABBITMQ_NODE_PORT: String(port),
      ERL_EPMD_PORT: String(epmd.port),
      ERL_EPMD_ADDRESS: this.host,
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
        '-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none',
    };
  }

  #present(name: CertificateName): void {
    const { tls, folder } = this.#place;
    if (tls === undefined) throw new Error('this RabbitMQ was started without tls');
    for (const [from, to] of [
      [tls.certs.certFile(name), 'cert.pem'],
      [tls.certs.keyFile(name), 'cert.key'],
    ] as const) {
      copyFileSync(from, join(folder, `${to}.new`));
      renameSync(join(folder, `${to}.new`), join(folder, to));
    }
  }
}

/** A folder with the plugins that a broker cannot do without, and those that tests ask for: looking at all the others takes a second of each start. */
async function linkPlugins(folder: string): Promise<void> {
  const root = join(rabbitFolder() ?? '', '../lib');
  const [release] = readdirSync(root).filter((name) => name.startsWith('rabbitmq_server-'));
  if (release === undefined) throw new Error(`no RabbitMQ in ${root}`);
  const all = join(root, release, 'plugins');
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(all)) {
    const isWanted = !name.startsWith('rabbitmq_') || ['rabbitmq_prelaunch', CERTIFICATE_LOGIN].some((wanted) => name.startsWith(wanted));
    if (isWanted) symlinkSync(join(all, name), join(folder, name));
  }
}
