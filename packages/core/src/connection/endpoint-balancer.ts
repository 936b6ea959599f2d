import type { Endpoint } from '@outpool/contract/internal';

export interface EndpointBalancerSetup {
  readonly endpoints: readonly Endpoint[];
  readonly policy: 'spread' | 'failover';
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** The first ejection; each one that follows it closely is twice as long. */
const FIRST_EJECTION_MS = 1_000;
const LONGEST_EJECTION_MS = 60_000;
/** So that servers that fell together do not return together. */
const JITTER = 0.2;

class Server {
  readonly endpoint: Endpoint;
  /** Known from the start: it is never given up. */
  readonly isSeed: boolean;
  /** Named no more. */
  gone = false;
  /** Connections open and being made. */
  placed = 0;
  /** Ejections in a row, and the length of the last one. */
  ejections = 0;
  ejectedForMs = 0;
  /** When the ejection ends. In the past: the server is not ejected, but not proved either until a connect succeeds. */
  until: number | undefined;
  /** When a connect proved it, after an ejection. */
  provedAt = Number.NEGATIVE_INFINITY;
  /** Unproved, and being tried now. */
  onTrial = false;
  /** Sound, but not the one wanted. */
  declined = false;

  constructor(endpoint: Endpoint, isSeed: boolean) {
    this.endpoint = endpoint;
    this.isSeed = isSeed;
  }
}

/**
 * Which of several servers gets the next connection. A state machine without timers: time is an argument.
 *
 * - A failure ejects a server for a growing, jittered time, as in Envoy's outlier detection. Further failures while it
 *   is out change nothing: ten connects that fail together are one failure.
 * - When the time is over the server is unproved (half-open): it gets one attempt at a time until one succeeds. It
 *   starts anew when it has then served for as long as it was out; a server that takes connections and fails every
 *   call is left out longer and longer.
 * - `spread` fills the server with the fewest connections, ties at random. Counts, not weights that only failures
 *   change: two servers punished alike must not leave one of them chosen for ever (nodejs/undici#4839).
 * - `spread` with more than half of all ejected: all are used, at random (Envoy's panic threshold): with so many out it
 *   is more likely that we judge wrongly, and the few left must not carry everything. `failover` has no such
 *   threshold, since carrying everything is what its servers are for.
 * - A server that is back gets its share one connection at a time: `misplaced` names where the next comes from.
 */
export class EndpointBalancer {
  readonly #policy: 'spread' | 'failover';
  readonly #random: () => number;
  readonly #servers: Server[];

  constructor(setup: EndpointBalancerSetup) {
    this.#policy = setup.policy;
    this.#random = setup.random;
    this.#servers = setup.endpoints.map((endpoint) => new Server(endpoint, true));
  }

  /** The server of an index; another one may take the place of one that is gone and has no connection left. */
  endpoint(index: number): Endpoint {
    return this.#at(index).endpoint;
  }

