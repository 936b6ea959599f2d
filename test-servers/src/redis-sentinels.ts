import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programPath } from './binaries.js';
import { type Certificates, certificates } from './certificates.js';
import { eventually } from './eventually.js';
import { freePort } from './ports.js';
import { type RedisServer, startRedis } from './redis.js';
import { redisCommand } from './redis-command.js';
import { serverFolder } from './run-folder.js';
import { Server, started } from './server.js';

const NAME = 'shop';
const REPLICATION = ['repl-diskless-sync-delay 0', 'repl-ping-replica-period 1', 'replica-priority 100'];

export interface SentinelsOptions {
  /** Of the servers and of the Sentinels. Default: none is asked for. */
  readonly password?: string;
  /** All of them listen on a second port, with TLS and the certificate `server`, and that is the one they tell of. Default false. */
  readonly tls?: boolean;
  /** How many changes of masters the Sentinels believe to have seen. Default 0. */
  readonly epoch?: number;
}

/** A master with two replicas, and three Sentinels that know it as `shop`. They take a master for dead after 600 ms. */
export async function startRedisSentinels(options: SentinelsOptions = {}): Promise<RedisSentinels> {
  const auth = options.password === undefined ? [] : [`masterauth ${JSON.stringify(options.password)}`];
  const config = [...REPLICATION, ...auth, ...(options.tls ? ['tls-replication yes'] : [])];
  const master = await startRedis({ ...options, config });
  const masterPort = options.tls ? master.tlsPort : master.port;
  const replicas = await Promise.all(
    [1, 2].map(() => startRedis({ ...options, config: [...config, `replicaof ${master.host} ${masterPort}`] })),
  );
  const sentinel = async (): Promise<Sentinel> => {
    const tls = options.tls ? { port: await freePort(), certs: await certificates() } : undefined;
    const { password, epoch = 0 } = options;
    return started(new Sentinel(serverFolder('sentinel'), await freePort(), { masterPort, password, epoch, tls }));
  };
  const sentinels = await Promise.all([1, 2, 3].map(sentinel));
  const all = new RedisSentinels([master, ...replicas], sentinels);
  try {
    await all.settled();
    return all;
  } catch (error) {
    await all[Symbol.asyncDispose]();
    throw error;
  }
}

export class RedisSentinels implements AsyncDisposable {
  /** What the Sentinels call the master. */
  readonly name = NAME;
  readonly servers: readonly RedisServer[];
  readonly sentinels: readonly Sentinel[];

  /** @internal `startRedisSentinels` makes it. */
  constructor(servers: readonly RedisServer[], sentinels: readonly Sentinel[]) {
    this.servers = servers;
    this.sentinels = sentinels;
  }

  /** The server that says of itself that it is the master and has replicas or had them last; `undefined` while there is none. */
  async master(): Promise<RedisServer | undefined> {
    const masters: RedisServer[] = [];
    for (const server of this.servers.filter(({ running }) => running)) {
      const [role] = await server.command<[string]>('ROLE').catch(() => ['unknown']);
      if (role === 'master') masters.push(server);
    }
    return masters.length === 1 ? masters[0] : undefined;
  }

  /** Every Sentinel knows the others, and both replicas of the master follow it. */
  async settled(): Promise<void> {
    await eventually('two replicas and three Sentinels that know each other', async () => {
      const masters = await Promise.all(this.sentinels.map((one) => one.command<string[]>('SENTINEL', 'MASTER', NAME)));
      const knowAll = masters.every((flat) => fieldOf(flat, 'num-slaves') === '2' && fieldOf(flat, 'num-other-sentinels') === '2');
      const info = (await (await this.master())?.command<string>('INFO', 'replication')) ?? '';
      return knowAll && (info.match(/state=online/g)?.length ?? 0) === 2;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.sentinels, ...this.servers].map((server) => server[Symbol.asyncDispose]()));
  }
}

interface SentinelSetup {
  readonly masterPort: number;
  readonly password: string | undefined;
  readonly epoch: number;
  readonly tls: { readonly port: number; readonly certs: Certificates } | undefined;
}

class Sentinel extends Server {
  readonly password: string | undefined;
  readonly #tlsPort: number | undefined;

  constructor(folder: string, port: number, { masterPort, password, epoch, tls }: SentinelSetup) {
    super({ name: 'Redis Sentinel', folder, port });
    this.password = password;
    this.#tlsPort = tls?.port;
    const lines = [
      'bind 127.0.0.1',
      `port ${port}`,
      `dir ${folder}`,
      `sentinel monitor ${NAME} 127.0.0.1 ${masterPort} 2`,
      `sentinel down-after-milliseconds ${NAME} 600`,
      `sentinel failover-timeout ${NAME} 3000`,
      `sentinel config-epoch ${NAME} ${epoch}`,
      ...(password === undefined
        ? []
        : [`requirepass ${JSON.stringify(password)}`, `sentinel auth-pass ${NAME} ${JSON.stringify(password)}`]),
      ...(password === undefined ? [] : [`sentinel sentinel-pass ${JSON.stringify(password)}`]),
      ...(tls === undefined
        ? []
        : [
            `tls-port ${tls.port}`,
            `tls-ca-cert-file ${tls.certs.caFile}`,
            `tls-cert-file ${tls.certs.certFile('server')}`,
            `tls-key-file ${tls.certs.keyFile('server')}`,
            'tls-auth-clients no',
            'tls-replication yes',
          ]),
    ];
    writeFileSync(join(folder, 'sentinel.conf'), `${lines.join('\n')}\n`);
  }

  /** @throws Error when it was started without `tls` */
  get tlsPort(): number {
    if (this.#tlsPort === undefined) throw new Error('this Sentinel was started without tls');
    return this.#tlsPort;
  }

  command<Reply = unknown>(name: string, ...args: (string | number)[]): Promise<Reply> {
    return redisCommand<Reply>(this, name, ...args);
  }

  protected launch(): [string, ...string[]] {
    return [programPath('redis-server') ?? 'redis-server', join(this.folder, 'sentinel.conf'), '--sentinel'];
  }

  protected async probe(): Promise<void> {
    await this.command('PING');
  }

  protected async version(): Promise<string> {
    return /redis_version:(\S+)/.exec(await this.command<string>('INFO', 'server'))?.[1] ?? 'of unknown version';
  }
}

function fieldOf(flat: readonly string[], field: string): string | undefined {
  return flat[flat.indexOf(field) + 1];
}
