import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { untilAborted } from '@outpool/contract';
import { Client, type ClientOptions, type Host } from 'cassandra-driver';
import Connection from 'cassandra-driver/lib/connection.js';
import { silentNodes } from './cassandra-error.js';

/** How long the nodes may take to say goodbye. */
const CLOSE_MS = 500;
/** How long a node that let a request time out may take for a sign of life. */
const PULSE_MS = 1_000;

interface InsideHost extends Host {
  readonly pool: { readonly connections: readonly Connection[]; _createConnection(): Connection };
  removeFromPool(connection: Connection): void;
  shutdown(waitForPending: boolean): Promise<void>;
}

interface InsideClient {
  readonly controlConnection: {
    _createConnection(endpoint: string): Promise<Connection>;
    shutdown(): void;
  };
  readonly options: ClientOptions;
}

export interface LiveClientSetup {
  /** Brings secrets and certificates up to date; before each connection to a node. */
  renew(options: ClientOptions): Promise<void>;
  lost(reason: unknown): void;
  readonly signal: AbortSignal;
}

/** One node as the client sees it. */
export interface CassandraNode {
  /** Address and port. */
  readonly address: string;
  readonly dataCenter: string;
  readonly rack: string;
  /** Of Cassandra. */
  readonly version: string;
  readonly up: boolean;
  /** Open connections. 0 to a node of another data center. */
  readonly connections: number;
  /** Requests without an answer yet. */
  readonly running: number;
  /** True when they are encrypted. */
  readonly tls: boolean;
}

/**
 * A client of the driver, with what the driver leaves undone: it says when its last node is gone, finds nodes that are
 * silent, keeps its keyspace, and ends without leaving a socket or a timer, at whatever stage.
 */
export class LiveClient {
  readonly client: Client;
  readonly #inside: InsideClient;
  readonly #setup: LiveClientSetup;
  readonly #hosts = new Set<InsideHost>();
  readonly #examined = new Set<string>();
  #connections = new Set<Connection>();
  #connected = false;
  #over = false;
  #closing: Promise<void> | undefined;

  private constructor(options: ClientOptions, setup: LiveClientSetup) {
    // The driver says something of every request, to nobody.
    const logEmitter = (event: string, level: string, ...rest: unknown[]): void => {
      if (level !== 'verbose') this.client.emit(event, level, ...rest);
    };
    this.client = new Client({ ...options, ...{ logEmitter } });
    this.#inside = this.client as unknown as InsideClient;
    this.#setup = setup;
    this.#watch();
    this.#keepKeyspace(options.keyspace);
  }

  /** Connects. @throws what the driver throws; nothing is left then */
  static async connect(options: ClientOptions, setup: LiveClientSetup): Promise<LiveClient> {
    const live = new LiveClient(options, setup);
    const connecting = live.client.connect();
    try {
      await untilAborted(connecting, setup.signal);
    } catch (error) {
      // A client that could not connect never will.
      await live.close().catch(() => undefined); // why it could not connect is the better news
      connecting.then(() => live.client.shutdown()).catch(() => undefined); // should it come late
      throw error;
    }
    live.#connected = true;
    live.#check();
    return live;
  }

  /** False when no node has a connection any more: the driver would look for them for ever, with what it once knew. */
  get isAlive(): boolean {
    return !this.#over && this.#closing === undefined && this.#nodes().some(({ pool }) => pool.connections.length > 0);
  }

