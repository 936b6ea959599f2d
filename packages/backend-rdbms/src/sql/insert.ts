import type { Dialect } from './dialect.js';
import { Tuples } from './tuples.js';
import { TextCache } from './text-cache.js';

type Row = Readonly<Record<string, unknown>>;

const texts = new TextCache<Dialect, string>();

/**
 * The statements that put rows into a table, as few as the database's limit of parameters allows.
 * @param table a name, or `schema.name`; it and the columns are quoted
 * @param rows all with the columns of the first; `undefined` is NULL
 * @throws TypeError when a row has other columns than the first
 */
export function insertStatements(table: string, rows: readonly Row[], dialect: Dialect): { sql: string; params: unknown[] }[] {
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0) throw new TypeError(`insert into ${table}: expected rows, each with at least one column`);
  const most = Math.floor(dialect.maxParams / columns.length);
  const statements: { sql: string; params: unknown[] }[] = [];
  for (let from = 0; from < rows.length; from += most) {
    const to = Math.min(rows.length, from + most);
    const values = new Array<unknown>((to - from) * columns.length);
    for (let index = from; index < to; index++) {
      const row = rows[index] as Row;
      const at = (index - from) * columns.length;
      if (!putInOrder(row, columns, values, at) && !putByName(row, columns, values, at)) throw otherColumns(table, index, columns);
    }
    const count = dialect.writesTuples ? 0 : to - from;
    const key = JSON.stringify([table, count, ...columns]);
    const sql = texts.get(dialect, key, () => textFor(table, columns, count, dialect));
    statements.push({ sql, params: dialect.writesTuples ? [new Tuples(values, columns.length)] : values });
  }
  return statements;
}

/** The quick way, of plain rows whose columns come in the order of the first. False for others. */
function putInOrder(row: Row, columns: readonly string[], values: unknown[], at: number): boolean {
  if (Object.getPrototypeOf(row) !== Object.prototype) return false;
  let column = 0;
  for (const name in row) {
    if (name !== columns[column]) return false;
    values[at + column++] = row[name];
  }
  return column === columns.length;
}

function putByName(row: Row, columns: readonly string[], values: unknown[], at: number): boolean {
  if (Object.keys(row).length !== columns.length) return false;
  for (const [column, name] of columns.entries()) {
    if (!Object.hasOwn(row, name)) return false;
    values[at + column] = row[name];
  }
  return true;
}

/** @param count of rows; 0 when one parameter stands for all of them */
function textFor(table: string, columns: readonly string[], count: number, dialect: Dialect): string {
  const quoted = (names: readonly string[]): string[] => names.map((name) => dialect.quote(name));
  const into = `INSERT INTO ${quoted(table.split('.')).join('.')} (${quoted(columns).join(', ')}) VALUES `;
  return into + (count === 0 ? '?' : marks(count, columns.length, dialect));
}

function marks(rows: number, columns: number, { placeholders }: Dialect): string {
  let number = 0;
  const mark = (): string => (placeholders === 'marks' ? '?' : `$${++number}`);
  const tuple = (): string => `(${Array.from({ length: columns }, mark).join(', ')})`;
  return Array.from({ length: rows }, tuple).join(', ');
}

function otherColumns(table: string, index: number, columns: readonly string[]): TypeError {
  return new TypeError(`insert into ${table}: row ${index} has other columns than the first: ${columns.join(', ')}`);
}
