import type { Dialect } from './dialect.js';

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
  const into = `INSERT INTO ${table.split('.').map(dialect.quote).join('.')} (${columns.map(dialect.quote).join(', ')}) VALUES `;
  const most = Math.floor(dialect.maxParams / columns.length);
  for (let from = 0; from < rows.length; from += most) {
    const chunk = rows.slice(from, from + most);
    const params: unknown[] = [];
    for (const [index, row] of chunk.entries()) {
      if (Object.keys(row).length !== columns.length || !columns.every((column) => column in row))
        throw new TypeError(`insert into ${table}: row ${from + index} has other columns than the first: ${columns.join(', ')}`);
      for (const column of columns) params.push(row[column]);
    }
    yield { sql: into + tuples(chunk.length, columns.length, dialect), params };
  }
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
