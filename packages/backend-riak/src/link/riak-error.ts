/** What went wrong, where the server's text says it, or where it never came to one. */
export type RiakErrorCode = keyof typeof CODES;

const CODES = {
  /** The server gave up: its replicas did not answer in time. A write may have happened. */
  TIMEOUT: 'try a read again; a write may have happened',
  /** The server has too much to do and did nothing. */
  OVERLOAD: 'try again, after a while and best on another node',
  /** The node starts, stops, or reaches too few others. */
  NOT_READY: 'try another node',
  /** Fewer replicas answered than were asked for. A write may have reached some. */
  QUORUM: 'try again, or ask for fewer replicas',
  /** The condition of a put did not hold. */
  CONDITION_FAILED: 'read the object anew',
  /** A hook of the bucket refused the write. */
  HOOK_REFUSED: 'change the value',
  /** The object is too large, or has too many siblings. */
  TOO_LARGE: 'split the object, or resolve its siblings',
  /** What is to be removed from a data type is not there, and no context said that it once was. */
  NOT_PRESENT: 'read the data type anew',
  /** There is no such bucket type, or it is not active. */
  NO_BUCKET_TYPE: 'create and activate it with riak-admin',
  /** There is no such index, schema or queue. */
  NOT_FOUND: 'create it',
  /** The server does not take this argument. */
  INVALID: 'change the argument',
  /** The user may not do this. */
  PERMISSION_DENIED: 'grant it with riak-admin security grant',
  /** User, password or certificate are wrong; the server says so after 5 s and does not say which. */
  AUTHENTICATION_FAILED: 'check the credentials and the sources of the user',
  /** The server wants TLS and a login before anything else. */
  SECURITY_REQUIRED: 'configure credentials',
  /** TLS was asked for, and the server has its security switched off. */
  TLS_REFUSED: 'enable the security of the server, or configure neither credentials nor TLS',
  /** This server does not have the operation, or an operator has switched it off. */
  UNSUPPORTED: 'see which version of the server has it',
  /** The server failed over this request, and closes the connection. */
  CRASHED: 'do not send the same request again',
  /** Several versions of the object are there, and nobody said how to make them one. */
  SIBLINGS: 'give a resolver, or look at the siblings',
  /** No answer came in the time that the caller gave. */
  DEADLINE: 'the connection was closed; a write may have happened',
  /** The connection is over. */
  CLOSED: 'connect anew',
  /** The server broke the protocol. */
  PROTOCOL: 'the connection was closed',
  /** A text that this client does not know. */
  OTHER: 'see the text of the server',
} as const;

/** Codes that a later try, best on another node, may not meet again. */
const PASSING: ReadonlySet<RiakErrorCode> = new Set(['TIMEOUT', 'OVERLOAD', 'NOT_READY', 'QUORUM', 'DEADLINE', 'CLOSED']);

