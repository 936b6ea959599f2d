import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server as a process of its own on a free port, which tests may kill and start again. */
export class ServerProcess {
  readonly host = '127.0.0.1';
  port = 0;
  readonly #command: (port: number) => readonly [program: string, ...args: string[]];
  #child: ChildProcess | undefined;

  constructor(command: (port: number) => readonly [program: string, ...args: string[]]) {
    this.#command = command;
    process.once('exit', () => this.#child?.kill('SIGKILL'));
  }

  /** Starts it, always on the same port. Resolves when it takes connections. */
  async restart(): Promise<void> {
    await this.kill();
    this.port ||= await freePort();
    const [program, ...args] = this.#command(this.port);
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    this.#child = child;
    let ended: string | undefined;
    child.once('error', (error) => {
      ended = error.message;
    });
    child.once('exit', (code, signal) => {
      ended ??= `it ended with ${code ?? signal}`;
    });
    const end = performance.now() + 30_000;
    while (!(await this.#accepts())) {
      if (ended !== undefined) throw new Error(`${program} does not run: ${ended}`);
      if (performance.now() > end) throw new Error(`${program} takes no connections on port ${this.port}`);
      await sleep(20);
    }
  }

  /** Ends it at once. Resolves when it is dead. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async #accepts(): Promise<boolean> {
    const socket = connect(this.port, this.host);
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
