import type { HttpSettings } from './http-options.js';
import { serversOf } from './http-options.js';

/** Which URLs are those of a pool: below its prefix, on one of its servers. */
export class PoolAddress {
  readonly #origins: readonly string[];
  readonly #prefix: string;

  constructor(settings: HttpSettings) {
    this.#origins = serversOf(settings).map((server) => new URL(server).origin);
    this.#prefix = settings.pathPrefix.replace(/\/+$/, '');
  }

  /** A whole URL, or a path below the prefix, as a URL. @throws TypeError for a path that is not below the prefix */
  resolve(input: string): URL {
    if (/^[a-z][a-z0-9+.-]*:/i.test(input)) return new URL(input);
    const path = input.startsWith('/') ? input : `/${input}`;
    const url = new URL(`${this.#origins[0]}${this.#prefix}${path}`);
    this.below(url);
    return url;
  }

  /** The path of a URL below the prefix, with its query. @throws TypeError for a URL that is not of this pool */
  below(url: URL): string {
    if (!this.#origins.includes(url.origin))
      throw new TypeError(`${url.origin} is not a server of this pool, whose requests go to ${this.#origins.join(', ')} only`);
    const { pathname, search } = url;
    if (pathname !== this.#prefix && !pathname.startsWith(`${this.#prefix}/`))
      throw new TypeError(`the path ${JSON.stringify(pathname)} is not below the pathPrefix of this pool, ${this.#prefix}/`);
    return pathname.slice(this.#prefix.length) + search;
  }
}
