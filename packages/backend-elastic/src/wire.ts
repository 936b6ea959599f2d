import { connect as connectTcp, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { type ConnectAttempt, type Endpoint, type FateDetails, readTls } from '@outpool/contract';
import { Client } from 'undici';
import { ElasticError } from './elastic-error.js';
import { type ElasticAnswer, ElasticExchange, type ExchangePlan } from './elastic-exchange.js';
import { authorizationOf, type ElasticSettings, endpointsOf, tlsOf } from './elastic-options.js';
import { type NodesAnswer, nodesOf } from './sniff.js';
import { type Query, withQuery } from './elastic-path.js';

export interface RequestOptions {
  readonly query?: Query | undefined;
  /** Cancels the request. */
  readonly signal?: AbortSignal | undefined;
  /** Limit of this request, in ms. Default: `requestTimeoutMs`. */
  readonly timeoutMs?: number | undefined;
}

export interface ElasticRequest extends RequestOptions {
  /** Default: `GET`, or `POST` with a body. */
  readonly method?: string;
  /** From the first slash on, escaped. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; text, bytes and streams as they are. */
  readonly body?: object | string | Uint8Array | Readable | undefined;
}

/** The socket under a connection, and what its failures mean. */
export class Wire {
  readonly #client: Client;
  readonly #attempt: ConnectAttempt<ElasticSettings>;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #several: boolean;
  readonly #fates = new WeakMap<object, FateDetails>();
  /** A request has failed, and with it the socket: the pool hears of it from the call. */
  #failedByItself = false;

  /** The socket, from the first step of connecting on. */
  #socket: Socket | undefined;

  private constructor(
    { host, port }: Endpoint,
    tls: ConnectionOptions | undefined,
    attempt: ConnectAttempt<ElasticSettings>,
    authorization: string | undefined,
  ) {
    this.#attempt = attempt;
    this.#client = new Client(`${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`, {
      connect: (_to, callback) => {
        const socket = tls ? connectTls({ host, port, ALPNProtocols: ['http/1.1'], ...tls }) : connectTcp({ host, port });
        const failed = (error: Error): void => callback(error, null);
        const ready = (): void => {
          socket.off('error', failed);
          callback(null, socket);
        };
        socket
          .setNoDelay(true)
          .setKeepAlive(true, 60_000)
          .once('error', failed)
          .once(tls ? 'secureConnect' : 'connect', ready);
        this.#socket = socket;
      },
      allowH2: false,
      pipelining: 1,
      headersTimeout: 0, // an exchange has one timer for all of it
      bodyTimeout: 0,
      // The servers keep idle sockets for ever, and what stands between says when it does not.
      keepAliveTimeout: LONGEST_IDLE_MS,
      keepAliveMaxTimeout: LONGEST_IDLE_MS,
    });
    this.#headers = { accept: 'application/json', ...(authorization !== undefined && { authorization }) };
    this.#several = attempt.options.sniff || endpointsOf(attempt.options).length > 1;
    this.#client.on('disconnect', (_origin, _targets, error) => {
      // Closed in good order, after an answer: the next request opens another.
      const orderly = error.code === 'UND_ERR_INFO';
      if (!this.#failedByItself && !orderly) attempt.lost(error);
      this.#failedByItself = false;
    });
  }

  /** Reads what is secret. The socket is opened by the first request. */
  static async open(attempt: ConnectAttempt<ElasticSettings>, endpoint: Endpoint): Promise<Wire> {
    const tls = tlsOf(attempt.options);
    const [authorization, files] = await Promise.all([authorizationOf(attempt.options), tls && readTls(tls, endpoint.host)]);
    return new Wire(endpoint, files, attempt, authorization);
  }

  async send(path: string, { method, query, headers, body, signal, timeoutMs }: Omit<ElasticRequest, 'path'>): Promise<ElasticAnswer> {
    const { requestTimeoutMs, maxResponseBytes } = this.#attempt.options;
    const plain = body === undefined || typeof body === 'string' || body instanceof Uint8Array || 'pipe' in body;
    const plan: ExchangePlan = {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      path: withQuery(path, query),
      headers: { ...this.#headers, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: plain ? (body as Body) : JSON.stringify(body) }),
      reset: false, // undici would close the socket after each HEAD
      signal,
      timeoutMs: timeoutMs ?? requestTimeoutMs,
      maxResponseBytes,
    };
    const exchange = new ElasticExchange(plan, this.#client, (error, fate) => {
      this.#failedByItself = fate.connection !== 'keep';
      if (typeof error === 'object' && error !== null) this.#fates.set(error, fate);
    });
    const answer = await exchange.answer;
    if (this.#several && AT_FAULT.has(answer.status)) this.#attempt.blame();
    return answer;
  }

  async ask<Answer>(path: string, request: Omit<ElasticRequest, 'path'>): Promise<Answer> {
    const { status, body } = await this.send(path, request);
    const what = `${request.method ?? (request.body === undefined ? 'GET' : 'POST')} ${path.replace(/\?.*$/, '')}`;
    const text = body.toString('utf8');
    if (status >= 400) throw ElasticError.of(what, status, decoded(text));
    if (text === '') return undefined as Answer;
    try {
      return JSON.parse(text) as Answer;
    } catch (cause) {
      throw new ElasticError('not_json', `${what}: the answer (status ${status}) is not JSON`, { status, body: text, cause });
    }
  }

  /** True if the nodes are to be found out. */
  get sniffs(): boolean {
    return this.#attempt.options.sniff;
  }

  /** Asks the node which others there are, and tells the pool: a sign of life, too. */
  async sniff(signal: AbortSignal): Promise<void> {
    this.#attempt.discovered(nodesOf(await this.ask<NodesAnswer>('/_nodes/http', { signal })));
  }

  fateOf(error: unknown): FateDetails {
    // Jobs wrap errors.
    for (let inner = error; inner instanceof Error; inner = inner.cause) {
      const fate = this.#fates.get(inner);
      if (fate !== undefined) return fate;
    }
    return { connection: 'keep' };
  }

  async close(): Promise<void> {
    this.#failedByItself = true;
    this.#socket?.destroy();
    await this.#client.destroy();
  }
}

/** What goes as it is. */
type Body = string | Uint8Array | Readable;

const LONGEST_IDLE_MS = 2_000_000_000;

/** The node is at fault, or what stands before it. */
const AT_FAULT = new Set([502, 503, 504]);

function decoded(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