  nodes(): CassandraNode[] {
    const state = this.client.getState();
    return this.#nodes().map((host) => ({
      address: host.address,
      dataCenter: host.datacenter,
      rack: host.rack,
      version: host.cassandraVersion,
      up: host.isUp(),
      connections: state.getOpenConnections(host),
      running: state.getInFlightQueries(host),
      tls: host.pool.connections.some(({ netClient }) => netClient !== undefined && 'encrypted' in netClient),
    }));
  }

  /** Asks the nodes that let a request time out for a sign of life, and drops the connections of those that give none. */
  examineAfter(error: unknown): void {
    for (const address of silentNodes(error)) {
      const host = this.#nodes().find((node) => node.address === address);
      if (host !== undefined && !this.#examined.has(address)) this.#examine(host);
    }
  }

  /** Ends it within half a second, whatever the nodes do. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const enough = new AbortController();
    const limit = sleep(CLOSE_MS, undefined, { signal: enough.signal }).catch(() => undefined);
    try {
      await Promise.race([this.client.shutdown(), limit]);
    } finally {
      enough.abort();
      this.#inside.controlConnection.shutdown();
      for (const host of this.#hosts) host.shutdown(false).catch(() => undefined);
      for (const connection of this.#connections) end(connection);
    }
  }

  async #examine(host: InsideHost): Promise<void> {
    this.#examined.add(host.address);
    try {
      await this.client.execute('SELECT key FROM system.local', [], { host, prepare: false, readTimeout: PULSE_MS });
    } catch (error) {
      if (silentNodes(error).length > 0) for (const connection of host.pool.connections) host.removeFromPool(connection);
    } finally {
      this.#examined.delete(host.address);
    }
  }

  #nodes(): InsideHost[] {
    return this.client.hosts.values() as InsideHost[];
  }

  #check(): void {
    if (!this.#connected || this.#over || this.#closing !== undefined || this.isAlive) return;
    this.#over = true;
    this.#setup.lost(new Error('the last connection to the cluster is gone'));
    // It would come back by itself, and jobs with it that have been told of its loss.
    this.close().catch(() => undefined); // the pool closes it, too, and hears of it
  }

  #watch(): void {
    const { controlConnection: control, options } = this.#inside;
    control._createConnection = async (endpoint) => {
      const connection = this.#track(new Connection(endpoint, null, options));
      try {
        await connection.openAsync();
        return connection;
      } catch (error) {
        end(connection);
        throw error;
      }
    };
    this.client.hosts.on('add', (host: InsideHost) => {
      this.#hosts.add(host);
      const create = host.pool._createConnection;
      host.pool._createConnection = () => this.#track(create.call(host.pool));
    });
    this.client.on('hostDown', () => this.#check());
  }

  #track(connection: Connection): Connection {
    if (this.#closing !== undefined) throw new Error('the client is closed');
    restSometimes(connection, this.#inside.options.pooling?.heartBeatInterval ?? 0);
    const open = connection.openAsync;
    connection.openAsync = async () => {
      await this.#setup.renew(this.#inside.options);
      if (this.#closing !== undefined) throw new Error('the client is closed');
      await open.call(connection);
    };
    const isOver = ({ netClient }: Connection): boolean => netClient?.destroyed ?? false;
    this.#connections = new Set([...this.#connections].filter((known) => !isOver(known)).concat(connection));
    return connection;
  }

  /** A statement `USE` would change it for everybody, on whichever connection it happens to run. */
  #keepKeyspace(keyspace: string | undefined): void {
    const restore = (): void => {
      // The driver asks for the right one again where it does not know it.
      for (const connection of this.#connections) connection.keyspace = null;
    };
    Object.defineProperty(this.client, 'keyspace', { get: () => keyspace, set: restore, enumerable: true });
  }
}

/**
 * Sends a heartbeat after a silence of one interval, at most of two. The driver would start a timer anew with each
 * request, at a tenth of what a request costs.
 */
function restSometimes(connection: Connection, intervalMs: number): void {
  let writes = 0;
  let known = 0;
  let guarded = false;
  // The driver leaves the timer of a write that ends after its connection was given up.
  const stop = (): void => {
    clearTimeout(connection._idleTimeout ?? undefined);
    connection._idleTimeout = null;
  };
  const watch = (): void => {
    if (writes === known) {
      connection._idleTimeout = null;
      connection._idleTimeoutHandler();
    } else {
      known = writes;
      connection._idleTimeout = setTimeout(watch, intervalMs);
    }
  };
  connection._setIdleTimeout = () => {
    writes++;
    if (connection.netClient?.destroyed !== false) return;
    if (!guarded) connection.netClient.once('close', stop);
    guarded = true;
    if (connection._idleTimeout === null && intervalMs > 0) connection._idleTimeout = setTimeout(watch, intervalMs);
  };
}

/** Ends a connection at whatever stage, and what the driver does on it. */
function end(connection: Connection): void {
  const socket: Socket | undefined = connection.netClient;
  connection._setIdleTimeout = () => undefined; // a write that ends later would start it again
  connection.close();
  socket?.on('error', () => undefined).destroy(new Error('the connection was closed'));
}
