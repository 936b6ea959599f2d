import { errors, types } from 'cassandra-driver';
import { type Consistency, consistencyName } from './consistency.js';

/**
 * What a node said:
 * - `syntax`, `invalid`: the statement cannot be read, or is about something that is not there.
 * - `keyspace_missing`: there is no such keyspace. `already_exists`: there is one, or such a table.
 * - `authentication`, `unauthorized`: the login is refused; the role may not do that.
 * - `batch_too_large`: more than the server takes at once.
 * - `unavailable`: fewer replicas are alive than the consistency asks for; nothing was done.
 * - `write_timeout`, `read_timeout`, `write_failure`, `read_failure`: too few replicas have answered in time, or with success.
 * - `overloaded`: the node is too busy, is only starting, or could not truncate.
 * - `server`: anything else.
 *
 * What was found out here:
 * - `parameters`: they do not fit the statement.
 * - `timeout`: the node has not answered in `requestTimeoutMs`; it may have done the work.
 * - `node_lost`: the connection to the node died under the request; it may have done the work.
 * - `no_node`: none could be asked. Nothing was done.
 */
export type CassandraErrorCode =
  | 'syntax'
  | 'invalid'
  | 'keyspace_missing'
  | 'already_exists'
  | 'authentication'
  | 'unauthorized'
  | 'batch_too_large'
  | 'unavailable'
  | 'write_timeout'
  | 'read_timeout'
  | 'write_failure'
  | 'read_failure'
  | 'overloaded'
  | 'server'
  | 'parameters'
  | 'timeout'
  | 'node_lost'
  | 'no_node';

const { responseErrorCodes: numbers } = types;

const BY_NUMBER: Readonly<Record<number, CassandraErrorCode>> = {
  [numbers.syntaxError]: 'syntax',
  [numbers.invalid]: 'invalid',
  [numbers.configError]: 'invalid',
  [numbers.unprepared]: 'invalid', // and could not be prepared again
  [numbers.alreadyExists]: 'already_exists',
  [numbers.badCredentials]: 'authentication',
  [numbers.unauthorized]: 'unauthorized',
  [numbers.unavailableException]: 'unavailable',
  [numbers.writeTimeout]: 'write_timeout',
  [numbers.readTimeout]: 'read_timeout',
  [numbers.writeFailure]: 'write_failure',
  [numbers.readFailure]: 'read_failure',
  [numbers.overloaded]: 'overloaded',
  [numbers.isBootstrapping]: 'overloaded',
  [numbers.truncateError]: 'overloaded',
};

/** What the driver hangs on errors, whichever they are. */
interface DriverFields {
  readonly code?: unknown;
  readonly innerErrors?: Readonly<Record<string, unknown>>;
  readonly isSocketError?: boolean;
  readonly requestNotWritten?: boolean;
  readonly coordinator?: string;
  readonly host?: string;
  readonly consistencies?: number;
  readonly required?: number;
  readonly alive?: number;
  readonly received?: number;
  readonly blockFor?: number;
  readonly writeType?: string;
  query?: unknown;
}

/** A statement, or a connect, that failed: one error, whichever of many the driver has made of it. */
export class CassandraError extends Error {
  override readonly name = 'CassandraError';
  readonly code: CassandraErrorCode;
  /** The server's own number for it: 0x1000. */
  readonly serverCode: number | undefined;
  /** What was wrong with each node that was asked, by its address and port. */
  readonly nodes: Readonly<Record<string, string>>;
  /** Of `unavailable`, timeouts and failures: the consistency that was asked for. */
  readonly consistency: Consistency | undefined;
  /** How many replicas had to answer, with `unavailable` to be alive. */
  readonly required: number | undefined;
  /** How many replicas are alive. */
  readonly alive: number | undefined;
  /** How many replicas have answered. */
  readonly received: number | undefined;
  /** `SIMPLE`, `BATCH`, `BATCH_LOG`, `CAS`, `COUNTER` and so on: what a failed write was. */
  readonly writeType: string | undefined;

  constructor(code: CassandraErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    const fields = detailsOf(options?.cause);
    this.serverCode = typeof fields.code === 'number' ? fields.code : undefined;
    this.nodes = nodesOf(options?.cause);
    this.consistency = consistencyName(fields.consistencies);
    this.required = fields.required ?? fields.blockFor;
    this.alive = fields.alive;
    this.received = fields.received;
    this.writeType = fields.writeType;
  }

