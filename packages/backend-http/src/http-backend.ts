import {
  type Backend,
  type BackendProblem,
  backend,
  type ConnectAttempt,
  type Endpoint,
  type Fate,
  type PoolSettings,
  type Schema,
} from '@outpool/contract';
import { HttpConnection } from './http-connection.js';
import { endpointsOf, type HttpSettings, httpOptions } from './http-options.js';

/** What HTTP/2 servers allow by default or more; a pool says itself how many it wants. */
const MOST_STREAMS = 1_000;

/** Connections to HTTP and HTTPS servers, over undici: one client, with one socket, for each worker. */
@backend({ type: 'http', concurrency: MOST_STREAMS, defaults: { concurrency: 1 } })
export class HttpBackend implements Backend<HttpSettings, HttpConnection> {
  readonly options: Schema<HttpSettings> = httpOptions;

  endpoints(options: HttpSettings): readonly Endpoint[] {
    return endpointsOf(options);
  }

  *check({ requestTimeoutMs, httpOpts }: HttpSettings, { callTimeoutMs, concurrency }: PoolSettings): Iterable<BackendProblem> {
    if (callTimeoutMs < requestTimeoutMs)
      yield {
        path: ['connection', 'requestTimeoutMs'],
        message: `requestTimeoutMs (${requestTimeoutMs}) is above callTimeoutMs (${callTimeoutMs}) of the pool: no request could use its time`,
      };
    if (concurrency > 1 && !httpOpts.allowH2)
      yield {
        path: ['pool', 'concurrency'],
        message: 'a connection serves one request at a time over HTTP/1.1: more needs `httpOpts: { allowH2: true }`',
      };
  }

  connect(attempt: ConnectAttempt<HttpSettings>): Promise<HttpConnection> {
    return HttpConnection.open(attempt, attempt.endpoint ?? (endpointsOf(attempt.options)[0] as Endpoint));
  }

  close(connection: HttpConnection): Promise<void> {
    return connection.close();
  }

  ping(connection: HttpConnection, signal: AbortSignal): Promise<void> {
    return connection.renew(signal);
  }

  fate(error: unknown, connection: HttpConnection): Fate {
    return connection.fateOf(error);
  }
}
