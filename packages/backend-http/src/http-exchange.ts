import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { FateDetails } from '@outpool/contract';
import type { Client, Dispatcher } from 'undici';
import { HttpError } from './http-error.js';
import { HttpResponse } from './http-response.js';
import type { HttpSockets } from './http-sockets.js';
import type { FaultSettings } from './upstream-judge.js';

/** A request as it is sent, and how it is to be treated. */
export interface ExchangePlan extends Dispatcher.DispatchOptions {
  readonly stream: boolean;
  readonly timeoutMs: number;
  /** The option that the limit comes from, for the message. */
  readonly timeoutOption: 'requestTimeoutMs' | 'timeoutMs';
  readonly maxResponseBytes: number;
  readonly signal: AbortSignal | undefined;
  /** Other requests run on the connection at the same time. */
  readonly shared: boolean;
  readonly faults: FaultSettings;
}

/** Told how an exchange went. */
export interface ExchangeOwner {
  /** A whole response has come. */
  answered(status: number): void;
  /** Called once if the exchange fails, also after `response` has been fulfilled. */
  failed(error: unknown, fate: FateDetails): void;
}

/** Doing these twice is doing them once (RFC 9110, 9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']);

/** Says that the server hung up, as opposed to having answered nonsense. */
const HUNG_UP = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/**
 * One request and its response, bounded as a whole by one timer. An idempotent request that the server hangs up on
 * without having answered a single byte (it closed the idle socket just then) is sent once more.
 */
export class HttpExchange implements Dispatcher.DispatchHandler {
  /** The response: with `stream` once its headers are there, else once it is whole. */
  readonly response: Promise<HttpResponse>;
  readonly #plan: ExchangePlan;
  readonly #client: Client;
  readonly #sockets: HttpSockets;
  readonly #owner: ExchangeOwner;
  readonly #timer: NodeJS.Timeout | undefined;
  #resolve!: (response: HttpResponse) => void;
  #reject!: (error: unknown) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #over = false;
  /** Why we ended it, and what that makes of the connection. */
  #ended: { readonly reason: unknown; readonly fate: FateDetails } | undefined;
  #sent = false;
  #received = false;
  #repeated = false;
  #reusedSocket = false;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #chunks: Buffer[] = [];
  #bytes = 0;
  #stream: Readable | undefined;

  constructor(plan: ExchangePlan, client: Client, sockets: HttpSockets, owner: ExchangeOwner) {
    this.#plan = plan;
    this.#client = client;
    this.#sockets = sockets;
    this.#owner = owner;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    plan.signal?.addEventListener('abort', this.#cancel);
    // What Node.js cannot count is 24 days and more: no limit.
    if (plan.timeoutMs < 2 ** 31) this.#timer = setTimeout(this.#expire, plan.timeoutMs);
    if (plan.signal?.aborted) this.#cancel();
    else client.dispatch(plan, this);
  }

  /** Ends a response that still streams in; the next request needs the socket. */
  giveWay(): void {
    this.#end(new HttpError('HTTP_STREAM_ENDED', `${this.#name}: ended by the next request of its connection`), { connection: 'keep' });
  }

  // ---- called by undici ------------------------------------------------------------------------------------------

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Ended while it waited for a socket: by throwing, undici forgets it and keeps the socket.
    if (this.#over) throw this.#ended?.reason;
    this.#controller = controller;
    this.#sent = true;
    this.#reusedSocket = this.#sockets.use();
  }

