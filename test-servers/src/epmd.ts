import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { programPath } from './binaries.js';
import { freePort } from './ports.js';
import { serverFolder } from './run-folder.js';
import { Server, started } from './server.js';

/** Erlang's port mapper, by which the nodes of a cluster find each other. Without one of ours they would start one that stays. */
export class Epmd extends Server {
  readonly #program: string;

  private constructor(program: string, folder: string, port: number) {
    super({ name: 'Erlang/OTP', folder, port });
    this.#program = program;
  }

  static async start(): Promise<Epmd> {
    const program = programPath('epmd');
    if (program === undefined) throw new Error('Erlang is not installed: node test-servers/install.mjs');
    return started(new Epmd(program, serverFolder('epmd'), await freePort()));
  }

  protected launch(): [string, ...string[]] {
    return [this.#program, '-address', this.host, '-port', String(this.port)];
  }

  protected probe(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, this.host, () => {
        socket.destroy();
        resolve();
      });
      socket.once('error', reject);
    });
  }

  protected async version(): Promise<string> {
    return /\S+$/.exec(readFileSync('/usr/lib/erlang/releases/start_erl.data', 'utf8').trim())?.[0] ?? 'of unknown version';
  }
}
