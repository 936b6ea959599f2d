import type { Result } from 'odbc';
import { sendable } from '../sql/sendable.js';

const BIGINT = -5;
const TIMESTAMPS = [93, 11];

/** A parameter as ODBC takes it: a moment as UTC, whose session it is. */
export function bindable(value: unknown): string | number {
  const plain = value instanceof Date ? value.toISOString().replace('T', ' ').replace('Z', '') : sendable(value);
  return plain as string | number; // bytes, truth and NULL are taken as well
}

/** The rows of a result, with the values that other drivers give: big numbers as text, moments as Date, bytes as Buffer. */
export function rowsOf<Row>(result: Result<Row>): Row[] {
  const rows = [...result] as Record<string, unknown>[];
  for (const { name, dataType } of result.columns) {
    const convert = converterOf(dataType);
    if (convert !== undefined) for (const row of rows) if (row[name] !== null) row[name] = convert(row[name]);
  }
  return rows as Row[];
}

function converterOf(dataType: number): ((value: unknown) => unknown) | undefined {
  if (dataType === BIGINT) return String;
  if (TIMESTAMPS.includes(dataType)) return (value) => new Date(`${String(value).replace(' ', 'T')}Z`);
  return (value) => (value instanceof ArrayBuffer ? Buffer.from(value) : value);
}