  /** One error of what the driver threw: what hides in its inner errors comes out, and statements stay out of logs. */
  static of(error: unknown): unknown {
    if (!(error instanceof Error) || isCassandraError(error)) return error;
    const telling = tellingOne(error);
    const code = codeOf(telling, error);
    if (code === undefined) return error;
    const nodes = Object.entries(nodesOf(error));
    const where = nodes.length > 1 ? ` (${nodes.map(([node, reason]) => `${node}: ${reason}`).join('; ')})` : '';
    for (const each of [error, telling]) delete (each as DriverFields).query;
    return new CassandraError(code, `${messageOf(telling, code)}${where}`, { cause: error });
  }
}

/** By its name: it may come from another installed copy of this package. */
export function isCassandraError(error: unknown, code?: CassandraErrorCode): error is CassandraError {
  return error instanceof Error && error.name === 'CassandraError' && (code === undefined || (error as CassandraError).code === code);
}

/**
 * What became of a statement with its node: `repeated` when the driver has asked others as well, in vain. `undefined`
 * when a node has answered, or the error is somebody else's.
 */
export function lossOf(error: unknown): 'unsent' | 'sent' | 'repeated' | undefined {
  const whole = isCassandraError(error) ? error.cause : error;
  if (!(whole instanceof Error)) return undefined;
  const code = codeOf(tellingOne(whole), whole);
  if (code === 'no_node') return 'unsent';
  if (code !== 'node_lost') return undefined;
  return whole instanceof errors.NoHostAvailableError ? 'repeated' : 'sent';
}

/** The addresses of the nodes that have not answered at all. */
export function silentNodes(error: unknown): string[] {
  const inner = innerErrors(error).filter(([, reason]) => reason instanceof errors.OperationTimedOutError);
  const own = error instanceof errors.OperationTimedOutError ? [(error as DriverFields).host ?? ''] : [];
  return [...own, ...inner.map(([node]) => node)];
}

function innerErrors(error: unknown): [node: string, reason: unknown][] {
  return Object.entries((error as DriverFields | undefined)?.innerErrors ?? {}).filter(([, reason]) => reason != null);
}

/** Of many, the one that says most: what a node said before what became of a connection. */
function tellingOne(error: Error): Error {
  const reasons = innerErrors(error).map(([, reason]) => reason);
  const said = reasons.find((reason) => reason instanceof errors.ResponseError || reason instanceof errors.AuthenticationError);
  return (said ?? reasons.find((reason) => reason instanceof Error) ?? error) as Error;
}

function detailsOf(cause: unknown): DriverFields {
  return cause instanceof Error ? (tellingOne(cause) as DriverFields) : {};
}

function nodesOf(cause: unknown): Record<string, string> {
  const { coordinator } = (cause ?? {}) as DriverFields;
  const inner = innerErrors(cause).map(([node, reason]) => [node, reason instanceof Error ? reason.message : String(reason)]);
  if (inner.length > 0) return Object.fromEntries(inner);
  return coordinator === undefined || !(cause instanceof Error) ? {} : { [coordinator]: cause.message };
}

function codeOf(error: Error, whole: Error): CassandraErrorCode | undefined {
  const { code, isSocketError, requestNotWritten } = error as DriverFields;
  if (error instanceof errors.ResponseError) {
    if (/^batch too large/i.test(error.message)) return 'batch_too_large';
    if (/^keyspace '?\S+'? does not exist$/i.test(error.message)) return 'keyspace_missing';
    if (/bound variables|bind variables/i.test(error.message)) return 'parameters';
    return BY_NUMBER[Number(code)] ?? 'server';
  }
  if (error instanceof errors.AuthenticationError) return 'authentication';
  if (error instanceof errors.OperationTimedOutError) return 'timeout';
  if (isSocketError) return requestNotWritten ? 'no_node' : 'node_lost';
  if (whole instanceof errors.NoHostAvailableError || error.message === 'No connection available') return 'no_node';
  // What the driver throws before it sends anything.
  if (error instanceof TypeError || error instanceof RangeError || error instanceof errors.ArgumentError) return 'parameters';
  return error instanceof errors.DriverError ? 'server' : undefined;
}

function messageOf(error: Error, code: CassandraErrorCode): string {
  const { required, alive } = error as DriverFields;
  if (code === 'unavailable') return `${error.message}: ${alive} replicas are alive, ${required} are required; nothing was done`;
  if (code === 'node_lost') return 'the connection to the node died under the request; it may have done the work';
  if (code === 'no_node' && innerErrors(error).length === 0 && error instanceof errors.DriverError) return 'no node could be asked';
  return error.message === '' ? error.name : error.message;
}