/** What the server's texts mean, by how they begin. */
const TEXTS: readonly (readonly [RegExp, RiakErrorCode])[] = [
  [/^(timeout$|Index .* not created on all the nodes)/, 'TIMEOUT'],
  [/^overload/, 'OVERLOAD'],
  [/^(\{?insufficient_(v?nodes)|all_nodes_down|\{coord_handoff_failed|riak_kv_w1c_server_crashed|Not enough nodes are up)/, 'NOT_READY'],
  [/^\{(r|w|pr|pw|dw|node_confirms)_val_unsatisfied/, 'QUORUM'],
  [/^(match_found|modified)$/, 'CONDITION_FAILED'],
  [/^\{?precommit_fail/, 'HOOK_REFUSED'],
  [/^\{too_(large|many_siblings)/, 'TOO_LARGE'],
  [/^\{precondition, ?\{not_present/, 'NOT_PRESENT'],
  [/^(no_type$|No bucket-type named|Error no bucket type|Invalid bucket type:)/, 'NO_BUCKET_TYPE'],
  [/^(notfound$|No index .* found|queue_not_defined|Schema not found)/, 'NOT_FOUND'],
  [/^Permission denied/, 'PERMISSION_DENIED'],
  [/^Authentication failed/, 'AUTHENTICATION_FAILED'],
  [/^Security is enabled/, 'SECURITY_REQUIRED'],
  [/^Security not enabled/, 'TLS_REFUSED'],
  [
    /^(Unknown message code|Operation '.*' is not enabled|indexes_not_supported|Counters are not supported|Search component disabled|Riak Search 1\.0 is deprecated)/,
    'UNSUPPORTED',
  ],
  [/^(Error processing (incoming|stream) message|Cannot send another request|Invalid message packet)/, 'CRASHED'],
  [
    /^(\{\w+_val_violation|Invalid |Can not |Counters require|non-counter|Operation type is|Bucket must be|Bucket type is not|(Bucket|Key|Type) cannot be|Message decoding error|missing_field|not_json|\{(invalid_json|unknown_content_type|inputs|bad_filter)|Missing query|Can't delete index|Error storing schema|Phase \d+:)/,
    'INVALID',
  ],
];

/** The codes of Riak TS, which say what its texts do not. */
const TABLE_CODES: Readonly<Record<number, RiakErrorCode>> = {
  1003: 'INVALID',
  1006: 'INVALID',
  1007: 'NO_BUCKET_TYPE',
  1008: 'UNSUPPORTED',
  1011: 'INVALID',
  1013: 'TIMEOUT',
  1018: 'INVALID',
  1019: 'NOT_FOUND',
  1020: 'INVALID',
  1021: 'NOT_FOUND',
  1022: 'TOO_LARGE',
  1025: 'TOO_LARGE',
  1026: 'INVALID',
};

/** Longer texts are cut in messages. */
const SHOWN_TEXT = 300;
/** Codes of requests that every server since 2.1 has: one that does not know them is starting or stopping. */
const STANDARD: readonly (readonly [first: number, last: number])[] = [
  [1, 26],
  [29, 34],
  [40, 41],
  [50, 53],
  [80, 83],
];

function isStandard(code: number): boolean {
  return STANDARD.some(([first, last]) => code >= first && code <= last);
}

function codeOf(text: string): RiakErrorCode {
  const unknown = /^Unknown message code: (\d+)/.exec(text)?.[1];
  if (unknown !== undefined && isStandard(Number(unknown))) return 'NOT_READY';
  return TEXTS.find(([pattern]) => pattern.test(text))?.[1] ?? 'OTHER';
}

interface Details {
  readonly cause?: unknown;
  readonly serverText?: string | undefined;
  readonly serverCode?: number | undefined;
  readonly repeatable?: boolean | undefined;
}

/** A request that failed, and why. */
export class RiakError extends Error {
  override readonly name = 'RiakError';
  readonly code: RiakErrorCode;
  /** `errcode` of the server: 0 on Riak KV, 1001 and above on Riak TS. */
  readonly serverCode: number | undefined;
  /** True when the request may be made again whatever became of it; `mayPass` says whether that could help. */
  readonly repeatable: boolean;
  readonly #serverText: string | undefined;

  constructor(code: RiakErrorCode, message: string, { cause, serverText, serverCode, repeatable = false }: Details = {}) {
    super(`${message}: ${CODES[code]}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.serverCode = serverCode;
    this.repeatable = repeatable;
    this.#serverText = serverText;
  }

  /** Reads what the server sent instead of the answer. */
  static fromServer(text: string, serverCode: number | undefined, repeatable?: boolean): RiakError {
    // Long terms are broken into lines, and texts that are Erlang strings come in quotes.
    const flat = text.replaceAll(/\s+/g, ' ').replace(/^"(.*)"$/, '$1');
    const shown = flat.length > SHOWN_TEXT ? `${flat.slice(0, SHOWN_TEXT)}…` : flat;
    const code = TABLE_CODES[serverCode ?? 0] ?? codeOf(flat.replace(/^\{error, ?(.*)\}$/, '$1')); // streams wrap it
    return new RiakError(code, `Riak says "${shown}"`, { serverText: text, serverCode, repeatable });
  }

  /** What the server wrote, whole: a crash shows much of its state. Absent when the failure is not the server's. */
  get serverText(): string | undefined {
    return this.#serverText;
  }

  /** True when the same request may succeed later, or on another node. It does not say whether repeating it is safe. */
  get mayPass(): boolean {
    return PASSING.has(this.code);
  }
}
