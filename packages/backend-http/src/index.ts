import type { HttpConnection } from './http-connection.js';
import type { HttpOptions } from './http-options.js';

export { fetchOver, type HttpPool, type PoolFetch } from './fetch-over.js';
export { HttpBackend } from './http-backend.js';
export type { HttpConnection, HttpRequest, Query } from './http-connection.js';
export { HttpError, type HttpErrorCode } from './http-error.js';
export type { HttpOptions } from './http-options.js';
export type { HttpResponse } from './http-response.js';

declare module '@outpool/contract' {
  interface OutpoolBackends {
    http: { options: HttpOptions; connection: HttpConnection };
  }
}
