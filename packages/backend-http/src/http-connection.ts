import type { Readable } from 'node:stream';
import { type ConnectAttempt, type Endpoint, type FateDetails, tlsSchema } from '@outpool/contract';
import { Client } from 'undici';
import { type ExchangePlan, HttpExchange } from './http-exchange.js';
import { type HttpSettings, isSecure } from './http-options.js';
import type { HttpResponse } from './http-response.js';
import { HttpSockets } from './http-sockets.js';
import { type Query, requestTarget } from './request-target.js';

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

/** One connection to one server: one request at a time, over one socket that is kept and, once closed, opened again. */
export class HttpConnection {
  readonly #client: Client;
  readonly #sockets: HttpSockets;
  readonly #settings: HttpSettings;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #fates = new WeakMap<object, FateDetails>();
  #streaming: HttpExchange | undefined;

  private constructor(client: Client, sockets: HttpSockets, settings: HttpSettings, headers: Readonly<Record<string, string>>) {
    this.#client = client;
    this.#sockets = sockets;
    this.#settings = settings;
    this.#headers = headers;
  }

  /** Connects, TLS handshake included. */
  static async open(attempt: ConnectAttempt<HttpSettings>, endpoint: Endpoint): Promise<HttpConnection> {
    const { options, signal } = attempt;
    const { localAddress, autoSelectFamily, autoSelectFamilyAttemptTimeout, maxRequestsPerClient } = options.httpOpts;
    const { keepAliveTimeout, keepAliveMaxTimeout, keepAliveTimeoutThreshold, maxHeaderSize, strictContentLength } = options.httpOpts;
    const tls = isSecure(options) ? (options.tls ?? tlsSchema.parse({})) : undefined;
    const reconnectMs = Math.min(options.requestTimeoutMs, LONGEST_RECONNECT_MS);
    const sockets = new HttpSockets(
      { endpoint, tls, localAddress, autoSelectFamily, autoSelectFamilyAttemptTimeout, keepAliveTimeout, reconnectMs },
      // In a turn of its own: the call that failed for it tells more, and goes first.
      (error) => setImmediate(() => attempt.lost(error)),
    );
    const client = new Client(originOf(endpoint, tls !== undefined), {
      connect: sockets.connector,
      allowH2: false,
      pipelining: 1,
      headersTimeout: 0, // an exchange has one timer for all of it
      bodyTimeout: 0,
      keepAliveTimeout,
      keepAliveMaxTimeout,
      keepAliveTimeoutThreshold,
      maxHeaderSize,
      strictContentLength,
      ...(maxRequestsPerClient !== undefined && { maxRequestsPerClient }),
    });
    const headers = await readHeaders(options);
    await sockets.openAhead(signal);
    return new HttpConnection(client, sockets, options, headers);
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
    this.#streaming?.giveWay();
    const exchange = new HttpExchange(plan, this.#client, this.#sockets, (error, fate) => {
      if (typeof error === 'object' && error !== null) this.#fates.set(error, fate);
    });
    this.#streaming = plan.stream ? exchange : undefined;
    return exchange.response;
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
  renew(signal: AbortSignal): Promise<void> {
    return this.#sockets.openAhead(signal);
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
    const { pathPrefix, requestTimeoutMs, maxResponseBytes } = this.#settings;
    return {
      method,
      path: requestTarget(pathPrefix, path, query),
      headers: mergeHeaders(this.#headers, headers, json !== undefined),
      ...(body !== undefined && { body }),
      stream,
      signal,
      timeoutMs: timeoutMs ?? requestTimeoutMs,
      timeoutOption: timeoutMs === undefined ? 'requestTimeoutMs' : 'timeoutMs',
      maxResponseBytes,
    };
  }
}

/** Connecting again is bounded by the request that needs it, and by this. */
const LONGEST_RECONNECT_MS = 5_000;

function mergeHeaders(
  usual: Readonly<Record<string, string>>,
  own: HttpRequest['headers'],
  json: boolean,
): Record<string, string | string[]> {
  const merged: Record<string, string | string[]> = { ...usual };
  if (json) merged['content-type'] = 'application/json';
  for (const [name, value] of Object.entries(own ?? {})) {
    const key = name.toLowerCase();
    if (value === undefined) delete merged[key];
    else merged[key] = typeof value === 'string' ? value : [...value];
  }
  return merged;
}

async function readHeaders({ headers }: HttpSettings): Promise<Record<string, string>> {
  const read = Object.entries(headers).map(async ([name, value]) => {
    const text = await value.read();
    if (/[^\t\x20-\x7e\x80-\xff]/.test(text))
      throw new Error(`the header ${name} has a line break or another character that cannot be sent`);
    return [name.toLowerCase(), text] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

function originOf({ host, port }: Endpoint, secure: boolean): string {
  return `${secure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