  onResponseStarted(): void {
    this.#received = true;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    if (!this.#plan.stream) return;
    const ended = (): HttpError => new HttpError('HTTP_STREAM_ENDED', `${this.#name}: ended by whoever read the body`);
    this.#stream = new Readable({
      highWaterMark: 65_536,
      read: () => controller.resume(),
      destroy: (error, done) => {
        this.#end(error ?? ended(), { connection: 'keep' });
        done(error);
      },
    });
    // A stream that nobody reads any more must not end the process.
    this.#stream.on('error', () => undefined);
    this.#resolve(new HttpResponse(status, headers, this.#stream));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#stream !== undefined) {
      if (!this.#stream.push(chunk)) controller.pause();
      return;
    }
    this.#bytes += chunk.length;
    const { maxResponseBytes } = this.#plan;
    if (this.#bytes <= maxResponseBytes) this.#chunks.push(chunk);
    else {
      const text = `${this.#name}: the body is longer than maxResponseBytes (${maxResponseBytes}); read it with stream: true`;
      this.#end(new HttpError('HTTP_TOO_LARGE', text), { connection: 'replace' });
    }
  }

  onResponseEnd(): void {
    if (this.#over) return;
    this.#finish();
    this.#owner.answered(this.#status);
    if (this.#stream !== undefined) this.#stream.push(null);
    else this.#resolve(new HttpResponse(this.#status, this.#headers, Buffer.concat(this.#chunks)));
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#over) return;
    if (this.#mayRepeat(error)) {
      this.#repeated = true;
      this.#controller = undefined;
      // Not from inside undici's handling of the end of its socket.
      queueMicrotask(() => this.#client.dispatch(this.#plan, this));
      return;
    }
    this.#fail(error, this.#ended?.fate ?? this.#fateOf(error));
  }

  // ---- how it ends -----------------------------------------------------------------------------------------------

  readonly #expire = (): void => {
    const { timeoutMs, timeoutOption, faults } = this.#plan;
    const error = new HttpError('HTTP_TIMEOUT', `${this.#name}: no whole response in ${timeoutOption} (${timeoutMs} ms)`);
    const silent = !this.#received && timeoutOption === 'requestTimeoutMs';
    if (this.#controller !== undefined) this.#end(error, { connection: 'replace', blameEndpoint: silent && faults.timeouts });
    // Without a socket it was connecting that took so long; with one, another request of the same job.
    else if (!this.#sockets.connected) this.#end(error, { connection: 'lost', sent: this.#sent });
    else this.#end(error, { connection: 'keep' });
  };

  readonly #cancel = (): void => {
    // Of several requests one can be ended alone.
    const untouched = this.#controller === undefined || this.#plan.shared;
    this.#end(this.#plan.signal?.reason, { connection: untouched ? 'keep' : 'replace' });
  };

  #end(reason: unknown, fate: FateDetails): void {
    if (this.#over || this.#ended !== undefined) return;
    this.#ended = { reason, fate };
    // Ends in onResponseError.
    if (this.#controller !== undefined) this.#controller.abort(reason as Error);
    else this.#fail(reason, fate);
  }

  #fail(error: unknown, fate: FateDetails): void {
    this.#finish();
    this.#owner.failed(error, fate);
    if (this.#stream !== undefined) this.#stream.destroy(error as Error);
    else this.#reject(error);
  }

  #finish(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#plan.signal?.removeEventListener('abort', this.#cancel);
  }

  #mayRepeat(error: Error): boolean {
    const { body, method } = this.#plan;
    const unanswered = this.#controller !== undefined && !this.#received && this.#ended === undefined;
    return unanswered && !this.#repeated && IDEMPOTENT.has(method) && !(body instanceof Readable) && HUNG_UP.has(codeOf(error));
  }

  /** What a failure that came from undici means for the connection. */
  #fateOf(error: Error): FateDetails {
    const { body, faults } = this.#plan;
    const code = codeOf(error);
    if (error === this.#sockets.failure) return { connection: 'lost', sent: this.#sent };
    // Refused by undici before anything happened.
    if (this.#controller === undefined) return { connection: 'keep' };
    const callersBody = body instanceof Readable && body.errored === error;
    // One stream of several was reset by the server.
    if (code === 'ERR_HTTP2_STREAM_ERROR') return { connection: 'keep' };
    if (callersBody || code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH') return { connection: 'replace' };
    if (error.name === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW') return { connection: 'replace', blameEndpoint: true };
    // A server may close an idle socket: that it did so just now is no fault. If it is gone, connecting will tell.
    return { connection: 'lost', sent: true, blameEndpoint: faults.resets && (this.#received || !this.#reusedSocket) };
  }

  /** Without the query: it may hold what is nobody's business. */
  get #name(): string {
    return `${this.#plan.method} ${this.#plan.path.replace(/\?.*$/, '')}`;
  }
}

function codeOf(error: Error): string {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : '';
}
