import { type TsCell, type TsColumnDescription, TsColumnType, type TsRow } from '../messages/riak-ts.js';
import type { Written } from '../wire/codec.js';

/** A cell: varchar, sint64, double, timestamp, boolean, blob or NULL. Numbers are written as double, bigints as sint64. */
export type Cell = string | bigint | number | Date | boolean | Uint8Array | null;

export interface Column {
  readonly name: string;
  readonly type: 'varchar' | 'sint64' | 'double' | 'timestamp' | 'boolean' | 'blob' | undefined;
}

export interface Rows {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

const TYPES = ['varchar', 'sint64', 'double', 'timestamp', 'boolean'] as const satisfies readonly Lowercase<keyof typeof TsColumnType>[];
/** In no schema but that of Riak TS 1.5. */
const BLOB = 5;

export function rowsOf({ columns: described, rows }: { columns: TsColumnDescription[]; rows: TsRow[] }): Rows {
  const columns = described.map(({ name, type }) => ({ name: name?.toString() ?? '', type: typeOf(type) }));
  return { columns, rows: rows.map((row) => readRow(row, columns)) };
}

export function readRow({ cells }: TsRow, columns: readonly Column[] = []): Cell[] {
  return cells.map(({ varcharValue, sint64Value, timestampValue, booleanValue, doubleValue }, index) => {
    if (timestampValue !== undefined) return new Date(Number(timestampValue));
    if (varcharValue !== undefined && columns[index]?.type === 'blob') return varcharValue;
    return varcharValue?.toString() ?? sint64Value ?? booleanValue ?? doubleValue ?? null;
  });
}

export function writeCell(cell: Cell): Written<TsCell> {
  if (cell === null) return {};
  if (cell instanceof Date) return { timestampValue: cell.getTime() };
  if (typeof cell === 'bigint') return { sint64Value: cell };
  if (typeof cell === 'number') return { doubleValue: cell };
  if (typeof cell === 'boolean') return { booleanValue: cell };
  return { varcharValue: cell };
}

/** The type of that name, if there is one. */
export function columnType(name: string): Column['type'] {
  return name === 'blob' ? name : TYPES.find((type) => type === name);
}

function typeOf(number: number | undefined): Column['type'] {
  if (number === BLOB) return 'blob';
  return TYPES.find((type) => TsColumnType[type.toUpperCase() as keyof typeof TsColumnType] === number);
}
