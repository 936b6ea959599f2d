import {
  type Backend,
  type BackendProblem,
  backend,
  type ConnectAttempt,
  type Endpoint,
  type Fate,
  type PoolSettings,
  readTls,
  type Schema,
} from '@outpool/contract';
import { RiakClient } from './client/riak-client.js';
import { connect } from './link/connect.js';
import type { Link } from './link/link.js';
import { RiakError } from './link/riak-error.js';
import { type Dial, SideLinks } from './link/side-links.js';
import { RpbGetReq, RpbGetResp } from './messages/riak-kv.js';
import { DEFAULT_ADDRESS, DEFAULT_PORT, type RiakSettings, riakOptions } from './riak-options.js';

/** The server takes so long to refuse a login. */
const LOGIN_REFUSED_MS = 5_000;
/** A refused login is not tried again for so long, unless the password has changed. */
const REFUSED_FOR_MS = 30_000;

/** What a node says that listens on all of its addresses, and what is said for one that nobody reaches. */
const ANYWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::', 'unreachable', '']);

/** A login that the server has refused. */
interface Refusal {
  readonly password: string;
  readonly until: number;
  readonly error: RiakError;
}

/** Connections to Riak, over the client in this package. Requests of many jobs share one, and are answered in order. */
@backend({ type: 'riak', concurrency: 64, unsupportedStrategies: ['available_worker'], defaults: { connectTimeoutMs: 10_000 } })
export class RiakBackend implements Backend<RiakSettings, RiakClient> {
  readonly options: Schema<RiakSettings> = riakOptions;
  readonly #refusals = new WeakMap<RiakSettings, Refusal>();
  /** Whom to tell which nodes a connection has named. */
  readonly #discoveries = new WeakMap<RiakClient, ConnectAttempt<RiakSettings>['discovered']>();

  endpoints({ address = DEFAULT_ADDRESS, port = DEFAULT_PORT, nodes }: RiakSettings): readonly Endpoint[] {
    return nodes ?? [{ host: address, port }];
  }

  *check({ credentials }: RiakSettings, { connectTimeoutMs }: PoolSettings): Iterable<BackendProblem> {
    if (credentials === undefined || connectTimeoutMs > LOGIN_REFUSED_MS) return;
    const message = `expected more than ${LOGIN_REFUSED_MS}: the server takes that long to say that a login is wrong`;
    yield { path: ['pool', 'connectTimeoutMs'], message };
  }

  async connect({ options, endpoint, concurrency, signal, lost, discovered }: ConnectAttempt<RiakSettings>): Promise<RiakClient> {
    const { streamConnections, timeoutMs, discoverNodes } = options;
    const node = endpoint ?? (this.endpoints(options)[0] as Endpoint);
    const link = await this.#dial(options, node, signal, lost);
    await ready(link, signal);
    // Who has the connection to himself holds up nobody.
    const side = concurrency > 1 && streamConnections > 0;
    const dial: Dial = (given, ended) => this.#dial(options, node, given, ended);
    const riak = new RiakClient(link, side ? new SideLinks(dial, streamConnections, timeoutMs) : undefined);
    if (discoverNodes) {
      this.#discoveries.set(riak, discovered);
      await this.#discover(riak, signal);
    }
    return riak;
  }

  close(riak: RiakClient): Promise<void> {
    return riak.close();
  }

  async ping(riak: RiakClient, signal: AbortSignal): Promise<void> {
    if (this.#discoveries.has(riak)) await this.#discover(riak, signal);
    else await riak.ping({ signal });
  }

  /** A stream that was left before its end would hold up the next job. */
  release({ link }: RiakClient): void {
    if (link.isBehind || link.isUpset) throw new Error('an answer is still to come that nobody waits for, or will be wrong');
  }

  fate(error: unknown, { link, side }: RiakClient): Fate {
    if (link.failure !== undefined) return { connection: 'lost', sent: true, blameEndpoint: true };
    if (error instanceof RiakError && error.code === 'NOT_READY') return { connection: 'replace', blameEndpoint: true };
    if (link.isBehind || link.isUpset) return 'replace';
    const failure = side?.failureOf(error);
    return { connection: 'keep', callLost: failure === 'lost' || failure === 'unsent', sent: failure !== 'unsent' };
  }

  /** Tells the pool which nodes are up, as far as they can be reached by what they call themselves. */
  async #discover(riak: RiakClient, signal: AbortSignal): Promise<void> {
    try {
      const members = await riak.members({ signal });
      const nodes = members.filter(({ address, port }) => port > 0 && !ANYWHERE.has(address));
      if (nodes.length > 0) this.#discoveries.get(riak)?.(nodes.map(({ address, port }) => ({ host: address, port })));
    } catch (error) {
      // An older server does not know, and this is no reason to do without it.
      if (error instanceof RiakError && error.code === 'UNSUPPORTED') return;
      await riak.close();
      throw error;
    }
  }

  async #dial(options: RiakSettings, { host, port }: Endpoint, signal: AbortSignal, lost: (reason: unknown) => void): Promise<Link> {
    const { credentials, timeoutMs, maxFrameBytes } = options;
    const [password = '', tls] = await Promise.all([credentials?.password.read(), options.tls && readTls(options.tls, host)]);
    const refusal = this.#refusals.get(options);
    if (refusal?.password === password && performance.now() < refusal.until) throw refusal.error;
    const login = credentials && { user: credentials.user, password };
    try {
      return await connect({ address: host, port, credentials: login, tls, timeoutMs, maxFrameBytes, signal }, lost);
    } catch (error) {
      if (error instanceof RiakError && error.code === 'AUTHENTICATION_FAILED')
        this.#refusals.set(options, { password, until: performance.now() + REFUSED_FOR_MS, error });
      throw error;
    }
  }
}

/** A node that starts or stops answers pings, and nothing else. Whatever else this read meets is the caller's to learn. */
async function ready(link: Link, signal: AbortSignal): Promise<void> {
  try {
    await link.call(RpbGetReq, { bucket: 'outpool', key: 'ready', head: true }, RpbGetResp, { signal });
  } catch (error) {
    if (error instanceof RiakError && error.code !== 'NOT_READY' && link.failure === undefined) return;
    await link.close();
    throw error;
  }
}
