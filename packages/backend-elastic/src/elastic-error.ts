/**
 * What the server said:
 * - `version_conflict`: the document has changed meanwhile, or is there already (409).
 * - `index_not_found`, `not_found`: no such index; no such document, or whatever else was asked for.
 * - `already_exists`: an index or another thing of that name.
 * - `parse`: the query, the document or a parameter cannot be read.
 * - `rejected`: too much work at once (429). Nothing was done: it may be sent again, later.
 * - `too_large`: the request is longer than the server takes (413).
 * - `context_missing`: the scroll or point in time is over.
 * - `unauthorized`, `forbidden`: 401 and 403. `blocked`: the index or cluster takes no such work.
 * - `unavailable`: 502, 503 or 504; the node is left out for a while, if there are others.
 * - `request`: any other status from 400 on.
 *
 * What was found out here:
 * - `timeout`: no whole answer in `requestTimeoutMs`. The server may have done the work.
 * - `answer_too_large`: longer than `maxResponseBytes`.
 * - `not_json`: an answer that should be JSON and is not; mostly something else answers at this address.
 */
export type ElasticErrorCode =
  | 'version_conflict'
  | 'index_not_found'
  | 'not_found'
  | 'already_exists'
  | 'parse'
  | 'rejected'
  | 'too_large'
  | 'context_missing'
  | 'unauthorized'
  | 'forbidden'
  | 'blocked'
  | 'unavailable'
  | 'request'
  | 'timeout'
  | 'answer_too_large'
  | 'not_json';

export interface ElasticErrorDetails {
  /** HTTP status, or that of one item of a bulk. 0 when there was no answer. */
  readonly status?: number;
  /** The server's own word: `version_conflict_engine_exception`. */
  readonly type?: string | undefined;
  /** The whole answer, decoded. */
  readonly body?: unknown;
  readonly cause?: unknown;
}

/** A request that the server refused, or that got no answer that can be used. */
export class ElasticError extends Error {
  override readonly name = 'ElasticError';
  readonly code: ElasticErrorCode;
  readonly status: number;
  readonly type: string | undefined;
  readonly body: unknown;

  constructor(code: ElasticErrorCode, message: string, { status = 0, type, body, cause }: ElasticErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.type = type;
    this.body = body;
  }

  /** From an answer with a status from 400 on. @param what was asked: `GET /index/_doc/1` */
  static of(what: string, status: number, body: unknown): ElasticError {
    const { type, reason } = causeOf(body);
    const text = reason ?? (typeof body === 'string' && body !== '' ? body.slice(0, 200) : 'no reason given');
    return new ElasticError(codeOf(status, type), `${what}: ${status} ${text}`, { status, type, body });
  }
}

const BY_TYPE: readonly (readonly [RegExp, ElasticErrorCode])[] = [
  [/^version_conflict/, 'version_conflict'],
  [/^index_not_found/, 'index_not_found'],
  [/^resource_already_exists/, 'already_exists'],
  [/^(es_)?(opensearch_)?rejected_execution|^circuit_breaking/, 'rejected'],
  [/^search_context_missing/, 'context_missing'],
  [/^(document_missing|resource_not_found)/, 'not_found'],
  [/^cluster_block/, 'blocked'],
  [/pars(e|ing)_exception$|^json_|^illegal_argument|^invalid_index_name|^named_object_not_found|^action_request_validation/, 'parse'],
];

const BY_STATUS: Readonly<Record<number, ElasticErrorCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'version_conflict',
  413: 'too_large',
  429: 'rejected',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

function codeOf(status: number, type: string | undefined): ElasticErrorCode {
  const known = type === undefined ? undefined : BY_TYPE.find(([pattern]) => pattern.test(type));
  return known?.[1] ?? BY_STATUS[status] ?? 'request';
}

/** `error` is an object, or a mere sentence, or not there. The first root cause says more than what is around it. */
function causeOf(body: unknown): { readonly type: string | undefined; readonly reason: string | undefined } {
  const error = fieldOf(body, 'error') ?? body;
  if (typeof error === 'string' && error !== body) return { type: undefined, reason: error };
  const roots = fieldOf(error, 'root_cause');
  const deepest = Array.isArray(roots) && typeof fieldOf(roots[0], 'type') === 'string' ? roots[0] : error;
  const text = (name: string): string | undefined => {
    const value = fieldOf(deepest, name);
    return typeof value === 'string' ? value : undefined;
  };
  return { type: text('type'), reason: text('reason') };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
