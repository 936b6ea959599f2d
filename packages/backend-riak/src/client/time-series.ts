import type { Line } from '../link/line.js';
import type { Terms } from '../link/terms.js';
import {
  TsCoverageReq,
  TsCoverageResp,
  TsDelReq,
  TsDelResp,
  TsGetReq,
  TsGetResp,
  TsListKeysReq,
  TsListKeysResp,
  TsPutReq,
  TsPutResp,
  TsQueryReq,
  TsQueryResp,
} from '../messages/riak-ts.js';
import type { CoverageOptions } from './bulk.js';
import { named } from './location.js';
import { whole } from './quorum.js';
import { type Cell, type Rows, readRow, rowsOf, writeCell } from './time-series-rows.js';
import { getTerms, putTerms, queryTerms } from './time-series-terms.js';

/** How a request is written. */
export interface TableTerms extends Terms {
  /** Write it, and have it answered, as terms of Erlang: less work for the server where rows are many. Riak TS 1.3 and later. */
  readonly asTerms?: boolean | undefined;
}

/** A piece of a table, and who can be asked for it. */
export interface TableCoverage {
  readonly address: string;
  readonly port: number;
  readonly context: Buffer;
  readonly description: string | undefined;
  /** The times that lie there, by this column. */
  readonly range: TimeRange | undefined;
}

export interface TimeRange {
  readonly column: string;
  readonly from: Date;
  readonly to: Date;
  readonly includesFrom: boolean;
  readonly includesTo: boolean;
}

/** Tables of Riak TS. On Riak KV everything here is `UNSUPPORTED`. */
export class TimeSeries {
  readonly #link: Line;
  readonly #slow: Line;

  /** @param slow where queries are made, and keys listed */
  constructor(link: Line, slow: Line = link) {
    this.#link = link;
    this.#slow = slow;
  }

  /** @param options `coverContext` is the `context` of a piece of a coverage plan: only what lies there */
  async query(sql: string, options: TableTerms & { readonly coverContext?: Uint8Array | undefined } = {}): Promise<Rows> {
    if (options.asTerms) return queryTerms(this.#slow, String(named('sql', sql)), options.coverContext, options);
    return rowsOf(
      await this.#slow.call(TsQueryReq, { query: { base: named('sql', sql) }, coverContext: options.coverContext }, TsQueryResp, options),
    );
  }

  /** Stores rows, with their cells in the order of the table, or of `columns`, which not every server reads. */
  async put(
    table: string,
    rows: readonly (readonly Cell[])[],
    options: TableTerms & { readonly columns?: readonly string[] | undefined } = {},
  ): Promise<void> {
    const { asTerms, columns = [] } = options;
    if (asTerms && columns.length > 0) throw new TypeError('columns: in terms the cells are in the order of the table');
    if (asTerms) return putTerms(this.#link, String(named('table', table)), rows, options);
    const request = {
      table: named('table', table),
      columns: columns.map((name) => ({ name })),
      rows: rows.map((cells) => ({ cells: cells.map(writeCell) })),
    };
    await this.#link.call(TsPutReq, request, TsPutResp, options);
  }

  /** The row with that key, the cells of which are in the order of the table. */
  async get(table: string, key: readonly Cell[], options: TableTerms = {}): Promise<Rows> {
    const request = this.#keyed(table, key, options);
    if (options.asTerms) return getTerms(this.#link, table, key, options);
    return rowsOf(await this.#link.call(TsGetReq, request, TsGetResp, options));
  }

  async delete(table: string, key: readonly Cell[], options: Terms & { readonly vclock?: Uint8Array | undefined } = {}): Promise<void> {
    await this.#link.call(TsDelReq, { ...this.#keyed(table, key, options), vclock: options.vclock }, TsDelResp, options);
  }

  /** The keys of all rows; as heavy as listing the keys of a bucket. */
  async *keys(table: string, terms: Terms = {}): AsyncGenerator<readonly Cell[], void, undefined> {
    const request = { table: named('table', table), timeout: whole('timeoutMs', terms.timeoutMs) };
    for await (const { keys } of this.#slow.stream(TsListKeysReq, request, TsListKeysResp, terms)) yield* keys.map((key) => readRow(key));
  }

  async coverage(table: string, sql: string, options: Terms & Omit<CoverageOptions, 'minPartitions'> = {}): Promise<TableCoverage[]> {
    const { replace, unavailable = [] } = options;
    const request = { table: named('table', table), query: { base: sql }, replaceCover: replace, unavailableCover: unavailable };
    const { entries } = await this.#link.call(TsCoverageReq, request, TsCoverageResp, options);
    return entries.map(({ ip, port, coverContext, range }) => ({
      address: ip?.toString() ?? '',
      port: port ?? 0,
      context: coverContext ?? Buffer.alloc(0),
      description: range?.desc?.toString(),
      range: range && {
        column: range.fieldName?.toString() ?? '',
        from: new Date(Number(range.lowerBound ?? 0n)),
        to: new Date(Number(range.upperBound ?? 0n)),
        includesFrom: range.lowerBoundInclusive === true,
        includesTo: range.upperBoundInclusive === true,
      },
    }));
  }

  #keyed(table: string, key: readonly Cell[], { timeoutMs }: Terms) {
    return { table: named('table', table), key: key.map(writeCell), timeout: whole('timeoutMs', timeoutMs) };
  }
}
