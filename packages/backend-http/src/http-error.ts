/**
 * - `HTTP_TIMEOUT`: the whole response was not there in `requestTimeoutMs`, or in the `timeoutMs` of the request.
 * - `HTTP_TOO_LARGE`: the body is longer than `maxResponseBytes`.
 * - `HTTP_STREAM_ENDED`: a streamed body was ended before it was whole, by its reader or by the next request.
 * - `HTTP_NOT_JSON`: `json()` met a body that is none; `cause` is what the parser said.
 */
export type HttpErrorCode = 'HTTP_TIMEOUT' | 'HTTP_TOO_LARGE' | 'HTTP_STREAM_ENDED' | 'HTTP_NOT_JSON';

/** A request that failed for a reason of our own. What happens on the wire comes as the errors of undici and Node.js. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: HttpErrorCode;

  constructor(code: HttpErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
