import { type IncomingHttpHeaders, STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import type { CallOptions, Job } from '@outpool/contract';
import { Dispatcher, Request, type RequestInit, type Response, fetch as undiciFetch } from 'undici';
import type { HttpConnection } from './http-connection.js';

/** What of a pool is needed. */
export interface HttpPool {
  call<Result>(job: Job<HttpConnection, Result>, options?: CallOptions): Promise<Result>;
}

export type PoolFetch = (input: string | URL | globalThis.Request, init?: RequestInit) => Promise<Response>;

/**
 * A standard `fetch` whose requests go through the pool: for libraries that take one of their own. It takes paths below
 * the pool's prefix, and whole URLs of the pool's servers; any other, redirects to one included, is refused.
 *
 * A call lasts until its body is read or cancelled, redirects included: read bodies, or cancel them.
 * @param options of each call. `timeoutMs` bounds each request as well, instead of `requestTimeoutMs`.
 */
export function fetchOver(pool: HttpPool, options: CallOptions = {}): PoolFetch {
  return (input, init = {}) =>
    new Promise((resolve, reject) => {
      const own = init.signal ?? (typeof input === 'object' && 'signal' in input ? input.signal : undefined);
      const job: Job<HttpConnection, void> = async (http, { signal }) => {
        const dispatcher = new FetchDispatcher(http, options.timeoutMs);
        const request = new Request(...toStandard(http, input, init));
        // The call's signal aborts with the caller's own, and with the deadline.
        resolve(await undiciFetch(request, { dispatcher, signal }));
        await dispatcher.done;
      };
      // With the body read to its end, there is nobody to tell any more.
      pool.call(job, { ...options, ...(own && { signal: own }) }).catch((cause: unknown) => {
        if (own?.aborted) reject(own.reason);
        else reject(cause instanceof TypeError ? cause : new TypeError('fetch failed', { cause }));
      });
    });
}

function toStandard(http: HttpConnection, input: string | URL | globalThis.Request, init: RequestInit): [URL, RequestInit] {
  if (typeof input === 'string' || input instanceof URL) return [http.address.resolve(String(input)), init];
  // A `Request` of Node.js itself: undici knows its own only.
  const { method, headers, body, redirect } = input;
  const streaming = body === null ? {} : { body: Readable.fromWeb(body as never), duplex: 'half' as const };
  return [http.address.resolve(input.url), { method, headers: [...headers], redirect, ...streaming, ...init }];
}

/** How the fetch of undici reaches a connection of ours. */
class FetchDispatcher extends Dispatcher {
  /** Settles with the last exchange. */
  done: Promise<void> = Promise.resolve();
  readonly #http: HttpConnection;
  readonly #timeoutMs: number | undefined;

  constructor(http: HttpConnection, timeoutMs: number | undefined) {
    super();
    this.#http = http;
    this.#timeoutMs = timeoutMs;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    this.done = this.#exchange(options, handler);
    this.done.catch(() => undefined);
    return true;
  }

  async #exchange({ origin, path, method, headers, body }: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): Promise<void> {
    const controller = new FetchController();
    try {
      handler.onRequestStart?.(controller, undefined);
      const url = new URL(path, String(origin));
      const response = await this.#http.request({
        method,
        path: this.#http.address.below(url),
        headers: headers as Record<string, string>,
        ...(body != null && { body: ArrayBuffer.isView(body) ? (body as Uint8Array) : Readable.from(body as AsyncIterable<Uint8Array>) }),
        ...(this.#timeoutMs !== undefined && { timeoutMs: this.#timeoutMs }),
        signal: controller.signal,
        stream: true,
      });
      controller.rawHeaders = response.headers;
      handler.onResponseStart?.(controller, response.status, response.headers, STATUS_CODES[response.status] ?? '');
      for await (const chunk of response.stream()) {
        handler.onResponseData?.(controller, chunk);
        await controller.flowing;
      }
      handler.onResponseEnd?.(controller, {});
    } catch (error) {
      handler.onResponseError?.(controller, error as Error);
      throw error;
    }
  }
}

/** What fetch holds an exchange by. */
class FetchController implements Dispatcher.DispatchController {
  /** Without it fetch finds no header at all. */
  rawHeaders: IncomingHttpHeaders = {};
  readonly #abort = new AbortController();
  #resumed: PromiseWithResolvers<void> | undefined;

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Resolves when data may go on. */
  get flowing(): Promise<void> | undefined {
    return this.#resumed?.promise;
  }

  get aborted(): boolean {
    return this.signal.aborted;
  }

  get paused(): boolean {
    return this.#resumed !== undefined;
  }

  get reason(): Error | null {
    return this.aborted ? this.signal.reason : null;
  }

  abort(reason: Error): void {
    this.#abort.abort(reason);
    this.resume();
  }

  pause(): void {
    this.#resumed ??= Promise.withResolvers();
  }

  resume(): void {
    this.#resumed?.resolve();
    this.#resumed = undefined;
  }
}
