import type { Readable } from 'node:stream';
import { type ConnectAttempt, type Endpoint, type FateDetails, tlsSchema } from '@outpool/contract';
import { Client } from 'undici';
import { type ExchangePlan, HttpExchange } from './http-exchange.js';
import { type HttpSettings, isSecure } from './http-options.js';
import type { HttpResponse } from './http-response.js';
import { speaksHttp2 } from './http-socket.js';
import { HttpSockets } from './http-sockets.js';
import { PoolAddress } from './pool-address.js';
import { RequestHeaders } from './request-headers.js';
import { type Query, requestTarget } from './request-target.js';
import { unpack } from './unpack.js';
import { UpstreamJudge } from './upstream-judge.js';

export type { Query } from './request-target.js';

export interface HttpRequest {
  /** Default `GET`. */
  readonly method?: string;
  /** Below the `pathPrefix` of the pool. Default: the prefix itself. */
  readonly path?: string;
  readonly query?: Query;
  /** Beside the default headers of the pool, and before them. `undefined` takes a default one away. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: string | Uint8Array | Readable;
  /** Sent as JSON, with `content-type: application/json`; instead of `body`. */
  readonly json?: unknown;
  /** Cancels the request; its socket is closed if the request was under way. */
  readonly signal?: AbortSignal;
  /** Limit of the whole request, in ms. Default: `requestTimeoutMs` of the pool. */
  readonly timeoutMs?: number;
  /** True: the response comes as soon as its headers are there, and its body is read as it comes in. Default false. */
  readonly stream?: boolean;
}

type Rest = Omit<HttpRequest, 'method' | 'path'>;

/**
 * One connection to one server: one request at a time, over one socket that is kept and, once closed, opened again.
 * With HTTP/2 as many at a time as the pool and the server allow.
 */
export class HttpConnection {
  /** Which URLs are those of the pool. */
  readonly address: PoolAddress;
  readonly #client: Client;
  readonly #sockets: HttpSockets;
  readonly #settings: HttpSettings;
  readonly #headers: RequestHeaders;
  readonly #judge: UpstreamJudge | undefined;
  readonly #fates = new WeakMap<object, FateDetails>();
  readonly #shared: boolean;
  #streaming: HttpExchange | undefined;

  private constructor(client: Client, sockets: HttpSockets, attempt: ConnectAttempt<HttpSettings>, headers: RequestHeaders) {
    const { options, concurrency } = attempt;
    this.address = new PoolAddress(options);
    this.#client = client;
    this.#sockets = sockets;
    this.#settings = options;
    this.#headers = headers;
    this.#shared = concurrency > 1;
    const several = options.servers !== undefined && options.servers.length > 1;
    this.#judge = several ? new UpstreamJudge(options.upstreamFaults, () => attempt.blame()) : undefined;
  }

  /** Connects, TLS handshake included. */
  static async open(attempt: ConnectAttempt<HttpSettings>, endpoint: Endpoint): Promise<HttpConnection> {
    const { options, signal, concurrency } = attempt;
    const { socketPath, proxy } = options;
    const { localAddress, autoSelectFamily, autoSelectFamilyAttemptTimeout, allowH2, maxRequestsPerClient } = options.httpOpts;
    const { keepAliveTimeout, keepAliveMaxTimeout, keepAliveTimeoutThreshold, maxHeaderSize, strictContentLength } = options.httpOpts;
    const tls = isSecure(options) ? (options.tls ?? tlsSchema.parse({})) : undefined;
    const protocols = allowH2 ? ['h2', 'http/1.1'] : ['http/1.1'];
    const reconnectMs = Math.min(options.requestTimeoutMs, LONGEST_RECONNECT_MS);
    const way = { endpoint, tls, protocols, socketPath, proxy, localAddress, autoSelectFamily, autoSelectFamilyAttemptTimeout };
    const sockets = new HttpSockets(
      { ...way, keepAliveTimeout, reconnectMs },
      // In a turn of its own: the call that failed for it tells more, and goes first.
      (error) => setImmediate(() => attempt.lost(error)),
    );
    const headers = await RequestHeaders.read(options);
    const socket = await sockets.openAhead(signal);
    if (concurrency > 1 && !speaksHttp2(socket)) {
      sockets.close();
      throw new Error(`${endpoint.host}:${endpoint.port} does not speak HTTP/2, and over HTTP/1.1 \`concurrency\` of the pool must be 1`);
    }
    const client = new Client(originOf(endpoint, tls !== undefined), {
      connect: sockets.connector,
      allowH2,
      pipelining: concurrency,
      maxConcurrentStreams: concurrency,
      headersTimeout: 0, // an exchange has one timer for all of it
      bodyTimeout: 0,
      keepAliveTimeout,
      keepAliveMaxTimeout,
      keepAliveTimeoutThreshold,
      maxHeaderSize,
      strictContentLength,
      ...(maxRequestsPerClient !== undefined && { maxRequestsPerClient }),
    });
    return new HttpConnection(client, sockets, attempt, headers);
  }

