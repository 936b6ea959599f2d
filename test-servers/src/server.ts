import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { programPath, type SystemUser } from './binaries.js';
import { childrenOf, isAlive, signalIfAlive } from './processes.js';
import { recordVersion } from './run-folder.js';

export interface ServerPlace {
  /** What the server calls itself in messages: `Redis`. */
  readonly name: string;
  /** Kept from start to start; removed with the server. */
  readonly folder: string;
  readonly port: number;
  /** Address of the loopback network. Default: 127.0.0.1. */
  readonly host?: string;
  /** Whom the server runs as. Default: whoever runs the tests. */
  readonly user?: SystemUser | undefined;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;

const running = new Set<ChildProcess>();
let guarded = false;

/** Starts a new server; removes what it left when it does not start. */
export async function started<S extends Server>(server: S): Promise<S> {
  try {
    await server.start();
    return server;
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

/** One real server: a process, a port and a folder. The port and the data stay through `stop`, `kill9` and `restart`. */
export abstract class Server implements AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  protected readonly folder: string;
  readonly #user: SystemUser | undefined;
  #child: ChildProcess | undefined;
  #disposed = false;

  protected constructor(place: ServerPlace) {
    this.name = place.name;
    this.host = place.host ?? '127.0.0.1';
    this.port = place.port;
    this.folder = place.folder;
    this.#user = place.user;
  }

  /** The program and its arguments, for one start. */
  protected abstract launch(): readonly [program: string, ...args: string[]];
  /** One round trip of a client; rejects while the server cannot answer. */
  protected abstract probe(): Promise<void>;
  /** The server's version, asked of the server itself. */
  protected abstract version(): Promise<string>;
  protected readonly stopSignal: NodeJS.Signals = 'SIGTERM';

  /** @throws Error when the server is not running */
  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error(`${this.name} is not running`);
    return this.#child.pid;
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  /** The last of what the server wrote to its log. */
  get log(): string {
    return readFileSync(join(this.folder, 'log'), 'utf8').slice(-3000);
  }

  /** Starts the server and waits until it answers. @throws Error with the end of its log when it does not start */
  async start(): Promise<void> {
    if (this.#disposed) throw new Error(`${this.name} on port ${this.port} was disposed of`);
    if (this.#child !== undefined) throw new Error(`${this.name} is running already`);
    killAllAtExit();
    if (programPath('setpriv') === undefined) throw new Error('setpriv (util-linux) is not installed: test servers run on Linux only');
    const log = openSync(join(this.folder, 'log'), 'a');
    const user = this.#user === undefined ? [] : [`--reuid=${this.#user.uid}`, `--regid=${this.#user.gid}`, '--clear-groups'];
    // setpriv becomes the server, so the pid is the server's own; the kernel kills it when this process dies.
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...user, '--', ...this.launch()], {
      stdio: ['ignore', log, log],
      cwd: this.folder,
      detached: true, // a group of its own, to be killed whole
    });
    closeSync(log);
    this.#child = child;
    running.add(child);
    const gone = (): void => {
      running.delete(child);
      if (this.#child === child) this.#child = undefined;
    };
    child.once('exit', gone).once('error', gone);
    try {
      await this.ready();
    } catch (error) {
      await this.kill9();
      throw error;
    }
    recordVersion(`${this.name} ${await this.version()}`);
  }

  /** Resolves as soon as the server answers a client. @throws Error when it has ended, or does not answer within 60 s */
  async ready(): Promise<void> {
    const end = performance.now() + START_TIMEOUT_MS;
    let last: unknown;
    while (performance.now() < end) {
      if (this.#child === undefined) throw new Error(`${this.name} ended: ${this.log}`);
      try {
        return await this.probe();
      } catch (error) {
        last = error;
      }
      await sleep(10);
    }
    throw new Error(`${this.name} does not answer on port ${this.port}: ${this.log}`, { cause: last });
  }

  /** Ends the server in its own orderly way; clients are told as it tells them. Nothing when it is not running. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.resume(); // a stopped process does not hear
    child.kill(this.stopSignal);
    const ended = await Promise.race([exited(child).then(() => true), sleep(STOP_TIMEOUT_MS, false, { ref: false })]);
    if (!ended) await this.kill9();
  }

  /** SIGKILL for the server and its children; resolves when all are gone. Nothing when it is not running. */
  async kill9(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) return;
    const family = [child.pid, ...childrenOf(child.pid)];
    for (const pid of family) signalIfAlive(pid, 'SIGKILL');
    await exited(child);
    while (family.some(isAlive)) await sleep(2);
  }

  /** Stops the server if it runs, starts it on the same port with the same data, and waits until it answers. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** SIGSTOP: connections are still accepted by the kernel, but nothing is read and nothing answered. */
  pause(): void {
    signalIfAlive(this.pid, 'SIGSTOP');
    // The server first, so that it cannot start another child meanwhile.
    for (const pid of childrenOf(this.pid)) signalIfAlive(pid, 'SIGSTOP');
  }

  /** Undoes `pause`. */
  resume(): void {
    for (const pid of [...childrenOf(this.pid), this.pid]) signalIfAlive(pid, 'SIGCONT');
  }

  /** Stops the server and removes its data. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

function killAllAtExit(): void {
  if (guarded) return;
  guarded = true;
  // Before the run folder's own listener, which removes what the servers write to.
  process.prependListener('exit', () => {
    for (const child of running) if (child.pid !== undefined) signalIfAlive(-child.pid, 'SIGKILL');
  });
}
