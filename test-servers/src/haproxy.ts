import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { programPath, versionOf } from './binaries.js';
import { type CertificateName, certificates } from './certificates.js';
import { freePort } from './ports.js';
import { serverFolder } from './run-folder.js';
import { Server, started } from './server.js';

export interface HaproxyOptions {
  /** Ports of 127.0.0.1 behind it, called s0, s1, ... */
  readonly backends: readonly number[];
  /** Encrypts, and presents this certificate. Default: in clear. */
  readonly certificate?: CertificateName;
  /** What goes through it. Default `http`. */
  readonly mode?: 'http' | 'tcp';
  /** How long an idle connection of a client is kept. Default 75000 ms. */
  readonly keepAliveTimeoutMs?: number;
}

/** A real HAProxy on 127.0.0.1 before HTTP servers, or whatever speaks over TCP. */
export async function startHaproxy(options: HaproxyOptions): Promise<HaproxyServer> {
  const program = programPath('haproxy');
  if (program === undefined) throw new Error('HAProxy is not installed: node test-servers/install.mjs');
  const folder = serverFolder('haproxy');
  if (options.certificate !== undefined) {
    const { cert, key } = (await certificates()).pair(options.certificate);
    writeFileSync(join(folder, 'server.pem'), cert + key);
  }
  return started(new HaproxyServer(program, folder, await freePort(), options));
}

export class HaproxyServer extends Server {
  /** `http://127.0.0.1:PORT`, or `https://localhost:PORT` with a certificate. */
  readonly url: string;
  readonly #program: string;

  /** @internal `startHaproxy` makes it. */
  constructor(program: string, folder: string, port: number, options: HaproxyOptions) {
    const { backends, certificate, mode = 'http', keepAliveTimeoutMs = 75_000 } = options;
    super({ name: 'HAProxy', folder, port });
    this.#program = program;
    this.url = certificate === undefined ? `http://${this.host}:${port}` : `https://localhost:${port}`;
    const servers = backends.map((backend, index) => `  server s${index} 127.0.0.1:${backend}`);
    const config = `global
  stats socket ${folder}/admin level admin
defaults
  mode ${mode}
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  ${mode === 'http' ? `timeout http-keep-alive ${keepAliveTimeoutMs}ms` : ''}
frontend all
  bind 127.0.0.1:${port}${certificate === undefined ? '' : ` ssl crt ${folder}/server.pem`}
  default_backend servers
backend servers
${servers.join('\n')}
`;
    writeFileSync(join(folder, 'haproxy.cfg'), config);
  }

  /** Takes one server out, or back in. With none left, HAProxy itself answers 503. */
  async enable(server: string, on: boolean): Promise<void> {
    const socket = connect(join(this.folder, 'admin'));
    socket.end(`${on ? 'enable' : 'disable'} server servers/${server}\n`);
    const answer = (await text(socket)).trim();
    if (answer !== '') throw new Error(`HAProxy: ${answer}`);
  }

  protected launch(): [string, ...string[]] {
    return [this.#program, '-f', join(this.folder, 'haproxy.cfg'), '-db'];
  }

  protected async probe(): Promise<void> {
    const socket = connect(this.port, this.host);
    await once(socket, 'connect');
    socket.destroy();
  }

  protected async version(): Promise<string> {
    return versionOf(this.#program, '-v');
  }
}
