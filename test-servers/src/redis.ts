import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programPath } from './binaries.js';
import { type CertificateName, type Certificates, certificates } from './certificates.js';
import { freePort } from './ports.js';
import { redisCommand } from './redis-command.js';
import { serverFolder } from './run-folder.js';
import { Server, started } from './server.js';

export interface RedisOptions {
  /** Of the user `default`. Default: none is asked for. */
  readonly password?: string;
  /** More users by name, each with its password and every right. */
  readonly users?: Readonly<Record<string, string>>;
  /** Listens on a second port, with TLS and the certificate `server` at first; `clientCertificate` may be asked for. Default false. */
  readonly tls?: boolean | { readonly clientCertificate: 'required' | 'optional' };
  /** More lines of redis.conf: `['maxclients 20']`. */
  readonly config?: readonly string[];
}

/** A real Redis on 127.0.0.1 that keeps its data over `kill9`. Ready in 30 ms. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const program = programPath('redis-server');
  if (program === undefined) throw new Error('Redis is not installed: node test-servers/install.mjs');
  const tls = options.tls ? { port: await freePort(), certs: await certificates() } : undefined;
  return started(new RedisServer(program, serverFolder('redis'), await freePort(), options, tls));
}

interface RedisTls {
  readonly port: number;
  readonly certs: Certificates;
}

export class RedisServer extends Server {
  readonly password: string | undefined;
  readonly #program: string;
  readonly #tls: RedisTls | undefined;
  #certificate: CertificateName = 'server';

  /** @internal `startRedis` makes it. */
  constructor(program: string, folder: string, port: number, options: RedisOptions, tls: RedisTls | undefined) {
    super({ name: 'Redis', folder, port });
    this.#program = program;
    this.#tls = tls;
    this.password = options.password;
    const { users = {}, config = [] } = options;
    const asked = typeof options.tls === 'object' ? options.tls.clientCertificate : undefined;
    const lines = [
      'bind 127.0.0.1',
      `port ${port}`,
      `dir ${folder}`,
      'save ""',
      'appendonly yes',
      'appendfsync no', // a killed server keeps what it had written all the same: the machine lives
      'enable-debug-command local',
      ...(options.password === undefined ? [] : [`requirepass ${JSON.stringify(options.password)}`]),
      ...Object.entries(users).map(([name, password]) => `user ${name} on ${JSON.stringify(`>${password}`)} ~* &* +@all`),
      ...(tls === undefined
        ? []
        : [
            `tls-port ${tls.port}`,
            `tls-ca-cert-file ${tls.certs.caFile}`,
            `tls-auth-clients ${asked === 'required' ? 'yes' : (asked ?? 'no')}`,
          ]),
      ...config,
    ];
    writeFileSync(join(folder, 'redis.conf'), `${lines.join('\n')}\n`);
  }

  /** @throws Error when the server was started without `tls` */
  get tlsPort(): number {
    return this.#secured().port;
  }

  /** The reply to one command, sent on a connection of its own past TLS and proxies: `command('SET', 'key', 'value')`. */
  command<Reply = unknown>(name: string, ...args: (string | number | Buffer)[]): Promise<Reply> {
    return redisCommand<Reply>(this, name, ...args);
  }

  /** Presents another certificate from now on; connections that are open stay. For a server started with `tls`. */
  async useCertificate(name: CertificateName): Promise<void> {
    const { certs } = this.#secured();
    await this.command('CONFIG', 'SET', 'tls-cert-file', certs.certFile(name), 'tls-key-file', certs.keyFile(name));
    this.#certificate = name;
  }

  protected launch(): [string, ...string[]] {
    const tls = this.#tls?.certs;
    const pair =
      tls === undefined ? [] : ['--tls-cert-file', tls.certFile(this.#certificate), '--tls-key-file', tls.keyFile(this.#certificate)];
    return [this.#program, join(this.folder, 'redis.conf'), ...pair];
  }

  protected async probe(): Promise<void> {
    await this.command('PING');
  }

  protected async version(): Promise<string> {
    return /redis_version:(\S+)/.exec(await this.command<string>('INFO', 'server'))?.[1] ?? 'of unknown version';
  }

  #secured(): RedisTls {
    if (this.#tls === undefined) throw new Error('this Redis was started without tls');
    return this.#tls;
  }
}
