import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { HttpError } from './http-error.js';

const utf8 = new TextDecoder();

/**
 * The answer to one request. Its body is in memory and can be read at any time and more than once; only with
 * `stream: true` it still comes in, and must be read once, before the job ends.
 */
export class HttpResponse {
  readonly status: number;
  /** Names in lower case. Only `set-cookie` and headers that came more than once have lists. */
  readonly headers: IncomingHttpHeaders;
  readonly #body: Buffer | Readable;

  constructor(status: number, headers: IncomingHttpHeaders, body: Buffer | Readable) {
    this.status = status;
    this.headers = headers;
    this.#body = body;
  }

  /** True for the statuses 200 to 299. */
  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  async bytes(): Promise<Uint8Array> {
    return this.#body instanceof Readable ? buffer(this.#body) : this.#body;
  }

  /** The body as UTF-8, without a byte order mark. */
  async text(): Promise<string> {
    return utf8.decode(await this.bytes());
  }

  /** Rejects with `HTTP_NOT_JSON` when the body is none. That it is what the type says is not checked. */
  async json<Value = unknown>(): Promise<Value> {
    const text = await this.text();
    try {
      return JSON.parse(text) as Value;
    } catch (cause) {
      const type = this.headers['content-type'] ?? 'no content-type';
      throw new HttpError('HTTP_NOT_JSON', `the body of this response is not JSON (status ${this.status}, ${type})`, { cause });
    }
  }

  /** The body as a stream; with `stream: true` in the request, as it comes in. */
  stream(): Readable {
    return this.#body instanceof Readable ? this.#body : Readable.from(this.#body.length === 0 ? [] : [this.#body]);
  }
}
