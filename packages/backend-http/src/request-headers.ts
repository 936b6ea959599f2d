import { randomUUID } from 'node:crypto';
import type { HttpSettings } from './http-options.js';
import { PACKED } from './unpack.js';

type Own = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The headers that every request of a connection has. */
export class RequestHeaders {
  readonly #usual: Readonly<Record<string, string>>;
  readonly #requestId: string | undefined;
  readonly #traceparent: (() => string | undefined) | undefined;

  private constructor(usual: Readonly<Record<string, string>>, { requestId, traceparent }: HttpSettings) {
    this.#usual = usual;
    this.#requestId = requestId?.toLowerCase();
    this.#traceparent = traceparent;
  }

  /** Reads what is secret. @throws Error when a secret is not there, or cannot stand in a header */
  static async read(settings: HttpSettings): Promise<RequestHeaders> {
    const read = Object.entries(settings.headers).map(async ([name, value]) => {
      const text = await value.read();
      if (/[^\t\x20-\x7e\x80-\xff]/.test(text))
        throw new Error(`the header ${name} has a line break or another character that cannot be sent`);
      return [name.toLowerCase(), text] as const;
    });
    const packed = settings.decompress ? { 'accept-encoding': PACKED } : {};
    return new RequestHeaders({ ...packed, ...Object.fromEntries(await Promise.all(read)) }, settings);
  }

  /** Those of one request: the usual ones, and before them its own. `undefined` takes a usual one away. */
  of(own: Own | undefined, json: boolean): Record<string, string | string[]> {
    const merged: Record<string, string | string[]> = { ...this.#usual };
    const traceparent = this.#traceparent?.();
    if (traceparent !== undefined) merged.traceparent = traceparent;
    if (json) merged['content-type'] = 'application/json';
    for (const [name, value] of Object.entries(own ?? {})) {
      const key = name.toLowerCase();
      if (value === undefined) delete merged[key];
      else merged[key] = typeof value === 'string' ? value : [...value];
    }
    if (this.#requestId !== undefined) merged[this.#requestId] ??= randomUUID();
    return merged;
  }
}
