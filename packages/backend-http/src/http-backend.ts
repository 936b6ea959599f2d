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

/** Connections to HTTP and HTTPS servers, over undici: one client, with one socket, for each worker. */
@backend({ type: 'http' })
export class HttpBackend implements Backend<HttpSettings, HttpConnection> {
  readonly options: Schema<HttpSettings> = httpOptions;

  endpoints(options: HttpSettings): readonly Endpoint[] {
    return endpointsOf(options);
  }

  *check({ requestTimeoutMs }: HttpSettings, { callTimeoutMs }: PoolSettings): Iterable<BackendProblem> {
    if (callTimeoutMs >= requestTimeoutMs) return;
    yield {
      path: ['connection', 'requestTimeoutMs'],
      message: `requestTimeoutMs (${requestTimeoutMs}) is above callTimeoutMs (${callTimeoutMs}) of the pool: no request could use its time`,
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
