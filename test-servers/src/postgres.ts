import { execFile } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { postgresFolder, type SystemUser, unprivilegedUser } from './binaries.js';
import { type CertificateName, type Certificates, certificates } from './certificates.js';
import { freePort } from './ports.js';
import { madeOnce, serverFolder } from './run-folder.js';
import { Server, started } from './server.js';

const run = promisify(execFile);

export interface PostgresOptions {
  /** Offers TLS on the same port, with the certificate `server` at first. Default false. */
  readonly tls?: boolean;
  /** Default 60; three more are kept for `query`. */
  readonly maxConnections?: number;
  /**
   * Lines of pg_hba.conf for TCP. Default `host all all all scram-sha-256`, which takes plain text and TLS.
   * `hostssl all all all scram-sha-256` refuses plain text, `hostssl all app all cert` takes the certificate `client`.
   */
  readonly hba?: readonly string[];
  /** More settings: `{ statement_timeout: '1s' }`. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** A real PostgreSQL on 127.0.0.1 with the role `app` and its database `app`. Ready in 0.1 s; 1 s for the first of a run. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const user = unprivilegedUser();
  const bin = postgresFolder();
  if (bin === undefined) throw new Error('PostgreSQL is not installed: node test-servers/install.mjs');
  const template = await madeOnce('postgres', (folder) => makeTemplate(folder, bin, user));
  const folder = serverFolder('pg');
  chmodSync(folder, 0o700); // whoever reaches the Unix socket in it is let in as superuser
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  await run('cp', ['-a', '--reflink=auto', join(template, 'data'), join(folder, 'data')]);
  const certs = options.tls === true ? await certificates() : undefined;
  return started(new PostgresServer(folder, await freePort(), options, { bin, user, certs }));
}

interface PostgresParts {
  readonly bin: string;
  readonly user: SystemUser | undefined;
  readonly certs: Certificates | undefined;
}

export class PostgresServer extends Server {
  readonly user = 'app';
  readonly password = 'app-secret';
  readonly database = 'app';
  // "Fast": SIGTERM would wait for the clients to leave.
  protected override readonly stopSignal = 'SIGINT';
  readonly #options: PostgresOptions;
  readonly #parts: PostgresParts;

  /** @internal `startPostgres` makes it. */
  constructor(folder: string, port: number, options: PostgresOptions, parts: PostgresParts) {
    super({ name: 'PostgreSQL', folder, port, user: parts.user });
    this.#options = options;
    this.#parts = parts;
    const hba = options.hba ?? ['host all all all scram-sha-256'];
    this.#write('data/pg_hba.conf', ['local all all trust', 'local replication all trust', ...hba, ''].join('\n'));
    if (parts.certs !== undefined) this.#putCertificate('server');
  }

  /** `postgres://app:app-secret@127.0.0.1:PORT/app` */
  get url(): string {
    return `postgres://${this.user}:${this.password}@${this.host}:${this.port}/${this.database}`;
  }

  /** Rows of one statement, run as superuser in the database `app` on a connection of its own, past TLS, passwords and proxies. */
  async query<Row = Record<string, unknown>>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({
      host: this.folder,
      port: this.port,
      user: 'postgres',
      database: this.database,
      connectionTimeoutMillis: 5000,
    });
    client.on('error', () => {}); // the statement's own promise tells
    await client.connect();
    try {
      return (await client.query(sql, [...values])).rows as Row[];
    } finally {
      await client.end();
    }
  }

  /** Presents another certificate from now on; connections that are open stay. For a server started with `tls`. */
  async useCertificate(name: CertificateName): Promise<void> {
    const loaded = async (): Promise<string> => String((await this.query('select pg_conf_load_time()::text as at'))[0]?.at);
    const before = await loaded();
    this.#putCertificate(name);
    process.kill(this.pid, 'SIGHUP');
    // The server takes over the certificate before it starts the session that sees the new time.
    while ((await loaded()) === before) await sleep(5);
  }

  /** Another PostgreSQL that follows this one and takes no writes until `select pg_promote()`. Ready in 0.3 s. */
  async startStandby(): Promise<PostgresServer> {
    const { bin, user } = this.#parts;
    const folder = serverFolder('pg');
    chmodSync(folder, 0o700);
    if (user !== undefined) chownSync(folder, user.uid, user.gid);
    const as = user === undefined ? {} : { uid: user.uid, gid: user.gid };
    const source = `host=${this.folder} port=${this.port} user=postgres`;
    const options = ['-R', '-c', 'fast', '-X', 'stream', '--no-sync', '-d', source];
    await run(join(bin, 'pg_basebackup'), ['-D', join(folder, 'data'), ...options], { cwd: '/', ...as });
    return started(new PostgresServer(folder, await freePort(), this.#options, this.#parts));
  }

  protected launch(): [string, ...string[]] {
    const { maxConnections = 60, settings = {}, tls = false } = this.#options;
    const all = {
      listen_addresses: '127.0.0.1',
      port: this.port,
      unix_socket_directories: this.folder,
      max_connections: maxConnections + 3,
      superuser_reserved_connections: 3,
      shared_buffers: '32MB',
      max_wal_size: '128MB',
      log_min_messages: 'warning',
      fsync: 'off', // a killed server keeps what was committed all the same: the machine lives
      ...(tls
        ? { ssl: 'on', ssl_ca_file: this.#file('ca.pem'), ssl_cert_file: this.#file('server.pem'), ssl_key_file: this.#file('server.key') }
        : {}),
      ...settings,
    };
    return [
      join(this.#parts.bin, 'postgres'),
      '-D',
      this.#file('data'),
      ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ];
  }

  protected async probe(): Promise<void> {
    await this.query('select 1');
  }

  protected async version(): Promise<string> {
    return String((await this.query('show server_version'))[0]?.server_version).split(' ')[0] as string;
  }

  #putCertificate(name: CertificateName): void {
    const certs = this.#parts.certs;
    if (certs === undefined) throw new Error('this PostgreSQL was started without tls');
    for (const [from, to] of [
      [certs.caFile, 'ca.pem'],
      [certs.certFile(name), 'server.pem'],
      [certs.keyFile(name), 'server.key'],
    ] as const) {
      copyFileSync(from, this.#file(to));
      this.#own(to);
    }
  }

  #write(name: string, text: string): void {
    writeFileSync(this.#file(name), text);
    this.#own(name);
  }

  #own(name: string): void {
    chmodSync(this.#file(name), 0o600);
    const user = this.#parts.user;
    if (user !== undefined) chownSync(this.#file(name), user.uid, user.gid);
  }

  #file(name: string): string {
    return join(this.folder, name);
  }
}

/** One initdb for all servers of a run: it takes ten times as long as a copy of its result. */
async function makeTemplate(folder: string, bin: string, user: SystemUser | undefined): Promise<void> {
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  await run('mkdir', ['-m', '700', data]);
  if (user !== undefined) chownSync(data, user.uid, user.gid);
  const as = user === undefined ? {} : { uid: user.uid, gid: user.gid };
  const options = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--wal-segsize=1', '--no-sync', '--no-instructions'];
  await run(join(bin, 'initdb'), ['-D', data, ...options], { cwd: '/', ...as });
  // A server without port or clients, that runs the statements it is fed, one on a line.
  const statements = "create role app login password 'app-secret';\ncreate database app owner app;\n";
  const single = run(join(bin, 'postgres'), ['--single', '-D', data, '-c', 'fsync=off', 'postgres'], { cwd: '/', ...as });
  single.child.stdin?.end(statements);
  await single;
}
