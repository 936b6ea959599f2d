import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { CallOptions } from '@outpool/contract';
import type { ElasticAnswer } from './elastic-exchange.js';
import type { ElasticPool } from './hits-over.js';

/** A class of connections of an official client. */
// biome-ignore lint/suspicious/noExplicitAny: what a constructor takes is the client's business, and mixins must say so
type ConnectionClass = new (...args: any[]) => object;

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly querystring?: string | null;
  readonly headers?: IncomingHttpHeaders;
  readonly body?: string | Buffer | Readable | null;
}

/** Stands for all nodes; the pool knows the real ones. */
const node = 'http://outpool.invalid';

/**
 * Options for `Client` of `@elastic/elasticsearch`, 8 or 9, so that its requests go through the pool:
 * `new Client({ ...elasticClientOver(pool, BaseConnection) })`. The pool does what is to be done again: GET and HEAD
 * once more when their connection was lost; the client itself, nothing.
 * @param base `BaseConnection` of that package
 */
export function elasticClientOver<Base extends ConnectionClass>(pool: ElasticPool, base: Base) {
  class PoolConnection extends base {
    async request(asked: Asked, options: { timeout?: number | null; signal?: AbortSignal; asStream?: boolean }): Promise<object> {
      const usual: unknown = Reflect.get(this, 'timeout');
      const timeoutMs = options.timeout != null && options.timeout !== usual ? options.timeout : undefined;
      const { status: statusCode, headers, body } = await ask(pool, asked, { timeoutMs, signal: options.signal });
      if (options.asStream) return { statusCode, headers, body: Readable.from([body]) };
      return { statusCode, headers, body: isBinary(headers) ? body : body.toString('utf8') };
    }

    async close(): Promise<void> {}
  }
  return { node, Connection: PoolConnection, maxRetries: 0 };
}

/**
 * The same for `Client` of `@opensearch-project/opensearch`, 2 or 3.
 * @param base `Connection` of that package
 */
export function openSearchClientOver<Base extends ConnectionClass>(pool: ElasticPool, base: Base) {
  class PoolConnection extends base {
    request(asked: Asked & { timeout?: number }, callback: (error: unknown, response: unknown) => void): { abort(): void } {
      const controller = new AbortController();
      ask(pool, asked, { timeoutMs: asked.timeout, signal: controller.signal }).then(
        ({ status: statusCode, headers, body }) => callback(null, Object.assign(Readable.from([body]), { statusCode, headers })),
        (error) => callback(error, null),
      );
      return { abort: () => controller.abort() };
    }

    close(callback: () => void = () => undefined): void {
      callback();
    }
  }
  return { node, Connection: PoolConnection, maxRetries: 0, agent: false as const };
}

function ask(pool: ElasticPool, { method, path, querystring, headers, body }: Asked, call: CallOptions): Promise<ElasticAnswer> {
  const request = {
    method,
    path: querystring ? `${path}?${querystring}` : path,
    headers: Object.fromEntries(
      Object.entries(headers ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    ),
    ...(body != null && body !== '' && { body }),
  };
  return pool.call((elastic, { signal }) => elastic.raw({ ...request, signal }), {
    ...call,
    idempotent: method === 'GET' || method === 'HEAD',
  });
}

function isBinary({ 'content-type': type = '', 'content-encoding': encoding }: IncomingHttpHeaders): boolean {
  return encoding !== undefined || /octet-stream|vnd\.(mapbox|apache\.arrow)/.test(type);
}
