import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { programPath, type SystemUser, unprivilegedUser, versionOf } from './binaries.js';
import { freePort } from './ports.js';
import type { PostgresServer } from './postgres.js';
import { serverFolder } from './run-folder.js';
import { Server, started } from './server.js';

export interface PgbouncerOptions {
  /** What a client has a session of the server for. */
  readonly mode: 'session' | 'transaction';
  /** Sessions of the server, for all clients together. Default 1. */
  readonly sessions?: number;
}

/** A real PgBouncer on 127.0.0.1 before a PostgreSQL, with its role, password and database. */
export async function startPgbouncer(server: PostgresServer, options: PgbouncerOptions): Promise<PgbouncerServer> {
  const program = programPath('pgbouncer');
  if (program === undefined) throw new Error('PgBouncer is not installed: node test-servers/install.mjs');
  const folder = serverFolder('pgbouncer');
  const user = unprivilegedUser();
  const bouncer = new PgbouncerServer(program, folder, await freePort(), { server, user, ...options });
  if (user !== undefined) for (const name of ['', 'pgbouncer.ini', 'users']) chownSync(join(folder, name), user.uid, user.gid);
  return started(bouncer);
}

interface PgbouncerParts extends PgbouncerOptions {
  readonly server: PostgresServer;
  readonly user: SystemUser | undefined;
}

export class PgbouncerServer extends Server {
  readonly #program: string;
  readonly #server: PostgresServer;

  /** @internal `startPgbouncer` makes it. */
  constructor(program: string, folder: string, port: number, { server, user, mode, sessions = 1 }: PgbouncerParts) {
    super({ name: 'PgBouncer', folder, port, user });
    this.#program = program;
    this.#server = server;
    writeFileSync(join(folder, 'users'), `"${server.user}" "${server.password}"\n`);
    const config = `[databases]
${server.database} = host=${server.host} port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${folder}/users
pool_mode = ${mode}
default_pool_size = ${sessions}
`;
    writeFileSync(join(folder, 'pgbouncer.ini'), config);
  }

  protected launch(): [string, ...string[]] {
    return [this.#program, join(this.folder, 'pgbouncer.ini')];
  }

  protected async probe(): Promise<void> {
    const { user, password, database } = this.#server;
    const client = new pg.Client({ host: this.host, port: this.port, user, password, database, connectionTimeoutMillis: 5_000 });
    client.on('error', () => {}); // the statement's own promise tells
    await client.connect();
    try {
      await client.query('select 1');
    } finally {
      await client.end();
    }
  }

  protected async version(): Promise<string> {
    return versionOf(this.#program, '--version');
  }
}
