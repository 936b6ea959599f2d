import { untilAborted } from '@outpool/contract';
import type { ArrayOrObject, Client, QueryOptions, types } from 'cassandra-driver';
import { CassandraError } from './cassandra-error.js';
import { type ExecuteManyOptions, type ExecuteManyResult, forEachOf } from './execute-many.js';
import { type ExecuteOptions, queryOptions } from './execute-options.js';
import type { CassandraNode, LiveClient } from './live-client.js';
import { RequestGate } from './request-gate.js';
import { type BatchOptions, type BatchResult, type BatchStatement, sendSlices } from './send-batch.js';

/** An answer: one page of rows. */
export interface CassandraResult<Row = types.Row> extends Omit<types.ResultSet, 'rows' | 'first' | 'nextPage' | 'nextPageAsync'> {
  readonly rows: Row[];
  /** The first row, or `null`. */
  first(): Row | null;
}

/** `USE`, whatever comments stand before it. */
const USE = /^(?:\s+|--[^\n]*(?:\n|$)|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*use\b/i;
/** What it can begin with: most statements need no closer look. */
const MAY_BE_USE = /^[\suU/-]/;
const NO_OPTIONS: ExecuteOptions = {};

/** One client of the cluster, with a connection to each node of its data center. Many jobs use it at once. */
export class CassandraConnection {
  /**
   * The client of the driver: for its mapper, its metadata and whatever else is not here. What is executed on it does
   * not wait for its turn, and fails with the driver's own errors. Never shut it down.
   */
  readonly client: Client;
  readonly #live: LiveClient;
  readonly #gate: RequestGate;
  readonly #answered = <Answer>(answer: Answer): Answer => {
    this.#gate.leave();
    return answer;
  };
  readonly #failed = (error: unknown): never => {
    this.#gate.leave();
    this.#live.examineAfter(error);
    throw CassandraError.of(error);
  };

  /** @internal `connect` of the backend makes it. */
  constructor(live: LiveClient, maxRequests: number) {
    this.client = live.client;
    this.#live = live;
    this.#gate = new RequestGate(maxRequests);
  }

  /**
   * One statement and its answer: of many rows, the first page, and its `pageState`. Parameters are a list for `?`, or an
   * object for `:name`. Rejects with a `CassandraError`.
   */
  execute<Row = types.Row>(query: string, params?: ArrayOrObject, options: ExecuteOptions = NO_OPTIONS): Promise<CassandraResult<Row>> {
    return this.#one(query, params, options) as Promise<unknown> as Promise<CassandraResult<Row>>;
  }

  /** Several changes in one request, or, unlogged, in as few as the server takes. Rejects with a `CassandraError`. */
  async batch(statements: readonly BatchStatement[], options: BatchOptions = {}): Promise<BatchResult> {
    const { logged = true, counter = false, sliceSize = 50, ...more } = options;
    if (!(sliceSize >= 1)) throw new TypeError('sliceSize must be 1 or more');
    if (counter && more.idempotent) throw new TypeError('a batch of counters is not idempotent: each time, it would count again');
    const whole = logged || counter;
    const all = { ...more, driver: { ...more.driver, logged: logged && !counter, ...(counter && { counter }) } };
    return sendSlices(statements, whole ? undefined : sliceSize, (slice) => {
      const [only] = slice;
      // The server's limits are for batches: a statement alone need not be one.
      if (slice.length === 1 && !whole && only !== undefined)
        return typeof only === 'string' ? this.#one(only, undefined, more) : this.#one(only.query, only.params, more);
      return this.#send(all, (driver) => this.client.batch([...slice], driver));
    });
  }

  /**
   * All rows, page by page: the next one is asked for when the rows of the last have been taken. It runs within its call,
   * and must end in its time; `rowsOver` need not.
   */
  async *stream<Row = types.Row>(
    query: string,
    params?: ArrayOrObject,
    options: ExecuteOptions = {},
  ): AsyncGenerator<Row, void, undefined> {
    let page: CassandraResult<Row> | undefined;
    do {
      page = await this.execute<Row>(query, params, page === undefined ? options : { ...options, pageState: page.pageState });
      yield* page.rows;
    } while (page.pageState);
  }

  /** Calls `each` with one row after the other, and waits for what it returns. Resolves with their number. */
  async eachRow<Row = types.Row>(
    query: string,
    params: ArrayOrObject | undefined,
    each: (row: Row, position: number) => unknown,
    options: ExecuteOptions = {},
  ): Promise<number> {
    let count = 0;
    for await (const row of this.stream<Row>(query, params, options)) await each(row, count++);
    return count;
  }

  /**
   * One statement for each of many parameters, so many at once: for loading and for looking up. They come from a list or
   * any iterable, and are read no faster than they are done. What fails is reported, and stops nothing else.
   * @param each called with every answer, as they come; what it returns is waited for
   */
  executeMany<Row = types.Row>(
    query: string,
    parameters: Iterable<ArrayOrObject> | AsyncIterable<ArrayOrObject>,
    options: ExecuteManyOptions = {},
    each?: (result: CassandraResult<Row>, position: number) => unknown,
  ): Promise<ExecuteManyResult> {
    return forEachOf(parameters, options, async (params, position) => {
      const result = await this.execute<Row>(query, params, options);
      await each?.(result, position);
    });
  }

  /** The nodes of the cluster as this client sees them. */
  nodes(): CassandraNode[] {
    return this.#live.nodes();
  }

  #one(query: string, params: ArrayOrObject | undefined, options: ExecuteOptions): Promise<types.ResultSet> {
    if (MAY_BE_USE.test(query) && USE.test(query))
      return Promise.reject(new TypeError('USE is refused, since others share this client: write keyspace.table'));
    // On the path of nearly every call: nothing is made for it that it does not need.
    if (options === NO_OPTIONS && this.#gate.tryEnter()) return this.client.execute(query, params).then(this.#answered, this.#failed);
    return this.#send(options, (driver) => this.client.execute(query, params, driver));
  }

  async #send<Answer>(options: ExecuteOptions, ask: (driver: QueryOptions) => Promise<Answer>): Promise<Answer> {
    const { signal } = options;
    signal?.throwIfAborted();
    const driver = queryOptions(options);
    if (!this.#gate.tryEnter()) await this.#gate.enter(signal);
    // The place is taken until the node has answered, whoever still waits for it.
    const answer = ask(driver).then(this.#answered as (answer: Answer) => Answer, this.#failed);
    return signal === undefined ? answer : untilAborted(answer, signal);
  }
}
