import { copyFileSync, mkdirSync, mkdtempSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { programPath, versionOf } from './binaries.js';
import { type CertificateName, type Certificates, certificates } from './certificates.js';
import { BIG_FILE_BYTES, defaultSite } from './nginx-site.js';
import { freePort } from './ports.js';
import { serverFolder } from './run-folder.js';
import { Server, started } from './server.js';

export interface NginxOptions {
  /** Said by every answer in the header `X-Server`, to tell two servers apart. Default `nginx`. */
  readonly serverName?: string;
  /** Listens on a second port, with TLS, HTTP/2 and the certificate `server` at first; `clientCertificate` may be asked for. Default false. */
  readonly tls?: boolean | { readonly clientCertificate: 'required' | 'optional' };
  /** More of the site, in nginx's language: `location = /x { return 200 "x"; }`. */
  readonly locations?: string;
  /** How long an idle connection is kept. Default 75000 ms. */
  readonly keepAliveTimeoutMs?: number;
  /** Requests on one connection before it is closed. Default 1000. */
  readonly keepAliveRequests?: number;
  /** Connections at once; more are closed at once. Default 512. */
  readonly maxConnections?: number;
}

/** A real nginx on 127.0.0.1 with the site of `defaultSite`. Ready in 40 ms. */
export async function startNginx(options: NginxOptions = {}): Promise<NginxServer> {
  const program = programPath('nginx');
  if (program === undefined) throw new Error('nginx is not installed: node test-servers/install.mjs');
  const tls = options.tls ? { port: await freePort(), certs: await certificates() } : undefined;
  return started(new NginxServer(program, serverFolder('nginx'), await freePort(), options, tls));
}

interface NginxTls {
  readonly port: number;
  readonly certs: Certificates;
}

export class NginxServer extends Server {
  readonly serverName: string;
  readonly #program: string;
  readonly #tls: NginxTls | undefined;

  /** @internal `startNginx` makes it. */
  constructor(program: string, folder: string, port: number, options: NginxOptions, tls: NginxTls | undefined) {
    super({ name: 'nginx', folder, port });
    this.#program = program;
    this.#tls = tls;
    this.serverName = options.serverName ?? 'nginx';
    mkdirSync(join(folder, 'files'));
    writeFileSync(join(folder, 'big'), 'x'.repeat(BIG_FILE_BYTES));
    writeFileSync(join(folder, 'slow'), 's'.repeat(20_480));
    if (tls !== undefined) this.useCertificate('server');
    writeFileSync(join(folder, 'nginx.conf'), this.#config(options));
  }

  /** `http://127.0.0.1:PORT` */
  get url(): string {
    return `http://${this.host}:${this.port}`;
  }

  /** `https://localhost:PORT`. @throws Error when the server was started without `tls` */
  get tlsUrl(): string {
    return `https://localhost:${this.tlsPort}`;
  }

  /** @throws Error when the server was started without `tls` */
  get tlsPort(): number {
    return this.#secured().port;
  }

  /** Presents another certificate from now on; connections that are open stay. For a server started with `tls`. */
  useCertificate(name: CertificateName): void {
    const { certs } = this.#secured();
    const pair = mkdtempSync(join(this.folder, 'tls-'));
    copyFileSync(certs.certFile(name), join(pair, 'server.pem'));
    copyFileSync(certs.keyFile(name), join(pair, 'server.key'));
    // A link that is replaced in one step: no handshake sees the certificate of one pair and the key of another.
    symlinkSync(pair, `${pair}.link`);
    renameSync(`${pair}.link`, join(this.folder, 'tls'));
  }

  // One process: a worker of its own would outlive a killed master and keep the port.
  protected launch(): [string, ...string[]] {
    return [this.#program, '-e', 'log', '-p', this.folder, '-c', 'nginx.conf'];
  }

  protected async probe(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const request = get(`${this.url}/ready-probe`, { agent: false, timeout: 2000 }, (response) => {
        response.resume();
        resolve();
      });
      request.once('timeout', () => request.destroy(new Error('no answer'))).once('error', reject);
    });
  }

  protected async version(): Promise<string> {
    return versionOf(this.#program, '-v');
  }

  #config(options: NginxOptions): string {
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path tmp-${kind};`).join(' ');
    return `daemon off; master_process off; pid pid; error_log log warn;
events { worker_connections ${options.maxConnections ?? 512}; }
http {
  access_log off; ${temporary}
  keepalive_timeout ${options.keepAliveTimeoutMs ?? 75_000}ms; keepalive_requests ${options.keepAliveRequests ?? 1000};
  map $remote_addr $tls { default tls; } # with a variable in its name, the file is read anew for each handshake
  server {
    listen 127.0.0.1:${this.port};
    ${this.#tls === undefined ? '' : this.#tlsConfig(this.#tls, options)}
    add_header X-Server ${JSON.stringify(this.serverName)} always;
${options.locations ?? ''}
${defaultSite(this.serverName, this.folder)}
  }
}
`;
  }

  #tlsConfig(tls: NginxTls, options: NginxOptions): string {
    const asked = typeof options.tls === 'object' ? options.tls.clientCertificate : undefined;
    const verify = asked === undefined ? 'off' : asked === 'required' ? 'on' : 'optional';
    return `listen 127.0.0.1:${tls.port} ssl http2; ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache off;
    ssl_certificate ${this.folder}/$tls/server.pem; ssl_certificate_key ${this.folder}/$tls/server.key;
    ssl_client_certificate ${tls.certs.caFile}; ssl_verify_client ${verify};`;
  }

  #secured(): NginxTls {
    if (this.#tls === undefined) throw new Error('this nginx was started without tls');
    return this.#tls;
  }
}
