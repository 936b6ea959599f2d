import type { Queryable, Row } from './queryable.js';
import type { QueryResult } from './rdbms-driver.js';
import type { Dialect } from './sql/dialect.js';
import { insertStatements } from './sql/insert.js';

/**
 * Puts rows into a table: in one statement, or in several within a transaction.
 * @param send sends the one statement
 */
export async function insertRows(
  at: Queryable,
  table: string,
  rows: readonly Readonly<Row>[],
  signal: AbortSignal | undefined,
  dialect: Dialect,
  send: (sql: string, params: readonly unknown[]) => Promise<QueryResult<never>>,
): Promise<QueryResult<never>> {
  const [first, ...others] = rows.length === 0 ? [] : insertStatements(table, rows, dialect);
  if (first === undefined) return { rows: [], rowCount: 0, fields: [] };
  if (others.length === 0) return await send(first.sql, first.params);
  return await at.transaction(async (transaction) => {
    const result = await transaction.query<never>(first.sql, first.params, { signal });
    let { rowCount } = result;
    for (const { sql, params } of others) rowCount += (await transaction.query(sql, params, { signal })).rowCount;
    return { ...result, rowCount };
  });
}
