import { RdbmsError } from '../rdbms-error.js';

/**
 * What may be sent in a transaction that has failed, as PostgreSQL itself has it: a COMMIT rolls back, and all but the end is
 * refused. Others would run what follows: MySQL after a deadlock, when the transaction is no more, as statements of their own; the
 * ODBC driver of PostgreSQL, which may set savepoints behind our back, as part of it.
 * @param savepoints whether those of the transaction are still there to go back to
 * @throws RdbmsError of kind `transaction_failed`
 */
export function inFailedTransaction(sql: string, savepoints: boolean): string {
  if (/^\s*(?:commit|end)\b/i.test(sql)) return 'ROLLBACK';
  const [, to] = /^\s*(?:rollback|abort)\b(\s+to\b)?/i.exec(sql) ?? [undefined, 'nothing'];
  if (to === undefined || (savepoints && to !== 'nothing')) return sql;
  throw new RdbmsError('a statement of this transaction has failed: end it with ROLLBACK first', { kind: 'transaction_failed' });
}