  /**
   * Sends one request and gives its response, whatever the status: only what is no response at all rejects.
   * Redirects are not followed. GET, HEAD, PUT, DELETE, OPTIONS and TRACE are sent once more when the server hangs up
   * without answering a byte; nothing else ever is.
   *
   * Rejects with a `TypeError` for a request that cannot be sent, with an `HttpError` for `HTTP_TIMEOUT` and
   * `HTTP_TOO_LARGE`, with the reason of the signal, or with the error of undici or Node.js.
   */
  async request(request: HttpRequest = {}): Promise<HttpResponse> {
    const plan = this.#plan(request);
    if (!this.#shared) this.#streaming?.giveWay();
    const exchange = new HttpExchange(plan, this.#client, this.#sockets, this);
    if (!this.#shared) this.#streaming = plan.stream ? exchange : undefined;
    if (!this.#settings.decompress || plan.method === 'HEAD') return exchange.response;
    return unpack(await exchange.response, plan.stream ? undefined : plan.maxResponseBytes);
  }

  get(path: string, request?: Rest): Promise<HttpResponse> {
    return this.request({ ...request, path });
  }

  head(path: string, request?: Rest): Promise<HttpResponse> {
    return this.request({ ...request, path, method: 'HEAD' });
  }

  post(path: string, request?: Rest): Promise<HttpResponse> {
    return this.request({ ...request, path, method: 'POST' });
  }

  put(path: string, request?: Rest): Promise<HttpResponse> {
    return this.request({ ...request, path, method: 'PUT' });
  }

  patch(path: string, request?: Rest): Promise<HttpResponse> {
    return this.request({ ...request, path, method: 'PATCH' });
  }

  delete(path: string, request?: Rest): Promise<HttpResponse> {
    return this.request({ ...request, path, method: 'DELETE' });
  }

  /** For its exchanges. */
  answered(status: number): void {
    this.#judge?.answered(status);
  }

  /** For its exchanges. */
  failed(error: unknown, fate: FateDetails): void {
    if (typeof error === 'object' && error !== null) this.#fates.set(error, fate);
  }

  /** For the pool: what an error that a request has given means for this connection. */
  fateOf(error: unknown): FateDetails {
    // Jobs wrap errors.
    for (let inner = error; inner instanceof Error; inner = inner.cause) {
      const fate = this.#fates.get(inner);
      if (fate !== undefined) return fate;
    }
    return { connection: 'keep' };
  }

  /** For the pool, while nothing is under way: connects anew. The next request goes over the new socket. */
  async renew(signal: AbortSignal): Promise<void> {
    await this.#sockets.openAhead(signal);
  }

  /** For the pool. */
  async close(): Promise<void> {
    this.#sockets.close();
    await this.#client.destroy();
  }

  #plan(request: HttpRequest): ExchangePlan {
    const { method = 'GET', path = '', query, headers, json, signal, timeoutMs, stream = false } = request;
    if (method === 'CONNECT') throw new TypeError('CONNECT makes a tunnel, which a pooled connection cannot be');
    if (json !== undefined && request.body !== undefined) throw new TypeError('a request has json or body, not both');
    if (timeoutMs !== undefined && !(timeoutMs > 0)) throw new TypeError(`timeoutMs must be above 0, not ${timeoutMs}`);
    const body = json === undefined ? request.body : JSON.stringify(json);
    const { pathPrefix, requestTimeoutMs, maxResponseBytes, dnsTtlMs, upstreamFaults } = this.#settings;
    return {
      method,
      path: requestTarget(pathPrefix, path, query),
      headers: this.#headers.of(headers, json !== undefined),
      ...(body !== undefined && { body }),
      stream,
      signal,
      timeoutMs: timeoutMs ?? requestTimeoutMs,
      timeoutOption: timeoutMs === undefined ? 'requestTimeoutMs' : 'timeoutMs',
      maxResponseBytes,
      shared: this.#shared,
      faults: upstreamFaults,
      // The last request on its socket: the next one goes where the name points by then.
      ...(this.#sockets.olderThan(dnsTtlMs) && { reset: true }),
    };
  }
}

/** Connecting again is bounded by the request that needs it, and by this. */
const LONGEST_RECONNECT_MS = 5_000;

function originOf({ host, port }: Endpoint, secure: boolean): string {
  return `${secure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
