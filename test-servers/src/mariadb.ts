import { execFile } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import mysql from 'mysql2/promise';
import { programPath, type SystemUser, unprivilegedUser } from './binaries.js';
import { type CertificateName, type Certificates, certificates } from './certificates.js';
import { eventually } from './eventually.js';
import { freePort } from './ports.js';
import { madeOnce, serverFolder } from './run-folder.js';
import { Server, started } from './server.js';

const run = promisify(execFile);

export interface MariadbOptions {
  /** Offers TLS on the same port, with the certificate `server` at first. Default false. */
  readonly tls?: boolean;
  /** Refuses plain text. Default false. */
  readonly requireTls?: boolean;
  /** At least 10, the default is 60; one more is kept for `query`. */
  readonly maxConnections?: number;
  /** Writes a binary log, from which `startReplica` makes others follow. Default false. */
  readonly replicated?: boolean;
  /** More options of the command line: `{ 'read-only': 1 }`. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** A real MariaDB on 127.0.0.1 with the user `app` and its database `app`. Ready in 0.2 s; 1 s for the first of a run. */
export async function startMariadb(options: MariadbOptions = {}): Promise<MariadbServer> {
  const user = unprivilegedUser(['mysql', 'nobody']);
  const program = programPath('mariadbd');
  if (program === undefined) throw new Error('MariaDB is not installed: node test-servers/install.mjs');
  const certs = options.tls || options.requireTls ? await certificates() : undefined;
  return started(await makeServer(options, { program, user, certs }));
}

async function makeServer(options: MariadbOptions, parts: MariadbParts): Promise<MariadbServer> {
  const { user } = parts;
  const template = await madeOnce('mariadb', (folder) => makeTemplate(folder, user));
  const folder = serverFolder('maria');
  chmodSync(folder, 0o700); // whoever reaches the Unix socket in it is let in as superuser
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  await run('cp', ['-a', '--reflink=auto', join(template, 'data'), join(folder, 'data')]);
  return new MariadbServer(folder, await freePort(), options, parts);
}

/** Who follows the primary. */
const REPLICATOR = "'follower'@'127.0.0.1' IDENTIFIED BY 'follower-secret'";

interface MariadbParts {
  readonly program: string;
  readonly user: SystemUser | undefined;
  readonly certs: Certificates | undefined;
}

export class MariadbServer extends Server {
  readonly user = 'app';
  readonly password = 'app-secret';
  readonly database = 'app';
  readonly #options: MariadbOptions;
  readonly #parts: MariadbParts;

  /** @internal `startMariadb` makes it. */
  constructor(folder: string, port: number, options: MariadbOptions, parts: MariadbParts) {
    super({ name: 'MariaDB', folder, port, user: parts.user });
    this.#options = options;
    this.#parts = parts;
    const statements = [
      "CREATE USER IF NOT EXISTS 'app'@'127.0.0.1' IDENTIFIED BY 'app-secret'",
      'CREATE DATABASE IF NOT EXISTS app',
      "GRANT ALL ON app.* TO 'app'@'127.0.0.1'",
      // Comes with the certificate `client`, and no password.
      "CREATE USER IF NOT EXISTS 'cert'@'127.0.0.1' REQUIRE SUBJECT '/CN=app'",
      "GRANT ALL ON app.* TO 'cert'@'127.0.0.1'",
      ...(options.replicated ? [`CREATE USER IF NOT EXISTS ${REPLICATOR}`, `GRANT REPLICATION SLAVE ON *.* TO ${REPLICATOR}`] : []),
    ];
    this.#write('init.sql', statements.map((statement) => `${statement};\n`).join('')); // one statement a line is read, and no more
    if (parts.certs !== undefined) this.#putCertificate('server');
  }

  /** Rows of one statement, run as superuser in the database `app` on a connection of its own, past TLS, passwords and proxies. */
  async query<Row = Record<string, unknown>>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const connection = await mysql.createConnection({
      socketPath: this.#file('s'),
      user: 'root',
      database: this.database,
      connectTimeout: 5_000,
    });
    connection.on('error', () => {}); // the statement's own promise tells
    try {
      return (await connection.query(sql, [...values]))[0] as Row[];
    } finally {
      connection.destroy();
    }
  }

