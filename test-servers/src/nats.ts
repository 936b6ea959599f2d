import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { programPath, versionOf } from './binaries.js';
import { type CertificateName, certificates } from './certificates.js';
import { freePort } from './ports.js';
import { serverFolder } from './run-folder.js';
import { Server, started } from './server.js';

export interface NatsOptions {
  /** Users by name, each with its password. Default: nobody is asked who he is. */
  readonly users?: Readonly<Record<string, string>>;
  /** Encrypts, and presents this certificate. Default: in clear. */
  readonly certificate?: CertificateName;
}

/** A real nats-server on 127.0.0.1. It keeps nothing over `kill9`. Ready in 50 ms. */
export async function startNats(options: NatsOptions = {}): Promise<NatsServer> {
  const program = programPath('nats-server');
  if (program === undefined) throw new Error('nats-server is not installed: node test-servers/install.mjs');
  const folder = serverFolder('nats');
  const port = await freePort();
  const users = Object.entries(options.users ?? {}).map(([user, password]) => ({ user, password }));
  const certs = options.certificate === undefined ? undefined : await certificates();
  const config = {
    listen: `127.0.0.1:${port}`,
    ...(users.length > 0 && { authorization: { users } }),
    ...(certs &&
      options.certificate && { tls: { cert_file: certs.certFile(options.certificate), key_file: certs.keyFile(options.certificate) } }),
  };
  writeFileSync(join(folder, 'nats.conf'), JSON.stringify(config)); // its own format takes JSON, too
  return started(new NatsServer(program, folder, port));
}

export class NatsServer extends Server {
  readonly #program: string;

  /** @internal `startNats` makes it. */
  constructor(program: string, folder: string, port: number) {
    super({ name: 'NATS', folder, port });
    this.#program = program;
  }

  protected launch(): [string, ...string[]] {
    return [this.#program, '-c', join(this.folder, 'nats.conf')];
  }

  /** It greets before any login, and before TLS. */
  protected async probe(): Promise<void> {
    const socket = connect(this.port, this.host);
    try {
      const [greeting] = (await once(socket, 'data')) as [Buffer];
      if (!greeting.toString().startsWith('INFO ')) throw new Error(`what answers is no NATS: ${greeting.toString().slice(0, 80)}`);
    } finally {
      socket.destroy();
    }
  }

  protected async version(): Promise<string> {
    return versionOf(this.#program, '-v');
  }
}
