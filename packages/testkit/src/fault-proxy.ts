import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { type FaultDirection, type FaultProxyShape, Link } from './fault-link.js';

export interface FaultProxyTarget {
  readonly host: string;
  readonly port: number;
}

export interface FaultProxyOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 0: one that is free. It stays the same while the proxy lives. */
  readonly port?: number;
  /** Chance for the jitter, from 0 up to 1. Default `Math.random`. */
  readonly random?: () => number;
}

/** What becomes of a new connection. */
export type FaultArrival = 'pass' | 'blackHole' | 'resetOnConnect' | 'refuse' | 'timeout';

/** What a proxy is doing. */
export interface FaultProxyStatus {
  readonly host: string;
  readonly port: number;
  readonly target: FaultProxyTarget;
  readonly arrival: FaultArrival;
  readonly connections: number;
  readonly accepted: number;
  readonly up: FaultProxyShape;
  readonly down: FaultProxyShape;
}

/** Listens on 127.0.0.1 and passes everything on to `target`, until it is told to misbehave. */
export async function startFaultProxy(target: FaultProxyTarget, options: FaultProxyOptions = {}): Promise<FaultProxy> {
  const host = options.host ?? '127.0.0.1';
  const server = await listen(host, options.port ?? 0);
  return new FaultProxy(target, host, server, options.random ?? Math.random);
}

/**
 * A TCP proxy with faults on order. A target that cannot be reached is seen by the client as a reset; an end or a
 * reset of one side is passed on to the other as what it is. It reads nothing: TLS passes as any other bytes do.
 */
export class FaultProxy implements AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly #target: FaultProxyTarget;
  readonly #random: () => number;
  readonly #links = new Set<Link>();
  #server: Server;
  #arrival: FaultArrival = 'pass';
  #timeoutMs = 0;
  readonly #shapes: Record<FaultDirection, FaultProxyShape> = { up: {}, down: {} };
  #accepted = 0;
  #closed = false;

  /** @internal `startFaultProxy` makes it. */
  constructor(target: FaultProxyTarget, host: string, server: Server, random: () => number) {
    this.#target = target;
    this.host = host;
    this.#random = random;
    this.port = portOf(server);
    this.#server = this.#serve(server);
  }

  /** Connections that clients hold open through the proxy now. */
  get connections(): number {
    let open = 0;
    for (const link of this.#links) if (!link.client.destroyed) open++;
    return open;
  }

  /** Connections taken since the start, black-holed and reset ones included. */
  get accepted(): number {
    return this.#accepted;
  }

  get status(): FaultProxyStatus {
    const { host, port, connections, accepted } = this;
    return { host, port, target: this.#target, arrival: this.#arrival, connections, accepted, ...this.#shapes };
  }

  /**
   * Slows down, throttles, slices or limits what arrives from now on, on open and new connections, both ways or in one
   * direction.
   * @throws RangeError when a number is out of bounds
   */
  set(shape: FaultProxyShape, direction?: FaultDirection): void {
    for (const [name, value] of Object.entries(shape)) {
      const least = name === 'sliceBytes' || name === 'bytesPerSecond' ? 1 : 0;
      if (value !== undefined && !(value >= least && value < Number.POSITIVE_INFINITY))
        throw new RangeError(`${name}: ${value} is not a number from ${least}`);
    }
    for (const way of direction === undefined ? (['up', 'down'] as const) : [direction]) {
      this.#shapes[way] = { ...this.#shapes[way], ...shape };
      if (shape.limitBytes !== undefined) for (const link of this.#links) link.recount(way);
    }
  }

  /** New connections are accepted and never answered; the target does not see them. Open ones go on. */
  blackHole(): void {
    this.#arrival = 'blackHole';
  }

  /**
   * Open connections fall silent: bytes and ends are swallowed on both ways, and neither side learns that the other
   * has gone. New connections pass. `heal` resets those that have lost something, as a host does that has forgotten them.
   */
  halfOpen(): void {
    for (const link of this.#links) link.silence();
  }

  /** Open connections are reset (RST) on both sides, now. New connections pass. */
  reset(): void {
    for (const link of this.#links) link.reset();
  }

  /** Open connections are ended (FIN) on both sides, now; what is on its way is lost. New connections pass. */
  end(): void {
    for (const link of this.#links) link.end();
  }

  /**
   * Open and new connections fall silent as in `halfOpen`, and are ended `ms` later.
   * @throws RangeError when `ms` is below 0 or not finite
   */
  timeout(ms: number): void {
    if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY)) throw new RangeError(`timeout: ${ms} is not a number from 0`);
    this.#timeoutMs = ms;
    this.#arrival = 'timeout';
    for (const link of this.#links) link.timeout(ms);
  }

  /** New connections are reset as soon as they are accepted. Open ones go on. */
  resetOnConnect(): void {
    this.#arrival = 'resetOnConnect';
  }

  /** Stops listening: new connections are refused (ECONNREFUSED). Open ones go on. */
  refuse(): void {
    this.#arrival = 'refuse';
    this.#server.close();
  }

  /**
   * Passes everything on again, at once and on the same port. Connections that swallowed something are reset.
   * @throws Error when something else has taken the port since `refuse`
   */
  async heal(): Promise<void> {
    if (this.#closed) throw new Error('the proxy is closed');
    this.#shapes.up = {};
    this.#shapes.down = {};
    this.#arrival = 'pass';
    for (const link of this.#links) link.heal();
    if (!this.#server.listening) this.#server = this.#serve(await listen(this.host, this.port));
  }

  /** Stops listening and ends all connections. Resolves when nothing of the proxy is open. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#server.close();
    const gone = [...this.#links].map((link) => link.gone);
    this.reset();
    await Promise.all(gone);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #serve(server: Server): Server {
    return server.on('connection', (client: Socket) => {
      this.#accepted++;
      const arrival = this.#arrival;
      if (arrival === 'resetOnConnect' || this.#closed) {
        client.on('error', () => {}).resetAndDestroy();
        return;
      }
      const target = arrival === 'blackHole' ? undefined : dial({ ...this.#target, allowHalfOpen: true, noDelay: true });
      const link = new Link(client, target, { shape: (way) => this.#shapes[way], random: this.#random });
      this.#links.add(link);
      if (arrival === 'timeout') link.timeout(this.#timeoutMs);
      void link.gone.then(() => this.#links.delete(link));
    });
  }
}

function listen(host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    server.once('error', reject).listen({ port, host }, () => resolve(server));
  });
}

function portOf(server: Server): number {
  return (server.address() as { port: number }).port;
}