  /** Presents another certificate from now on; connections that are open stay. For a server started with `tls`. */
  async useCertificate(name: CertificateName): Promise<void> {
    this.#putCertificate(name);
    await this.query('FLUSH SSL');
  }

  /**
   * Another MariaDB that follows this one and takes no writes until `promote`. From then on this one acknowledges a commit when the
   * other has it. For a server started with `replicated`, and one replica. Ready in 0.5 s.
   */
  async startReplica(): Promise<MariadbServer> {
    const options = { ...this.#options, settings: { ...this.#options.settings, 'read-only': 1 } };
    const replica = await started(await makeServer(options, this.#parts));
    const source = `master_host = '127.0.0.1', master_port = ${this.port}, master_user = 'follower', master_password = 'follower-secret'`;
    await replica.query('SET GLOBAL rpl_semi_sync_slave_enabled = 1');
    await replica.query(`CHANGE MASTER TO ${source}, master_use_gtid = slave_pos`);
    await replica.query('START SLAVE');
    await this.query("SET GLOBAL rpl_semi_sync_master_enabled = 1, rpl_semi_sync_master_wait_point = 'AFTER_SYNC'");
    await eventually('the replica follows', async () => {
      const [status] = await this.query<{ Value: string }>("SHOW STATUS LIKE 'Rpl_semi_sync_master_clients'");
      return status?.Value === '1';
    });
    return replica;
  }

  /** Makes a primary of a replica: does what its log has still to do, follows nobody any more, takes writes. */
  async promote(): Promise<void> {
    await this.query('STOP SLAVE IO_THREAD');
    const [status] = await this.query<{ Gtid_IO_Pos: string }>('SHOW SLAVE STATUS');
    await this.query('SELECT MASTER_GTID_WAIT(?, 10)', [status?.Gtid_IO_Pos]);
    for (const statement of ['STOP SLAVE', 'RESET SLAVE ALL', 'SET GLOBAL read_only = 0']) await this.query(statement);
  }

  protected launch(): [string, ...string[]] {
    const { maxConnections = 60, settings = {}, tls, requireTls, replicated } = this.#options;
    const all = {
      'bind-address': '127.0.0.1',
      port: this.port,
      socket: this.#file('s'),
      'pid-file': this.#file('pid'),
      'init-file': this.#file('init.sql'),
      'max-connections': maxConnections,
      // Keeps what was committed when it is killed, but not when the machine dies.
      'innodb-flush-log-at-trx-commit': 2,
      'innodb-flush-method': 'nosync',
      'innodb-doublewrite': 0,
      'innodb-buffer-pool-size': '32M',
      'innodb-log-file-size': '8M',
      'innodb-buffer-pool-dump-at-shutdown': 'OFF',
      'innodb-buffer-pool-load-at-startup': 'OFF',
      'performance-schema': 'OFF',
      ...(tls || requireTls
        ? { 'ssl-ca': this.#file('ca.pem'), 'ssl-cert': this.#file('server.pem'), 'ssl-key': this.#file('server.key') }
        : {}),
      ...(requireTls ? { 'require-secure-transport': 'ON' } : {}),
      ...settings,
    };
    const log = replicated ? ['--log-bin=log', `--server-id=${this.port}`] : ['--skip-log-bin'];
    const words = ['--no-defaults', `--datadir=${this.#file('data')}`, '--skip-name-resolve', ...log];
    return [this.#parts.program, ...words, ...Object.entries(all).map(([name, value]) => `--${name}=${value}`)];
  }

  protected async probe(): Promise<void> {
    await this.query('select 1');
  }

  protected async version(): Promise<string> {
    return String((await this.query('select version() as version'))[0]?.version).split('-')[0] as string;
  }

  #putCertificate(name: CertificateName): void {
    const certs = this.#parts.certs;
    if (certs === undefined) throw new Error('this MariaDB was started without tls');
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

/** One installation for all servers of a run: it takes five times as long as a copy of its result. */
async function makeTemplate(folder: string, user: SystemUser | undefined): Promise<void> {
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  await run('mkdir', ['-m', '700', data]);
  if (user !== undefined) chownSync(data, user.uid, user.gid);
  const options = ['--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve', '--skip-log-bin'];
  await run('mariadb-install-db', ['--no-defaults', `--datadir=${data}`, '--innodb-log-file-size=8M', ...options], {
    cwd: '/',
    ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
  });
}
