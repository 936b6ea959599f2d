import { setTimeout as sleep } from 'node:timers/promises';
import { ElasticError } from './elastic-error.js';
import { indexName, type Query } from './elastic-path.js';

/** One change of a bulk. */
export interface BulkOperation {
  readonly action: 'index' | 'create' | 'update' | 'delete';
  readonly index: string;
  /** Needed for `update` and `delete`. */
  readonly id?: string;
  /** The document; with `update` the change, `{ doc }` or `{ script }`; with `delete` none. */
  readonly document?: object;
  /** More of the line: `{ routing: 'a', if_seq_no: 7 }`. */
  readonly meta?: Readonly<Record<string, unknown>>;
}

export interface BulkOptions {
  readonly query?: Query;
  readonly signal?: AbortSignal | undefined;
  /** Limit of each slice, in ms. Default: `requestTimeoutMs`. */
  readonly timeoutMs?: number | undefined;
  /** Most bytes of a slice; one operation that is longer goes alone. Default 5000000. */
  readonly maxBytes?: number;
  /** Most operations of a slice. Default 1000. */
  readonly maxCount?: number;
  /** How often an operation that the server is too busy for is sent again. Default 5. */
  readonly retries?: number;
  /** Pause before the first of these, in ms; it doubles, and half of it is by chance. Default 100. */
  readonly backoffMs?: number;
}

export interface BulkFailure {
  /** Counted from 0, in the order of the operations. */
  readonly position: number;
  readonly operation: BulkOperation;
  readonly error: ElasticError;
}

export interface BulkResult {
  readonly succeeded: number;
  readonly failures: readonly BulkFailure[];
  /** Operations that were sent again, each time counted. */
  readonly retried: number;
}

interface Line {
  readonly position: number;
  readonly operation: BulkOperation;
  readonly text: string;
}

interface BulkAnswer {
  readonly items: readonly Readonly<Record<string, { readonly status: number; readonly error?: unknown }>>[];
}

/** Reads operations into slices, sends them, and sorts the answers. @param send one slice as NDJSON */
export async function runBulk(
  operations: Iterable<BulkOperation> | AsyncIterable<BulkOperation>,
  { maxBytes = 5_000_000, maxCount = 1_000, retries = 5, backoffMs = 100, signal }: BulkOptions,
  send: (body: string) => Promise<BulkAnswer>,
): Promise<BulkResult> {
  const failures: BulkFailure[] = [];
  let succeeded = 0;
  let retried = 0;

  const flush = async (slice: readonly Line[]): Promise<void> => {
    let pending = slice;
    for (let attempt = 0; pending.length > 0; attempt++) {
      const rejected = await sendOnce(pending, attempt === retries);
      if (rejected.length > 0) {
        retried += rejected.length;
        await sleep(backoffMs * 2 ** attempt * (0.5 + Math.random() / 2), undefined, { signal });
      }
      pending = rejected;
    }
  };

  /** @returns what the server was too busy for */
  const sendOnce = async (lines: readonly Line[], last: boolean): Promise<Line[]> => {
    let answer: BulkAnswer;
    try {
      answer = await send(lines.map(({ text }) => text).join(''));
    } catch (error) {
      if (!(error instanceof ElasticError) || error.code !== 'rejected') throw error;
      if (!last) return [...lines];
      for (const { position, operation } of lines) failures.push({ position, operation, error });
      return [];
    }
    const rejected: Line[] = [];
    for (const [at, line] of lines.entries()) {
      const { position, operation } = line;
      const { status, error } = answer.items[at]?.[operation.action] ?? { status: 0, error: 'the answer does not speak of it' };
      if (status === 429 && !last) rejected.push(line);
      else if (status >= 400 || status === 0) failures.push({ position, operation, error: itemError(operation, status, error) });
      else succeeded++;
    }
    return rejected;
  };

  let slice: Line[] = [];
  let bytes = 0;
  let position = 0;
  for await (const operation of operations) {
    const at = position++;
    let text: string;
    try {
      text = linesOf(operation);
    } catch (cause) {
      const message = `operation ${at} of the bulk cannot be sent: ${cause instanceof Error ? cause.message : cause}`;
      failures.push({ position: at, operation, error: new ElasticError('parse', message, { cause }) });
      continue;
    }
    const length = Buffer.byteLength(text);
    if (slice.length > 0 && (slice.length >= maxCount || bytes + length > maxBytes)) {
      await flush(slice);
      slice = [];
      bytes = 0;
    }
    slice.push({ position: at, operation, text });
    bytes += length;
  }
  await flush(slice);
  failures.sort((a, b) => a.position - b.position);
  return { succeeded, failures, retried };
}

function linesOf({ action, index, id, document, meta }: BulkOperation): string {
  if (!['index', 'create', 'update', 'delete'].includes(action)) throw new TypeError(`the action ${JSON.stringify(action)} is none`);
  if (id === undefined && (action === 'update' || action === 'delete')) throw new TypeError(`${action} needs an id`);
  if (action !== 'delete' && (typeof document !== 'object' || document === null)) throw new TypeError(`${action} needs a document`);
  const head = JSON.stringify({ [action]: { _index: indexName(index), _id: id, ...meta } });
  return action === 'delete' ? `${head}\n` : `${head}\n${JSON.stringify(document)}\n`;
}

function itemError({ action, index, id }: BulkOperation, status: number, error: unknown): ElasticError {
  return ElasticError.of(`bulk ${action} ${index}/${id ?? '(new)'}`, status, { error });
}
