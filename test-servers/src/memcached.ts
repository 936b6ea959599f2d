import { once } from 'node:events';
import { connect } from 'node:net';
import { programPath, unprivilegedUser, versionOf } from './binaries.js';
import { freePort } from './ports.js';
import { serverFolder } from './run-folder.js';
import { Server, started } from './server.js';

export interface MemcachedOptions {
  /** How many connections are accepted at once; the next waits. Default 1024. */
  readonly maxConnections?: number;
}

/** A real memcached on 127.0.0.1. It keeps nothing over `kill9`. Ready in 20 ms. */
export async function startMemcached(options: MemcachedOptions = {}): Promise<MemcachedServer> {
  const program = programPath('memcached');
  if (program === undefined) throw new Error('memcached is not installed: node test-servers/install.mjs');
  return started(new MemcachedServer(program, serverFolder('memcached'), await freePort(), options));
}

export class MemcachedServer extends Server {
  readonly #program: string;
  readonly #options: MemcachedOptions;

  /** @internal `startMemcached` makes it. */
  constructor(program: string, folder: string, port: number, options: MemcachedOptions) {
    super({ name: 'memcached', folder, port });
    this.#program = program;
    this.#options = options;
  }

  protected launch(): [string, ...string[]] {
    const { maxConnections = 1024 } = this.#options;
    const user = unprivilegedUser(['memcache', 'nobody']);
    const as = user === undefined ? [] : ['-u', user.name];
    return [this.#program, '-l', this.host, '-p', String(this.port), '-U', '0', '-t', '2', '-c', String(maxConnections), ...as];
  }

  protected async probe(): Promise<void> {
    const socket = connect(this.port, this.host);
    try {
      await once(socket, 'connect');
      socket.write('mn\r\n');
      await once(socket, 'data');
    } finally {
      socket.destroy();
    }
  }

  protected async version(): Promise<string> {
    return versionOf(this.#program, '-V');
  }
}
