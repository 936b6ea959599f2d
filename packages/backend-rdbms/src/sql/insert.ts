import type { Dialect } from './dialect.js';
import { TextCache } from './text-cache.js';

const texts = new TextCache<Dialect, string>();

/**
 * The statements that put rows into a table, as few as the database's limit of parameters allows.
 * @param table a name, or `schema.name`; it and the columns are quoted
 * @param rows all with the columns of the first; `undefined` is NULL
 * @throws TypeError when a row has other columns than the first
 */
export function* insertStatements(
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
  dialect: Dialect,
): Generator<{ sql: string; params: unknown[] }> {
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0) throw new TypeError(`insert into ${table}: expected rows, each with at least one column`);
  const most = Math.floor(dialect.maxParams / columns.length);
  for (let from = 0; from < rows.length; from += most) {
    const chunk = rows.slice(from, from + most);
    const params: unknown[] = [];
    for (const row of chunk) {
      if (Object.keys(row).length !== columns.length) throw otherColumns(table, rows.indexOf(row), columns);
      for (const column of columns) {
        const value = row[column];
        if (value === undefined && !(column in row)) throw otherColumns(table, rows.indexOf(row), columns);
        params.push(value);
      }
    }
    const key = JSON.stringify([table, chunk.length, ...columns]);
    yield { sql: texts.get(dialect, key, () => textFor(table, columns, chunk.length, dialect)), params };
  }
}

function textFor(table: string, columns: readonly string[], rows: number, dialect: Dialect): string {
  const quoted = (names: readonly string[]): string[] => names.map((name) => dialect.quote(name));
  return `INSERT INTO ${quoted(table.split('.')).join('.')} (${quoted(columns).join(', ')}) VALUES ${tuples(rows, columns.length, dialect)}`;
}

function tuples(rows: number, columns: number, { placeholders }: Dialect): string {
  if (placeholders === 'marks')
    return Array(rows)
      .fill(`(${Array(columns).fill('?').join(', ')})`)
      .join(', ');
  let number = 0;
  const tuple = (): string => `(${Array.from({ length: columns }, () => `$${++number}`).join(', ')})`;
  return Array.from({ length: rows }, tuple).join(', ');
}

function otherColumns(table: string, index: number, columns: readonly string[]): TypeError {
  return new TypeError(`insert into ${table}: row ${index} has other columns than the first: ${columns.join(', ')}`);
}