  /**
   * The servers are these and the first ones. A new one is unproved; one that is gone is chosen no more.
   * @returns all there are now; `undefined` when nothing has changed
   */
  discovered(endpoints: readonly Endpoint[], now: number): Endpoint[] | undefined {
    let changed = false;
    for (const server of this.#servers) {
      const gone = !server.isSeed && !endpoints.some((endpoint) => isSame(endpoint, server.endpoint));
      changed ||= gone !== server.gone;
      server.gone = gone;
    }
    for (const endpoint of endpoints) {
      if (this.#servers.some((server) => isSame(endpoint, server.endpoint))) continue;
      const server = new Server(endpoint, false);
      server.until = now;
      const free = this.#servers.findIndex(({ gone, placed }) => gone && placed === 0);
      this.#servers[free < 0 ? this.#servers.length : free] = server;
      changed = true;
    }
    return changed ? this.#servers.filter(({ gone }) => !gone).map(({ endpoint }) => endpoint) : undefined;
  }

  /** The server for the next connect attempt: an index, or `undefined` when all have been tried in this dial. */
  choose(now: number, tried: ReadonlySet<number> | readonly number[]): number | undefined {
    const skip = new Set(tried);
    const left = [...this.#servers.keys()].filter((index) => !skip.has(index) && !this.#at(index).gone);
    const wanted = left.filter((index) => !this.#at(index).declined);
    if (this.#panic(now)) return this.#any(wanted) ?? this.#any(left);

    const eligible = wanted.filter((index) => this.#eligible(index, now));
    if (eligible.length > 0) return this.#policy === 'failover' ? eligible[0] : this.#least(eligible, (server) => server.placed);
    // Nobody fit is left, and a dial must not end while a server is untried. Those that declined may have been
    // promoted since; then the ejected, the first to return first; at last a second attempt at one on trial.
    const declined = left.filter((index) => this.#at(index).declined && this.#eligible(index, now));
    if (declined.length > 0) return this.#any(declined);
    return this.#least(left, (server) => (server.onTrial ? Number.POSITIVE_INFINITY : (server.until ?? now)));
  }

  /** A connect attempt begins. It counts as a connection until `disconnected`. */
  connecting(index: number): void {
    const server = this.#at(index);
    server.placed++;
    if (server.until !== undefined) server.onTrial = true;
  }

  /** A connection ended, or an attempt came to nothing or was given up. */
  disconnected(index: number): void {
    const server = this.#at(index);
    server.placed = Math.max(0, server.placed - 1);
    server.onTrial = false;
  }

  /**
   * A connect failed, or a call put the blame on the server.
   * @returns for how many ms the server is left out; `undefined` when it was out already
   */
  failed(index: number, now: number): number | undefined {
    const server = this.#at(index);
    server.onTrial = false;
    if (server.until !== undefined && server.until > now) return undefined;
    if (server.until === undefined && now - server.provedAt >= server.ejectedForMs) server.ejections = 0;
    const bound = Math.min(LONGEST_EJECTION_MS, FIRST_EJECTION_MS * 2 ** server.ejections);
    const forMs = bound * (1 + JITTER * (2 * this.#random() - 1));
    server.ejections++;
    server.ejectedForMs = forMs;
    server.until = now + forMs;
    return forMs;
  }

  /** A connect worked. True when that ends an ejection: the server has returned. */
  succeeded(index: number, now: number): boolean {
    const server = this.#at(index);
    server.onTrial = false;
    server.declined = false;
    if (server.until === undefined) return false;
    server.until = undefined;
    server.provedAt = now;
    return server.ejections > 0;
  }

  /** The server answered that it is not the one wanted (a standby). It is chosen last, and no connection moves to it, until it takes one. */
  declined(index: number): void {
    const server = this.#at(index);
    server.onTrial = false;
    server.declined = true;
  }

  /**
   * The server from which one connection ought to move now: one that is gone, if another is fit. Or because one that
   * deserves it is fit: with `spread` one that has fewer by 2 or more, with `failover` an earlier one. To be asked again
   * after each move, so that a server that returns is not overrun; one that is unproved attracts a single connection.
   */
  misplaced(now: number): number | undefined {
    const fit = [...this.#servers.keys()].filter((index) => !this.#at(index).declined && this.#eligible(index, now));
    const left = this.#servers.findIndex((server) => server.gone && server.placed > 0);
    if (left >= 0 && fit.length > 0) return left;
    if (this.#policy === 'failover') {
      const first = fit[0];
      return first === undefined ? undefined : this.#lastHolder(first);
    }
    const target = this.#panic(now) ? undefined : this.#least(fit, (server) => server.placed);
    const fullest = this.#least([...this.#servers.keys()], (server) => -server.placed);
    if (target === undefined || fullest === undefined) return undefined;
    return this.#at(fullest).placed - this.#at(target).placed >= 2 ? fullest : undefined;
  }

  /** Ms until the next ejection ends; `undefined` when none is under way. */
  nextReturn(now: number): number | undefined {
    const left = this.#servers.map(({ gone, until }) => (gone ? 0 : (until ?? now) - now)).filter((ms) => ms > 0);
    return left.length === 0 ? undefined : Math.min(...left);
  }

  #at(index: number): Server {
    const server = this.#servers[index];
    if (server === undefined) throw new RangeError(`there is no endpoint ${index}`);
    return server;
  }

  /** Not left out, and not unproved with its one attempt already under way. */
  #eligible(index: number, now: number): boolean {
    const { gone, until, onTrial } = this.#at(index);
    return !gone && !onTrial && (until === undefined || until <= now);
  }

  #panic(now: number): boolean {
    if (this.#policy === 'failover') return false;
    const present = this.#servers.filter(({ gone }) => !gone);
    const ejected = present.filter(({ until }) => until !== undefined && until > now);
    return ejected.length * 2 > present.length;
  }

  #lastHolder(after: number): number | undefined {
    const last = this.#servers.findLastIndex((server) => server.placed > 0);
    return last > after ? last : undefined;
  }

  /** The one with the lowest score, ties at random. */
  #least(indexes: readonly number[], score: (server: Server) => number): number | undefined {
    const lowest = Math.min(...indexes.map((index) => score(this.#at(index))));
    return this.#any(indexes.filter((index) => score(this.#at(index)) === lowest));
  }

  #any(indexes: readonly number[]): number | undefined {
    return indexes[Math.floor(this.#random() * indexes.length)];
  }
}

function isSame(one: Endpoint, other: Endpoint): boolean {
  return one.host === other.host && one.port === other.port;
}
