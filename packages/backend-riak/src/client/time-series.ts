import type { Line } from '../link/line.js';
import type { Terms } from '../link/terms.js';
import {
  type TsCell,
  type TsColumnDescription,
  TsColumnType,
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
  type TsRow,
} from '../messages/riak-ts.js';
import type { Written } from '../wire/codec.js';
import type { CoverageOptions } from './bulk.js';
import { named } from './location.js';
import { whole } from './quorum.js';

/** A cell: varchar, sint64, double, timestamp, boolean or NULL. Numbers are written as double. */
export type Cell = string | bigint | number | Date | boolean | null;

export interface Column {
  readonly name: string;
  readonly type: 'varchar' | 'sint64' | 'double' | 'timestamp' | 'boolean' | undefined;
}

export interface Rows {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A piece of a table, and who can be asked for it. */
export interface TableCoverage {
  readonly address: string;
  readonly port: number;
  readonly context: Buffer;
  readonly description: string | undefined;
}

const TYPES = ['varchar', 'sint64', 'double', 'timestamp', 'boolean'] as const satisfies readonly Lowercase<keyof typeof TsColumnType>[];

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
  async query(sql: string, options: Terms & { readonly coverContext?: Uint8Array | undefined } = {}): Promise<Rows> {
    return rowsOf(
      await this.#slow.call(TsQueryReq, { query: { base: named('sql', sql) }, coverContext: options.coverContext }, TsQueryResp, options),
    );
  }

  /** Stores rows, with their cells in the order of the table. */
  async put(table: string, rows: readonly (readonly Cell[])[], terms: Terms = {}): Promise<void> {
    const request = { table: named('table', table), rows: rows.map((cells) => ({ cells: cells.map(writeCell) })) };
    await this.#link.call(TsPutReq, request, TsPutResp, terms);
  }

  /** The row with that key, the cells of which are in the order of the table. */
  async get(table: string, key: readonly Cell[], terms: Terms = {}): Promise<Rows> {
    return rowsOf(await this.#link.call(TsGetReq, this.#keyed(table, key, terms), TsGetResp, terms));
  }

  async delete(table: string, key: readonly Cell[], terms: Terms = {}): Promise<void> {
    await this.#link.call(TsDelReq, this.#keyed(table, key, terms), TsDelResp, terms);
  }

  /** The keys of all rows; as heavy as listing the keys of a bucket. */
  async *keys(table: string, terms: Terms = {}): AsyncGenerator<readonly Cell[], void, undefined> {
    const request = { table: named('table', table), timeout: whole('timeoutMs', terms.timeoutMs) };
    for await (const { keys } of this.#slow.stream(TsListKeysReq, request, TsListKeysResp, terms)) yield* keys.map(readRow);
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
    }));
  }

  #keyed(table: string, key: readonly Cell[], { timeoutMs }: Terms) {
    return { table: named('table', table), key: key.map(writeCell), timeout: whole('timeoutMs', timeoutMs) };
  }
}

function rowsOf({ columns, rows }: { columns: TsColumnDescription[]; rows: TsRow[] }): Rows {
  return {
    columns: columns.map(({ name, type }) => ({
      name: name?.toString() ?? '',
      type: TYPES.find((one) => TsColumnType[one.toUpperCase() as keyof typeof TsColumnType] === type),
    })),
    rows: rows.map(readRow),
  };
}

function readRow({ cells }: TsRow): Cell[] {
  return cells.map(({ varcharValue, sint64Value, timestampValue, booleanValue, doubleValue }) => {
    if (timestampValue !== undefined) return new Date(Number(timestampValue));
    return varcharValue?.toString() ?? sint64Value ?? booleanValue ?? doubleValue ?? null;
  });
}

function writeCell(cell: Cell): Written<TsCell> {
  if (cell === null) return {};
  if (cell instanceof Date) return { timestampValue: cell.getTime() };
  if (typeof cell === 'bigint') return { sint64Value: cell };
  if (typeof cell === 'number') return { doubleValue: cell };
  if (typeof cell === 'boolean') return { booleanValue: cell };
  return { varcharValue: cell };
}
