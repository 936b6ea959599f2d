import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { type BucketTypeOptions, USUAL_TYPES } from './bucket-types.js';
import { type Fault, Faults } from './fault.js';
import type { AnyOperation, Operation } from './operation.js';
import { aaeFolds } from './operations/aae-folds.js';
import { basics } from './operations/basics.js';
import { dataTypes } from './operations/data-types.js';
import { indexQueries } from './operations/index-queries.js';
import { lists } from './operations/lists.js';
import { mapReduce } from './operations/map-reduce.js';
import { objects } from './operations/objects.js';
import { properties } from './operations/properties.js';
import { Security, type SecurityOptions } from './security.js';
import { ServerConnection, type ServerState } from './server-connection.js';
import type { Session } from './session.js';
import { Store } from './store.js';

const all = [...basics, ...aaeFolds, ...objects, ...lists, ...properties, ...indexQueries, ...mapReduce, ...dataTypes];
const operations: ReadonlyMap<number, AnyOperation> = new Map(all.map((one) => [(one as unknown as Operation).request.code, one]));
const replies: ReadonlySet<number> = new Set(all.map((one) => (one as unknown as Operation).reply.code));

export interface RiakServerOptions {
  /** Default: any that is free. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly address?: string;
  /** Bucket types beside `default`. Default: `counters`, `sets`, `maps`, `gsets`, `hlls`, and `multi` and `wonce` for objects. */
  readonly bucketTypes?: Readonly<Record<string, BucketTypeOptions>>;
  /** Left out: everybody may do everything, in clear. */
  readonly security?: SecurityOptions;
  /** How long the mark of a delete stays, in ms. Default 3000. */
  readonly deleteMs?: number;
  /** Default false: folds over anti-entropy find nothing, as on a node where that is passive. */
  readonly aae?: boolean;
  /** What it says of itself. */
  readonly node?: string;
  readonly version?: string;
}

/**
 * A Riak node in memory, for tests: objects with siblings and marks of deletes, secondary indexes, data types, lists,
 * bucket properties, simple MapReduce, folds, TLS and logins, as a real Riak KV 3.2 answers. Nothing is kept on disk.
 */
export class RiakServer implements AsyncDisposable {
  readonly #options: RiakServerOptions;
  readonly #faults = new Faults();
  readonly #sockets = new Set<Socket>();
  readonly #seen = new Map<string, number>();
  readonly #state: ServerState;
  #server: Server | undefined;
  #port = 0;
  #accepted = 0;
  #hangs = false;
  /** Other nodes that it says are up. */
  peers: readonly { readonly address: string; readonly port: number }[] = [];
  /** False: it answers "Unknown message code" to all but pings, as a node that starts or stops. */
  servesData = true;

  private constructor(options: RiakServerOptions) {
    const { bucketTypes = USUAL_TYPES, deleteMs = 3_000, aae = false, security, node = 'riak@127.0.0.1', version = '3.2.3' } = options;
    const store = new Store(bucketTypes, deleteMs, aae);
    const self = this;
    this.#options = options;
    this.#state = {
      operations,
      replies,
      security: security && new Security(security),
      faults: this.#faults,
      get servesData() {
        return self.servesData;
      },
      session: (wait: Session['wait']): Session => ({
        store,
        node,
        version,
        get members() {
          return [self, ...self.peers];
        },
        clientId: Buffer.alloc(4),
        wait,
      }),
      saw: (request) => this.#seen.set(request, this.seen(request) + 1),
    };
  }

  /** Starts one, and resolves when it takes connections. */
  static async start(options: RiakServerOptions = {}): Promise<RiakServer> {
    const server = new RiakServer(options);
    server.#port = options.port ?? 0;
    await server.restart();
    return server;
  }

  get address(): string {
    return this.#options.address ?? '127.0.0.1';
  }

  get port(): number {
    return this.#port;
  }

  /** Connections that are open. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Connections that were ever made. */
  get accepted(): number {
    return this.#accepted;
  }

  /** How many requests of that name it has served. */
  seen(request: string): number {
    return this.#seen.get(request) ?? 0;
  }

  /** Lets something go wrong. Several faults for one request happen one after the other. */
  fail(fault: Fault): void {
    this.#faults.add(fault);
  }

  /** Forgets the faults that have not happened yet. */
  heal(): void {
    this.#faults.clear();
  }

  /** Takes bytes, and reads none of them, until `resume`. */
  hang(): void {
    this.#hangs = true;
    for (const socket of this.#sockets) socket.pause();
  }

  resume(): void {
    this.#hangs = false;
    for (const socket of this.#sockets) socket.resume();
  }

  /** Cuts every connection, and takes no new one: as when the process dies. What was stored stays. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.resetAndDestroy();
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  /** Starts it again at the same port, with what was stored. */
  async restart(): Promise<void> {
    const server = createServer({ noDelay: true }, (socket) => {
      this.#accepted++;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      new ServerConnection(socket, this.#state);
      if (this.#hangs) socket.pause();
    });
    server.listen(this.#port, this.address);
    await once(server, 'listening');
    const bound = server.address();
    if (bound !== null && typeof bound === 'object') this.#port = bound.port;
    this.#server = server;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}
